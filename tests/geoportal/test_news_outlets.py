"""Where publications go beside their pages: the map, feeds, calendars, the banner of what is urgent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.contrib.gis.geos import Polygon
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from icalendar import Calendar
from time_machine import travel
from wagtail.models import PageViewRestriction

from geoportal.news.front import latest, urgent_now
from geoportal.news.kinds import Kind, Outcome
from geoportal.news.placed import PlacedPublication, next_change
from layers.audiences import Audience
from layers.departments import Department
from layers.geometry import SRID
from tests.planting import plant
from tests.publications import HARBOUR, make_publication, section_of

pytestmark = pytest.mark.django_db
AREA = Polygon(((24.00, 35.51), (24.02, 35.51), (24.02, 35.52), (24.00, 35.52), (24.00, 35.51)), srid=SRID)


def on_map() -> set[str]:
    return set(PlacedPublication.objects.published().values_list("title_el", flat=True))


def test_only_what_everybody_may_read_is_on_the_map() -> None:
    page = make_publication(geom=HARBOUR, title="Έργα", is_live=False)
    make_publication(slug="placeless")
    assert on_map() == set()

    page.save_revision().publish()
    assert on_map() == {"Έργα"}

    page.refresh_from_db()
    page.unpublish()
    assert on_map() == set()


def test_a_page_that_is_gone_is_off_the_map() -> None:
    page = make_publication(geom=HARBOUR)

    page.delete()

    assert on_map() == set()


def test_a_section_for_some_takes_its_publications_off_the_map() -> None:
    page = make_publication(geom=HARBOUR)
    restriction = PageViewRestriction.objects.create(page=section_of(Kind.PRESS), restriction_type=PageViewRestriction.LOGIN)
    assert on_map() == set()

    restriction.delete()
    assert on_map() == {page.title}


def test_a_section_that_goes_takes_its_publications_off_the_map() -> None:
    make_publication(geom=HARBOUR)

    section_of(Kind.PRESS).unpublish()
    assert on_map() == {"Τίτλος story"}

    section_of(Kind.PRESS).delete()
    assert on_map() == set()


def test_the_map_tells_a_publication_in_both_languages_with_its_page(client: Client) -> None:
    greek = make_publication(Kind.TENDER, "roofs", geom=HARBOUR, title="Στέγες", address="Χαλέπα")
    make_publication(Kind.TENDER, "roofs", language="en", title="Roofs", address="Chalepa", translation_key=greek.translation_key)

    found = client.get("/api/collections/publications/items").json()["features"][0]["properties"]

    assert (found["title_el"], found["title_en"], found["address_en"]) == ("Στέγες", "Roofs", "Chalepa")
    assert (found["path_el"], found["path_en"]) == ("/tenders/roofs/", "/en/tenders/roofs/")
    assert (found["kind"], found["status"]) == ("tender", "open")
    number = PlacedPublication.objects.get().pk
    assert 'href="/tenders/roofs/"' in client.get(f"/map/publications/{number}/").content.decode()


def test_a_section_with_another_address_takes_its_publications_along(django_capture_on_commit_callbacks: Any) -> None:
    make_publication(geom=HARBOUR)
    section = section_of(Kind.PRESS)
    section.slug = "announcements"
    with django_capture_on_commit_callbacks(execute=True):
        section.save_revision().publish()

    assert PlacedPublication.objects.get().path_el == "/news/announcements/story/"


def test_the_layer_says_when_it_changes_by_itself() -> None:
    now = timezone.now()
    assert next_change() is None

    make_publication(geom=HARBOUR, urgent_until=now + timedelta(days=3))
    make_publication(Kind.TENDER, geom=HARBOUR, deadline=now + timedelta(days=9))
    assert next_change() == now + timedelta(days=2)

    make_publication(slug="expiring", geom=HARBOUR, expire_at=now + timedelta(days=1))
    assert next_change() == now + timedelta(days=1)


def test_what_expires_is_off_the_map_at_its_hour() -> None:
    make_publication(geom=HARBOUR)
    PlacedPublication.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert on_map() == set()


def entries(client: Client, slug: str, form: str = "rss", language: str = "el") -> Any:
    answer = client.get(f"/feeds/{slug}.{form}?lang={language}")
    assert answer.status_code == 200
    read = feedparser.parse(answer.content)
    assert not read.bozo, read.get("bozo_exception")
    return read.entries


@pytest.fixture
def one_of_each() -> dict[str, Any]:
    department = plant_department("texnikes")
    audiences = {Kind.PRESS: [Audience.VISITOR], Kind.CITY: [Audience.RESIDENT, Audience.VISITOR]}
    return {
        kind: make_publication(
            kind,
            f"one-{kind.value}",
            audiences=audiences.get(kind, []),
            department=department if kind is Kind.TENDER else None,
            geom=HARBOUR,
        )
        for kind in Kind
    }


def plant_department(code: str) -> Any:
    return plant(Department, code=code, name_el="Τεχνικές υπηρεσίες", name_en="Technical services")


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_the_feed_of_all_tells_of_every_kind_with_its_place(one_of_each: dict[str, Any], client: Client, form: str) -> None:
    found = entries(client, "news", form)

    assert {entry.link.removeprefix("http://testserver") for entry in found} == {page.get_url() for page in one_of_each.values()}
    assert {entry.where.coordinates for entry in found} == {(24.0171, 35.518)}
    assert {entry.tags[0].term for entry in found} >= {"Δελτίο τύπου", "Προκήρυξη", "Πρόσληψη"}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_feed_that_its_section_announces(one_of_each: dict[str, Any], client: Client, kind: Kind) -> None:
    assert [entry.title for entry in entries(client, f"news-{kind.value}")] == [one_of_each[kind].title]

    section = client.get(section_of(kind).get_url()).content.decode()
    assert f'type="application/atom+xml" title="{kind.label} (Atom)" href="/feeds/news-{kind.value}.atom?lang=el"' in section


def test_departments_and_audiences_have_feeds_of_their_own(one_of_each: dict[str, Any], client: Client) -> None:
    assert [entry.title for entry in entries(client, "news-department-texnikes")] == [one_of_each[Kind.TENDER].title]
    assert {entry.title for entry in entries(client, "news-audience-visitor")} == {
        one_of_each[kind].title for kind in (Kind.PRESS, Kind.CITY)
    }
    assert client.get("/feeds/news-department-nobody.rss").status_code == 404
    assert client.get("/feeds/news-audience-nobody.rss").status_code == 404
    assert client.get("/feeds/news-nothing.rss").status_code == 404


def test_the_page_of_feeds_and_opml_list_them_all(one_of_each: dict[str, Any], client: Client) -> None:
    page, opml = client.get("/feeds/").content.decode(), client.get("/feeds/feeds.opml").content.decode()

    for slug in (
        "news",
        *(f"news-{kind.value}" for kind in Kind),
        "news-department-texnikes",
        *(f"news-audience-{each.value}" for each in Audience),
    ):
        assert f"/feeds/{slug}.rss" in page
        assert f"/feeds/{slug}.rss" in opml


def test_a_feed_speaks_only_the_language_asked_for(one_of_each: dict[str, Any], client: Client) -> None:
    make_publication(slug="english", language="en", title="In English")

    assert [entry.title for entry in entries(client, "news", language="en")] == ["In English"]


@pytest.mark.parametrize(
    "address", ["/feeds/news.rss", "/feeds/news-press.atom", "/feeds/news-audience-visitor.rss", "/news/", "/news/press/"]
)
def test_who_holds_the_present_state_is_told_so_until_something_changes(client: Client, address: str) -> None:
    page = make_publication(audiences=[Audience.VISITOR])
    first = client.get(address)
    held = {"If-None-Match": first["ETag"]}
    assert client.get(address, headers=held).status_code == 304

    page.title = "Άλλος τίτλος"
    page.save_revision().publish()
    changed = client.get(address, headers=held)
    assert changed.status_code == 200
    assert "Άλλος τίτλος" in changed.content.decode()

    held = {"If-None-Match": changed["ETag"]}
    page.unpublish()
    assert client.get(address, headers=held).status_code == 200


@pytest.mark.parametrize("days", [3, 31])
def test_a_list_that_a_deadline_or_a_night_changed_is_sent_again(client: Client, days: int) -> None:
    make_publication(Kind.TENDER)
    held = {"If-None-Match": client.get("/tenders/")["ETag"]}

    with travel(timezone.now() + timedelta(days=days), tick=False):
        assert client.get("/tenders/", headers=held).status_code == 200


def test_deadlines_are_a_calendar(client: Client) -> None:
    soon = make_publication(Kind.TENDER, "soon", geom=AREA, address="Χαλέπα", deadline=timezone.now() + timedelta(days=2))
    make_publication(Kind.TENDER, "off", outcome=Outcome.CANCELLED)
    make_publication(Kind.VACANCY, "job")
    make_publication(Kind.TENDER, "draft", is_live=False)

    answer = client.get("/tenders/deadlines.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = {str(entry["url"]).rsplit("/", 2)[1]: entry for entry in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert set(found) == {"soon", "off"}
    assert found["soon"].decoded("dtstart") == soon.deadline.replace(microsecond=0)
    assert str(found["soon"]["location"]) == "Χαλέπα"
    assert (str(found["soon"]["status"]), str(found["off"]["status"])) == ("CONFIRMED", "CANCELLED")
    assert "job" in client.get("/hiring/deadlines.ics").content.decode()
    assert client.get("/en/hiring/deadlines.ics").content.decode().count("BEGIN:VEVENT") == 0


def test_what_is_urgent_is_so_until_its_hour() -> None:
    now = timezone.now()
    page = make_publication(Kind.SAFETY, geom=AREA, urgent_until=now + timedelta(hours=2), title="Διακοπή νερού")
    make_publication(Kind.SAFETY, "past", urgent_until=now - timedelta(seconds=5))
    make_publication(Kind.SAFETY, "draft", urgent_until=now + timedelta(hours=2), is_live=False)

    (found,) = urgent_now()

    assert (found.title, found.url, found.until, found.language) == ("Διακοπή νερού", page.get_url(), page.urgent_until, "el")
    assert found.map_url.startswith("/map/?layers=publications&at=")


def test_what_is_urgent_is_told_in_greek_where_there_is_no_translation() -> None:
    until = timezone.now() + timedelta(hours=2)
    greek = make_publication(Kind.SAFETY, urgent_until=until, title="Νερό")
    make_publication(Kind.SAFETY, "wind", urgent_until=until, title="Άνεμος")
    make_publication(Kind.SAFETY, language="en", urgent_until=until, title="Water", translation_key=greek.translation_key)

    with translation.override("en"):
        assert {(entry.title, entry.language) for entry in urgent_now()} == {("Water", "en"), ("Άνεμος", "el")}
    assert {entry.title for entry in urgent_now()} == {"Νερό", "Άνεμος"}


def test_the_latest_are_of_the_kinds_asked_for_the_last_first() -> None:
    today = timezone.localdate()
    for number, kind in enumerate((Kind.PRESS, Kind.CITY, Kind.TENDER)):
        make_publication(kind, f"page-{number}", title=f"{number}", published_on=today - timedelta(days=number))

    assert [entry.title for entry in latest()] == ["0", "1", "2"]
    assert [entry.title for entry in latest([Kind.CITY, Kind.TENDER], 1)] == ["1"]


def test_questions_of_other_pages_do_not_grow_with_the_publications(django_assert_num_queries: Callable[..., Any]) -> None:
    for number in range(8):
        make_publication(slug=f"page-{number}", urgent_until=timezone.now() + timedelta(hours=1), geom=AREA)
    latest()

    # The restrictions of pages, then the rows.
    with django_assert_num_queries(2):
        assert len(latest(most=8)) == 8
    with django_assert_num_queries(2):
        assert len(urgent_now()) == 8


def test_a_publication_with_an_hour_appears_everywhere_at_that_hour(client: Client) -> None:
    now = timezone.now()
    page = make_publication(geom=HARBOUR, title="Αύριο", is_live=False, go_live_at=now + timedelta(hours=1))
    page.save_revision().publish()
    seen = []

    for instant in (now, now + timedelta(hours=2)):
        with travel(instant, tick=False):
            call_command("publish_scheduled")
            seen.append((client.get(page.get_url()).status_code, len(entries(client, "news")), on_map()))

    assert seen == [(404, 0, set()), (200, 1, {"Αύριο"})]
