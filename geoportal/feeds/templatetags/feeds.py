"""Links to feeds, for the head of a page and for the page that lists them."""

from typing import Any

from django.template import Library

from geoportal.feeds.addresses import feed_path
from geoportal.feeds.feed import Feed
from geoportal.feeds.registry import find_feed, main_feeds

register = Library()


@register.inclusion_tag("components/feed_links.html")
def main_feed_links() -> dict[str, Any]:
    """Announce the feeds that concern every page; nothing is asked of the database."""
    return {"feeds": main_feeds()}


@register.inclusion_tag("components/feed_links.html")
def feed_links(*slugs: str) -> dict[str, Any]:
    """Announce those of the feeds ``slugs`` that there are."""
    return {"feeds": [found for slug in slugs if (found := find_feed(slug))]}


@register.filter
def feed_url(feed: Feed, form: str) -> str:
    return feed_path(feed, form)
