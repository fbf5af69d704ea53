"""An event in the words of schema.org, for search engines."""

from typing import Any

from django.utils import timezone

from geoportal.events.words import place_of
from geoportal.site.language import localised
from layers.events.models import Event, EventOccurrence, Status

_STATUS = {
    Status.SCHEDULED: "EventScheduled",
    Status.CANCELLED: "EventCancelled",
    Status.POSTPONED: "EventPostponed",
    Status.RESCHEDULED: "EventRescheduled",
}
_MOST = 10


def schema_of(event: Event, occurrences: list[EventOccurrence], *, url: str) -> list[dict[str, Any]]:
    """Return the dates that lie ahead as schema.org Events (JSON-LD)."""
    shared = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": localised(event, "title"),
        "description": localised(event, "summary"),
        "url": url,
        "isAccessibleForFree": event.is_free,
        "location": _location(event),
        "organizer": {"@type": "Organization", "name": localised(event.organiser, "name")} if event.organiser else None,
    }
    return [_compact({**shared, **_date(entry)}) for entry in occurrences[:_MOST]]


def _date(occurrence: EventOccurrence) -> dict[str, Any]:
    start = timezone.localtime(occurrence.starts_at)
    end = timezone.localtime(occurrence.ends_at) if occurrence.ends_at else None
    is_all_day = occurrence.event.is_all_day
    return {
        "startDate": start.date().isoformat() if is_all_day else start.isoformat(),
        "endDate": end.isoformat() if end and not is_all_day else None,
        "eventStatus": f"https://schema.org/{_STATUS[Status(occurrence.status)]}",
    }


def _location(event: Event) -> dict[str, Any] | None:
    if not (event.geom or place_of(event)):
        return None
    geo = {"@type": "GeoCoordinates", "latitude": event.geom.y, "longitude": event.geom.x} if event.geom else None
    return _compact({"@type": "Place", "name": place_of(event), "geo": geo})


def _compact(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value not in (None, "")}
