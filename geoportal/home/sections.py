"""What the home page tells of today: who is on duty, what is on, what is new. Each says when it changes although nobody writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.db.models import Min, Q
from django.utils import timezone

from geoportal.events.finding import EventQuery, find_occurrences
from geoportal.events.words import DateWords
from geoportal.events.words import words_of as words_of_date
from geoportal.news.front import Urgent, urgent_now
from geoportal.news.kinds import CLOSES_SOON, WITH_DEADLINES, Kind
from geoportal.news.publications import PublicationPage
from geoportal.news.words import PublicationWords
from geoportal.news.words import words_of as words_of_publication
from geoportal.pages.outline import TREE
from geoportal.pharmacies.words import PharmacyWords
from geoportal.pharmacies.words import words_of as words_of_pharmacy
from geoportal.site.instants import day_bounds
from geoportal.site.language import page_language
from layers.pharmacies import Pharmacy, next_change_of_duties

# Publications are pages of the tree, which has a revision of its own; they name their departments.
_NEWS_READ = (TREE, "department-offices")
READS = (*_NEWS_READ, "events", "pharmacies")
_KEPT_S = 86_400
_TOLD = tuple(kind for kind in Kind if kind not in WITH_DEADLINES)
_MOST_DATES, _MOST_PHARMACIES, _MOST_NEWS = 5, 4, 4
# Among so many dates there are enough different events.
LOOKED_AT = 15


@dataclass(frozen=True, kw_only=True)
class Duties:
    """The pharmacies on duty: those that the page names, the points of all of them, and how many more there are."""

    shown: tuple[PharmacyWords, ...]
    points: tuple[Point, ...]
    more: int
    changes_at: datetime | None

    @property
    def count(self) -> int:
        return len(self.shown) + self.more


@dataclass(frozen=True, kw_only=True)
class Coming:
    """The next date of each event, with the day it stands under: one that began earlier is on today.

    ``today`` tells how many dates today still has, ``LOOKED_AT`` if it may have more.
    """

    shown: tuple[tuple[date, DateWords], ...]
    today: int
    changes_at: datetime | None

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(words.point for _day, words in self.shown if words.point)


@dataclass(frozen=True, kw_only=True)
class News:
    """What is urgent, the latest news, and the latest of what has a deadline."""

    urgent: tuple[Urgent, ...]
    told: tuple[PublicationWords, ...]
    dated: tuple[PublicationWords, ...]
    changes_at: datetime


Section = TypeVar("Section", Duties, Coming, News)


@dataclass(frozen=True, kw_only=True)
class Today:
    """The sections at an instant, each looked at when it is first asked for: services tell of them too.

    ``revisions`` are those of ``READS``, read before. Each section is kept for its own: what is written is seldom of all three.
    """

    now: datetime
    revisions: Mapping[str, int]

    @cached_property
    def duties(self) -> Duties:
        return self._kept("duties", ("pharmacies",), self._duties)

    @cached_property
    def coming(self) -> Coming:
        return self._kept("coming", ("events",), self._coming)

    @cached_property
    def news(self) -> News:
        return self._kept("news", _NEWS_READ, self._news)

    def _kept(self, name: str, reads: Sequence[str], make: Callable[[], Section]) -> Section:
        numbers = ",".join(str(self.revisions.get(slug, 0)) for slug in reads)
        key = f"home-{name}:{settings.RELEASE}:{page_language()}:{timezone.localdate(self.now)}:{numbers}"
        kept: Section | None = cache.get(key)
        if kept is None or (kept.changes_at is not None and kept.changes_at <= self.now):
            kept = make()
            cache.set(key, kept, timeout=_KEPT_S)
        return kept

    def _duties(self) -> Duties:
        rows = Pharmacy.objects.published().on_duty(self.now).order_by(f"name_{page_language()}", "pk")
        found = [words_of_pharmacy(row, at=self.now) for row in rows]
        shown = found[:_MOST_PHARMACIES]
        return Duties(
            shown=tuple(shown),
            points=tuple(entry.point for entry in found),
            more=len(found) - len(shown),
            changes_at=next_change_of_duties(self.now),
        )

    def _coming(self) -> Coming:
        rows = list(find_occurrences(EventQuery(), now=self.now)[:LOOKED_AT])
        first: dict[int, Any] = {}
        for row in rows:
            first.setdefault(row.event_id, row)
        today = timezone.localdate(self.now)
        midnight = day_bounds(today)[1]
        shown = [(max(timezone.localdate(row.starts_at), today), words_of_date(row)) for row in list(first.values())[:_MOST_DATES]]
        ends = [row.ends_at or row.starts_at for row in rows]
        return Coming(
            shown=tuple(shown),
            today=sum(row.starts_at < midnight for row in rows),
            changes_at=min((end for end in ends if end > self.now), default=None),
        )

    def _news(self) -> News:
        told, dated = _latest(_TOLD, WITH_DEADLINES, now=self.now)
        return News(urgent=tuple(urgent_now()), told=told, dated=dated, changes_at=_next_change_of_news(self.now))


def _latest(*groups: Sequence[Kind], now: datetime) -> list[tuple[PublicationWords, ...]]:
    """Return the latest publications of each group of kinds, with one question: half of what several cost is their compiling."""
    rows = PublicationPage.objects.filter(live=True, locale__language_code=page_language()).order_by("-published_on", "-pk")
    chosen = [Q(pk__in=rows.filter(kind__in=kinds).values("pk")[:_MOST_NEWS]) for kinds in groups]
    found = list(PublicationPage.objects.listed(page_language()).filter(chosen[0] | chosen[1]).defer("body", "outcome_text"))
    return [tuple(words_of_publication(page, now=now) for page in found if page.kind in kinds) for kinds in groups]


def _next_change_of_news(now: datetime) -> datetime:
    """Return when a deadline nears or passes, or something is no longer urgent; midnight at the latest, when words for days change."""
    soon = now + CLOSES_SOON
    bounds = PublicationPage.objects.live().aggregate(
        passes=Min("deadline", filter=Q(deadline__gt=now)),
        nears=Min("deadline", filter=Q(deadline__gt=soon)),
        ends=Min("urgent_until", filter=Q(urgent_until__gt=now)),
    )
    nears = bounds["nears"] - CLOSES_SOON if bounds["nears"] else None
    midnight = day_bounds(timezone.localdate(now))[1]
    return min(bound for bound in (bounds["passes"], nears, bounds["ends"], midnight) if bound is not None)
