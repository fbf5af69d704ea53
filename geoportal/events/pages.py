"""What the events' pages show."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from geoportal.events.drawing import draw, place_keys
from geoportal.events.finding import EventQuery, When, categories, distances, find_occurrences
from geoportal.events.month import month_of, month_page
from geoportal.events.words import DateWords, heading_words, place_of, price_of, warning_of, when_words, words_of
from geoportal.site.choices import choice_of, query_without, shortened, unknown_words
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.instants import day_of
from geoportal.site.language import localised
from geoportal.site.nearby import Near, directions_url, near_of
from geoportal.site.paging import page_of
from layers.departments import Department
from layers.events.models import Event, EventCategory, EventOccurrence, Status
from layers.places import Place

PAGE_DATES = 25
RADIUS_M = 1000
_FIRST_DATES = 6


def list_page(given: QueryDict) -> dict[str, Any]:
    """Return the dates that the address asks for by day, the places on the map, and the month to choose a day from."""
    now = timezone.now()
    near, known = near_of(given), categories()
    query, notices = query_of(given, near, known)
    first, month_notice = month_of(given, day=query.day)
    page = page_of(find_occurrences(query, now=now), given, size=PAGE_DATES)
    shown = [words_of(entry, distances_m=query.distances_m) for entry in page.rows]
    keys = place_keys(shown)
    return {
        "days": _by_day(page.rows, shown, keys, not_before=timezone.localdate(query.bounds(now)[0])),
        "query": query,
        "near": near,
        "notices": [text for text in (*notices, month_notice) if text],
        "page": page,
        "choices": [(when, query_without(given, "day", "month", when=when.value)) for when in When],
        "current": None if query.day else query.when,
        "day_words": heading_words(query.day) if query.day else "",
        "categories": [(entry.code, localised(entry, "name"), entry == query.category) for entry in known],
        "month": month_page(given, query, first=first),
        "map": city_map(draw(shown, keys), near=near),
        "calendar_query": query_without(given),
    }


def query_of(given: QueryDict, near: Near, known: list[EventCategory]) -> tuple[EventQuery, list[str]]:
    """Return what the address asks for, and what to say of what was not understood."""
    day, day_notice = day_of(given)
    when, when_notice = choice_of(given, "when", When, default=When.COMING)
    code = shortened(given.get("category", ""))
    category = next((entry for entry in known if entry.code == code), None)
    query = EventQuery(
        when=when,
        day=day,
        category=category,
        is_free=given.get("free") == "1",
        distances_m=distances(near.point, radius_m=RADIUS_M) if near.point else None,
    )
    return query, [day_notice, when_notice, unknown_words(code, instead=str(When.COMING.label)) if code and category is None else ""]


def _by_day(
    rows: list[EventOccurrence], shown: list[DateWords], keys: list[str], *, not_before: date
) -> list[tuple[str, list[tuple[DateWords, str]]]]:
    """Return each day with what is on; what began earlier and still goes on stands under ``not_before``."""
    days = [max(timezone.localdate(row.starts_at), not_before) for row in rows]
    entries = zip(days, zip(shown, keys, strict=True), strict=True)
    return [(heading_words(day), [entry for _day, entry in some]) for day, some in groupby(entries, key=lambda entry: entry[0])]


def find_event(code: str) -> Event:
    """
    Raises:
        Http404: if no published event is called ``code``.
    """
    found: Event = get_object_or_404(Event.objects.published().select_related("category", "venue", "organiser"), code=code)
    return found


def event_page(event: Event, *, now: datetime) -> dict[str, Any]:
    dates = list(event.occurrences.select_related("event").order_by("starts_at"))
    ahead = [entry for entry in dates if not _is_over(entry, now)]
    said = [(when_words(entry), warning_of(entry)) for entry in ahead or dates[-1:]]
    title = localised(event, "title")
    return {
        "event": event,
        "title": title,
        "summary": localised(event, "summary"),
        "audience": localised(event, "audience"),
        "category": localised(event.category, "name"),
        "warning": "" if event.status == Status.SCHEDULED else event.get_status_display(),
        "place": place_of(event),
        "place_url": _place_url(event.venue),
        "price": price_of(event),
        "dates": said[:_FIRST_DATES],
        "later_dates": said[_FIRST_DATES:],
        "is_over": bool(dates) and not ahead,
        "directions_url": directions_url(event.geom) if event.geom else "",
        "organiser": localised(event.organiser, "name") if event.organiser else "",
        "organiser_url": _office_url(event.organiser),
        "map": city_map([Drawn(geom=event.geom, name=title, colour="#b5482c")]) if event.geom else None,
        "ahead": ahead,
    }


def _is_over(occurrence: EventOccurrence, now: datetime) -> bool:
    end = occurrence.ends_at or occurrence.starts_at
    if occurrence.event.is_all_day:
        return timezone.localdate(end - timedelta(seconds=1)) < timezone.localdate(now)
    return end < now


def _place_url(place: Place | None) -> str:
    return reverse("atlas:feature", args=("places", place.pk)) if place and place.is_published else ""


def _office_url(department: Department | None) -> str:
    return reverse("atlas:feature", args=("department-offices", department.pk)) if department and department.is_published else ""
