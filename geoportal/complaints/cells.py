"""Complaints on the map: what lies near each other on the screen is one circle with a number, and the sum of all is the list's own."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import FloatField, Func, Value
from django.http import QueryDict

from geoportal.complaints.finding import ComplaintQuery
from geoportal.complaints.words import colour_of, url_of, written
from geoportal.site.language import localised
from layers.geometry import box
from layers.lookups import get_layer
from layers.requests.complaints import Complaint
from layers.requests.workflow import Status
from layers.tiling.clusters import Thinned, are_kept, is_thinned, thinned

# The side of a cell on the screen, of which a world of zoom 0 is 256 pixels wide.
_CELL_PX, _HEAT_PX, _WORLD_PX = 60, 24, 256
_ZOOMS = range(5, 20)
# Of one answer: a screen of 4K holds fewer cells than that.
_MOST_CELLS = 4000
_DECIMALS = 6
_ATTEMPTS = 3
Bounds = tuple[float, float, float, float]
Counted = tuple[float, float, int, int]
"""Longitude and latitude, how many, and the primary key of one of them."""


class BadView(ValueError):
    """What part of the map is looked at is not said, or is no part of the earth."""


@dataclass(frozen=True, kw_only=True)
class MapView:
    """``bounds``: west, south, east, north in EPSG:4326. ``is_heat``: cells so small that a heat map is smooth."""

    bounds: Bounds
    zoom: int
    is_heat: bool = False


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Of each cell: longitude, latitude, how many; of one alone also its number, kind, status, colour and address.

    ``lapsed_at``: since when the complaints are others than those that were counted, None if they are not.
    """

    rows: list[list[Any]]
    lapsed_at: datetime | None


def view_of(given: QueryDict) -> MapView:
    """Raises: BadView."""
    try:
        numbers = [float(part) for part in given.get("bbox", "").split(",")[:5]]
        west, south, east, north = numbers
        zoom = int(given.get("zoom", "")[:3])
    except ValueError:
        raise BadView(given.get("bbox", "")[:80]) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90 and zoom in _ZOOMS):
        raise BadView(given.get("bbox", "")[:80])
    return MapView(bounds=(west, south, east, north), zoom=zoom, is_heat=given.get("heat") == "1")


def cells(query: ComplaintQuery, view: MapView) -> Cells:
    found, lapsed_at = _counted(query, view)
    if view.is_heat:
        return Cells(rows=[[lon, lat, count] for lon, lat, count, _pk in found], lapsed_at=lapsed_at)
    alone = _alone([pk for _lon, _lat, count, pk in found if count == 1])
    # One that was taken from the public since its cell was counted is not told any more.
    told = [entry for entry in found if entry[2] > 1 or entry[3] in alone]
    rows = [[lon, lat, count, *alone[pk]] if count == 1 else [lon, lat, count] for lon, lat, count, pk in told]
    return Cells(rows=rows, lapsed_at=lapsed_at)


def _counted(query: ComplaintQuery, view: MapView) -> tuple[list[Counted], datetime | None]:
    if query == ComplaintQuery():
        for _ in range(_ATTEMPTS):
            known = _known_clusters(view)
            if known is None or known.pyramid_id is None:
                break
            found = _summed(view, *_clusters(known.pyramid_id, view))
            if are_kept([known.pyramid_id]):
                return found, known.lapsed_at
    return _summed(view, *_points(query, view)), None


def _summed(view: MapView, statement: str, parameters: tuple[Any, ...]) -> list[Counted]:
    side_px = _HEAT_PX if view.is_heat else _CELL_PX
    columns = _WORLD_PX * 2**view.zoom / side_px / 360
    # Mercator stretches towards the poles: a cell of the screen is lower in degrees than it is wide.
    rows = columns / math.cos(math.radians((view.bounds[1] + view.bounds[3]) / 2))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sum(x * n) / sum(n), sum(y * n) / sum(n), sum(n)::bigint, min(id) FROM ({statement}) AS f "  # noqa: S608  # ours
            "GROUP BY floor(x * %s), floor(y * %s) ORDER BY sum(n) DESC LIMIT %s",
            [*parameters, columns, rows, _MOST_CELLS],
        )
        return [(round(x, _DECIMALS), round(y, _DECIMALS), count, pk) for x, y, count, pk in cursor.fetchall()]


def _points(query: ComplaintQuery, view: MapView) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of the complaints, each with its longitude and latitude."""
    inside = query.rows().filter(geom__bboverlaps=box(view.bounds)).order_by()
    points = inside.annotate(x=_Longitude("geom"), y=_Latitude("geom"), n=Value(1)).values("id", "x", "y", "n")
    statement, parameters = points.query.sql_with_params()
    return statement, tuple(parameters)


def _known_clusters(view: MapView) -> Thinned | None:
    """Return which clusters are kept for the layer's tiles (layers.tiling), None where it has none: of all complaints nobody needs to
    count a million again."""
    layer = get_layer("complaints")
    # A tile's cells are finer than ours at the same zoom.
    if not is_thinned(layer, view.zoom):
        return None
    return thinned([(layer, None)], may_lag=True)["complaints"]


def _clusters(pyramid: int, view: MapView) -> tuple[str, tuple[Any, ...]]:
    west, south, east, north = view.bounds
    return _CLUSTERS, (pyramid, view.zoom, west, east, south, north)


# From the square of the tiles, 0 to 1 from the north-west, to degrees.
_CLUSTERS = (
    "SELECT * FROM (SELECT feature_id AS id, (x - 0.5) * 360 AS x, degrees(atan(sinh(pi() * (1 - 2 * y)))) AS y, count AS n "
    "FROM layers_cluster WHERE pyramid_id = %s AND zoom = %s) AS c WHERE x BETWEEN %s AND %s AND y BETWEEN %s AND %s"
)


class _Longitude(Func):
    function, output_field = "ST_X", FloatField()


class _Latitude(Func):
    function, output_field = "ST_Y", FloatField()


def _alone(pks: list[int]) -> dict[int, list[str]]:
    rows = Complaint.objects.filter(pk__in=pks).select_related("service").only("number", "status", "service__title_el", "service__title_en")
    return {
        row.pk: [
            written(row.number),
            localised(row.service, "title"),
            str(Status(row.status).label),
            colour_of(row.status),
            url_of(row.number),
        ]
        for row in rows
    }
