"""Tracking codes: told on the telephone, written by hand, sent by SMS, and still the same.

Their letters look the same in Greek and Latin, so that they survive the fold of GSM 03.38, and neither is a letter taken for a digit. The
last character checks the others (ISO/IEC 7064, hybrid system: every wrong character is found, and all but a few of two that changed
places).
"""

import secrets

from stdnum.iso7064 import mod_37_36

_ALPHABET = "0123456789ABEHKMNPTXYZ"
# 22 ** 9 codes: whoever guesses one in ten minutes at the pace that is allowed finds one of a million cases in years.
_DRAWN, _GROUP = 9, 5
_LOOK_ALIKES = str.maketrans("ΑΒΕΗΚΜΝΡΤΧΥΖΙΟIOLQ", "ABEHKMNPTXYZ101010")
LENGTH = _DRAWN + 1


class NotACode(ValueError):
    """What was given is no tracking code: a character is missing, or one is wrong."""


def new_code() -> str:
    """Return a code that nobody can foresee, as it is stored."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_DRAWN))
    return drawn + str(mod_37_36.calc_check_digit(drawn, alphabet=_ALPHABET))


def written(code: str) -> str:
    """Return ``code`` as people read it: two groups of five."""
    return f"{code[:_GROUP]}-{code[_GROUP:]}"


def read_code(text: str) -> str:
    """Return the code that somebody wrote as ``text``: with or without hyphens and blanks, in Greek or Latin, large or small letters.

    Raises:
        NotACode
    """
    kept = "".join(character for character in text.upper() if character.isalnum()).translate(_LOOK_ALIKES)
    if len(kept) != LENGTH or set(kept) - set(_ALPHABET) or not mod_37_36.is_valid(kept, alphabet=_ALPHABET):
        raise NotACode(text)
    return kept
