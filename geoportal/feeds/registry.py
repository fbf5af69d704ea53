"""Finding feeds: in the rooms that the settings list."""

from functools import cache

from django.conf import settings
from django.http import QueryDict
from django.utils.module_loading import import_string

from geoportal.feeds.feed import Feed, FeedRoom


@cache
def feed_rooms() -> tuple[FeedRoom, ...]:
    return tuple(import_string(path) for path in settings.FEED_ROOMS)


def find_feed(slug: str, given: QueryDict | None = None) -> Feed | None:
    """Return the feed called ``slug``, None if no room has it: the first that does, has it. ``given`` is the query of its address."""
    for room in feed_rooms():
        if room.ask is not None and given is not None and (asked := room.ask(slug, given)) is not None:
            return asked
        found = room.find(slug) if room.find else next((feed for feed in room.listed() if feed.slug == slug), None)
        if found is not None:
            return found
    return None


def main_feeds() -> tuple[Feed, ...]:
    """Return the feeds that every page announces."""
    return tuple(feed for room in feed_rooms() for feed in room.main)
