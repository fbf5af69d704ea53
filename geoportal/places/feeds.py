"""Feeds of places: what is new or changed in each category, and in each group of them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.feeds.feed import MOST_ENTRIES, Entry, Feed, FeedRoom, State, state_of_layers
from geoportal.places.finding import Category, PlaceQuery, category_called, category_tree, find_places
from geoportal.site.language import localised
from layers.places import Place

_LAYER = "places"
_PREFIX = "places-"


def _state() -> State:
    return state_of_layers(_LAYER)


def _entries(category: Category) -> Iterable[Entry]:
    """Return the places of ``category`` and of those below it, the last changed first."""
    places = find_places(PlaceQuery(category=category)).order_by("-updated_at", "-pk")
    return map(_entry, places[:MOST_ENTRIES])


def _entry(place: Place) -> Entry:
    kind = localised(place.category, "name")
    return Entry(
        key=f"place/{place.code}",
        title=localised(place, "name"),
        summary=tuple(filter(None, (kind, localised(place, "address"), localised(place, "description")))),
        path=reverse("places:place", args=(place.code,)),
        updated=place.updated_at,
        geometry=place.geom,
        categories=(kind,),
    )


def _feed_of(category: Category) -> Feed:
    return Feed(
        slug=f"{_PREFIX}{category.code}",
        title=_("Σημεία: %(category)s") % {"category": category.name},
        description=_("Ό,τι προστέθηκε ή άλλαξε σε αυτή την κατηγορία."),
        page=lambda: f"{reverse('places:places')}?category={category.code}",
        state=_state,
        entries=lambda: _entries(category),
    )


def _listed() -> list[Feed]:
    return [_feed_of(category) for group in category_tree() for category in (group, *group.children)]


def _find(slug: str) -> Feed | None:
    category = category_called(slug.removeprefix(_PREFIX), category_tree()) if slug.startswith(_PREFIX) else None
    return None if category is None else _feed_of(category)


FEEDS = FeedRoom(title=_("Σημεία της πόλης"), listed=_listed, find=_find)
