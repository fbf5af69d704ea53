"""The list of feeds for programs that read them: OPML 2.0."""

from collections.abc import Callable, Iterable
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from geoportal.feeds.feed import Feed, FeedRoom
from geoportal.site.language import page_language
from geoportal.site.xml_text import xml_text

MEDIA_TYPE = "text/x-opml; charset=utf-8"


def opml(rooms: Iterable[FeedRoom], *, url_of: Callable[[Feed], str], absolute: Callable[[str], str]) -> bytes:
    """Return all feeds of ``rooms`` in the active language, those of one room under its title."""
    stream = StringIO()
    xml = SimplerXMLGenerator(stream, "utf-8")
    xml.startDocument()
    xml.startElement("opml", AttributesImpl({"version": "2.0"}))
    xml.startElement("head", AttributesImpl({}))
    name = settings.MUNICIPALITY.name[page_language()]
    xml.addQuickElement("title", xml_text(_("Ροές ενημέρωσης – %(municipality)s") % {"municipality": name}))
    xml.endElement("head")
    xml.startElement("body", AttributesImpl({}))
    for room in rooms:
        listed = list(room.listed())
        if not listed:
            continue
        xml.startElement("outline", AttributesImpl({"text": xml_text(str(room.title))}))
        for feed in listed:
            xml.addQuickElement("outline", None, _attributes(feed, url_of(feed), absolute(feed.page())))
        xml.endElement("outline")
    xml.endElement("body")
    xml.endElement("opml")
    xml.endDocument()
    return stream.getvalue().encode()


def _attributes(feed: Feed, url: str, page: str) -> dict[str, str]:
    title = xml_text(str(feed.title))
    return {
        "type": "rss",
        "text": title,
        "title": title,
        "description": xml_text(str(feed.description)),
        "xmlUrl": url,
        "htmlUrl": page,
        "language": page_language(),
        "version": "RSS2",
    }
