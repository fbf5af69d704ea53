"""A search as a feed: what is new among its results."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoportal.feeds.feed import Entry, Feed, FeedRoom, State
from geoportal.feeds.shapes import georss_shape
from geoportal.search.choosing import Sort, Wanted
from geoportal.search.finding import Manner, find
from geoportal.search.models import Document, IndexedRoom
from geoportal.search.queries import QuestionRefused, question_of
from geoportal.search.registry import kind_titles

_SLUG = "search"


def index_state() -> tuple[tuple[str, int], ...]:
    """Return what tells one state of the index from another."""
    return tuple(IndexedRoom.objects.order_by("room").values_list("room", "number"))


def feed_of(text: str, *, kind: str = "") -> Feed:
    """Return the feed of what a search for ``text`` finds, of one kind if ``kind`` is given, the newest first."""
    query = {"q": text, **({"kind": kind} if kind else {})}
    return Feed(
        slug=_SLUG,
        title=_("Αναζήτηση: %(text)s") % {"text": text},
        description=_("Ό,τι βρίσκει η αναζήτηση «%(text)s», τα νεότερα πρώτα.") % {"text": text},
        page=lambda: f"{reverse('search:search')}?{urlencode(query)}",
        state=_state,
        entries=lambda: _entries(text, kind),
        query=query,
    )


def _state() -> State:
    changes = list(IndexedRoom.objects.order_by("room").values_list("room", "number", "changed_at"))
    return State(
        facts=tuple((room, number) for room, number, _changed_at in changes),
        changed_at=max((changed_at for *_, changed_at in changes if changed_at), default=None),
    )


def _entries(text: str, kind: str) -> Iterator[Entry]:
    results = find(question_of(text), Wanted(kind=kind, sort=Sort.DATE))
    # A feed is of what was asked for; a guess belongs on the page, where it can be told.
    if results.manner is Manner.EXACT:
        titles = kind_titles()
        yield from (_entry(document, titles) for document in results.documents)


def _entry(document: Document, titles: dict[str, str]) -> Entry:
    point = getattr(document, "point", None)
    return Entry(
        key=f"search/{document.room}/{document.key}",
        title=document.title,
        summary=tuple(filter(None, (document.summary,))),
        path=document.path,
        updated=(document.date or datetime(2024, 1, 1, tzinfo=UTC)).astimezone(UTC),
        geometry=georss_shape(point) if point else None,
        categories=(titles.get(document.kind, document.kind),),
    )


def _ask(slug: str, given: QueryDict) -> Feed | None:
    """Return the feed of the search in ``given``, None if it asks for nothing that can be searched for."""
    if slug != _SLUG:
        return None
    try:
        question = question_of(given.get("q", ""))
    except QuestionRefused:
        return None
    return feed_of(question.text, kind=given.get("kind", "")[:40])


FEEDS = FeedRoom(title=gettext_lazy("Αναζήτηση"), listed=lambda: (), ask=_ask)
