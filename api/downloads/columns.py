"""The columns of a file: their names, as the format allows them, and their values as typed SQL."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from layers.layer import FeatureQuery, GeometryType, Kind, Layer, Property
from layers.ordering import quoted

# Decimals of a degree as in the API: points keep every bit, 9 decimals of a line or an area are 0.1 mm.
_POINT_DECIMALS = 15
_SHAPE_DECIMALS = 9

NESTED = (Kind.LIST, Kind.HOURS)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A property under the name that it has in the file."""

    name: str
    entry: Property

    @property
    def sql(self) -> str:
        """The value as the type of its kind; lists and hours as JSON text."""
        column = f"f.{quoted(self.entry.name)}"
        if self.entry.kind in NESTED:
            return f"to_json({column})::text"
        return f"{column}::{_TYPES[self.entry.kind]}"

    @property
    def text_sql(self) -> str:
        """The value as text: dates and instants by ISO 8601, truths as true and false."""
        if self.entry.kind in (Kind.DATE, Kind.INSTANT):
            return f"to_json({self.sql}) #>> '{{}}'"
        return f"({self.sql})::text"


_TYPES = {
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "float8",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.INSTANT: "timestamptz",
}


def columns_of(layer: Layer, query: FeatureQuery, *, reserved: Collection[str], max_bytes: int | None = None) -> list[Column]:
    """Return the columns of the properties asked for; their names differ from each other and from ``reserved`` beyond their case."""
    shown = [entry for entry in layer.properties if query.shown is None or entry.name in query.shown]
    names = unique_names((entry.name for entry in shown), reserved=reserved, max_bytes=max_bytes)
    return [Column(name=name, entry=entry) for name, entry in zip(names, shown, strict=True)]


def unique_names(names: Iterable[str], *, reserved: Collection[str], max_bytes: int | None = None) -> list[str]:
    """Return ``names`` cut to ``max_bytes`` of UTF-8, and numbered where they would be the same."""
    taken = {name.casefold() for name in reserved}
    found = []
    for name in names:
        candidate, number = _cut(name, max_bytes), 1
        while candidate.casefold() in taken:
            number += 1
            candidate = _cut(name, max_bytes, ending=f"_{number}")
        taken.add(candidate.casefold())
        found.append(candidate)
    return found


def _cut(name: str, max_bytes: int | None, *, ending: str = "") -> str:
    """Return ``name`` with ``ending``; a short last word, often the language, stays of what is too long: description_el, descrip_el."""
    if max_bytes is None or len((name + ending).encode()) <= max_bytes:
        return name + ending
    head, underscore, last = name.rpartition("_")
    if underscore and len(last.encode()) <= 3:
        name, ending = head, f"_{last}{ending.replace('_', '')}"
    return cut_to_bytes(name, max_bytes - len(ending.encode())) + ending


def cut_to_bytes(text: str, max_bytes: int) -> str:
    """Return as many whole characters of ``text`` as fit into ``max_bytes`` of UTF-8."""
    return text.encode()[: max(0, max_bytes)].decode(errors="ignore")


def decimals(layer: Layer) -> int:
    return _POINT_DECIMALS if layer.geometry_type == GeometryType.POINT else _SHAPE_DECIMALS
