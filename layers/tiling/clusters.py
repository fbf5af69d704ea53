"""Gathering a layer's points in cells: once for each revision, the finest zoom from the points, every coarser one from the one below it."""

from django.db import connection, transaction

from layers.layer import FeatureQuery, GeometryType, Layer
from layers.reading import rows_statement
from layers.revisions import REVISION_SQL
from layers.tiling.grid import world_x_sql, world_y_sql

# A layer of so few features shows each of them at every zoom.
SMALL = 2_000
# Cells on a side of a tile, as a power of two: 16 of them, 16 CSS pixels each.
CELL_BITS = 4


class VersionReplaced(LookupError):
    """A dataset's entry describes a version that is no longer shown: its rows may not be kept under the new revision."""


def gathers(layer: Layer, zoom: int) -> bool:
    """Return whether tiles of ``zoom`` show cells, if the layer is not small."""
    return layer.geometry_type == GeometryType.POINT and zoom < layer.detail_zoom


def ensure_cells(layer: Layer) -> tuple[int, bool]:
    """Return the revision of which there are cells, made now if need be, and whether the layer is so small that it has none.

    However many ask at once, one makes them and the others wait for it.
    """
    found = _present(layer)
    if found is not None:
        return found
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cells {layer.slug}"])
        return _present(layer) or _gather(layer)


def _present(layer: Layer) -> tuple[int, bool] | None:
    """Return what is known of the layer as it is now, None if that is of the past."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT revision, is_small FROM layers_clustering "
            f"WHERE layer = %s AND revision = {REVISION_SQL} AND (until IS NULL OR until > now())",
            [layer.slug, layer.slug],
        )
        found: tuple[int, bool] | None = cursor.fetchone()
    return found


def _gather(layer: Layer) -> tuple[int, bool]:
    until = layer.next_change_at()
    rows, parameters = rows_statement(layer, FeatureQuery())
    finest = layer.detail_zoom - 1
    across = f"{2.0 ** (finest + CELL_BITS)!r}"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_cell WHERE layer = %s", [layer.slug])
        cursor.execute(f"SELECT count(*) > {SMALL} FROM (SELECT 1 FROM ({rows}) AS f LIMIT {SMALL + 1}) AS first", parameters)
        (is_large,) = cursor.fetchone()
        # Revision and cells in one statement: the cells are exactly the data of the revision beside them.
        gathered = f"""
            INSERT INTO layers_cell (layer, zoom, "column", "row", x, y, count, feature)
            SELECT %s, {finest}, floor(x * {across})::int, floor(y * {across})::int, avg(x), avg(y), count(*), min(id)
            FROM (SELECT id, {world_x_sql("f.geom")} AS x, {world_y_sql("f.geom", may_be_polar=True)} AS y FROM ({rows}) AS f) AS f
            WHERE %s GROUP BY 3, 4 RETURNING 1
        """
        cursor.execute(
            f"WITH gathered AS ({gathered}) SELECT {REVISION_SQL}, count(*) FROM gathered",
            [layer.slug, *parameters, is_large, layer.slug],
        )
        revision = cursor.fetchone()[0] or 0
        if layer.revision not in (None, revision):
            raise VersionReplaced(layer.slug)
        for zoom in range(finest - 1, -1, -1):
            cursor.execute(_COARSER, [zoom, layer.slug, zoom + 1])
        cursor.execute(
            "INSERT INTO layers_clustering (layer, revision, until, is_small) VALUES (%s, %s, %s, %s) ON CONFLICT (layer) "
            "DO UPDATE SET revision = EXCLUDED.revision, until = EXCLUDED.until, is_small = EXCLUDED.is_small",
            [layer.slug, revision, until, not is_large],
        )
    return revision, not is_large


_COARSER = """
    INSERT INTO layers_cell (layer, zoom, "column", "row", x, y, count, feature)
    SELECT layer, %s, "column" >> 1, "row" >> 1, sum(x * count) / sum(count), sum(y * count) / sum(count), sum(count), min(feature)
    FROM layers_cell WHERE layer = %s AND zoom = %s GROUP BY 1, 3, 4
"""
