"""Text or JSON to a tree: the JSON encoding of CQL2 (OGC 21-065r2 §7), as Python objects."""

from typing import Any

import cql2
from django.utils.translation import gettext as _

from api.errors import InvalidParameter

TEXT, JSON = "cql2-text", "cql2-json"
LANGUAGES = (TEXT, JSON)

MAX_CHARACTERS = 10_000
# The parser descends one frame of its stack a parenthesis, and two thousand of them end the process: a filter of people needs a dozen.
MAX_DEPTH = 60


def parse_filter(text: str, *, language: str) -> Any:
    """Return the tree of ``text``, written in ``language`` (one of LANGUAGES).

    Raises:
        InvalidParameter: says where the text stops making sense.
    """
    _refuse_monsters(text)
    parse = cql2.parse_json if language == JSON else cql2.parse_text
    try:
        return parse(text).to_json()
    except cql2.ParseError as error:
        raise InvalidParameter("filter", _told(str(error), language)) from error


def _refuse_monsters(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise InvalidParameter(
            "filter",
            _("Το φίλτρο έχει %(count)d χαρακτήρες. Δεκτοί είναι έως %(maximum)d.") % {"count": len(text), "maximum": MAX_CHARACTERS},
        )
    if "\0" in text:
        raise InvalidParameter("filter", _("Το φίλτρο περιέχει τον χαρακτήρα NUL, που δεν επιτρέπεται."))
    depth = deepest = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise InvalidParameter(
            "filter",
            _("Το φίλτρο ανοίγει %(count)d παρενθέσεις τη μία μέσα στην άλλη. Δεκτές είναι έως %(maximum)d.")
            % {"count": deepest, "maximum": MAX_DEPTH},
        )


def _told(error: str, language: str) -> str:
    """The parser draws the place with a caret over several lines; we keep the line and column."""
    place = " ".join(error.split("\n", maxsplit=1)[0].replace("-->", "").split())
    example = "population > 1000 AND name_el LIKE 'Π%'"
    if language == JSON:
        example = '{"op":">","args":[{"property":"population"},1000]}'
    return _("filter (%(language)s): δεν διαβάζεται στη θέση %(place)s. Παράδειγμα: %(example)s.") % {
        "language": language,
        "place": place,
        "example": example,
    }
