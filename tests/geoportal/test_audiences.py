"""What the page of an audience collects: articles, services, places, events and news that say that they are for it."""

from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from geoportal.home.services import home_services
from geoportal.news.kinds import Kind
from geoportal.pages.collecting import collected_for
from geoportal.pages.models import AudiencePage
from geoportal.pages.tree import found_tree
from layers.audiences import Audience
from layers.events.models import Event, EventCategory
from layers.places import Place, PlaceCategory
from tests.planting import plant
from tests.publications import make_publication
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> None:
    for language, home in found_tree().items():
        home.add_child(instance=AudiencePage(title="Παιδί", slug="children", audience=Audience.CHILD, locale=home.locale))
        home.refresh_from_db()
        assert home.locale.language_code == language


@pytest.fixture
def city() -> None:
    sights = plant(PlaceCategory, code="sights", name_el="Αξιοθέατα", name_en="Sights")
    playgrounds = plant(
        PlaceCategory, code="playgrounds", name_el="Παιδικές χαρές", name_en="Playgrounds", audiences=[Audience.CHILD], parent=sights
    )
    plant(Place, code="swings", name_el="Κούνιες", name_en="Swings", category=playgrounds)
    plant(Place, code="aquarium", name_el="Ενυδρείο", name_en="Aquarium", category=sights, audiences=[Audience.CHILD])
    plant(Place, code="castle", name_el="Κάστρο", name_en="Castle", category=sights, audiences=[Audience.VISITOR])
    plant(Place, code="closed", name_el="Κλειστό", name_en="Closed", category=playgrounds, is_published=False)
    tomorrow = timezone.now() + timedelta(days=1)
    stories = plant(EventCategory, code="stories", audiences=[Audience.CHILD])
    music = plant(EventCategory, code="music")
    plant(Event, code="tales", title_el="Παραμύθια", title_en="Tales", category=stories, starts_at=tomorrow)
    plant(Event, code="concert", title_el="Συναυλία", title_en="Concert", category=music, starts_at=tomorrow)
    plant(Event, code="choir", title_el="Χορωδία παιδιών", title_en="Choir", category=music, starts_at=tomorrow, audiences=[Audience.CHILD])


def test_the_page_collects_services_places_events_and_news(pages: None, city: None, client: Client) -> None:
    make_publication(Kind.CITY, "crossing", title="Νέα διάβαση", audiences=[Audience.CHILD])
    greek, english = client.get("/children/").content.decode(), client.get("/en/children/").content.decode()

    for words in ("Σημεία της πόλης", "Παιδικές χαρές", "Αξιοθέατα", "Παραμύθια", "Χορωδία παιδιών", "Νέα διάβαση"):
        assert words in greek, words
    for words in ("Playgrounds", "Tales", "Choir"):
        assert words in english, words
    assert "Συναυλία" not in greek
    assert "/places/?audience=child&amp;category=playgrounds" in greek
    assert 'href="/en/places/?audience=child&amp;view=map"' in english
    assert 'href="/events/calendar.ics?audience=child"' in greek
    assert 'href="/news/?audience=child"' in greek


def test_an_event_of_many_dates_is_told_once(pages: None, city: None, client: Client) -> None:
    Event.objects.get(code="tales").delete()
    plant(Event, code="weekly", title_el="Ώρα παραμυθιού", audiences=[Audience.CHILD], starts_at=timezone.now(), rrule="FREQ=DAILY;COUNT=9")

    assert client.get("/children/").content.decode().count("Ώρα παραμυθιού") == 1


def test_what_has_nothing_to_tell_is_left_out(pages: None, client: Client) -> None:
    page = client.get("/children/").content.decode()

    assert "<h2>Υπηρεσίες</h2>" in page
    assert "<h2>Εκδηλώσεις</h2>" not in page
    assert "<h2>Στην πόλη</h2>" not in page


def test_places_are_narrowed_to_an_audience_with_the_other_filters(city: None, client: Client) -> None:
    children = client.get("/places/?audience=child").content.decode()
    narrowed = client.get("/places/?audience=child&q=κουν").content.decode()

    assert ("Κούνιες" in children, "Ενυδρείο" in children, "Κάστρο" in children) == (True, True, False)
    assert ("Κούνιες" in narrowed, "Ενυδρείο" in narrowed) == (True, False)
    assert '<option value="child" selected>' in children
    assert "Ενυδρείο" in client.get("/places/?audience=child&view=map").content.decode()


def test_events_are_narrowed_to_an_audience_in_list_and_calendar(city: None, client: Client) -> None:
    listed = client.get("/events/?audience=child").content.decode()
    calendar = client.get("/events/calendar.ics?audience=child").content.decode()

    for found in (listed, calendar):
        assert ("Παραμύθια" in found, "Χορωδία παιδιών" in found, "Συναυλία" in found) == (True, True, False)
    assert "/feeds/news-audience-child.rss" in listed


@pytest.mark.parametrize("address", ["/places/?audience=pirates", "/events/?audience=pirates"])
def test_an_audience_that_is_none_is_told_with_those_that_are(city: None, address: str, client: Client) -> None:
    page = client.get(address).content.decode()

    assert "Δεν υπάρχει κοινό «pirates»" in page
    assert "resident, visitor, business" in page


def test_the_feed_of_an_audience_tells_its_events_until_they_change(city: None, client: Client) -> None:
    answer = client.get("/feeds/news-audience-child.atom?lang=el")
    told = {entry.title for entry in feedparser.parse(answer.content).entries}

    assert told == {"Παραμύθια", "Χορωδία παιδιών"}
    assert client.get("/feeds/news-audience-child.atom?lang=el", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_every_audience_has_services(city: None, rf: Any) -> None:
    told = {audience for service in home_services() for audience in service.audiences}

    assert told == set(Audience)


def test_a_page_asks_as_often_for_many_as_for_few(pages: None, city: None, client: Client, django_assert_max_num_queries: Any) -> None:
    client.get("/children/")
    for number in range(30):
        plant(Place, category=PlaceCategory.objects.get(code="playgrounds"), name_el=f"Χαρά {number}")
        make_publication(slug=f"news-{number}", audiences=[Audience.CHILD])
    client.get("/children/")

    with django_assert_max_num_queries(17):
        assert "Παιδικές χαρές" in client.get("/children/").content.decode()


def test_staff_say_for_whom_a_place_is(city: None) -> None:
    office = signed_in(None)
    place = Place.objects.get(code="castle")
    page = office.get(f"/backoffice/content/place/edit/{place.pk}/")
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    sent |= {"geom": form.fields["geom"].widget.serialize(place.geom), "audiences": [Audience.VISITOR, Audience.OLDER]}

    assert office.post(f"/backoffice/content/place/edit/{place.pk}/", sent).status_code == 302
    place.refresh_from_db()
    assert place.audiences == [Audience.VISITOR, Audience.OLDER]
    history = office.get(f"/backoffice/content/place/history/{place.pk}/").content.decode()
    assert "Επισκέπτης, Τρίτη Ηλικία" in history
    assert next(found.title for found in collected_for(Audience.OLDER)) == "Υπηρεσίες"
