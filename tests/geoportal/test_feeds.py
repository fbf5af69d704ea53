"""Feeds: what readers, their rules and the law ask of them."""

from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.contrib.gis.geos import LineString, MultiLineString, MultiPolygon, Point, Polygon
from django.db import connection
from django.test import Client
from django.utils import timezone
from lxml import etree

from geoportal.feeds.registry import feed_rooms
from geoportal.feeds.shapes import georss_shape
from geoportal.news.tree import found_sections
from layers.events.models import Event, EventCategory, Status
from layers.places import Place, PlaceCategory
from layers.revisions import changes_of
from tests.datasets import make_dataset
from tests.planting import plant

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
GEORSS = "{http://www.georss.org/georss}"
# PostgreSQL takes all of it but a NUL.
HOSTILE = "<script>alert(1)</script> & \x0b\ufffeΤζαζ ]]>"


def a_concert(**given: Any) -> Event:
    starts_at = timezone.now() + timedelta(days=3)
    values: dict[str, Any] = {"venue": None, "geom": Point(24.02, 35.51, srid=4326), "starts_at": starts_at, "is_all_day": False, **given}
    event: Event = plant(Event, **values)
    return event


def read(client: Client, address: str, **headers: str) -> Any:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    told = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not told.bozo, told.get("bozo_exception")
    return told


def instant(parsed: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def root_of(client: Client, address: str) -> Any:
    return etree.fromstring(client.get(address).content)


def test_a_reader_gets_what_it_needs_of_an_event(client: Client) -> None:
    music = plant(EventCategory, code="music", name_el="Μουσική")
    event = a_concert(title_el="Συναυλία", summary_el="Λύρα & λαούτο", category=music, place_name_el="Φιρκάς")

    for form in ("rss", "atom"):
        told = read(client, f"/feeds/events.{form}?lang=el")
        (entry,) = told.entries

        assert told.feed.title.startswith("Εκδηλώσεις")
        assert told.feed.link == "http://testserver/events/"
        assert entry.title == "Συναυλία"
        assert entry.link == f"http://testserver/events/{event.code}/"
        assert entry.id == f"tag:www.chania.gr,2026:event/{event.code}"
        assert instant(entry.updated_parsed) == event.updated_at.replace(microsecond=0)
        assert "Λύρα &amp; λαούτο" in entry.summary
        assert "Φιρκάς" in entry.summary
        assert [tag.term for tag in entry.tags] == ["Μουσική"]
        assert entry.where == {"type": "Point", "coordinates": (24.02, 35.51)}


def test_what_is_over_or_not_published_is_no_news(client: Client) -> None:
    a_concert(title_el="Χθεσινή", starts_at=timezone.now() - timedelta(days=2))
    a_concert(title_el="Πρόχειρη", is_published=False)

    assert read(client, "/feeds/events.atom").entries == []


def test_what_will_not_take_place_says_so_first(client: Client) -> None:
    a_concert(title_el="Συναυλία", status=Status.CANCELLED)

    assert read(client, "/feeds/events.rss?lang=el").entries[0].title == "Ακυρώθηκε: Συναυλία"


def test_a_category_has_a_feed_of_its_own(client: Client) -> None:
    music, dance = plant(EventCategory, code="music"), plant(EventCategory, code="dance")
    a_concert(title_el="Συναυλία", category=music)
    a_concert(title_el="Χορός", category=dance)

    assert [entry.title for entry in read(client, "/feeds/events-music.rss?lang=el").entries] == ["Συναυλία"]


def test_the_last_changed_come_first_and_no_more_than_fifty(client: Client) -> None:
    places = [plant(Place) for _ in range(52)]
    places[3].save()

    entries = read(client, "/feeds/data-places.atom").entries

    assert len(entries) == 50
    assert entries[0].id == f"tag:www.chania.gr,2026:layer/places/{places[3].pk}"
    assert [entry.updated for entry in entries] == sorted((entry.updated for entry in entries), reverse=True)


@pytest.mark.django_db(transaction=True)
def test_where_rows_keep_no_time_the_layer_itself_is_the_news(client: Client) -> None:
    make_dataset(slug="kadoi")

    told = read(client, "/feeds/data-kadoi.atom?lang=en")

    (entry,) = told.entries
    assert entry.title == "Bins"
    assert "2 " in entry.summary
    assert instant(entry.updated_parsed) == changes_of(["kadoi"])["kadoi"][1].replace(microsecond=0)
    assert root_of(client, "/feeds/data-kadoi.atom").find(f"{ATOM}entry/{GEORSS}box").text.startswith("35.51")


def test_what_is_not_public_has_no_feed_and_is_in_none(client: Client, admin_client: Client) -> None:
    make_dataset(slug="inner", title_el="Εσωτερικό", is_public=False)

    for viewer in (client, admin_client):
        assert viewer.get("/feeds/data-inner.rss").status_code == 404
        assert "Εσωτερικό" not in viewer.get("/feeds/data.rss?lang=el").content.decode()
        assert "data-inner" not in viewer.get("/feeds/feeds.opml").content.decode()
        assert "data-inner" not in viewer.get("/feeds/").content.decode()


@pytest.mark.parametrize("address", ["/feeds/nothing.rss", "/feeds/data-nothing.atom", "/feeds/events-nothing.rss", "/feeds/events.json"])
def test_a_feed_that_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_atom_feed_keeps_the_rules_of_rfc_4287(client: Client) -> None:
    a_concert()
    plant(Place)

    for address in ("/feeds/events.atom", "/feeds/data-places.atom", "/feeds/data.atom", "/feeds/data-streets.atom"):
        feed = root_of(client, address)
        for element in (feed, *feed.findall(f"{ATOM}entry")):
            # §4.1.1, §4.1.2: exactly one of each.
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{name}")) == 1, (address, name)
                assert element.find(f"{ATOM}{name}").text
            assert len(element.findall(f"{ATOM}link[@rel='alternate']")) == 1
            # §3.3: RFC 3339, with the offset.
            assert datetime.fromisoformat(element.find(f"{ATOM}updated").text).tzinfo is not None
        assert feed.tag == f"{ATOM}feed"
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "el"
        assert feed.find(f"{ATOM}author/{ATOM}name").text
        assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"http://testserver{address}?lang=el"
        ids = [entry.find(f"{ATOM}id").text for entry in feed.findall(f"{ATOM}entry")]
        assert len(ids) == len(set(ids))


def test_an_rss_feed_keeps_the_rules_of_rss_2(client: Client) -> None:
    a_concert()

    rss = root_of(client, "/feeds/events.rss")

    channel = rss.find("channel")
    assert rss.get("version") == "2.0"
    assert all(len(channel.findall(name)) == 1 for name in ("title", "link", "description", "language", "lastBuildDate", "ttl"))
    for item in channel.findall("item"):
        assert item.find("title").text
        assert item.find("guid").get("isPermaLink") == "false"
        assert datetime.strptime(item.find("pubDate").text, "%a, %d %b %Y %H:%M:%S %z").tzinfo


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["rss", "atom"])
def test_no_title_breaks_the_document_or_runs_in_a_reader(client: Client, form: str) -> None:
    a_concert(title_el=HOSTILE, summary_el=HOSTILE)
    make_dataset(slug="kadoi", title_el=HOSTILE, description_el=HOSTILE)

    for slug in ("data", "data-kadoi", "events"):
        told = read(client, f"/feeds/{slug}.{form}?lang=el")
        raw = root_of(client, f"/feeds/{slug}.{form}?lang=el")
        assert "alert(1)" in told.entries[0].title
        bodies = [element.text or "" for element in raw.iter() if etree.QName(element).localname in ("summary", "description")]
        # What readers take for HTML holds the markup of others only as text.
        assert not any("<script" in body for body in bodies[1:])
        assert any("&lt;script" in body for body in bodies)
    assert etree.fromstring(client.get("/feeds/feeds.opml?lang=el").content) is not None


def test_georss_has_one_ring_or_line_else_a_box() -> None:
    triangle = Polygon([(24, 35), (24.1, 35), (24.1, 35.2), (24, 35)], srid=4326)
    line = LineString((24, 35), (24.1, 35.2), srid=4326)
    far = Polygon([(25, 36), (25.1, 36), (25.1, 36.2), (25, 36)], srid=4326)

    assert isinstance(georss_shape(MultiPolygon(triangle, srid=4326)), Polygon)
    assert isinstance(georss_shape(MultiLineString(line, srid=4326)), LineString)
    assert georss_shape(MultiPolygon(triangle, far, srid=4326)) == (24, 35, 25.1, 36.2)
    assert georss_shape(Point(srid=4326)) is None


def test_a_line_of_thousands_of_bends_gets_fewer() -> None:
    winding = LineString([(24 + n * 1e-6, 35 + (n % 2) * 1e-6) for n in range(5000)], srid=4326)
    shape: Any = georss_shape(winding)

    assert shape.num_coords < 10


def test_a_place_is_at_its_latitude_first(client: Client) -> None:
    plant(Place, geom=Point(24.0187, 35.5138, srid=4326))

    assert root_of(client, "/feeds/data-places.rss").find(f"channel/item/{GEORSS}point").text == "35.513800 24.018700"
    assert root_of(client, "/feeds/data-places.atom").find(f"{ATOM}entry/{GEORSS}point").text == "35.513800 24.018700"


@pytest.mark.parametrize("given", ["ETag", "Last-Modified"])
@pytest.mark.parametrize(("slug", "table"), [("events", "layers_event"), ("data-places", "layers_place"), ("data", "layers_place")])
def test_who_holds_the_feed_is_told_so_before_any_row_is_read(
    client: Client, statements: list[str], slug: str, table: str, given: str
) -> None:
    a_concert()
    plant(Place)
    answer = client.get(f"/feeds/{slug}.rss")
    asked = {"If-None-Match": answer["ETag"]} if given == "ETag" else {"If-Modified-Since": answer["Last-Modified"]}
    statements.clear()

    again = client.get(f"/feeds/{slug}.rss", headers=asked)

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == answer["ETag"]
    assert answer["Cache-Control"] == "public, no-cache"
    assert [sql for sql in statements if f'"{table}"' in sql] == []


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_to_who_holds_the_feed_of_before(client: Client) -> None:
    place = plant(Place)
    before = client.get("/feeds/data-places.atom")
    place.name_el = "Νέο όνομα"
    place.save()

    after = client.get("/feeds/data-places.atom", headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert "Νέο όνομα" in after.content.decode()


def test_a_concert_of_yesterday_leaves_without_a_write(client: Client) -> None:
    a_concert(starts_at=timezone.now() + timedelta(hours=1))
    answer = client.get("/feeds/events.rss")
    with pytest.MonkeyPatch.context() as patched:
        later = timezone.now() + timedelta(days=3)
        patched.setattr("django.utils.timezone.now", lambda: later)

        again = client.get("/feeds/events.rss", headers={"If-None-Match": answer["ETag"]})

    assert again.status_code == 200
    assert b"<item>" not in again.content


def test_the_time_of_a_change_is_noted_with_its_number(transactional_db: None) -> None:
    place = plant(Place)
    number, at = changes_of(["places"])["places"]
    place.save()
    later_number, later = changes_of(["places"])["places"]

    assert later_number == number + 1
    assert at < later
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        assert later <= cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [("?lang=en", "el", "en"), ("", "en", "en"), ("?lang=el", "en", "el"), ("", "", "el"), ("", "de", "el")],
)
@pytest.mark.parametrize("address", ["/feeds/events.rss", "/feeds/data-places.atom", "/feeds/feeds.opml"])
def test_a_feed_says_which_language_it_chose(client: Client, address: str, asked: str, accepted: str, language: str) -> None:
    event = a_concert(title_el="Συναυλία", title_en="Concert")
    answer = client.get(address + asked, headers={"Accept-Language": accepted})

    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]
    if address.endswith("events.rss"):
        (entry,) = feedparser.parse(answer.content).entries
        assert (entry.title, entry.link.endswith(f"/en/events/{event.code}/")) == (
            ("Concert", True) if language == "en" else ("Συναυλία", False)
        )


def test_the_page_and_opml_name_every_feed_and_each_answers(client: Client) -> None:
    found_sections()
    plant(EventCategory, code="music")
    make_dataset(slug="kadoi")
    listed = [feed for room in feed_rooms() for feed in room.listed()]
    page = client.get("/feeds/").content.decode()
    outlines = etree.fromstring(client.get("/feeds/feeds.opml?lang=el").content).findall("body/outline/outline")

    assert [outline.get("xmlUrl") for outline in outlines] == [f"http://testserver/feeds/{feed.slug}.rss?lang=el" for feed in listed]
    assert all(outline.get("type") == "rss" and outline.get("text") and outline.get("htmlUrl") for outline in outlines)
    assert {"events", "events-music", "data", "data-kadoi", "data-places"} <= {feed.slug for feed in listed}
    for feed in listed:
        assert f"/feeds/{feed.slug}.atom?lang=el" in page
        assert client.get(f"/feeds/{feed.slug}.atom").status_code == 200
        assert client.get(feed.page()).status_code == 200
        if feed.calendar:
            assert feed.calendar() in page
            assert client.get(feed.calendar())["Content-Type"].startswith("text/calendar")


def test_pages_announce_their_feeds(client: Client) -> None:
    plant(EventCategory, code="music")

    assert '<link rel="alternate" type="application/rss+xml"' in client.get("/").content.decode()
    assert "/feeds/events.atom?lang=en" in client.get("/en/").content.decode()
    assert "/feeds/events-music.atom" in client.get("/events/?category=music").content.decode()
    assert "/feeds/data-places.atom" in client.get("/api/collections/places?f=html").content.decode()


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post("/feeds/events.rss").status_code == 405
    assert client.head("/feeds/events.rss").content == b""


def test_each_category_of_places_has_a_feed_and_its_page_announces_it(client: Client) -> None:
    sights = plant(PlaceCategory, code="sights", name_el="Αξιοθέατα", name_en="Sights")
    towers = plant(PlaceCategory, code="towers", name_el="Πύργοι", name_en="Towers", parent=sights)
    beaches = plant(PlaceCategory, code="beaches", name_el="Παραλίες", name_en="Beaches")
    plant(Place, code="tower", name_el="Πύργος", name_en="Tower", category=towers, address_en="1 Quay")
    plant(Place, code="sand", name_el="Αμμουδιά", name_en="Sands", category=beaches)
    plant(Place, code="hidden", name_el="Κρυφό", name_en="Hidden", category=towers, is_published=False)

    for slug in ("places-sights", "places-towers"):
        (entry,) = read(client, f"/feeds/{slug}.atom?lang=en").entries
        assert (entry.title, entry.link) == ("Tower", "http://testserver/en/places/tower/")
        assert "1 Quay" in entry.summary
    assert "/feeds/places-towers.atom?lang=el" in client.get("/places/?category=towers").content.decode()
    assert "/feeds/places-beaches.rss?lang=el" in client.get("/feeds/").content.decode()
    assert client.get("/feeds/places-nothing.rss").status_code == 404
