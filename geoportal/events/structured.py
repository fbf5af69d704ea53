"""An event for machines that read pages: schema.org's Event, as JSON-LD."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from geoportal.events.words import place_of
from geoportal.site.language import localised, page_language
from layers.events.models import Event, EventOccurrence, Status

_STATUS = {
    Status.CANCELLED: "https://schema.org/EventCancelled",
    Status.POSTPONED: "https://schema.org/EventPostponed",
}


def structured(event: Event, occurrences: list[EventOccurrence], *, url: str) -> SafeString:
    """Return a script element that holds one entry for each of ``occurrences``; it runs nothing."""
    element = json_script([_entry(event, occurrence, url) for occurrence in occurrences])
    # json_script escapes what would end the element; it knows one type only.
    return mark_safe(element.replace('type="application/json"', 'type="application/ld+json"', 1))  # noqa: S308


def _entry(event: Event, occurrence: EventOccurrence, url: str) -> dict[str, Any]:
    start, end = timezone.localtime(occurrence.starts_at), occurrence.ends_at and timezone.localtime(occurrence.ends_at)
    organiser = localised(event.organiser, "name") if event.organiser else settings.MUNICIPALITY.name[page_language()]
    entry: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": localised(event, "title"),
        "description": localised(event, "summary"),
        "url": url,
        "startDate": start.date().isoformat() if event.is_all_day else start.isoformat(),
        "eventStatus": _STATUS.get(Status(occurrence.status), "https://schema.org/EventScheduled"),
        "isAccessibleForFree": event.is_free,
        "organizer": {"@type": "Organization", "name": organiser},
        "location": {"@type": "Place", "name": place_of(event) or settings.MUNICIPALITY.name[page_language()]},
    }
    if end and not event.is_all_day:
        entry["endDate"] = end.isoformat()
    if event.geom:
        entry["location"]["geo"] = {"@type": "GeoCoordinates", "latitude": event.geom.y, "longitude": event.geom.x}
    return entry
