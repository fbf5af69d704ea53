"""Events: what is on today, at the weekend, on a day, near; each event with all its dates; both as calendar files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geoportal.events import calendar as ics
from geoportal.events.finding import categories, find_occurrences
from geoportal.events.pages import event_page, find_event, list_page, query_of
from geoportal.events.schema import schema_of
from geoportal.site.language import localised
from geoportal.site.nearby import near_of
from layers.events.models import Event, EventOccurrence


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    return render(request, "events/list.html", list_page(request.GET))


@require_safe
def event(request: HttpRequest, code: str) -> HttpResponse:
    found = find_event(code)
    context = event_page(found, now=timezone.now())
    context["schema"] = schema_of(found, context["ahead"], url=_url(request, found))
    return render(request, "events/event.html", context)


@require_safe
def event_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The event's dates as an iCalendar file."""
    found = find_event(code)
    dates = list(found.occurrences.select_related("event__venue").order_by("starts_at"))
    return _calendar(request, dates, title=localised(found, "title"), name=code)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The dates that the page of events would show for the same address, all of them."""
    query, _notices = query_of(request.GET, near_of(request.GET), categories())
    dates = list(find_occurrences(query, now=timezone.now()))
    return _calendar(request, dates, title=_("Τι γίνεται στην πόλη"), name="events")


def _calendar(request: HttpRequest, dates: list[EventOccurrence], *, title: str, name: str) -> HttpResponse:
    body = ics.calendar_of(dates, title=title, url_of=lambda found: _url(request, found))
    return HttpResponse(body, content_type=ics.MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}.ics"'})


def _url(request: HttpRequest, found: Event) -> str:
    return request.build_absolute_uri(reverse("events:event", args=(found.code,)))
