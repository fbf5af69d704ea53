"""How a case is found by what was said: without accents, in large or small letters, by parts of words.

What is searched is an expression that the database indexes by trigrams (migration 0018): the two must stay the same.
"""

import re
import unicodedata
from typing import Any

from django.db.models import F, Func, TextField

# A trigram index knows nothing shorter.
SHORTEST_WORD = 3
_MOST_WORDS = 8
_NATIONAL_DIGITS = 10


class Searched(Func):
    """The words of a case as they are searched: ``Searched("description", "address")``."""

    function = "layers_searched"
    output_field = TextField()


class PhoneDigits(Func):
    """The last ten digits of a telephone number, however it was written."""

    function = "layers_phone_digits"
    output_field = TextField()


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` that can be searched, as ``Searched`` writes them."""
    folded = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark)).replace("ς", "σ")
    return [word for word in re.findall(r"\w+", plain) if len(word) >= SHORTEST_WORD][:_MOST_WORDS]


def saying(cases: Any, words: list[str]) -> Any:
    """Return those of the queryset ``cases`` that say all of ``words`` (``words_of``)."""
    found = cases.alias(searched=Searched(F("description"), F("address")))
    for word in words:
        found = found.filter(searched__contains=word)
    return found


def digits_of(phone: str) -> str:
    """Return ``phone`` as ``PhoneDigits`` writes it."""
    return re.sub(r"\D", "", phone)[-_NATIONAL_DIGITS:]
