"""What a room says of a feed: who writes it as RSS or Atom knows no room by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.gis.geos import GEOSGeometry
from django.http import QueryDict

from api.recall import Ground
from layers.layer import Text
from layers.municipality import Extent
from layers.revisions import changes_of

MOST_ENTRIES = 50


@dataclass(frozen=True, kw_only=True)
class State:
    """What a feed's document depends on, known without reading its rows.

    Two documents of equal ``facts`` are equal; ``changed_at`` is the last change of any of them, None where nobody knows. ``ground``
    lets the process remember that nothing changed (api/recall.py), where layers' revisions are all that it depends on.
    """

    facts: tuple[object, ...]
    changed_at: datetime | None
    ground: Ground | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One piece of news, in the active language.

    ``key`` tells it from all others for ever, ``path`` is its page. ``summary`` is plain text, line by line. ``geometry`` is in
    EPSG:4326, longitude first, or a box.
    """

    key: str
    title: str
    summary: tuple[str, ...]
    path: str
    updated: datetime
    geometry: GEOSGeometry | Extent | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed at ``/feeds/<slug>.rss`` and ``.atom``.

    ``page`` returns the path of the page that tells the same to people, ``entries`` the newest first, at most ``MOST_ENTRIES``;
    ``calendar`` the path of the same as iCalendar, where it has dates. ``query`` is what its address asks besides (the words of a search).
    """

    slug: str
    title: Text
    description: Text
    page: Callable[[], str]
    state: Callable[[], State]
    entries: Callable[[], Iterable[Entry]]
    calendar: Callable[[], str] | None = None
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FeedRoom:
    """The feeds that one room offers: ``settings.FEED_ROOMS`` lists them in the order of the page.

    ``listed`` returns those that the page and OPML name (none: they leave the room out); ``find`` may know others, None: only those
    listed. ``ask`` finds those that also depend on the query of the address (of a search).
    ``main`` are announced on every page of the site, so they ask the database for nothing until they are read.
    """

    title: Text
    listed: Callable[[], Iterable[Feed]]
    find: Callable[[str], Feed | None] | None = None
    ask: Callable[[str, QueryDict], Feed | None] | None = None
    main: tuple[Feed, ...] = ()


def state_of_layers(*slugs: str, lapses_at: datetime | None = None, since: datetime | None = None) -> State:
    """Return the state of a feed that shows rows of the layers ``slugs`` and nothing else.

    ``lapses_at`` is when it changes without a write, ``since`` when it last did.
    """
    changes: Mapping[str, tuple[int, datetime]] = changes_of(slugs)
    revisions = {slug: number for slug, (number, _changed_at) in changes.items()}
    times = [changed_at for _number, changed_at in changes.values()]
    return State(
        facts=(sorted(revisions.items()), lapses_at),
        changed_at=max([*times, *([since] if since else [])], default=None),
        ground=Ground(revisions=revisions, lapses_at=lapses_at),
    )
