"""What two spellings of a word share. Plain Python: the sandbox uses it too."""

import re
import unicodedata

# Capitals that look alike are typed in either alphabet; small by the time they are looked up.
_LOOKALIKES = str.maketrans("abehikmnoptxyz", "αβεηικμνορτχυζ")
# Keyboards and old fonts write these for Δ and Ω.
_SIGNS = str.maketrans("∆Ω", "ΔΩ")
_GREEK = re.compile("[α-ω]")


def fold(text: str) -> str:
    """Return ``text`` in small letters without accents, marks or final sigma, its words apart by one blank each.

    Latin letters inside a Greek word become the Greek ones that look like them.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", plain)
    return " ".join(word.translate(_LOOKALIKES) if _GREEK.search(word) else word for word in words)
