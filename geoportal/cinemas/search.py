"""What the search finds of cinemas and of the films in their programmes."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Min, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.search.room import Entry, SearchRoom, in_each_language, state_of
from geoportal.site.language import localised, page_language
from layers.cinemas import Cinema, Film


def _entries() -> Iterator[Entry]:
    yield from in_each_language(Cinema.objects.published(), _cinema)
    shown = Q(screenings__starts_at__gte=Now() - timedelta(days=1), screenings__screen__cinema__is_published=True)
    yield from in_each_language(
        Film.objects.annotate(first_at=Min("screenings__starts_at", filter=shown)).filter(first_at__isnull=False), _film
    )


def _cinema(row: Cinema) -> Entry:
    return Entry(
        key=f"cinema/{row.code}",
        language=page_language(),
        kind="cinema",
        title=localised(row, "name"),
        path=reverse("cinemas:cinema", args=(row.code,)),
        summary=localised(row, "address"),
        text=localised(row, "description"),
        names=(row.name_el, row.name_en),
        geometry=row.geom,
    )


def _film(row: Film) -> Entry:
    return Entry(
        key=f"film/{row.code}",
        language=page_language(),
        kind="film",
        title=localised(row, "title"),
        path=reverse("cinemas:film", args=(row.code,)),
        summary=" · ".join(filter(None, (localised(row, "genre"), row.director))),
        text=localised(row, "summary"),
        names=tuple(dict.fromkeys((row.title_el, row.title_en, row.original_title))),
        date=getattr(row, "first_at", None),
        weight=0.8,
    )


ROOM = SearchRoom(
    slug="cinemas",
    kinds=lambda: {"cinema": _("Κινηματογράφοι"), "film": _("Ταινίες")},
    entries=_entries,
    state=state_of("cinemas", "screenings", lapses_daily=True),
)
