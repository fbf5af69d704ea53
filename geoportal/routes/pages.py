"""What the walks' pages show: each walk with its essentials, its drawing and what the map shows of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import LineString, Point
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from geoportal.routes.sketch import Sketch, sketch_of
from geoportal.routes.walks import Walk, WalkStop, all_walks, begun_at, nearest_stop
from geoportal.routes.words import walk_brief, walk_facts, walking_time
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.distances import distance_text, how_far
from geoportal.site.nearby import near_of
from layers.geometry import SRID

_COLOUR = "#6a3fa0"


@dataclass(frozen=True, kw_only=True)
class WalkEntry:
    walk: Walk
    length: str
    time: str
    brief: list[str]
    sketch: Sketch


@dataclass(frozen=True, kw_only=True)
class StopEntry:
    stop: WalkStop
    walked: str


def walks_page() -> dict[str, Any]:
    """Return the context of the page that lists all walks."""
    walks = all_walks()
    return {
        "entries": [_entry(walk) for walk in walks],
        "map": city_map([_line(walk, url=reverse("routes:walk", args=(walk.code,))) for walk in walks]),
    }


def walk_page(walk: Walk, given: QueryDict) -> dict[str, Any]:
    """Return the context of one walk's page; ``near`` in the address says where the reader would join it."""
    near = near_of(given)
    nearest = nearest_stop(walk, near.point) if near.point else None
    told = begun_at(walk, nearest[0]) if nearest and walk.is_loop else walk
    return {
        "walk": walk,
        "facts": walk_facts(walk),
        "sketch": sketch_of(walk.line, stops=walk.stops),
        "map": city_map([_line(walk), *(_stop(stop) for stop in walk.stops)], near=near),
        "near": near,
        "joining": _joining(walk, *nearest) if nearest else "",
        "stops": [StopEntry(stop=stop, walked=_walked(stop, first=told.stops[0])) for stop in told.stops],
    }


def _entry(walk: Walk) -> WalkEntry:
    length, time = distance_text(walk.length_m), walking_time(walk.minutes)
    return WalkEntry(walk=walk, length=length, time=time, brief=walk_brief(walk), sketch=sketch_of(walk.line))


def _joining(walk: Walk, stop: WalkStop, distance_m: float) -> str:
    """Return what somebody should know who would join the walk at ``stop``, the nearest to where they are."""
    told = {"number": stop.number, "name": stop.name, "far": how_far(distance_m)}
    if walk.is_loop:
        return _("Η πιο κοντινή στάση είναι η %(number)s, «%(name)s» (%(far)s). Η διαδρομή είναι κυκλική: ξεκινήστε από εκεί.") % told
    return _("Η πιο κοντινή στάση είναι η %(number)s, «%(name)s» (%(far)s). Η διαδρομή αρχίζει από τη στάση 1.") % told


def _walked(stop: WalkStop, *, first: WalkStop) -> str:
    if stop == first:
        return _("Εδώ ξεκινάτε")
    return _("%(distance)s από την αρχή") % {"distance": distance_text(stop.walked_m)}


def _line(walk: Walk, *, url: str = "") -> Drawn:
    return Drawn(geom=LineString(walk.line, srid=SRID), name=walk.name, colour=_COLOUR, url=url)


def _stop(stop: WalkStop) -> Drawn:
    name = f"{stop.number}. {stop.name}"
    return Drawn(geom=Point(*stop.lon_lat, srid=SRID), name=name, colour=_COLOUR, url=f"#stop-{stop.number}", label=str(stop.number))
