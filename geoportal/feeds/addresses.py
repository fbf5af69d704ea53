from urllib.parse import urlencode

from django.urls import reverse

from geoportal.feeds.feed import Feed
from geoportal.site.language import page_language


def feed_path(feed: Feed, form: str) -> str:
    """Return the path of ``feed`` in ``form`` ("rss" or "atom"), which names the active language: a reader keeps the one it came with."""
    return f"{reverse('feeds:feed', args=(feed.slug, form))}?{urlencode({**feed.query, 'lang': page_language()})}"
