"""Reading query parameters, strictly: what is not understood is refused with the reason, never ignored."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from api.errors import InvalidParameter, UnknownParameter
from api.language import LANGUAGES
from api.literals import date_of, instant_of, real_of, text_of, whole_of
from api.negotiation import FORMATS
from layers.layer import Kind, Property

# Every resource takes these.
COMMON = ("f", "lang")

BOOLEANS: Mapping[str, bool] = {"true": True, "false": False}


def check_names(
    given: QueryDict, *, allowed: Collection[str] = COMMON, repeatable: Collection[str] = (), formats: Collection[str] = ("json",)
) -> None:
    """Refuse parameters that the resource does not have, any that is given twice but may not be, and a format (``f``) it does not come in.

    Raises:
        UnknownParameter, InvalidParameter
    """
    for name, values in given.lists():
        if name not in allowed:
            raise UnknownParameter(
                name,
                _("Δεν υπάρχει παράμετρος «%(name)s» εδώ. Υπάρχουν: %(allowed)s.") % {"name": name, "allowed": ", ".join(allowed)},
            )
        if len(values) > 1 and name not in repeatable:
            raise InvalidParameter(
                name,
                _("Η παράμετρος «%(name)s» δόθηκε %(count)d φορές. Δώστε τη μία.") % {"name": name, "count": len(values)},
            )
    check_choice(given, "lang", LANGUAGES)
    check_choice(given, "f", formats)


def without_format(given: QueryDict) -> QueryDict:
    """Return ``given`` but for ``f``, which says nothing of what is asked.

    Raises:
        InvalidParameter: where ``f`` names none of the formats, or several.
    """
    check_choice(given, "f", FORMATS)
    if "f" not in given:
        return given
    kept = given.copy()
    # Given twice, it stays, and is refused with what else is.
    if len(kept.getlist("f")) == 1:
        del kept["f"]
    return kept


def check_choice(given: QueryDict, name: str, choices: Collection[str]) -> None:
    """Refuse a value of the parameter ``name`` that is none of ``choices``.

    Raises:
        InvalidParameter
    """
    value = given.get(name)
    if value is not None and value not in choices:
        raise InvalidParameter(
            name,
            _("%(name)s=%(value)s: οι δυνατές τιμές είναι %(choices)s.") % {"name": name, "value": value, "choices": ", ".join(choices)},
        )


def whole_number(given: QueryDict, name: str, *, minimum: int, maximum: int | None = None) -> int | None:
    """Return the parameter ``name`` as a number, None if it was not given.

    Raises:
        InvalidParameter
    """
    text = given.get(name)
    if text is None:
        return None
    number = whole_of(text)
    if number is None or number < minimum or (maximum is not None and number > maximum):
        raise InvalidParameter(
            name,
            _("%(name)s=%(value)s: πρέπει να είναι ακέραιος αριθμός, τουλάχιστον %(minimum)d.")
            % {"name": name, "value": text, "minimum": minimum},
        )
    return number


def property_value(entry: Property, text: str) -> Any:
    """Return ``text`` as a value of the property's kind.

    Raises:
        InvalidParameter
    """
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.INTEGER: whole_of,
        Kind.NUMBER: real_of,
        Kind.BOOLEAN: BOOLEANS.get,
        Kind.DATE: date_of,
        Kind.INSTANT: instant_of,
    }
    value = readers.get(entry.kind, text_of)(text)
    if value is None:
        raise InvalidParameter(
            entry.name,
            _("%(name)s=%(value)s: η ιδιότητα αυτή έχει τιμές είδους «%(kind)s».")
            % {"name": entry.name, "value": text, "kind": entry.kind.label},
        )
    return value
