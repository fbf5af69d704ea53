"""The home page's content at an instant, what it was made of, and until when it holds.

It is kept for everybody who reads the language: what a request adds to it (who asks, by which address) is the template's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from geoportal.home import sections
from geoportal.home.addresses import in_tree
from geoportal.home.services import card_of, home_services
from geoportal.home.sketch import dots
from geoportal.pages.outline import TREE, outline
from geoportal.site.instants import day_bounds
from geoportal.site.language import page_language
from layers.revisions import revisions_of

# The first services lie over the picture, as cards; the others are tiles.
_CARDS = 4
_KEPT_S = 86_400


@dataclass(frozen=True, kw_only=True)
class HomeContent:
    """What the template shows, and when it changes although nobody writes: at midnight, if not before."""

    context: dict[str, Any]
    lapses_at: datetime


def reads() -> tuple[str, ...]:
    """Return all whose revisions say whether the page changed."""
    return tuple(sorted({TREE, *sections.READS, *(slug for service in home_services() for slug in service.reads)}))


def content_at(now: datetime) -> HomeContent:
    """Return what is kept for the present state of everything that the page reads, made anew where that changed or its time has passed."""
    # The revisions are read before the rows: a change meanwhile makes the next question differ, never an old page stay.
    found = revisions_of(reads())
    revisions = ",".join(str(found.get(slug, 0)) for slug in reads())
    key = f"home-content:{settings.RELEASE}:{page_language()}:{revisions}"
    kept: HomeContent | None = cache.get(key)
    if kept is None or kept.lapses_at <= now:
        kept = _made(now, found)
        cache.set(key, kept, timeout=_KEPT_S)
    return kept


def _made(now: datetime, revisions: Mapping[str, int]) -> HomeContent:
    today = sections.Today(now=now, revisions=revisions)
    cards = [card_of(service, today) for service in home_services()]
    duties, coming, news = today.duties, today.coming, today.news
    tree = outline(page_language())
    midnight = day_bounds(timezone.localdate(now))[1]
    changes = [duties.changes_at, coming.changes_at, news.changes_at, *(card.changes_at for card in cards)]
    return HomeContent(
        context={
            "cards": cards[:_CARDS],
            "services": cards[_CARDS:],
            "duties": duties,
            "coming": coming.shown,
            "news": news,
            "news_url": in_tree("news/")(),
            "tenders_url": in_tree("tenders/")(),
            "today": timezone.localdate(now),
            "nodes": tree.nodes,
            "audiences": tree.audiences,
            "dots": [*dots(duties.points, kind="duty"), *dots(coming.points, kind="event")],
        },
        lapses_at=min([midnight, *(change for change in changes if change is not None and change > now)]),
    )
