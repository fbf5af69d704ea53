"""Pharmacies: who is on duty or open now or at another hour, the coming week's roster, and each one's own page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geoportal.pharmacies.finding import Show, duties_of, find_pharmacies, roster
from geoportal.pharmacies.words import PharmacyWords, drawn, words_of
from geoportal.site.choices import choice_of
from geoportal.site.city_map import city_map
from geoportal.site.instants import Asked, instant_of
from geoportal.site.nearby import Near, near_of
from layers.hours.questions import HoursOf


@require_safe
def pharmacies(request: HttpRequest) -> HttpResponse:
    near, asked = near_of(request.GET), instant_of(request.GET)
    show, notice = choice_of(request.GET, "show", default=Show.OPEN)
    found = [words_of(row, at=asked.instant) for row in find_pharmacies(show, at=asked.instant, near=near.point)]
    return render(request, "pharmacies/list.html", _context(found, show, near, asked) | {"notice": notice})


def _context(found: list[PharmacyWords], show: Show, near: Near, asked: Asked) -> dict[str, Any]:
    at = "" if asked.is_now else asked.field_value
    duties = roster(since=timezone.localtime(asked.instant).date())
    return {
        "pharmacies": found,
        "show": show,
        "choices": Show.choices,
        "near": near,
        "asked": asked,
        "near_fields": {"show": show.value, **({"at": at} if at else {})},
        "at": at,
        "map": city_map(map(drawn, found), near=near),
        "roster": duties,
        "has_roster": any(shifts for entry in duties for shifts in entry.duties.values()),
    }


@require_safe
def pharmacy(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(find_pharmacies(Show.ALL, at=now, near=None).annotate(opening_hours=HoursOf("timetable")), code=code)
    shown = words_of(found, at=now)
    context = {"pharmacy": shown, "row": found, "duties": duties_of(found, now=now), "map": city_map([drawn(shown)])}
    return render(request, "pharmacies/pharmacy.html", context)
