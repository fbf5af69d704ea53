"""Clusters of a layer's points for all zooms below its detail zoom, computed in SQL once for each state of the layer.

The grid of the highest of these zooms is counted from the points, each one above from the one below it. Where that is a layer of many
points that has just changed, a viewer need not wait for it: the clusters of the state before stand for it for some seconds, while the
worker makes the new ones.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from layers.layer import FeatureQuery, GeometryType, Layer
from layers.locks import wait_for_turn
from layers.ordering import Sql, quoted
from layers.reading import rows_statement
from layers.revisions import REVISION_SQL
from layers.tiling.grid import BUFFER, EXTENT, MAX_LATITUDE, Tile, units
from layers.tiling.models import Pyramid

# Of a tile's side: 8 pixels of a map that shows the tile 256 pixels wide.
CELLS = 32
_CELL = EXTENT // CELLS
# A layer of no more features shows them all at every zoom.
SMALL = 2000
# A million points take two seconds; who waits longer is told to come again.
_WAIT_S = 30
# The worker has that long to make the clusters of a new state; then who looks makes them, should there be no worker.
LAG_S = 30
RENEWAL = "layers.tasks.renew_clusters"


class Outdated(Exception):
    """The entry of a dataset describes a version that was replaced since: its rows are not those of the present revision."""


@dataclass(frozen=True, kw_only=True)
class Thinned:
    """Which clusters stand for a layer at ``revision``; ``pyramid_id`` is None where the layer is small.

    ``lapsed_at`` says since when they are known to be of a state before the present one, None where they are of the present one.
    """

    revision: int
    pyramid_id: int | None
    lapsed_at: datetime | None = None


def is_thinned(layer: Layer, zoom: int) -> bool:
    """Return whether tiles of ``zoom`` show clusters of the layer's features, if it has many."""
    return layer.geometry_type == GeometryType.POINT and zoom < layer.detail_zoom


def thinned(layers: Sequence[tuple[Layer, datetime | None]], *, may_lag: bool = False) -> dict[str, Thinned]:
    """Return, by slug, what stands for each layer as it is now until the instant beside it; what is not there yet is made.

    With ``may_lag`` it is made by the worker where the clusters of the layer's state before can stand for it until then, ``LAG_S`` at
    most. Those go away while they are read: ``are_kept`` tells afterwards.

    Raises:
        Busy: if somebody else makes it and takes too long.
        Outdated
    """
    found = _known(layers)
    for layer, lapses_at in layers:
        if layer.slug not in found:
            # Which rows a dataset's clusters count changes with its version: those of another one would name features that are not there.
            before = _of_before(layer) if may_lag and layer.revision is None else None
            found[layer.slug] = before or _make_once(layer, lapses_at)
    return found


def are_kept(pyramids: Collection[int]) -> bool:
    """Return whether all of ``pyramids`` are still there, so that what was read of them until now was whole."""
    return not pyramids or Pyramid.objects.filter(pk__in=pyramids).count() == len(set(pyramids))


@transaction.atomic
def _of_before(layer: Layer) -> Thinned | None:
    """Return the clusters of the state before, having asked for new ones once; None where there are none, or for too long already."""
    pyramid = Pyramid.objects.filter(layer=layer.slug, base_zoom=layer.detail_zoom - 1).order_by("-pk").first()
    if pyramid is None or pyramid.is_small:
        return None
    now = timezone.now()
    if pyramid.lapsed_at is None:
        if Pyramid.objects.filter(pk=pyramid.pk, lapsed_at=None).update(lapsed_at=now):
            _ask_for_new_ones(layer)
        pyramid.lapsed_at = now
    if pyramid.lapsed_at + timedelta(seconds=LAG_S) < now:
        return None
    return Thinned(revision=pyramid.revision, pyramid_id=pyramid.pk, lapsed_at=pyramid.lapsed_at)


def _ask_for_new_ones(layer: Layer) -> None:
    """Queue the making in the caller's transaction."""
    configure_task(name=RENEWAL, job_manager=JobManager(DjangoConnector())).defer(slug=layer.slug)


def _known(layers: Collection[tuple[Layer, datetime | None]]) -> dict[str, Thinned]:
    wanted = {(layer.slug, lapses_at, layer.detail_zoom - 1) for layer, lapses_at in layers}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.layer, p.lapses_at, p.base_zoom, p.revision, p.id, p.is_small FROM layers_pyramid AS p "
            "WHERE p.layer = ANY(%s) AND p.revision = coalesce((SELECT number FROM layers_revision AS r WHERE r.layer = p.layer), 0)",
            [[layer.slug for layer, _ in layers]],
        )
        return {
            slug: Thinned(revision=revision, pyramid_id=None if is_small else pyramid_id)
            for slug, lapses_at, base_zoom, revision, pyramid_id, is_small in cursor.fetchall()
            if (slug, lapses_at, base_zoom) in wanted
        }


def _make_once(layer: Layer, lapses_at: datetime | None) -> Thinned:
    with transaction.atomic():
        wait_for_turn(f"pyramid {layer.slug}", timeout_s=_WAIT_S)
        return _known([(layer, lapses_at)]).get(layer.slug) or _make(layer, lapses_at)


def _make(layer: Layer, lapses_at: datetime | None) -> Thinned:
    rows, parameters = rows_statement(layer, FeatureQuery(), limit=SMALL + 1)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) <= {SMALL} FROM ({rows}) AS f", parameters)
        (is_small,) = cursor.fetchone()
        cursor.execute(*_base_statement(layer, lapses_at, is_small=is_small))
        pyramid_id, revision = cursor.fetchone()
        check_entry(layer, revision)
        for zoom in reversed(range(layer.detail_zoom - 1)):
            cursor.execute(_ROLL_UP, [zoom, pyramid_id, zoom + 1])
        # Nobody asks for the states before this one any more.
        cursor.execute("DELETE FROM layers_pyramid WHERE layer = %s AND id <> %s RETURNING id", [layer.slug, pyramid_id])
        cursor.execute("DELETE FROM layers_cluster WHERE pyramid_id = ANY(%s)", [[row[0] for row in cursor.fetchall()]])
    return Thinned(revision=revision, pyramid_id=None if is_small else pyramid_id)


def check_entry(layer: Layer, revision: int) -> None:
    """Refuse rows that were read by ``layer`` in the same statement as ``revision``, if they are of another version.

    Raises:
        Outdated
    """
    if layer.revision not in (None, revision):
        raise Outdated(layer.slug)


_ROLL_UP = f"""
    INSERT INTO layers_cluster (pyramid_id, zoom, tile_column, cell_column, cell_row, x, y, count, feature_id)
    SELECT pyramid_id, %s, (cell_column >> 1) / {CELLS}, cell_column >> 1, cell_row >> 1,
           sum(x * count) / sum(count), sum(y * count) / sum(count), sum(count), min(feature_id)
    FROM layers_cluster WHERE pyramid_id = %s AND zoom = %s
    GROUP BY pyramid_id, cell_column >> 1, cell_row >> 1
"""


def _base_statement(layer: Layer, lapses_at: datetime | None, *, is_small: bool) -> Sql:
    """Revision and rows come from one statement, so that the clusters are those of the revision that they name."""
    rows, parameters = rows_statement(layer, FeatureQuery())
    zoom = layer.detail_zoom - 1
    cells = CELLS * 2**zoom
    statement = f"""
        WITH pyramid AS (
            INSERT INTO layers_pyramid (layer, revision, lapses_at, base_zoom, is_small, made_at)
            VALUES (%s, coalesce({REVISION_SQL}, 0), %s, {zoom:d}, %s, now()) RETURNING id, revision
        ), clusters AS (
            INSERT INTO layers_cluster (pyramid_id, zoom, tile_column, cell_column, cell_row, x, y, count, feature_id)
            SELECT pyramid.id, {zoom:d}, floor(f.x * {cells:d})::int / {CELLS}, floor(f.x * {cells:d})::int, floor(f.y * {cells:d})::int,
                   avg(f.x), avg(f.y), count(*), min(f.id)
            FROM pyramid, (
                SELECT f.id, ST_X(f.geom) / 360 + 0.5 AS x,
                       0.5 - atanh(sin(ST_Y(f.geom) * {math.pi / 180!r}::float8)) / {2 * math.pi!r}::float8 AS y
                FROM ({rows}) AS f
                WHERE NOT %s AND ST_Y(f.geom) > -{MAX_LATITUDE!r} AND ST_Y(f.geom) <= {MAX_LATITUDE!r} AND ST_X(f.geom) < 180
                OFFSET 0
            ) AS f
            GROUP BY pyramid.id, floor(f.x * {cells:d})::int, floor(f.y * {cells:d})::int
        )
        SELECT id, revision FROM pyramid
    """
    return statement, [layer.slug, layer.slug, lapses_at, is_small, *parameters, is_small]


def cluster_rows(layer: Layer, tile: Tile, pyramid_id: int, names: Collection[str]) -> Sql:
    """Return the SQL of the tile's clusters: id and properties of those that are one feature, geom in the tile's units, count.

    One that is no feature of the layer any more is not told, however long its cell is.
    """
    relation, parameters = layer.relation
    columns = ", ".join(map(quoted, layer.columns))
    shown = "".join(f", f.{quoted(name)}" for name in names if name != "count")
    world = units(tile.zoom)
    west, north = tile.column * EXTENT, tile.row * EXTENT
    rows_of_cells = tile.row * CELLS - 1, (tile.row + 1) * CELLS
    statement = f"""
        SELECT f.id, ST_MakePoint({_unit("x", "cell_column", world)} - {west:d}, {_unit("y", "cell_row", world)} - {north:d}) AS geom,
               c.count{shown}
        FROM layers_cluster AS c
            LEFT JOIN LATERAL (
                SELECT * FROM ({relation}) AS f({columns}) WHERE f.id = c.feature_id AND c.count = 1 OFFSET 0
            ) AS f ON TRUE
        WHERE (c.count > 1 OR f.id IS NOT NULL)
            AND c.pyramid_id = %s AND c.zoom = {tile.zoom:d} AND c.tile_column = ANY(%s) AND c.cell_row BETWEEN %s AND %s
            AND c.x * {world:d} BETWEEN {west - BUFFER:d} AND {west + EXTENT + BUFFER:d}
            AND c.y * {world:d} BETWEEN {north - BUFFER:d} AND {north + EXTENT + BUFFER:d}
    """
    return statement, [*parameters, pyramid_id, [tile.column - 1, tile.column, tile.column + 1], *rows_of_cells]


def _unit(axis: str, cell: str, world: int) -> str:
    """A mean may lie a rounding outside its cell; there it would belong to the tile beside."""
    return f"least(greatest(floor(c.{axis} * {world:d}), c.{cell} * {_CELL}::float8), c.{cell} * {_CELL}::float8 + {_CELL - 1})"
