"""Cinemas: tonight first, then the programme's week; each cinema's and each film's own page."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from geoportal.cinemas.programme import days, screenings, tonight
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.distances import how_far
from geoportal.site.instants import day_of
from geoportal.site.language import localised
from geoportal.site.nearby import directions_url, near_of
from layers.cinemas import Cinema, Film, programme_week

_COLOUR = "#8a3413"
_AHEAD_DAYS = 13
_WEEK = timedelta(days=7)


@require_safe
def cinemas(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    near = near_of(request.GET)
    day, notice = day_of(request.GET, name="week")
    rows = Cinema.objects.published()
    found = [(row, _words(row)) for row in (rows.nearest(near.point) if near.point else rows.order_by("name_el"))]
    context = {
        "tonight": tonight(now),
        "cinemas": [words for _row, words in found],
        "near": near,
        "notice": notice,
        "map": city_map([_drawn(row, url=row.code + "/") for row, _words in found], near=near),
    }
    return render(request, "cinemas/list.html", context | _week(day, today=timezone.localdate(now)))


def _week(day: date | None, *, today: date) -> dict[str, Any]:
    """Return the programme of the week that ``day`` is in, of this week from today on, and where its neighbours are."""
    first, last = programme_week(day or today)
    begins = max(first, today) if last >= today else first
    return {
        "days": days(screenings(), first=begins, last=last),
        "first": begins,
        "last": last,
        "previous_week": first - _WEEK if first > today else None,
        "next_week": first + _WEEK,
    }


def _words(row: Cinema) -> dict[str, str]:
    distance_m = getattr(row, "distance_m", None)
    return {
        "code": row.code,
        "name": localised(row, "name"),
        "address": localised(row, "address"),
        "phone": row.phone,
        "far": "" if distance_m is None else how_far(distance_m),
    }


def _drawn(row: Cinema, *, url: str = "") -> Drawn:
    return Drawn(geom=row.geom, name=localised(row, "name"), colour=_COLOUR, url=url)


@require_safe
def cinema(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Cinema.objects.published(), code=code)
    today = timezone.localdate()
    context = {
        "cinema": found,
        "words": _words(found),
        "description": localised(found, "description"),
        "wheelchair": "" if found.wheelchair == "unknown" else found.get_wheelchair_display(),
        "days": days(screenings().filter(screen__cinema=found), first=today, last=today + timedelta(days=_AHEAD_DAYS)),
        "directions_url": directions_url(found.geom),
        "map": city_map([_drawn(found)]),
    }
    return render(request, "cinemas/cinema.html", context)


@require_safe
def film(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Film, code=code)
    today = timezone.localdate()
    programme = days(screenings().filter(film=found), first=today, last=today + timedelta(days=_AHEAD_DAYS))
    cinemas = {showing.cinema.pk: showing.cinema for _day, showings in programme for showing in showings}
    context = {
        "film": found,
        "title": localised(found, "title"),
        "summary": localised(found, "summary"),
        "genre": localised(found, "genre"),
        "days": programme,
        "map": city_map(_drawn(row, url=reverse("cinemas:cinema", args=(row.code,))) for row in cinemas.values()) if cinemas else None,
    }
    return render(request, "cinemas/film.html", context)
