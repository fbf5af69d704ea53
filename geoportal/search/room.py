"""What a room says of what can be found in it: the search knows no room by name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone, translation

from layers.layer import Text
from layers.revisions import revisions_of


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to be found, in one language, as its public page tells it.

    ``key`` names it within its room in all languages, ``names`` what it is called besides (in the other language, by a code). ``path``
    is its page. ``date`` is when it was published or takes place, None for what has no date; ``geometry`` is in EPSG:4326.
    """

    key: str
    language: str
    kind: str
    title: str
    path: str
    summary: str = ""
    text: str = ""
    names: tuple[str, ...] = ()
    department: str = ""
    audiences: tuple[str, ...] = ()
    date: datetime | None = None
    geometry: GEOSGeometry | None = field(default=None, compare=False, repr=False)
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class SearchRoom:
    """What one room offers to be found: ``settings.SEARCH_ROOMS`` lists the rooms.

    ``kinds`` names, in the plural, the kinds of its entries: they are the facets. ``entries`` are all that the public may see, in every
    language. ``state`` tells, without reading them, whether they may have changed: two equal states have equal entries.
    """

    slug: str
    kinds: Callable[[], Mapping[str, Text]]
    entries: Callable[[], Iterable[Entry]]
    state: Callable[[], str]


_Row = TypeVar("_Row")


def in_each_language(rows: Iterable[_Row], entry_of: Callable[[_Row], Entry]) -> Iterator[Entry]:
    """Yield what ``entry_of`` makes of each row, in every language of the site, which is then the active one."""
    kept = list(rows)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield from map(entry_of, kept)


def state_of(*layers: str, lapses_daily: bool = False) -> Callable[[], str]:
    """Return how a room tells its state that shows rows of ``layers`` and nothing else, and what day it is where that matters."""
    return lambda: repr((sorted(revisions_of(layers).items()), timezone.localdate().isoformat() if lapses_daily else ""))
