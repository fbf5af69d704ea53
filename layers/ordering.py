"""The order in which features come, and how a page goes on where the last one ended: by what its last feature had, never by counting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from layers.geometry import SRID
from layers.municipality import LonLat

Sql = tuple[str, list[Any]]

POINT_SQL = f"ST_SetSRID(ST_MakePoint(%s, %s), {SRID:d})::geography"
# As geography_index writes it: any other way to say it leaves the index aside.
GEOGRAPHY_SQL = f"f.geom::geography(Geometry, {SRID:d})"
# What the index orders by: distances on the sphere, less than 0.6 % from those on the spheroid.
_KNN_SQL = f"({GEOGRAPHY_SQL} <-> {POINT_SQL})"


@dataclass(frozen=True, kw_only=True)
class Near:
    """Around a point, nearest first."""

    lon_lat: LonLat
    radius_m: float


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """One property to sort by. Texts go by the Greek alphabet; features without a value come last, whichever the direction."""

    name: str
    sql_type: str
    is_text: bool = False
    is_descending: bool = False

    @property
    def column(self) -> str:
        return f"f.{quoted(self.name)}" + (' COLLATE "el-x-icu"' if self.is_text else "")


Order = Near | tuple[SortKey, ...]
"""Nearest first, or by properties; always by id in the end, and by nothing else where there are no keys."""


def order_by(order: Order) -> Sql:
    """Return what stands behind ORDER BY, on the relation ``f``."""
    if isinstance(order, Near):
        return f"{_KNN_SQL}, f.id", list(order.lon_lat)
    keys = [f"{key.column} {'DESC' if key.is_descending else 'ASC'} NULLS LAST" for key in order]
    return ", ".join([*keys, "f.id"]), []


def position(order: Order) -> Sql:
    """Return the feature's place in the order, as JSON: what ``beyond`` takes."""
    if isinstance(order, Near):
        return f"jsonb_build_array({_KNN_SQL}, f.id)", list(order.lon_lat)
    columns = [f"f.{quoted(key.name)}" for key in order]
    return f"jsonb_build_array({', '.join([*columns, 'f.id'])})", []


def beyond(order: Order, place: Sequence[Any]) -> Sql:
    """Return the condition on the relation ``f`` of the features that come after ``place``, which ``position`` told of one."""
    if isinstance(order, Near):
        return f"({_KNN_SQL}, f.id) > (%s::float8, %s::bigint)", [*order.lon_lat, *place]
    alternatives = list(_alternatives(order, place))
    return f"({' OR '.join(text for text, _ in alternatives)})", [value for _, values in alternatives for value in values]


def _alternatives(keys: Sequence[SortKey], place: Sequence[Any]) -> Iterator[Sql]:
    """Yield: further by the first key; the same by the first and further by the second; …; the same by all, with a higher id."""
    same: list[Sql] = []
    for key, value in zip(keys, place, strict=False):
        if value is not None:
            sign = "<" if key.is_descending else ">"
            further = f"({key.column} {sign} %s::{key.sql_type} OR f.{quoted(key.name)} IS NULL)"
            yield _all([*same, (further, [value])])
        same.append((f"f.{quoted(key.name)} IS NOT DISTINCT FROM %s::{key.sql_type}", [value]))
    yield _all([*same, ("f.id > %s", [place[-1]])])


def _all(parts: Sequence[Sql]) -> Sql:
    return f"({' AND '.join(text for text, _ in parts)})", [value for _, values in parts for value in values]


def quoted(name: str) -> str:
    """Return a column of a layer's relation as an identifier; a percent sign would be read as a placeholder."""
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'
