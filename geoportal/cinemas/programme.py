"""The programme: what is on tonight, and in the week from Thursday to Wednesday, as a citizen reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from geoportal.site.dates import clock_words
from geoportal.site.instants import day_bounds
from geoportal.site.language import localised
from layers.cinemas import Cinema, Film, Screening


@dataclass(frozen=True, kw_only=True)
class Show:
    """One screening in words."""

    clock: str
    screen: str
    is_open_air: bool
    spoken: str
    price: str
    is_cancelled: bool


@dataclass(frozen=True, kw_only=True)
class Showing:
    """A film in a cinema on a day, with its screenings in order."""

    film: Film
    cinema: Cinema
    film_title: str
    cinema_name: str
    shows: tuple[Show, ...]


def screenings() -> QuerySet[Screening]:
    return Screening.objects.published().select_related("film", "screen__cinema").order_by("starts_at", "pk")


def tonight(now: datetime) -> list[Showing]:
    """Return what begins from ``now`` until the day is over, by the time of the first screening."""
    _midnight, until = day_bounds(timezone.localdate(now))
    return showings(screenings().filter(starts_at__gte=now, starts_at__lt=until))


def days(rows: QuerySet[Screening], *, first: date, last: date) -> list[tuple[date, list[Showing]]]:
    """Return each day from ``first`` to ``last`` on which there is a screening, with what is on."""
    since, _end = day_bounds(first)
    _start, until = day_bounds(last)
    found = rows.filter(starts_at__gte=since, starts_at__lt=until)
    return [(day, showings(some)) for day, some in groupby(found, key=lambda row: timezone.localdate(row.starts_at))]


def showings(rows: Iterable[Screening]) -> list[Showing]:
    """Return the screenings grouped by film and cinema, in the order of their first one."""
    groups: dict[tuple[int, int], list[Screening]] = {}
    for row in rows:
        groups.setdefault((row.film_id, row.screen.cinema_id), []).append(row)
    return [_showing(some) for some in groups.values()]


def _showing(rows: list[Screening]) -> Showing:
    film, cinema = rows[0].film, rows[0].screen.cinema
    return Showing(
        film=film,
        cinema=cinema,
        film_title=localised(film, "title"),
        cinema_name=localised(cinema, "name"),
        shows=tuple(_show(row) for row in rows),
    )


def _show(row: Screening) -> Show:
    return Show(
        clock=clock_words(row.starts_at),
        screen=localised(row.screen, "name"),
        is_open_air=row.screen.is_open_air,
        spoken=spoken_words(row),
        price=price_words(row.price_cents),
        is_cancelled=row.is_cancelled,
    )


def spoken_words(row: Screening) -> str:
    """Return the language, and that of the subtitles where there are some: «στα γαλλικά, με ελληνικούς υπότιτλους»."""
    languages = {
        "el": _("στα ελληνικά"),
        "en": _("στα αγγλικά"),
        "fr": _("στα γαλλικά"),
        "it": _("στα ιταλικά"),
        "de": _("στα γερμανικά"),
        "es": _("στα ισπανικά"),
    }
    subtitles = {"el": _("με ελληνικούς υπότιτλους"), "en": _("με αγγλικούς υπότιτλους")}
    spoken = languages.get(row.language[:2], row.language)
    return ", ".join(filter(None, (spoken, subtitles.get(row.subtitles[:2], row.subtitles))))


def price_words(cents: int | None) -> str:
    """Return «7 €», «6,50 €», never broken at the end of a line; empty where the price is not known."""
    if cents is None:
        return ""
    amount = number_format(cents // 100) if cents % 100 == 0 else number_format(cents / 100, 2)
    return f"{amount}\N{NO-BREAK SPACE}€"
