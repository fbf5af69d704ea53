"""The order of features: the parameters sortby and after (OGC 20-004r1 §7.11 and the draft of OGC API – Features Part 8)."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from api.literals import date_of, instant_of, real_of, text_of, whole_of
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
_READERS: Mapping[Kind, Callable[[str], object]] = {
    Kind.TEXT: text_of,
    Kind.INTEGER: whole_of,
    Kind.NUMBER: real_of,
    Kind.DATE: date_of,
    Kind.INSTANT: instant_of,
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
    return tuple(sort_key(known[name], is_descending=part.startswith("-")) for name, part in zip(names, keys, strict=True))


def sort_key(entry: Property, *, is_descending: bool) -> SortKey:
    """Return the key that sorts by ``entry``, one of those that are ``sortable``."""
    return SortKey(name=entry.name, sql_type=_SQL_TYPES[entry.kind], is_text=entry.kind is Kind.TEXT, is_descending=is_descending)


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
        return _place(json.loads(base64.urlsafe_b64decode(padded.encode("ascii"))), order, layer)
    except (ValueError, RecursionError) as error:
        raise InvalidParameter(
            "after", _("after=%(value)s δεν γράφτηκε από εδώ για αυτή τη σειρά. Ακολουθήστε τον σύνδεσμο next.") % {"value": text[:80]}
        ) from error


def _place(found: Any, order: Order, layer: Layer) -> tuple[Any, ...]:
    """Return ``found`` as the database takes it: what it is sorted by, then the id.

    Raises:
        ValueError: if it is no place in this order.
    """
    is_near = isinstance(order, Near)
    names = () if isinstance(order, Near) else [key.name for key in order]
    kinds = [Kind.NUMBER] if is_near else [entry.kind for name in names if (entry := layer.property(name)) is not None]
    if not isinstance(found, list) or len(found) != len(kinds) + 1 or found[-1] is None or (is_near and found[0] is None):
        raise ValueError(found)
    return tuple(None if value is None else _value(value, kind) for value, kind in zip(found, [*kinds, Kind.INTEGER], strict=True))


def _value(value: Any, kind: Kind) -> Any:
    """Return ``value`` of a JSON text as one of ``kind``.

    Raises:
        ValueError: if it is of another kind, or the database could not hold it.
    """
    if not isinstance(value, _PYTHON_TYPES[kind]) or (isinstance(value, bool) and kind is not Kind.BOOLEAN):
        raise ValueError(value)
    if kind is Kind.BOOLEAN:
        return value
    text = value if isinstance(value, str) else json.dumps(value)
    read = _READERS[kind](text)
    if read is None:
        raise ValueError(value)
    return read
