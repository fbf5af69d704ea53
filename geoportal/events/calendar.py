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


def calendar_of(occurrences: Iterable[EventOccurrence], *, name: str, url_of: Callable[[Event], str]) -> bytes:
    """Return the dates in the active language, with the time zone that they are told in."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.MUNICIPALITY.name['en']}//events//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for occurrence in occurrences:
        calendar.add_component(_entry(occurrence.event, occurrence, url_of(occurrence.event)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(event: Event, occurrence: EventOccurrence, url: str) -> CalendarEvent:
    zone = ZoneInfo(settings.TIME_ZONE)
    start, end = occurrence.starts_at.astimezone(zone), occurrence.ends_at and occurrence.ends_at.astimezone(zone)
    entry = CalendarEvent()
    entry.add("uid", f"{event.code}-{occurrence.original_at:%Y%m%dT%H%M%SZ}@{settings.MUNICIPALITY.code}")
    entry.add("dtstamp", timezone.now())
    entry.add("summary", localised(event, "title"))
    if event.is_all_day:
        last = max((end - timedelta(seconds=1)).date() if end else start.date(), start.date())
        entry.add("dtstart", start.date())
        entry.add("dtend", last + timedelta(days=1))
    else:
        entry.add("dtstart", start)
        if end:
            entry.add("dtend", end)
    if summary := localised(event, "summary"):
        entry.add("description", summary)
    if place := place_of(event):
        entry.add("location", place)
    if event.geom:
        entry.add("geo", (event.geom.y, event.geom.x))
    entry.add("url", url)
    entry.add("status", _STATUS.get(Status(occurrence.status), "CONFIRMED"))
    return entry
