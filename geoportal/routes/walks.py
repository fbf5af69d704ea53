"""Walks as their pages tell them: in one language, with the stops in their order and the metres between them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Count

from geoportal.site.language import localised
from layers.places import Place
from layers.routes import Route, Stop

LonLat = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class WalkStop:
    """``walked_m`` counts from where the walk begins; ``place`` is the code of a place with a page of its own, if the stop is at one."""

    pk: int
    number: int
    name: str
    text: str
    lon_lat: LonLat
    walked_m: float
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """A route in the active language; ``line`` is in EPSG:4326. A list of walks leaves ``stops`` and ``description`` out."""

    code: str
    name: str
    summary: str
    description: str
    theme: str
    difficulty: str
    wheelchair: Place.Wheelchair
    wheelchair_note: str
    length_m: float
    minutes: int
    is_loop: bool
    stop_count: int
    line: tuple[LonLat, ...]
    stops: tuple[WalkStop, ...] = ()


def all_walks() -> list[Walk]:
    """Return the published walks in alphabetical order, without their stops."""
    routes = Route.objects.published().annotate(stop_count=Count("stops"))
    return sorted((_walk(route, stop_count=route.stop_count) for route in routes), key=lambda walk: walk.name)


def find_walk(code: str) -> Walk:
    """Return the published walk called ``code``, whole.

    Raises:
        Route.DoesNotExist: if there is none.
    """
    route = Route.objects.published().get(code=code)
    rows = Stop.objects.filter(route=route).with_position().select_related("place").order_by("number")
    stops = tuple(_in_order([_stop(row) for row in rows], route))
    return replace(_walk(route, stop_count=len(stops)), stops=stops)


def nearest_stop(walk: Walk, here: Point) -> tuple[WalkStop, float] | None:
    """Return the stop of ``walk`` that is nearest to ``here`` and how far it is in metres, None if the walk has no stops."""
    stops = {stop.pk: stop for stop in walk.stops}
    found = Stop.objects.filter(pk__in=stops).nearest(here).first()
    return None if found is None else (stops[found.pk], found.distance_m)


def begun_at(walk: Walk, first: WalkStop) -> Walk:
    """Return the loop ``walk`` with its stops in the order of who joins it at ``first``, and the metres counted from there."""
    index = walk.stops.index(first)
    order = (*walk.stops[index:], *walk.stops[:index])
    return replace(walk, stops=tuple(replace(stop, walked_m=(stop.walked_m - first.walked_m) % (walk.length_m or 1.0)) for stop in order))


def _in_order(stops: list[WalkStop], route: Route) -> Iterable[WalkStop]:
    """Where the line passes a stop twice, the database names one of the two; no stop is nearer to the start than the one before it."""
    if route.is_loop and len(stops) > 1 and stops[0].walked_m > stops[1].walked_m:
        stops[0] = replace(stops[0], walked_m=0.0)
    if route.is_loop and len(stops) > 1 and stops[-1].walked_m < stops[-2].walked_m:
        stops[-1] = replace(stops[-1], walked_m=route.length_m)
    walked = accumulate((stop.walked_m for stop in stops), max)
    return (replace(stop, walked_m=so_far) for stop, so_far in zip(stops, walked, strict=True))


def _walk(route: Route, *, stop_count: int) -> Walk:
    return Walk(
        code=route.code,
        name=localised(route, "name"),
        summary=localised(route, "summary"),
        description=localised(route, "description"),
        theme=localised(route, "theme"),
        difficulty=str(Route.Difficulty(route.difficulty).label),
        wheelchair=Place.Wheelchair(route.wheelchair),
        wheelchair_note=localised(route, "wheelchair_note"),
        length_m=route.length_m,
        minutes=route.walking_minutes,
        is_loop=route.is_loop,
        stop_count=stop_count,
        line=tuple((lon, lat) for lon, lat, *_ in route.geom.coords),
    )


def _stop(row: Any) -> WalkStop:  # a Stop with what with_position added to it
    return WalkStop(
        pk=row.pk,
        number=row.number,
        name=localised(row, "name"),
        text=localised(row, "text"),
        lon_lat=(row.geom.x, row.geom.y),
        walked_m=row.distance_m,
        place=row.place.code if row.place and row.place.is_published else "",
    )
