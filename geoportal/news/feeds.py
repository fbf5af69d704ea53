"""Feeds of publications: all, each kind, each department, and what is for each audience."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from geoportal.feeds.feed import MOST_ENTRIES, Entry, Feed, FeedRoom, State
from geoportal.feeds.shapes import georss_shape
from geoportal.news.kinds import ONE_OF, Kind
from geoportal.news.publications import PublicationPage, PublicationQuerySet
from geoportal.news.state import state_of
from geoportal.news.tree import SECTIONS
from geoportal.news.words import words_of
from geoportal.pages.audiences import Audience
from geoportal.pages.models import ArticlePage, AudiencePage
from geoportal.site.language import localised, page_language
from layers.departments import Department

_ALL = "news"
_DEPARTMENT, _AUDIENCE = f"{_ALL}-department-", f"{_ALL}-audience-"


def slug_of_kind(kind: str) -> str:
    """Return the feed's slug of ``kind``, an empty one being all."""
    return f"{_ALL}-{kind}" if kind else _ALL


def _page(path: str = "", query: str = "") -> Callable[[], str]:
    return lambda: f"{reverse('home')}{path or SECTIONS[''][0]}/{query}"


def _state(kind: Kind | None = None) -> State:
    return state_of(language=page_language(), kind=kind)


def _entries(**conditions: Any) -> Iterable[Entry]:
    rows: PublicationQuerySet = PublicationPage.objects.listed(page_language()).filter(**conditions)
    now = timezone.now()
    return [_entry(page, now) for page in rows[:MOST_ENTRIES]]


def _entry(page: PublicationPage, now: datetime) -> Entry:
    words = words_of(page, now=now)
    # An entry is read whenever its reader comes to it: a deadline is a day, not «tomorrow».
    deadline = date_format(timezone.localtime(page.deadline), "l j E Y, G:i") if page.deadline and not page.outcome else ""
    lines = (words.lead, str(_("Προθεσμία: %(instant)s")) % {"instant": deadline} if deadline else "", words.department, words.address)
    return Entry(
        key=f"publication/{page.translation_key}/{page.locale.language_code}",
        title=f"{words.status}: {words.title}" if page.outcome else words.title,
        summary=tuple(filter(None, lines)),
        path=words.url,
        updated=page.last_published_at or page.first_published_at or now,
        geometry=georss_shape(page.geom) if page.geom else None,
        categories=(str(ONE_OF[Kind(page.kind)]),),
    )


def _article_entry(page: Page) -> Entry:
    return Entry(
        key=f"page/{page.translation_key}/{page.locale.language_code}",
        title=page.title,
        summary=(page.lead,) if page.lead else (),
        path=page.get_url() or "",
        updated=page.last_published_at,
    )


def _audience_entries(audience: Audience) -> Iterable[Entry]:
    """Return publications and articles for ``audience``, the last published first."""
    articles = ArticlePage.objects.live().public().filter(locale__language_code=page_language(), audiences__contains=[audience])
    articles = articles.filter(last_published_at__isnull=False).select_related("locale").order_by("-last_published_at", "-pk")
    found = [*_entries(audiences__contains=[audience]), *map(_article_entry, articles[:MOST_ENTRIES])]
    return islice(sorted(found, key=lambda entry: entry.updated, reverse=True), MOST_ENTRIES)


def _audience_state() -> State:
    """Articles count too; the tree keeps no number that grows with them, so their last change stands for it."""
    state = _state()
    articles = ArticlePage.objects.live().filter(locale__language_code=page_language()).order_by("-last_published_at")
    told = tuple(articles.values_list("pk", "last_published_at"))
    times = [state.changed_at, *(changed_at for _pk, changed_at in told)]
    return State(facts=(*state.facts, told), changed_at=max(filter(None, times), default=None))


ALL = Feed(
    slug=_ALL,
    title=_("Επικαιρότητα"),
    description=_("Ό,τι ανακοινώνει ο Δήμος, το νεότερο πρώτο."),
    page=_page(),
    state=_state,
    entries=_entries,
)


def _of_kind(kind: Kind) -> Feed:
    path, title, lead = SECTIONS[kind]
    calendar = {Kind.TENDER: "news:tender_deadlines", Kind.VACANCY: "news:vacancy_deadlines"}.get(kind)
    return Feed(
        slug=slug_of_kind(kind),
        title=title,
        description=lead,
        page=_page(path),
        state=lambda: _state(kind),
        entries=lambda: _entries(kind=kind),
        calendar=(lambda: reverse(calendar)) if calendar else None,
    )


def _of_department(department: Department) -> Feed:
    return Feed(
        slug=f"{_DEPARTMENT}{department.code}",
        title=_("Επικαιρότητα: %(department)s") % {"department": localised(department, "name")},
        description=_("Ό,τι ανακοινώνει αυτή η υπηρεσία."),
        page=_page(query=f"?department={department.code}"),
        state=_state,
        entries=lambda: _entries(department=department),
    )


def _of_audience(audience: Audience) -> Feed:
    return Feed(
        slug=f"{_AUDIENCE}{audience.value}",
        title=_("Για εσάς: %(audience)s") % {"audience": audience.label},
        description=_("Σελίδες και δημοσιεύσεις για αυτό το κοινό."),
        page=lambda: _page_of_audience(audience),
        state=_audience_state,
        entries=lambda: _audience_entries(audience),
    )


def _page_of_audience(audience: Audience) -> str:
    page = AudiencePage.objects.live().filter(audience=audience, locale__language_code=page_language()).first()
    return (page and page.get_url()) or _page(query=f"?audience={audience.value}")()


def _listed() -> list[Feed]:
    used = PublicationPage.objects.live().filter(department__isnull=False).order_by().values("department")
    departments = Department.objects.published().filter(pk__in=used)
    return [ALL, *map(_of_kind, Kind), *map(_of_audience, Audience), *map(_of_department, departments)]


def _find(slug: str) -> Feed | None:
    if slug == ALL.slug:
        return ALL
    if (kind := slug.removeprefix(f"{_ALL}-")) in Kind.values and slug != kind:
        return _of_kind(Kind(kind))
    if slug.startswith(_AUDIENCE) and (audience := slug.removeprefix(_AUDIENCE)) in Audience.values:
        return _of_audience(Audience(audience))
    if slug.startswith(_DEPARTMENT):
        found = Department.objects.published().filter(code=slug.removeprefix(_DEPARTMENT)).first()
        return None if found is None else _of_department(found)
    return None


FEEDS = FeedRoom(title=_("Επικαιρότητα"), listed=_listed, find=_find, main=(ALL,))
