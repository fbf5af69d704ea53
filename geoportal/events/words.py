"""An event as a citizen reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geoportal.site.dates import clock_words, day_words
from geoportal.site.language import localised
from geoportal.site.nearby import how_far
from layers.events.models import Event, EventOccurrence, Status


@dataclass(frozen=True, kw_only=True)
class DateWords:
    """One date of an event. ``warning`` says first what is not as planned; empty: it takes place. ``far`` is empty if not asked."""

    title: str
    when: str
    clock: str
    is_all_day: bool
    place: str
    category: str
    price: str
    is_free: bool
    warning: str
    far: str
    url: str
    point: Point | None


def words_of(occurrence: EventOccurrence, *, distances_m: Mapping[int, float] | None = None) -> DateWords:
    event = occurrence.event
    return DateWords(
        title=localised(event, "title"),
        when=when_words(occurrence),
        clock=_("όλη μέρα") if event.is_all_day else clock_words(occurrence.starts_at),
        is_all_day=event.is_all_day,
        place=place_of(event),
        category=localised(event.category, "name"),
        price=price_of(event),
        is_free=event.is_free,
        warning=warning_of(occurrence),
        far=how_far(distances_m[event.pk]) if distances_m else "",
        url=reverse("events:event", args=(event.code,)),
        point=event.geom,
    )


def place_of(event: Event) -> str:
    return localised(event.venue, "name") if event.venue else localised(event, "place_name")


def price_of(event: Event) -> str:
    """Return what it costs; a free event may say on what terms."""
    price = localised(event, "price")
    return price or (_("Ελεύθερη είσοδος") if event.is_free else "")


def warning_of(occurrence: EventOccurrence) -> str:
    return "" if occurrence.status == Status.SCHEDULED else str(Status(occurrence.status).label)


def heading_words(day: date) -> str:
    """Return a day as a heading: «Σήμερα, Δευτέρα 23 Νοεμβρίου»."""
    today = timezone.localdate()
    whole = date_format(day, "l j E" if day.year == today.year else "l j E Y")
    near = {0: _("Σήμερα"), 1: _("Αύριο")}.get((day - today).days)
    return _("%(near)s, %(day)s") % {"near": near, "day": whole} if near else whole


def when_words(occurrence: EventOccurrence) -> str:
    """Return day and time: «αύριο 21:00–23:00», «Παρ. 27 Νοεμβρίου», «Σαβ. 28 Νοεμβρίου – Δευ. 30 Νοεμβρίου»."""
    start = timezone.localtime(occurrence.starts_at)
    end = timezone.localtime(occurrence.ends_at) if occurrence.ends_at else None
    day = day_words(start.date())
    if occurrence.event.is_all_day:
        last = (end - timedelta(seconds=1)).date() if end else start.date()
        return day if last <= start.date() else f"{day} – {day_words(last)}"
    if end is None or end == start:
        return f"{day} {clock_words(start)}"
    if end - start > timedelta(days=1):
        return f"{day} {clock_words(start)} – {day_words(end.date())} {clock_words(end)}"
    return f"{day} {clock_words(start)}–{clock_words(end)}"
