"""What the places' pages show."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from geoportal.places.details import events_coming_to, neighbours_of, walks_stopping_at
from geoportal.places.finding import Category, PlaceQuery, category_called, category_tree, find_places
from geoportal.site.choices import audience_of
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.dates import instant_words
from geoportal.site.distances import how_far
from geoportal.site.hours import hours_lines
from geoportal.site.language import localised
from geoportal.site.nearby import Near, directions_url, near_of
from geoportal.site.opening import opening_words
from geoportal.site.paging import page_of
from layers.audiences import Audience
from layers.events.models import EventOccurrence
from layers.lookups import get_layer
from layers.places import Place
from layers.styles import Symbol

_LIST_ROWS = 25
# The map shows all that is asked for, as long as one can still tell the points from each other.
_MAP_ROWS = 500
_LONGEST_WORDS = 100


@dataclass(frozen=True, kw_only=True)
class PlaceEntry:
    """A place in a list: ``far`` is empty where no distance was asked for."""

    name: str
    category: str
    address: str
    url: str
    symbol: Symbol
    is_open: bool
    wheelchair: str
    far: str = ""


@dataclass(frozen=True, kw_only=True)
class EventEntry:
    title: str
    url: str
    when: str
    status: str


def places_page(given: QueryDict) -> dict[str, Any]:
    """Return the context of the page of places. An address is typed and passed on by people: what is wrong in it is told."""
    tree, near = category_tree(), near_of(given)
    query, notices = _query(given, tree, near)
    rows, is_map = find_places(query), given.get("view") == "map"
    page = page_of(rows, given, size=_MAP_ROWS if is_map else _LIST_ROWS)
    return {
        "tree": tree,
        "audiences": Audience.choices,
        "query": query,
        "near": near,
        "notices": notices,
        "is_map": is_map,
        "count": rows.count(),
        "entries": [_entry(place) for place in page.rows],
        "page": page,
        "map": city_map([_drawn(place) for place in page.rows], near=near) if is_map else None,
        "list_query": _without(given, "view", "page"),
        "map_query": _without(given, "page", view="map"),
        "rest": _without(given, "category", "page"),
        "is_filtered": any(given.get(name) for name in ("category", "audience", "q", "wheelchair", "open", "near")),
    }


def place_page(place: Any) -> dict[str, Any]:  # a Place with what find_place added to it
    """Return the context of one place's page."""
    neighbours = list(neighbours_of(place))
    return {
        "place": place,
        "name": localised(place, "name"),
        "description": localised(place, "description"),
        "address": localised(place, "address"),
        "category": place.category,
        "category_name": localised(place.category, "name"),
        "wheelchair": _wheelchair(place),
        "opening": opening_words(place.timetable),
        "hours": hours_lines(place.rules),
        "directions_url": directions_url(place.geom),
        "events": [_event(occurrence) for occurrence in events_coming_to(place)],
        "walks": [{"name": localised(walk, "name"), "code": walk.code} for walk in walks_stopping_at(place)],
        "neighbours": [_entry(neighbour) for neighbour in neighbours],
        "map": city_map([*(_drawn(neighbour, is_beside=True) for neighbour in neighbours), _drawn(place)]),
    }


def _query(given: QueryDict, tree: tuple[Category, ...], near: Near) -> tuple[PlaceQuery, list[str]]:
    notices = [near.notice] if near.notice else []
    code = given.get("category", "")
    category = category_called(code, tree)
    if code and category is None:
        notices.append(_("Δεν υπάρχει κατηγορία «%(code)s» με σημεία· φαίνονται όλες.") % {"code": code[:_LONGEST_WORDS]})
    audience, unknown = audience_of(given)
    notices += [unknown] if unknown else []
    query = PlaceQuery(
        category=category,
        audience=audience,
        words=given.get("q", "").replace("\0", "")[:_LONGEST_WORDS].strip(),
        is_accessible=given.get("wheelchair") == "yes",
        is_open=given.get("open") == "now",
        near=near.point,
    )
    return query, notices


def _without(given: QueryDict, *names: str, **changes: str) -> str:
    """Return the query of the same address without ``names`` and with ``changes``."""
    changed = given.copy()
    for name in names:
        changed.pop(name, None)
    for name, value in changes.items():
        changed[name] = value
    return changed.urlencode(safe=",")


def _entry(place: Place) -> PlaceEntry:
    distance_m = getattr(place, "distance_m", None)
    return PlaceEntry(
        name=localised(place, "name"),
        category=localised(place.category, "name"),
        address=localised(place, "address"),
        url=reverse("places:place", args=(place.code,)),
        symbol=_symbol(place),
        is_open=getattr(place, "open_now", False),
        wheelchair=_wheelchair(place),
        far="" if distance_m is None else how_far(distance_m),
    )


def _wheelchair(place: Place) -> str:
    return "" if place.wheelchair == Place.Wheelchair.UNKNOWN else str(Place.Wheelchair(place.wheelchair).label)


def _symbol(place: Place) -> Symbol:
    """Return the symbol that the layer gives to the place's group: one accent on the map, in the list and in every service."""
    style, group = get_layer("places").style, place.category.parent or place.category
    return next((entry.symbol for entry in style.classes if group.code in entry.values), style.symbol)


def _drawn(place: Place, *, is_beside: bool = False) -> Drawn:
    return Drawn(
        geom=place.geom,
        name=localised(place, "name"),
        colour=_symbol(place).colour,
        url=reverse("places:place", args=(place.code,)),
        is_beside=is_beside,
    )


def _event(occurrence: EventOccurrence) -> EventEntry:
    is_changed = occurrence.status != occurrence.event._meta.get_field("status").default
    return EventEntry(
        title=localised(occurrence.event, "title"),
        url=reverse("events:event", args=(occurrence.event.code,)),
        when=instant_words(occurrence.starts_at),
        status=occurrence.get_status_display() if is_changed else "",
    )
