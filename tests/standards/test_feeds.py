"""Every feed is a document of its standard, by a schema and a reader: RSS 2.0, Atom (RFC 4287), OPML 2.0, with GeoRSS-Simple."""

from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.test import Client
from lxml import etree

from geoportal.feeds.registry import feed_rooms
from layers.events.models import EventCategory

pytestmark = pytest.mark.django_db
_HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def schemas() -> dict[str, etree.RelaxNG]:
    return {form: etree.RelaxNG(etree.parse(_HERE / f"{form}.rng")) for form in ("rss", "atom")}


def feeds() -> list[str]:
    return [feed.slug for room in feed_rooms() for feed in room.listed()]


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("form", ["rss", "atom"])
def test_every_feed_fits_its_schema_and_is_read_without_complaint(
    demo: None, client: Client, schemas: dict[str, etree.RelaxNG], form: str, language: str
) -> None:
    told = 0
    for slug in [*feeds(), "search"]:
        address = f"/feeds/{slug}.{form}?lang={language}{'&q=chania' if slug == 'search' else ''}"
        body = client.get(address).content
        schemas[form].assertValid(etree.fromstring(body))
        read = feedparser.parse(body)
        assert not read.bozo, (address, read.get("bozo_exception"))
        told += len(read.entries)
    assert told > 100
    assert f"events-{EventCategory.objects.values_list('code', flat=True)[0]}" in feeds()


def test_the_schemas_refuse_what_the_standards_do(schemas: dict[str, etree.RelaxNG]) -> None:
    atom: Any = etree.fromstring('<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="el"><title>Χωρίς ταυτότητα</title></feed>')
    rss: Any = etree.fromstring('<rss version="2.0"><channel><title>Χωρίς σύνδεσμο</title></channel></rss>')

    assert not schemas["atom"].validate(atom)
    assert not schemas["rss"].validate(rss)


def test_the_list_of_feeds_is_opml(demo: None, client: Client) -> None:
    opml = etree.fromstring(client.get("/feeds/feeds.opml?lang=en").content)

    assert (opml.tag, opml.get("version")) == ("opml", "2.0")
    assert opml.findtext("head/title")
    for outline in opml.iter("outline"):
        assert outline.get("text")
        assert outline.get("type") in (None, "rss")
        assert (outline.get("xmlUrl") is None) == (outline.get("type") is None)
