"""Events: what is on today, at the weekend, on a day, near; each event with all its dates, and as a calendar file."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from geoportal.events import calendar as ics
from geoportal.events.finding import EventQuery, When, by_day, categories, days_with_events, find_occurrences
from geoportal.events.words import drawn, place_of, price_of, warning_of, when_words, words_of
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.instants import day_of
from geoportal.site.language import localised
from geoportal.site.nearby import Near, directions_url, near_of
from geoportal.site.paging import page_of
from layers.events.models import Event

PAGE_DATES = 60
RADIUS_M = 1000
_MONTH_DAYS = 28


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    near = near_of(request.GET)
    query, notice = _query(request.GET, near)
    page = page_of(find_occurrences(query, now=now), request.GET, size=PAGE_DATES)
    shown = [(occurrence, words_of(occurrence)) for occurrence in page.rows]
    first = query.day or timezone.localdate(max(now, query.bounds(now)[0]))
    words = dict(shown)
    days = [(day, [words[entry] for entry in some]) for day, some in by_day(page.rows, not_before=first)]
    context = {
        "days": days,
        "query": query,
        "near": near,
        "notice": notice,
        "page": page,
        "choices": When.choices,
        "categories": categories(),
        "calendar": _calendar(timezone.localdate(now)),
        "map": city_map([found for found in (drawn(entry) for _occurrence, entry in shown) if found], near=near),
        "kept": _kept(request.GET),
        "kept_without_near": {name: value for name, value in _kept(request.GET).items() if name != "near"},
    }
    return render(request, "events/list.html", context)


def _query(given: QueryDict, near: Near) -> tuple[EventQuery, str]:
    """Return what is asked for, and what to say of what was not understood."""
    day, notice = day_of(given)
    category = next((entry for entry in categories() if entry.code == given.get("category")), None)
    return (
        EventQuery(
            when=_choice(given),
            day=day,
            category=category,
            is_free=given.get("free") == "1",
            near=near.point,
            radius_m=RADIUS_M if near.point else None,
        ),
        notice,
    )


def _choice(given: QueryDict) -> When:
    text = given.get("when", "")
    return When(text) if text in When.values else When.COMING


def _kept(given: QueryDict) -> dict[str, str]:
    """Return the parts of the address that other choices leave as they are."""
    return {name: given.get(name, "") for name in ("when", "day", "category", "free", "near") if given.get(name)}


def _calendar(today: date) -> list[list[dict[str, Any]]]:
    """Return four weeks from this one's Monday, each day with whether something begins on it."""
    monday = today - timedelta(days=today.weekday())
    busy = days_with_events(first=monday, days=_MONTH_DAYS)
    days = [monday + timedelta(days=offset) for offset in range(_MONTH_DAYS)]
    cells = [{"day": day, "is_busy": day in busy, "is_past": day < today, "is_today": day == today} for day in days]
    return [cells[start : start + 7] for start in range(0, _MONTH_DAYS, 7)]


@require_safe
def event(request: HttpRequest, code: str) -> HttpResponse:
    found = _find(code)
    today = timezone.now() - timedelta(hours=12)
    ahead = found.occurrences.filter(starts_at__gte=today).order_by("starts_at")[:20]
    dates = [(entry, when_words(entry), warning_of(entry)) for entry in ahead] or [
        (entry, when_words(entry), warning_of(entry)) for entry in found.occurrences.order_by("-starts_at")[:3]
    ]
    title = localised(found, "title")
    context = {
        "event": found,
        "title": title,
        "summary": localised(found, "summary"),
        "audience": localised(found, "audience"),
        "category": localised(found.category, "name"),
        "place": place_of(found),
        "price": price_of(found),
        "dates": dates,
        "is_over": not ahead,
        "directions_url": directions_url(found.geom) if found.geom else "",
        "organiser": localised(found.organiser, "name") if found.organiser else "",
        "map": city_map([Drawn(geom=found.geom, name=title, colour="#b5482c")]) if found.geom else None,
    }
    return render(request, "events/event.html", context)


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The event's dates as an iCalendar file."""
    found = _find(code)
    url = request.build_absolute_uri(reverse("events:event", args=(code,)))
    body = ics.calendar_of(found, list(found.occurrences.order_by("starts_at")), url=url)
    return HttpResponse(body, content_type=ics.MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{code}.ics"'})


def _find(code: str) -> Event:
    found: Event = get_object_or_404(Event.objects.published().select_related("category", "venue", "organiser"), code=code)
    return found
