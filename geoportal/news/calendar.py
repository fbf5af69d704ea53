"""Deadlines as iCalendar (RFC 5545), to be subscribed to."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from geoportal.news.kinds import Outcome

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_of(pages: Iterable[Any], *, name: str, absolute: str) -> bytes:
    """Return the deadlines of ``pages``, publications with one, in the active language; their addresses begin with ``absolute``."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.MUNICIPALITY.name['en']}//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for page in pages:
        calendar.add_component(_entry(page, absolute))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(page: Any, absolute: str) -> Event:
    entry = Event()
    entry.add("uid", f"{page.translation_key}-deadline@{settings.MUNICIPALITY.code}")
    entry.add("dtstamp", page.last_published_at or timezone.now())
    entry.add("summary", _("Λήγει: %(title)s") % {"title": page.title})
    entry.add("dtstart", page.deadline.astimezone(ZoneInfo(settings.TIME_ZONE)))
    if page.lead:
        entry.add("description", page.lead)
    if page.address:
        entry.add("location", page.address)
    if page.geom:
        centre = page.geom.centroid
        entry.add("geo", (centre.y, centre.x))
    entry.add("url", f"{absolute}{page.get_url()}")
    entry.add("status", "CANCELLED" if page.outcome == Outcome.CANCELLED else "CONFIRMED")
    return entry
