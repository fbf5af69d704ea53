"""The order of features: the parameters sortby and after (OGC 20-004r1 §7.11 and the draft of OGC API – Features Part 8)."""

import base64
import binascii
import json
import math
from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from layers.layer import Kind, Layer, Property
from layers.ordering import Near, Order, SortKey

_SQL_TYPES = {
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "float8",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.INSTANT: "timestamptz",
}
_PYTHON_TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: (int, float),
    Kind.BOOLEAN: bool,
    Kind.DATE: str,
    Kind.INSTANT: str,
}
MAX_KEYS = 4


def sortable(layer: Layer) -> list[Property]:
    return [entry for entry in layer.properties if entry.kind in _SQL_TYPES]


def sort_keys(given: QueryDict, layer: Layer) -> tuple[SortKey, ...]:
    """Return what ``sortby`` asks: names with commas between, + or nothing for ascending and - for descending.

    Raises:
        InvalidParameter
    """
    text = given.get("sortby")
    if text is None:
        return ()
    known = {entry.name: entry for entry in sortable(layer)}
    keys = [part.strip() for part in text.split(",")]
    # A plus sign that was not escaped in the address arrives as a blank, which strip took away.
    names = [part.removeprefix("+").removeprefix("-") for part in keys]
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise InvalidParameter(
            "sortby",
            _("sortby=%(value)s: δεν γίνεται ταξινόμηση κατά «%(name)s». Υπάρχουν: %(known)s.")
            % {"value": text, "name": unknown, "known": ", ".join(known)},
        )
    if len(names) > MAX_KEYS or len(set(names)) < len(names):
        raise InvalidParameter(
            "sortby", _("sortby=%(value)s: δεκτές είναι έως %(maximum)d διαφορετικές ιδιότητες.") % {"value": text, "maximum": MAX_KEYS}
        )
    return tuple(
        SortKey(
            name=name,
            sql_type=_SQL_TYPES[known[name].kind],
            is_text=known[name].kind is Kind.TEXT,
            is_descending=part.startswith("-"),
        )
        for name, part in zip(names, keys, strict=True)
    )


def written_place(place: int | list[Any]) -> str:
    """Return where a page ended as the parameter ``after`` writes it: an id, or a place in the order that clients need not read."""
    if isinstance(place, int):
        return str(place)
    return base64.urlsafe_b64encode(json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode()).decode().rstrip("=")


def read_place(text: str, order: Order, layer: Layer) -> tuple[Any, ...]:
    """Return what ``written_place`` wrote of a page in ``order``.

    Raises:
        InvalidParameter: if it is of another order, or nothing that was written here.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        place = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (binascii.Error, ValueError, RecursionError):
        place = None
    if not isinstance(place, list) or not _fits(place, order, layer):
        raise InvalidParameter(
            "after", _("after=%(value)s δεν γράφτηκε από εδώ για αυτή τη σειρά. Ακολουθήστε τον σύνδεσμο next.") % {"value": text[:80]}
        )
    return tuple(place)


def _fits(place: list[Any], order: Order, layer: Layer) -> bool:
    *values, last = place or [None]
    if not isinstance(last, int) or isinstance(last, bool) or abs(last) >= 2**63:
        return False
    if isinstance(order, Near):
        return len(values) == 1 and isinstance(values[0], int | float) and not isinstance(values[0], bool)
    kinds = [entry.kind for key in order if (entry := layer.property(key.name)) is not None]
    return len(values) == len(kinds) and all(_is_value(value, kind) for value, kind in zip(values, kinds, strict=True))


def _is_value(value: Any, kind: Kind) -> bool:
    if value is None:
        return True
    if not isinstance(value, _PYTHON_TYPES[kind]) or (isinstance(value, bool) and kind is not Kind.BOOLEAN):
        return False
    if isinstance(value, int):
        return abs(value) < 2**63
    if isinstance(value, float):
        return math.isfinite(value)
    readers: dict[Kind, Callable[[str], object]] = {Kind.DATE: parse_date, Kind.INSTANT: parse_datetime}
    try:
        return "\0" not in str(value) and readers.get(kind, str)(str(value)) is not None
    except ValueError:
        return False
