"""What the search finds of events: each once, under its next date."""

from collections.abc import Iterator

from django.db.models import Max, Min, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.events.words import place_of
from geoportal.search.room import Entry, SearchRoom, in_each_language, state_of
from geoportal.site.language import localised, page_language
from layers.events.models import Event


def _entries() -> Iterator[Entry]:
    dates = {
        "next_at": Min("occurrences__starts_at", filter=Q(occurrences__starts_at__gte=Now())),
        "last_at": Max("occurrences__starts_at"),
    }
    return in_each_language(Event.objects.published().annotate(**dates).select_related("category", "venue"), _entry)


def _entry(event: Event) -> Entry:
    next_at = getattr(event, "next_at", None)
    return Entry(
        key=event.code,
        language=page_language(),
        kind="event",
        title=localised(event, "title"),
        path=reverse("events:event", args=(event.code,)),
        summary=" · ".join(filter(None, (localised(event.category, "name"), place_of(event)))),
        text=" · ".join(filter(None, (localised(event, "summary"), localised(event, "audience")))),
        names=(event.title_el, event.title_en),
        date=next_at or getattr(event, "last_at", None) or event.starts_at,
        geometry=event.geom,
        # What is over is rarely what somebody looks for.
        weight=1.0 if next_at else 0.5,
    )


ROOM = SearchRoom(slug="events", kinds=lambda: {"event": _("Εκδηλώσεις")}, entries=_entries, state=state_of("events", lapses_daily=True))
