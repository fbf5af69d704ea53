"""Feeds as documents: RSS 2.0 and Atom 1.0 (RFC 4287), both with GeoRSS-Simple, by Django's generators."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.gis.feeds import GeoAtom1Feed, GeoRSSFeed
from django.utils.html import escape

from geoportal.feeds.feed import Entry, Feed
from geoportal.site.language import page_language
from geoportal.site.xml_text import xml_text

# A reader may ask again after an hour; what did not change costs it nothing.
_TTL_MINUTES = 60
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Dated:
    """Says when the feed changed by what it was told: Django would say "now" of an empty one, and miss what was taken out of any."""

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated


class Rss(_Dated, GeoRSSFeed):
    content_type = "application/rss+xml; charset=utf-8"


class Atom(_Dated, GeoAtom1Feed):
    content_type = "application/atom+xml; charset=utf-8"


FORMS: dict[str, type[Rss] | type[Atom]] = {"rss": Rss, "atom": Atom}


def write(
    feed: Feed, entries: Iterable[Entry], *, form: str, own_url: str, changed_at: datetime | None, absolute: Callable[[str], str]
) -> bytes:
    """Return the document in ``form`` ("rss" or "atom") in the active language; ``absolute`` makes an address of a path."""
    entries = list(entries)
    document = FORMS[form](
        title=xml_text(f"{feed.title} – {settings.MUNICIPALITY.name[page_language()]}"),
        link=absolute(feed.page()),
        description=xml_text(str(feed.description)),
        language=page_language(),
        author_name=settings.MUNICIPALITY.name[page_language()],
        feed_url=own_url,
        feed_guid=_tag("/".join(("feeds", feed.slug, *map(quote, feed.query.values()), page_language()))),
        ttl=_TTL_MINUTES,
        updated=changed_at or max((entry.updated for entry in entries), default=_NEVER),
    )
    for entry in entries:
        _add(document, entry, absolute)
    return document.writeString("utf-8").encode()


def _add(document: Rss | Atom, entry: Entry, absolute: Callable[[str], str]) -> None:
    document.add_item(
        title=xml_text(entry.title),
        link=absolute(entry.path),
        # Readers take it for HTML, in both forms; ours is plain text.
        description="<br>".join(escape(xml_text(line)) for line in entry.summary),
        unique_id=_tag(entry.key),
        unique_id_is_permalink=False,
        pubdate=entry.updated if isinstance(document, Rss) else None,
        updateddate=entry.updated,
        categories=[xml_text(name) for name in entry.categories],
        geometry=entry.geometry,
    )


def _tag(key: str) -> str:
    """Return an identifier (RFC 4151) that survives a move of the portal: the municipality's own domain and what the entry is of."""
    return f"tag:{urlsplit(settings.MUNICIPALITY.contact.website).hostname},2026:{key}"
