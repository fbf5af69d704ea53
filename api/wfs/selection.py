"""What a query asks of a layer: which rows, in which order, and what of each."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from api.features.sorting import MAX_KEYS, sort_key, sortable
from api.literals import real_of
from api.wfs.feature_types import LayerFeatureType
from api.wfs.filters.conditions import filter_condition
from api.wfs.filters.reading import Reading
from api.wfs.filters.spatial import clipped, extent_of
from api.wfs.identifiers import ids_of
from api.wfs.moving import as_moved, is_moved_at_once, moved
from api.wfs.names import GEOMETRY
from api.wfs.refusals import invalid
from api.wfs.requests import Query
from api.wfs.systems import System, default_system, system_named
from layers.crs import Crs
from layers.layer import FeatureQuery, Layer, Property
from layers.municipality import Extent
from layers.ordering import SortKey, Sql, order_by
from layers.reading import count_features, read_as_bytes, rows_statement

_NOTHING: Sql = ("FALSE", [])


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Rows of ``feature_type`` by ``query``; ``system`` is what coordinates are answered in, ``has_geometry`` whether they are."""

    feature_type: LayerFeatureType
    system: System
    query: FeatureQuery
    has_geometry: bool = True

    @property
    def layer(self) -> Layer:
        return self.feature_type.layer

    def also(self, text: str) -> "Selection":
        """Return those of the rows for which the condition ``text``, made from names alone, holds."""
        if self.query.where is not None:
            text = f"{text} AND ({self.query.where[0]})"
        return replace(self, query=replace(self.query, where=(text, self.query.where[1] if self.query.where else ())))

    def read(self, column: str, *, start: int, count: int) -> list[bytes]:
        """Return the text that ``column``, SQL over the relation ``f``, makes of each row: at most ``count`` of those from ``start`` on."""
        order, order_values = order_by(self.query.order)
        rows, values = rows_statement(self.layer, self.query, order=order, order_values=order_values, limit=count, offset=start)
        if is_moved_at_once(self.layer, self.system.crs):
            rows = moved(rows, self.layer, self.system.crs)
        with connection.cursor() as cursor:
            read_as_bytes(cursor)
            cursor.execute(f"SELECT {column} FROM ({rows}) AS f", values)
            return [text for (text,) in cursor.fetchall()]

    @property
    def written_crs(self) -> Crs:
        """The system that SQL for ``read`` has to write the geometry in: ``read`` may have transformed it already."""
        crs = self.system.crs
        return as_moved(crs) if is_moved_at_once(self.layer, crs) else crs

    def count(self) -> int:
        return count_features(self.layer, self.query, at_most=None)


def selection_of(query: Query, feature_type: LayerFeatureType) -> Selection:
    """Return what ``query`` asks of ``feature_type``.

    Raises:
        Refused, InvalidParameter
    """
    system = system_named(query.srs_name) if query.srs_name else default_system()
    shown, has_geometry = _shown(query, feature_type)
    where, extent = _where(query, feature_type)
    return Selection(
        feature_type=feature_type,
        system=system,
        query=FeatureQuery(
            extent=None if extent is None else extent[0],
            extent_crs=system.crs if extent is None else extent[1].crs,
            ids=_ids(query, feature_type),
            where=None if where is None else (where[0], tuple(where[1])),
            order=_order(query, feature_type),
            shown=shown,
            crs=system.crs,
        ),
        has_geometry=has_geometry,
    )


def _shown(query: Query, feature_type: LayerFeatureType) -> tuple[frozenset[str] | None, bool]:
    if not query.property_names:
        return None, True
    found = [feature_type.named(xpath, dict(aliases), locator="propertyName") for xpath, aliases in query.property_names]
    return frozenset(entry.name for entry in found if isinstance(entry, Property)), GEOMETRY in found


def _ids(query: Query, feature_type: LayerFeatureType) -> tuple[int, ...] | None:
    if query.stored_id is not None:
        return tuple(ids_of(feature_type.name, [query.stored_id]))
    return None if query.rids is None else tuple(ids_of(feature_type.name, query.rids))


def _order(query: Query, feature_type: LayerFeatureType) -> tuple[SortKey, ...]:
    known = sortable(feature_type.layer)
    keys = []
    for xpath, is_descending in query.sort_by:
        entry = feature_type.named(xpath, dict(query.aliases), locator="sortBy")
        if not isinstance(entry, Property) or entry not in known:
            raise invalid("sortBy", _("Δεν γίνεται ταξινόμηση κατά «%(name)s».") % {"name": xpath[:80]})
        keys.append(sort_key(entry, is_descending=is_descending))
    if len(keys) > MAX_KEYS or len({key.name for key in keys}) < len(keys):
        raise invalid("sortBy", _("sortBy: δεκτές είναι έως %(maximum)d διαφορετικές ιδιότητες.") % {"maximum": MAX_KEYS})
    return tuple(keys)


def _where(query: Query, feature_type: LayerFeatureType) -> tuple[Sql | None, tuple[Extent, System] | None]:
    """Read the filter, or the box: alone, it is asked for by the way of the API's bbox."""
    if query.bbox:
        box = _box(query.bbox)
        return (None, box) if box is not None else (_NOTHING, None)
    if query.filter is None:
        return None, None
    reading = Reading(feature_type=feature_type, system=default_system())
    box = extent_of(query.filter, reading)
    return (None, box) if box is not None else (filter_condition(reading, query.filter), None)


def _box(text: str) -> tuple[Extent, System] | None:
    """Read ``bbox``: two corners in the order of the system, whose name may follow (09-025r2 §7.9.2.4.4)."""
    parts = text.split(",")
    numbers: list[Any] = [real_of(part.strip()) for part in parts[:4]]
    if len(parts) not in (4, 5) or None in numbers:
        told = _("bbox=%(value)s: δώστε τέσσερις αριθμούς, κάτω και πάνω γωνία, και το σύστημα, π.χ. %(example)s.")
        raise invalid("bbox", told % {"value": text[:80], "example": "35.51,24.01,35.52,24.03,urn:ogc:def:crs:EPSG::4326"})
    system = system_named(parts[4].strip(), locator="bbox") if len(parts) == 5 else default_system()
    extent = clipped(numbers, system, locator="bbox")
    return None if extent is None else (extent, system)
