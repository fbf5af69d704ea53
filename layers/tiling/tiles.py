"""Mapbox Vector Tiles (version 2.1) of one layer or several, assembled by the database.

Points are placed by arithmetic, lines and areas simplified for the zoom. Properties are the layer's scalar ones: lists and opening hours
have no form in a tile (MVT 2.1 §4.4) and stay with the items. Instants are text as RFC 3339, dates as ISO 8601.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from layers.geometry import SRID, WEB_MERCATOR_SRID
from layers.layer import GeometryType, Kind, Layer, Property
from layers.ordering import Sql, quoted
from layers.revisions import REVISION_SQL
from layers.tiling.clusters import Thinned, are_kept, check_entry, cluster_rows, is_thinned, thinned
from layers.tiling.grid import BUFFER, EXTENT, MAX_LATITUDE, PIXEL, Tile, units, x_sql, y_sql

# Of lines or areas in a tile; of more, the largest.
MAX_SHAPES = 10_000
# Of a shape's outline, what may be lost: a quarter of a pixel.
_TOLERANCE = PIXEL / 4
_ATTEMPTS = 3


class RevisionsKeptChanging(Exception):
    """The layers were written to again and again while we read them."""


@dataclass(frozen=True, kw_only=True)
class TileRead:
    """A tile, empty bytes where there is nothing in it, and of its layers, in their order, what it shows: the revision that was read, and
    the instant at which that changes by itself. It lies in the past where the clusters are of a state before."""

    revisions: tuple[int, ...]
    lapses: tuple[datetime | None, ...]
    body: bytes


def tile_properties(layer: Layer) -> tuple[Property, ...]:
    """Return those of the layer's properties that its tiles carry."""
    return tuple(entry for entry in layer.properties if entry.kind not in (Kind.LIST, Kind.HOURS))


def read_tile(
    layers: Sequence[tuple[Layer, datetime | None]], tile: Tile, *, shown: Collection[str] | None = None, may_lag: bool = False
) -> TileRead:
    """Return the tile of ``layers``, each given with the instant at which it changes by itself.

    ``shown`` names the properties that come with the features, None: all. Layers and revisions are read in one statement. A layer that
    has no such zoom gives nothing. ``may_lag``: clusters may be of the state before (``clusters.thinned``).

    Raises:
        RevisionsKeptChanging, Busy, Outdated
    """
    for _ in range(_ATTEMPTS):
        many = thinned([(layer, lapses_at) for layer, lapses_at in layers if is_thinned(layer, tile.zoom)], may_lag=may_lag)
        with connection.cursor() as cursor:
            cursor.execute(*tile_statement([layer for layer, _ in layers], tile, many, shown=shown))
            row = cursor.fetchone()
        revisions = dict(zip((layer.slug for layer, _ in layers), row[::2], strict=True))
        for layer, _ in layers:
            check_entry(layer, revisions[layer.slug])
        late = {slug: made for slug, made in many.items() if made.lapsed_at is not None}
        is_whole = are_kept([made.pyramid_id for made in late.values() if made.pyramid_id is not None])
        if is_whole and all(revisions[slug] == made.revision for slug, made in many.items() if slug not in late):
            return TileRead(
                revisions=tuple(row[::2]),
                lapses=tuple(late[layer.slug].lapsed_at if layer.slug in late else lapses_at for layer, lapses_at in layers),
                body=b"".join(bytes(part) for part in row[1::2] if part),
            )
    raise RevisionsKeptChanging


def tile_statement(layers: Sequence[Layer], tile: Tile, many: dict[str, Thinned], *, shown: Collection[str] | None = None) -> Sql:
    """Return the SQL of one row: revision and tile of each layer in turn."""
    columns: list[str] = []
    parameters: list[Any] = []
    for layer in layers:
        columns.append(f"coalesce({REVISION_SQL}, 0)")
        parameters.append(layer.slug)
        if layer.min_zoom <= tile.zoom <= layer.max_zoom:
            rows, values = _rows(layer, tile, many.get(layer.slug), shown)
            # ST_AsMVT names the tile's layer; a percent sign cannot be in a slug.
            columns.append(f"(SELECT ST_AsMVT(t, %s, {EXTENT}, 'geom', 'id') FROM ({rows}) AS t)")
            parameters += [layer.slug, *values]
        else:
            columns.append("NULL")
    return f"SELECT {', '.join(columns)}", parameters


def has_features(layer: Layer, tile: Tile) -> bool:
    """Return whether any feature of the layer touches the tile or its buffer, however small it is there."""
    relation, parameters = layer.relation
    columns = ", ".join(map(quoted, layer.columns))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM ({relation}) AS f({columns}) WHERE {_NEAR})", [*parameters, *tile.envelope])
        return bool(cursor.fetchone()[0])


# The index holds boxes of geometries in the SRID of storage: the tile's box goes there, no column is transformed to be compared.
_NEAR = f"f.geom && ST_MakeEnvelope(%s, %s, %s, %s, {SRID:d})"


def _rows(layer: Layer, tile: Tile, known: Thinned | None, shown: Collection[str] | None) -> Sql:
    entries = [entry for entry in tile_properties(layer) if shown is None or entry.name in shown]
    if known is not None and known.pyramid_id is not None:
        rows, values = cluster_rows(layer, tile, known.pyramid_id, [entry.name for entry in entries])
        names = "".join(f", {_value(entry)}" for entry in entries if entry.name != "count")
        return f"SELECT f.id, f.geom, f.count{names} FROM ({rows}) AS f", values
    names = "".join(f", {_value(entry)}" for entry in entries)
    if layer.geometry_type == GeometryType.POINT:
        return _point_rows(layer, tile, names)
    return _shape_rows(layer, tile, names)


def _value(entry: Property) -> str:
    """ST_AsMVT knows text, numbers and truths; the rest would come in the words of the database's session."""
    name = quoted(entry.name)
    if entry.kind in (Kind.DATE, Kind.INSTANT):
        return f"to_json(f.{name}) #>> '{{}}' AS {name}"
    return f"f.{name}"


def _point_rows(layer: Layer, tile: Tile, names: str) -> Sql:
    relation, parameters = layer.relation
    columns = ", ".join(map(quoted, layer.columns))
    x, y = f"{x_sql(tile.zoom)} - {tile.column * EXTENT:d}", f"{y_sql(tile.zoom)} - {tile.row * EXTENT:d}"
    statement = f"SELECT f.id, ST_MakePoint({x}, {y}) AS geom{names} FROM ({relation}) AS f({columns}) WHERE {_NEAR}"
    return statement, [*parameters, *tile.envelope]


def _shape_rows(layer: Layer, tile: Tile, names: str) -> Sql:
    """What is simplified is the whole shape, so that two tiles that share an edge cut the same one."""
    relation, parameters = layer.relation
    columns = ", ".join(map(quoted, layer.columns))
    unit_m = (tile.bounds_m[2] - tile.bounds_m[0]) / EXTENT
    simple = f"ST_Simplify(ST_Transform({_IN_THE_SQUARE}, {WEB_MERCATOR_SRID}), {_TOLERANCE * unit_m!r}, TRUE)"
    envelope = f"ST_MakeEnvelope(%s, %s, %s, %s, {WEB_MERCATOR_SRID})"
    statement = f"""
        SELECT * FROM (
            SELECT f.id, ST_AsMVTGeom({simple}, {envelope}, {EXTENT}, {BUFFER}, TRUE) AS geom{names}
            FROM (
                SELECT f.*, {_SIZE} AS size_ FROM ({relation}) AS f({columns})
                WHERE {_NEAR} AND (ST_Dimension(f.geom) = 0 OR {_SIZE} >= {360 * PIXEL / units(tile.zoom)!r}::float8)
                ORDER BY size_ DESC, f.id LIMIT {MAX_SHAPES}
            ) AS f
        ) AS f WHERE f.geom IS NOT NULL
    """
    return statement, [*tile.bounds_m, *parameters, *tile.envelope]


# The longer side of a shape's box in degrees of the equator, as the map stretches it.
_SIZE = "greatest(ST_XMax(f.geom) - ST_XMin(f.geom), (ST_YMax(f.geom) - ST_YMin(f.geom)) / greatest(cosd(ST_YMin(f.geom)), 0.08))"
# Beyond the square's edge there is no place in the projection.
_IN_THE_SQUARE = (
    f"CASE WHEN ST_YMin(f.geom) < -{MAX_LATITUDE!r} OR ST_YMax(f.geom) > {MAX_LATITUDE!r} "
    f"THEN ST_Intersection(f.geom, ST_MakeEnvelope(-180, -{MAX_LATITUDE!r}, 180, {MAX_LATITUDE!r}, {SRID:d})) ELSE f.geom END"
)
