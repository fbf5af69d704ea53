"""Events as their pages ask for them: by day or from today on, by category, free, near."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.db.models.enums import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geoportal.site.instants import day_bounds
from layers.events.models import Event, EventCategory, EventOccurrence

COMING_DAYS = 90
_SATURDAY = 6


class When(TextChoices):
    TODAY = "today", _("Σήμερα")
    WEEKEND = "weekend", _("Το Σαββατοκύριακο")
    COMING = "coming", _("Όλες οι επόμενες")


@dataclass(frozen=True, kw_only=True)
class EventQuery:
    """Which dates of events are asked for; ``day`` goes before ``when``.

    ``distances_m`` holds the events that are near enough, by their primary keys; None: wherever they are.
    """

    when: When = When.COMING
    day: date | None = None
    category: EventCategory | None = None
    is_free: bool = False
    distances_m: dict[int, float] | None = field(default=None)

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """Return between which instants an event must take place: what is already over today is not asked for."""
        today = timezone.localdate(now)
        if self.day is not None:
            return day_bounds(self.day)
        if self.when is When.TODAY:
            return now, day_bounds(today)[1]
        if self.when is When.WEEKEND:
            saturday = today + timedelta(days=max(0, _SATURDAY - today.isoweekday()))
            since, until = day_bounds(saturday, days=8 - saturday.isoweekday())
            return max(now, since), until
        return now, day_bounds(today, days=COMING_DAYS)[1]


def distances(point: Point, *, radius_m: int) -> dict[int, float]:
    """Return the published events within ``radius_m`` of ``point``: their distances in metres by primary key."""
    near = Event.objects.published().near(point, radius_m=radius_m).nearest(point)
    return dict(near.values_list("pk", "distance_m"))


def matching(query: EventQuery) -> QuerySet[EventOccurrence]:
    """Return the dates, whenever they are, of the events of the kind asked for."""
    rows = EventOccurrence.objects.published().select_related("event__category", "event__venue")
    if query.category is not None:
        rows = rows.filter(event__category=query.category)
    if query.is_free:
        rows = rows.filter(event__is_free=True)
    if query.distances_m is not None:
        rows = rows.filter(event__in=query.distances_m)
    return rows


def find_occurrences(query: EventQuery, *, now: datetime) -> QuerySet[EventOccurrence]:
    """Return the dates asked for, in the order in which they begin; a whole day's event is on until the day is over."""
    since, until = query.bounds(now)
    rows = matching(query)
    midnight, _end = day_bounds(timezone.localdate(since))
    all_day = rows.filter(event__is_all_day=True).between(midnight, until)  # type: ignore[attr-defined]
    return (rows.between(since, until) | all_day).order_by("starts_at", "pk").distinct()  # type: ignore[attr-defined]


def days_with_events(query: EventQuery, *, first: date, days: int) -> set[date]:
    """Return the days among ``days`` from ``first`` on which something of the kind asked for begins."""
    since, until = day_bounds(first, days=days)
    starts = matching(query).filter(starts_at__gte=since, starts_at__lt=until).values_list("starts_at", flat=True)
    return {timezone.localdate(start) for start in starts}


def categories() -> list[EventCategory]:
    return list(EventCategory.objects.order_by("position", "name_el"))
