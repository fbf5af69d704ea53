"""One place with what surrounds it: its hours, what happens there, the walks that pass, its neighbours."""

from datetime import timedelta

from django.utils import timezone

from layers.events.models import EventOccurrence, OccurrenceQuerySet
from layers.hours.questions import HoursOf, IsOpen
from layers.places import Place, PlaceQuerySet
from layers.routes import Route, RouteQuerySet

NEIGHBOURS_RADIUS_M = 300
_NEIGHBOURS = 6
_EVENTS, _EVENTS_AHEAD = 5, timedelta(days=90)


def find_place(code: str) -> Place:
    """Return the published place called ``code``, with ``open_now`` and ``rules``, its weekly hours.

    Raises:
        Place.DoesNotExist: if there is none.
    """
    rows = Place.objects.published().select_related("category__parent", "timetable")
    place: Place = rows.annotate(open_now=IsOpen("timetable"), rules=HoursOf("timetable")).get(code=code)
    return place


def events_coming_to(place: Place) -> OccurrenceQuerySet:
    """Return the next few times that something takes place at ``place``, what is going on now included."""
    now = timezone.now()
    coming = EventOccurrence.objects.published().between(now, now + _EVENTS_AHEAD).filter(event__venue=place)
    return coming.select_related("event").order_by("starts_at", "pk")[:_EVENTS]


def walks_stopping_at(place: Place) -> RouteQuerySet:
    return Route.objects.published().filter(stops__place=place).distinct().defer("geom")


def neighbours_of(place: Place) -> PlaceQuerySet:
    """Return the few places nearest to ``place`` within ``NEIGHBOURS_RADIUS_M``, each with ``distance_m``."""
    around = Place.objects.published().near(place.geom, radius_m=NEIGHBOURS_RADIUS_M).exclude(pk=place.pk)
    return around.select_related("category__parent").nearest(place.geom)[:_NEIGHBOURS]
