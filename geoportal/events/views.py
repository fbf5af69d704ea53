"""Events: what is on today, at the weekend, on a day, near; each event with all its dates, and as a calendar file."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geoportal.events import calendar as ics
from geoportal.events.finding import EventQuery, When, by_day, categories, days_with_events, find_occurrences
from geoportal.events.structured import structured
from geoportal.events.words import drawn, place_of, price_of, warning_of, when_words, words_of
from geoportal.site.choices import audience_of, choice_of
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.instants import day_of
from geoportal.site.language import localised, page_language
from geoportal.site.month import month_of
from geoportal.site.nearby import Near, directions_url, near_of
from geoportal.site.paging import page_of
from layers.audiences import Audience
from layers.events.models import Event, EventOccurrence
from layers.events.recurrence import horizon

PAGE_DATES = 30
RADIUS_M = 1000
# An event of last night is still told in the morning.
_STILL_TOLD = timedelta(hours=12)
_DATES_TOLD = 20
_SUBSCRIBED_DATES = 500


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
        "audiences": Audience.choices,
        "month": month_of(
            request.GET, today=timezone.localdate(now), until=horizon(now)[1].date(), chosen=query.day, busy_days=days_with_events
        ),
        "map": city_map([found for found in (drawn(entry) for _occurrence, entry in shown) if found], near=near),
        "kept": _kept(request.GET),
        "kept_without_near": {name: value for name, value in _kept(request.GET).items() if name != "near"},
        "calendar_query": urlencode(_kept(request.GET)),
    }
    return render(request, "events/list.html", context)


def _query(given: QueryDict, near: Near) -> tuple[EventQuery, str]:
    """Return what is asked for, and what to say of what was not understood."""
    day, unread = day_of(given)
    when, unknown = choice_of(given, "when", default=When.COMING)
    known = {entry.code: entry for entry in categories()}
    code = given.get("category", "")[:50]
    audience, unknown_audience = audience_of(given)
    unknown_category = "" if not code or code in known else _("Το είδος «%(code)s» δεν υπάρχει.") % {"code": code}
    notices = [unread, unknown, unknown_category, unknown_audience]
    return (
        EventQuery(
            when=when,
            day=day,
            category=known.get(code),
            audience=audience,
            is_free=given.get("free") == "1",
            near=near.point,
            radius_m=RADIUS_M if near.point else None,
        ),
        " ".join(filter(None, notices)),
    )


def _kept(given: QueryDict) -> dict[str, str]:
    """Return the parts of the address that other choices leave as they are."""
    return {name: given.get(name, "") for name in ("when", "day", "category", "audience", "free", "near") if given.get(name)}


@require_safe
def event(request: HttpRequest, code: str) -> HttpResponse:
    found = _find(code)
    ahead = list(found.occurrences.filter(starts_at__gte=timezone.now() - _STILL_TOLD).order_by("starts_at")[:_DATES_TOLD])
    told = ahead or list(found.occurrences.order_by("-starts_at")[:3])
    title = localised(found, "title")
    context = {
        "event": found,
        "title": title,
        "summary": localised(found, "summary"),
        "audience": localised(found, "audience"),
        "category": localised(found.category, "name"),
        "place": place_of(found),
        "price": price_of(found),
        "dates": [(entry, when_words(entry), warning_of(entry)) for entry in told],
        "is_over": not ahead,
        "directions_url": directions_url(found.geom) if found.geom else "",
        "organiser": localised(found.organiser, "name") if found.organiser else "",
        "map": city_map([Drawn(geom=found.geom, name=title, colour="#b5482c")]) if found.geom else None,
        "structured": structured(found, ahead, url=request.build_absolute_uri()),
    }
    return render(request, "events/event.html", context)


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The event's dates as an iCalendar file."""
    found = _find(code)
    occurrences = found.occurrences.select_related("event__venue").order_by("starts_at")
    return _calendar_file(request, occurrences, name=localised(found, "title"), file=code)


@require_safe
def calendar_of_list(request: HttpRequest) -> HttpResponse:
    """What the list's filters ask for, as a calendar to subscribe to."""
    query, _notice = _query(request.GET, near_of(request.GET))
    name = _("Εκδηλώσεις – %(municipality)s") % {"municipality": settings.MUNICIPALITY.name[page_language()]}
    return _calendar_file(request, find_occurrences(query, now=timezone.now())[:_SUBSCRIBED_DATES], name=name, file="events")


def _calendar_file(request: HttpRequest, occurrences: Iterable[EventOccurrence], *, name: str, file: str) -> HttpResponse:
    def url_of(event: Event) -> str:
        return request.build_absolute_uri(reverse("events:event", args=(event.code,)))

    body = ics.calendar_of(occurrences, name=name, url_of=url_of)
    return HttpResponse(body, content_type=ics.MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{file}.ics"'})


def _find(code: str) -> Event:
    found: Event = get_object_or_404(Event.objects.published().select_related("category", "venue", "organiser"), code=code)
    return found
