"""An event as a citizen reads it."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from geoportal.site.city_map import Drawn
from geoportal.site.dates import clock_words, day_words
from geoportal.site.distances import how_far
from geoportal.site.language import localised
from layers.events.models import Event, EventOccurrence, Status

_SCHEDULED, _OFF = "#b5482c", "#5a6472"


@dataclass(frozen=True, kw_only=True)
class DateWords:
    """One date of an event. ``warning`` says first what is not as planned (empty: it takes place), ``far`` how far it is."""

    title: str
    when: str
    clock: str
    place: str
    category: str
    price: str
    warning: str
    far: str
    url: str
    point: Point | None


def words_of(occurrence: EventOccurrence) -> DateWords:
    event = occurrence.event
    distance_m = getattr(occurrence, "distance_m", None)
    return DateWords(
        title=localised(event, "title"),
        when=when_words(occurrence),
        clock=_("όλη την ημέρα") if event.is_all_day else clock_words(occurrence.starts_at),
        place=place_of(event),
        category=localised(event.category, "name"),
        price=price_of(event),
        warning=warning_of(occurrence),
        far="" if distance_m is None else how_far(distance_m),
        url=reverse("events:event", args=(event.code,)),
        point=event.geom,
    )


def place_of(event: Event) -> str:
    return localised(event.venue, "name") if event.venue else localised(event, "place_name")


def price_of(event: Event) -> str:
    return _("Ελεύθερη είσοδος") if event.is_free else localised(event, "price")


def warning_of(occurrence: EventOccurrence) -> str:
    return "" if occurrence.status == Status.SCHEDULED else str(Status(occurrence.status).label)


def when_words(occurrence: EventOccurrence) -> str:
    """Return day and time: «αύριο 21:00–23:00», «Παρ. 27 Νοεμβρίου», «Σάβ. 28 – Δευτ. 30 Νοεμβρίου»."""
    start = timezone.localtime(occurrence.starts_at)
    end = timezone.localtime(occurrence.ends_at) if occurrence.ends_at else None
    day = day_words(start.date())
    if occurrence.event.is_all_day:
        last = (end - timedelta(seconds=1)).date() if end else start.date()
        return day if last <= start.date() else f"{day} – {day_words(last)}"
    if end is None or end == start:
        return f"{day} {clock_words(start)}"
    if (end - start).total_seconds() > 24 * 3600:
        return f"{day} {clock_words(start)} – {day_words(end.date())} {clock_words(end)}"
    return f"{day} {clock_words(start)}–{clock_words(end)}"


def drawn(words: DateWords) -> Drawn | None:
    if words.point is None:
        return None
    return Drawn(geom=words.point, name=f"{words.title}, {words.when}", colour=_OFF if words.warning else _SCHEDULED, url=words.url)
