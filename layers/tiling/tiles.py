"""One layer's part of a tile."""

from collections.abc import Collection

from django.db import connection

from layers.layer import FeatureQuery, GeometryType, Kind, Layer, Property
from layers.ordering import Sql, quoted
from layers.reading import rows_statement
from layers.revisions import REVISION_SQL
from layers.tiling.clusters import CELL_BITS, ensure_cells, gathers
from layers.tiling.grid import BUFFER, EXTENT, Tile, world_x_sql, world_y_sql

# Of lines and areas in one tile, the largest first; and of points, whichever come first: a screen has not so many pixels to tell apart.
MAX_SHAPES = 20_000
MAX_POINTS = 80_000
# A tile is drawn 256 CSS pixels wide or more: what is smaller than one of them is left out, what bends less than a quarter is straight.
_PIXELS = 256
_ATTEMPTS = 3


def tile_properties(layer: Layer, shown: Collection[str] | None = None) -> list[Property]:
    """Return what a tile tells of a feature: its plain values, those in ``shown`` if it is given; lists and hours are for other formats."""
    plain = (entry for entry in layer.properties if entry.kind not in (Kind.LIST, Kind.HOURS))
    return [entry for entry in plain if shown is None or entry.name in shown]


def read_tile(layer: Layer, tile: Tile, *, shown: Collection[str] | None = None) -> tuple[int, bytes]:
    """Return the layer's revision and its part of ``tile`` as a Mapbox Vector Tile, empty where it has nothing there.

    Below the layer's ``detail_zoom`` points come gathered in cells, each with the ``count`` of its points; a cell of one is that point.
    """
    for _ in range(_ATTEMPTS):
        revision, is_small = ensure_cells(layer) if gathers(layer, tile.z) else (0, True)
        part, values = _plain(layer, tile, shown) if is_small else _gathered(layer, tile, shown)
        statement = f"SELECT {REVISION_SQL}, (SELECT ST_AsMVT(f, %s, {EXTENT}, 'geom_', 'id') FROM ({part}) AS f)"
        with connection.cursor() as cursor:
            cursor.execute(statement, [layer.slug, layer.slug, *values])
            read, body = cursor.fetchone()
        if is_small or read == revision:
            break
    return read or 0, bytes(body or b"")


def _plain(layer: Layer, tile: Tile, shown: Collection[str] | None) -> Sql:
    rows, parameters = rows_statement(layer, FeatureQuery())
    west, south, east, north = tile.extent()
    inside = "f.geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326)"
    names = _columns(layer, shown)
    if layer.geometry_type == GeometryType.POINT:
        place = _place(tile, world_x_sql("f.geom"), world_y_sql("f.geom"))
        text = f"SELECT f.id, {place} AS geom_{names} FROM ({rows}) AS f WHERE {inside} LIMIT {MAX_POINTS}"
        return text, [*parameters, west, south, east, north]
    return _shapes(layer, tile, rows, names), [*parameters, west, south, east, north]


def _place(tile: Tile, x: str, y: str) -> str:
    """Return the SQL of a point in the tile's own units, from its share of the world: no reference system needs to be looked up for it."""
    scale = float(EXTENT * 2**tile.z)
    return f"ST_MakePoint({x} * {scale!r}::float8 - {tile.x * EXTENT}, {y} * {scale!r}::float8 - {tile.y * EXTENT})"


def _shapes(layer: Layer, tile: Tile, rows: str, names: str) -> str:
    pixel_m, pixel_deg = tile.size_m / _PIXELS, 360 / 2**tile.z / _PIXELS
    flat = "ST_Transform(f.geom, 3857)"
    large = "TRUE"
    if tile.z < layer.detail_zoom:
        flat = f"CASE WHEN ST_Dimension(f.geom) = 0 THEN {flat} ELSE ST_Simplify({flat}, {pixel_m / 4!r}, TRUE) END"
        large = (
            f"(ST_Dimension(f.geom) = 0 OR ST_XMax(f.geom) - ST_XMin(f.geom) >= {pixel_deg!r} "
            f"OR ST_YMax(f.geom) - ST_YMin(f.geom) >= {pixel_deg!r})"
        )
    box = f"ST_TileEnvelope({tile.z}, {tile.x}, {tile.y})"
    return f"""
        SELECT * FROM (
            SELECT f.id, ST_AsMVTGeom({flat}, {box}, {EXTENT}, {BUFFER}, TRUE) AS geom_{names} FROM (
                SELECT * FROM ({rows}) AS f WHERE f.geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326) AND {large}
                ORDER BY (ST_XMax(f.geom) - ST_XMin(f.geom)) * (ST_YMax(f.geom) - ST_YMin(f.geom)) DESC, f.id LIMIT {MAX_SHAPES}
            ) AS f
        ) AS f WHERE geom_ IS NOT NULL
    """


def _gathered(layer: Layer, tile: Tile, shown: Collection[str] | None) -> Sql:
    rows, parameters = rows_statement(layer, FeatureQuery())
    cells = f"""
        SELECT * FROM (SELECT count, feature, {_place(tile, "x", "y")} AS geom_ FROM layers_cell
            WHERE layer = %s AND zoom = %s AND "column" BETWEEN %s AND %s AND "row" BETWEEN %s AND %s) AS cell
        WHERE ST_X(geom_) BETWEEN {-BUFFER} AND {EXTENT + BUFFER} AND ST_Y(geom_) BETWEEN {-BUFFER} AND {EXTENT + BUFFER}
    """
    text = f"""
        WITH cell AS MATERIALIZED ({cells})
        SELECT f.id, cell.geom_, cell.count{_columns(layer, shown)}
        FROM cell LEFT JOIN (
            SELECT * FROM ({rows} AND f.id = ANY(ARRAY(SELECT feature FROM cell WHERE count = 1))) AS f
        ) AS f ON cell.count = 1 AND f.id = cell.feature
    """
    first_column, first_row = tile.x << CELL_BITS, tile.y << CELL_BITS
    across = 1 << CELL_BITS
    return text, [layer.slug, tile.z, first_column - 1, first_column + across, first_row - 1, first_row + across, *parameters]


def _columns(layer: Layer, shown: Collection[str] | None) -> str:
    """Return the SQL of the properties as columns behind others: instants as RFC 3339, as everywhere."""
    columns = []
    for entry in tile_properties(layer, shown):
        column = f"f.{quoted(entry.name)}"
        if entry.kind is Kind.INSTANT:
            column = f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
        columns.append(f", {column} AS {quoted(entry.name)}")
    return "".join(columns)
