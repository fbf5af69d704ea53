"""What other pages show of the publications: what is urgent now, and the latest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from geoportal.news.kinds import Kind
from geoportal.news.publications import PublicationPage
from geoportal.news.words import PublicationWords, map_url, words_of
from geoportal.site.language import page_language


@dataclass(frozen=True, kw_only=True)
class Urgent:
    """``map_url`` is empty without an area; ``language`` is what ``title`` and ``lead`` are written in."""

    title: str
    lead: str
    url: str
    map_url: str
    until: datetime
    language: str


def urgent_now() -> list[Urgent]:
    """Return what is urgent at this moment, the last published first: in the active language, in Greek where it was written in no other."""
    found: dict[object, PublicationPage] = {}
    rows = PublicationPage.objects.live().public().urgent().select_related("locale").order_by("-published_on", "-pk")
    for page in rows:
        is_ours = page.locale.language_code == page_language()
        if is_ours or (page.locale.language_code == "el" and page.translation_key not in found):
            found[page.translation_key] = page
    return [_urgent(page) for page in found.values()]


def _urgent(page: Any) -> Urgent:
    return Urgent(
        title=page.title,
        lead=page.lead,
        url=page.get_url() or "",
        map_url=map_url(page.geom) if page.geom else "",
        until=page.urgent_until,
        language=page.locale.language_code,
    )


def latest(kinds: Sequence[Kind] = (), most: int = 5) -> list[PublicationWords]:
    """Return the ``most`` publications of ``kinds`` (none: of all) in the active language, the last published first."""
    rows = PublicationPage.objects.listed(page_language())
    if kinds:
        rows = rows.filter(kind__in=kinds)
    now = timezone.now()
    return [words_of(page, now=now) for page in rows[:most]]
