"""Feeds of events: those to come, all and by category, the last changed first.

An event's date of change is its own. One date of a series that was moved or cancelled alone keeps no time: the entry tells it, under the
event's date.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from geoportal.events.finding import categories
from geoportal.events.words import place_of, price_of, warning_of
from geoportal.feeds.feed import MOST_ENTRIES, Entry, Feed, FeedRoom, State, state_of_layers
from geoportal.site.instants import day_bounds
from geoportal.site.language import localised
from layers.events.models import Event, EventCategory, EventOccurrence

_LAYER = "events"
_PREFIX = "events-"
_DATES_TOLD = 5


def _state() -> State:
    """An event leaves the feed at the end of its day, so the feed changes at midnight too."""
    today, tomorrow = day_bounds(timezone.localdate())
    return state_of_layers(_LAYER, lapses_at=tomorrow, since=today)


def _entries(category: EventCategory | None = None) -> Iterable[Entry]:
    today = day_bounds(timezone.localdate())[0]
    coming = EventOccurrence.objects.between(today, today + timedelta(days=10_000)).order_by("starts_at")
    events = Event.objects.published().filter(Exists(coming.filter(event=OuterRef("pk"))))
    if category is not None:
        events = events.filter(category=category)
    events = events.select_related("category", "venue").prefetch_related(Prefetch("occurrences", coming, to_attr="coming"))
    return map(_entry, events.order_by("-updated_at", "-pk")[:MOST_ENTRIES])


def _entry(event: Event) -> Entry:
    dates: list[EventOccurrence] = event.coming  # type: ignore[attr-defined]
    first, title = dates[0], localised(event, "title")
    warning = warning_of(first)
    lines = (*map(_date_words, dates[:_DATES_TOLD]), place_of(event), price_of(event), localised(event, "summary"))
    return Entry(
        key=f"event/{event.code}",
        title=f"{warning}: {title}" if warning else title,
        summary=tuple(filter(None, lines)),
        path=reverse("events:event", args=(event.code,)),
        updated=event.updated_at,
        geometry=event.geom,
        categories=(localised(event.category, "name"),),
    )


def _date_words(occurrence: EventOccurrence) -> str:
    """Return day and time with nothing that only holds today: an entry is read whenever its reader comes to it."""
    start = timezone.localtime(occurrence.starts_at)
    when = date_format(start, "l j E Y" if occurrence.event.is_all_day else "l j E Y, G:i")
    warning = warning_of(occurrence)
    return f"{when} ({warning})" if warning else when


ALL = Feed(
    slug="events",
    title=_("Εκδηλώσεις"),
    description=_("Τι γίνεται στην πόλη από σήμερα και μετά: ό,τι προστέθηκε ή άλλαξε."),
    page=lambda: reverse("events:list"),
    state=_state,
    entries=_entries,
    calendar=lambda: reverse("events:calendar_of_list"),
)


def _feed_of(category: EventCategory) -> Feed:
    asked = f"?category={category.code}"
    return Feed(
        slug=f"{_PREFIX}{category.code}",
        title=_("Εκδηλώσεις: %(category)s") % {"category": localised(category, "name")},
        description=_("Μόνο αυτό το είδος, από σήμερα και μετά: ό,τι προστέθηκε ή άλλαξε."),
        page=lambda: reverse("events:list") + asked,
        state=_state,
        entries=lambda: _entries(category),
        calendar=lambda: reverse("events:calendar_of_list") + asked,
    )


def _listed() -> list[Feed]:
    return [ALL, *map(_feed_of, categories())]


def _find(slug: str) -> Feed | None:
    if slug == ALL.slug:
        return ALL
    category = EventCategory.objects.filter(code=slug.removeprefix(_PREFIX)).first() if slug.startswith(_PREFIX) else None
    return None if category is None else _feed_of(category)


FEEDS = FeedRoom(title=_("Εκδηλώσεις"), listed=_listed, find=_find, main=(ALL,))
