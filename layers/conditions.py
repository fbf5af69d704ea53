"""What a FeatureQuery asks for, as a condition on a layer's relation."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from layers.crs import Crs
from layers.geometry import SRID
from layers.layer import FeatureQuery, GeometryType, Kind, Layer
from layers.municipality import Extent
from layers.ordering import GEOGRAPHY_SQL, POINT_SQL, Near, Sql, beyond, quoted


def condition(layer: Layer, query: FeatureQuery) -> Sql:
    """Return the condition on the relation ``f``, TRUE where everything is asked for. Limit and order are the reader's."""
    parts = list(_parts(layer, query))
    return " AND ".join(text for text, _ in parts) or "TRUE", [value for _, values in parts for value in values]


def _parts(layer: Layer, query: FeatureQuery) -> Iterator[Sql]:
    yield from _in_place(layer, query)
    yield from _in_order(query)
    if query.ids is not None:
        yield "f.id = ANY(%s)", [list(query.ids)]
    if query.where is not None:
        yield f"({query.where[0]})", list(query.where[1])
    for name, value in query.equals.items():
        if isinstance(value, tuple):
            yield f"f.{quoted(name)} = ANY(%s)", [list(value)]
        else:
            yield f"f.{quoted(name)} = %s", [value]
    if layer.time_property:
        yield from _in_interval(layer, query)


def _in_place(layer: Layer, query: FeatureQuery) -> Iterator[Sql]:
    if query.extent is not None and query.extent_crs.is_storage:
        yield _in_extent(layer, query.extent)
    elif query.extent is not None:
        yield _in_box_of(query.extent_crs, query.extent)
    if query.inside is not None:
        # The first half is for the index, which ST_CoveredBy alone asks only where the planner can see the area.
        yield "(f.geom && %s::geometry AND ST_CoveredBy(f.geom, %s::geometry))", [query.inside.ewkb.hex()] * 2
    if isinstance(query.order, Near):
        yield f"ST_DWithin({GEOGRAPHY_SQL}, {POINT_SQL}, %s)", [*query.order.lon_lat, query.order.radius_m]


def _in_order(query: FeatureQuery) -> Iterator[Sql]:
    if query.after is not None:
        yield "f.id > %s", [query.after]
    if query.after_place is not None:
        yield beyond(query.order, query.after_place)


def _in_box_of(crs: Crs, extent: Extent) -> Sql:
    """A box of another system is no box in degrees: the index looks in a box around it, then it is compared in its own system."""
    box = "ST_MakeEnvelope(%s, %s, %s, %s)"
    # Its sides bend on the way: a hundred points on each follow them.
    outline = f"ST_Segmentize({box}, greatest(%s::float8 - %s::float8, %s::float8 - %s::float8, 1) / 100)"
    west, south, east, north = extent
    around = f"ST_Expand(ST_Envelope({crs.to_storage_sql(outline)}), 1e-5)"
    exact = f"ST_Intersects({crs.from_storage_sql('f.geom')}, ST_SetSRID({box}, ST_SRID({crs.from_storage_sql('f.geom')})))"
    return f"(f.geom && {around} AND {exact})", [*extent, east, west, north, south, *extent]


def _in_extent(layer: Layer, extent: Extent) -> Sql:
    west, south, east, north = extent
    if west > east:
        # OGC 17-069r4 §7.15.3: across the antimeridian.
        one, values = _in_box(layer, (west, south, 180.0, north))
        other, more = _in_box(layer, (-180.0, south, east, north))
        return f"({one} OR {other})", [*values, *more]
    return _in_box(layer, extent)


def _in_box(layer: Layer, extent: Extent) -> Sql:
    """The index compares boxes of single precision (up to a decimetre too many); what it finds is compared once more, exactly.

    Whether the planner reads a page along the primary key or sorts what is in the box hangs on how many rows it expects. Of a comparison
    in a CASE it expects a half. Told plainly, it multiplies the shares of all comparisons, expects next to nothing, and reads a box of
    200,000 places whole to sort them by id: 370 ms, or 30 ms with a plain ST_Intersects, against 4 ms along the primary key. The four
    sides of a box make a sixteenth: that outweighs what it does not know, that points near each other lie in the same pages, and comes
    out where the two ways really cost the same (6,000 of 200,000 points for a page of 100).
    """
    envelope = f"ST_MakeEnvelope(%s, %s, %s, %s, {SRID:d})"
    if layer.geometry_type == GeometryType.POINT:
        exact = ["ST_X(f.geom) >= %s", "ST_Y(f.geom) >= %s", "ST_X(f.geom) <= %s", "ST_Y(f.geom) <= %s"]
    else:
        # A box without an area is a point or a line; ST_MakeEnvelope would make of it a polygon that meets nothing.
        exact = [f"ST_Intersects(f.geom, ST_SetSRID(ST_MakeBox2D(ST_Point(%s, %s), ST_Point(%s, %s))::geometry, {SRID:d}))"]
    cases = " AND ".join(f"CASE WHEN {text} THEN TRUE ELSE FALSE END" for text in exact)
    return f"(f.geom && {envelope} AND {cases})", [*extent, *extent]


def _in_interval(layer: Layer, query: FeatureQuery) -> Iterator[Sql]:
    column = f"f.{quoted(layer.time_property)}"
    if query.since is not None:
        yield f"{column} >= %s", [_bound(layer, query.since)]
    if query.until is not None:
        yield f"{column} <= %s", [_bound(layer, query.until)]


def _bound(layer: Layer, instant: datetime) -> datetime | date:
    """Return ``instant`` as the time property holds it: a day of the municipality's calendar, where it holds days."""
    entry = layer.property(layer.time_property)
    if entry is not None and entry.kind is Kind.DATE:
        return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return instant
