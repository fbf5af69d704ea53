"""Events as iCalendar (RFC 5545): one VEVENT for each date, so that a moved or cancelled one is said as such."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from geoportal.events.words import place_of
from geoportal.site.language import localised
from layers.events.models import Event, EventOccurrence, Status

MEDIA_TYPE = "text/calendar; charset=utf-8"
_STATUS = {Status.CANCELLED: "CANCELLED", Status.POSTPONED: "TENTATIVE"}


def calendar_of(occurrences: Iterable[EventOccurrence], *, title: str, url_of: Callable[[Event], str]) -> bytes:
    """Return the dates in the active language, with the time zone that they are told in."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.MUNICIPALITY.name['en']}//events//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for occurrence in occurrences:
        calendar.add_component(_entry(occurrence, url_of(occurrence.event)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(occurrence: EventOccurrence, url: str) -> CalendarEvent:
    event = occurrence.event
    entry = CalendarEvent()
    entry.add("uid", f"{event.code}-{occurrence.original_at:%Y%m%dT%H%M%SZ}@{settings.MUNICIPALITY.code}")
    entry.add("dtstamp", timezone.now())
    entry.add("last-modified", event.updated_at)
    entry.add("summary", localised(event, "title"))
    _add_time(entry, occurrence)
    for name, text in (("description", localised(event, "summary")), ("location", place_of(event))):
        if text:
            entry.add(name, text)
    if event.geom:
        entry.add("geo", (event.geom.y, event.geom.x))
    entry.add("url", url)
    entry.add("status", _STATUS.get(Status(occurrence.status), "CONFIRMED"))
    return entry


def _add_time(entry: CalendarEvent, occurrence: EventOccurrence) -> None:
    """A whole day is a date, up to and without the day after its last (RFC 5545 §3.6.1)."""
    zone = ZoneInfo(settings.TIME_ZONE)
    start = occurrence.starts_at.astimezone(zone)
    end = occurrence.ends_at.astimezone(zone) if occurrence.ends_at else None
    if occurrence.event.is_all_day:
        last = max((end - timedelta(seconds=1)).date() if end else start.date(), start.date())
        entry.add("dtstart", start.date())
        entry.add("dtend", last + timedelta(days=1))
        return
    entry.add("dtstart", start)
    if end:
        entry.add("dtend", end)
