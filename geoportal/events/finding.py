"""Events as their pages ask for them: by day or from today on, by category, free, near."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.enums import TextChoices
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geoportal.site.instants import day_bounds
from layers.audiences import Audience
from layers.events.models import Event, EventCategory, EventOccurrence
from layers.geometry import SRID, as_geography

COMING_DAYS = 60
_SATURDAY = 6


class When(TextChoices):
    TODAY = "today", _("Σήμερα")
    WEEKEND = "weekend", _("Το Σαββατοκύριακο")
    COMING = "coming", _("Όλες οι επόμενες")


@dataclass(frozen=True, kw_only=True)
class EventQuery:
    """Which dates of events are asked for; ``day`` goes before ``when``. ``radius_m`` counts only with ``near``."""

    when: When = When.COMING
    day: date | None = None
    category: EventCategory | None = None
    audience: Audience | None = None
    is_free: bool = False
    near: Point | None = None
    radius_m: int | None = None

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """Return between which instants an event must take place: what is already over today is not asked for."""
        today = timezone.localdate(now)
        if self.day is not None:
            return day_bounds(self.day)
        if self.when is When.TODAY:
            return now, day_bounds(today)[1]
        if self.when is When.WEEKEND:
            saturday = today + timedelta(days=_SATURDAY - today.isoweekday()) if today.isoweekday() < _SATURDAY else today
            since, _until = day_bounds(saturday)
            return max(now, since), day_bounds(saturday, days=7 - saturday.isoweekday() + 1)[1]
        return now, day_bounds(today, days=COMING_DAYS)[1]


def find_occurrences(query: EventQuery, *, now: datetime) -> QuerySet[EventOccurrence]:
    """Return the dates asked for, in the order in which they begin; a whole day's event is on until the day is over.

    Where a point is asked for, each has ``distance_m``, its distance from there in metres on the spheroid.
    """
    since, until = query.bounds(now)
    rows = EventOccurrence.objects.published().select_related("event__category", "event__venue")
    today = day_bounds(timezone.localdate(since))[0]
    rows = rows.between(since, until) | rows.filter(event__is_all_day=True).between(today, until)
    if query.category is not None:
        rows = rows.filter(event__category=query.category)
    if query.audience is not None:
        rows = rows.for_audience(query.audience)
    if query.is_free:
        rows = rows.filter(event__is_free=True)
    if query.near is not None and query.radius_m is not None:
        near_events = Event.objects.near(query.near, radius_m=query.radius_m)
        there, here = as_geography(F("event__geom")), as_geography(Value(query.near, output_field=GeometryField(srid=SRID)))
        rows = rows.filter(event__in=near_events).annotate(distance_m=Cast(Distance(there, here), FloatField()))
    return rows.order_by("starts_at", "pk").distinct()


def by_day(occurrences: list[EventOccurrence], *, not_before: date) -> Iterator[tuple[date, list[EventOccurrence]]]:
    """Yield each day with what is on; what began earlier and still goes on stands under ``not_before``."""
    yield from (
        (day, list(some)) for day, some in groupby(occurrences, key=lambda entry: max(timezone.localdate(entry.starts_at), not_before))
    )


def categories() -> list[EventCategory]:
    return list(EventCategory.objects.order_by("position", "name_el"))


def days_with_events(first: date, days: int) -> set[date]:
    """Return the days among ``days`` from ``first`` on which something begins."""
    since, until = day_bounds(first, days=days)
    starts = EventOccurrence.objects.published().filter(starts_at__gte=since, starts_at__lt=until).values_list("starts_at", flat=True)
    return {timezone.localdate(start) for start in starts}
