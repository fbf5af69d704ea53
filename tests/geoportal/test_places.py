"""Places: found by category, by name, by what is open and near; each with a page of its own."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geoportal.places.details import events_coming_to, neighbours_of, walks_stopping_at
from geoportal.places.finding import PlaceQuery, category_called, category_tree, find_places
from layers.events.models import Event, EventOccurrence
from layers.geometry import SRID
from layers.hours.models import OpeningHours, Timetable
from layers.places import Place, PlaceCategory
from layers.routes import Route, Stop
from tests.pages import greek_in
from tests.planting import plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def categories() -> dict[str, PlaceCategory]:
    culture = plant(PlaceCategory, code="culture", name_el="Πολιτισμός", position=1)
    nature = plant(PlaceCategory, code="nature", name_el="Φύση", position=2)
    museum = plant(PlaceCategory, code="museum", name_el="Μουσεία", parent=culture)
    beach = plant(PlaceCategory, code="beach", name_el="Παραλίες", parent=nature)
    return {row.code: row for row in (culture, nature, museum, beach)}


def at(lon: float, lat: float) -> Point:
    return Point(lon, lat, srid=SRID)


def found(**asked: Any) -> list[str]:
    return [place.name_el for place in find_places(PlaceQuery(**asked))]


def test_the_tree_counts_what_is_published_below_each_node(categories: dict[str, PlaceCategory]) -> None:
    plant(Place, category=categories["museum"])
    plant(Place, category=categories["museum"])
    plant(Place, category=categories["museum"], is_published=False)
    plant(Place, category=categories["culture"])

    (culture,) = category_tree()

    assert (culture.name, culture.count) == ("Πολιτισμός", 3)
    assert [(child.name, child.count) for child in culture.children] == [("Μουσεία", 2)]
    assert category_called("beach", (culture,)) is None


def test_a_group_holds_the_places_of_its_categories(categories: dict[str, PlaceCategory]) -> None:
    plant(Place, name_el="Αρχαιολογικό Μουσείο", category=categories["museum"])
    plant(Place, name_el="Χρυσή Ακτή", category=categories["beach"])
    tree = category_tree()

    assert found(category=category_called("culture", tree)) == ["Αρχαιολογικό Μουσείο"]
    assert found(category=category_called("beach", tree)) == ["Χρυσή Ακτή"]
    assert found() == ["Αρχαιολογικό Μουσείο", "Χρυσή Ακτή"]


@pytest.mark.parametrize("words", ["μουσειο", "ΜΟΥΣΕΊΟ", "Μουσείο", "μουσείο αρχαιολογικό", "museum", "  αρχ "])
def test_words_are_found_whatever_their_accents_and_letters(words: str) -> None:
    plant(Place, name_el="Αρχαιολογικό Μουσείο", name_en="Archaeological Museum")
    plant(Place, name_el="Φάρος", name_en="Lighthouse")

    assert found(words=words) == ["Αρχαιολογικό Μουσείο"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "Φάρος Μουσείο", "'"])
def test_what_no_name_holds_finds_nothing(words: str) -> None:
    plant(Place, name_el="Φάρος", name_en="Lighthouse")

    assert found(words=words) == []


def test_names_ending_in_a_sigma_are_found_in_capitals() -> None:
    plant(Place, name_el="Φάρος")

    assert found(words="ΦΑΡΟΣ") == ["Φάρος"]


def test_only_what_a_wheelchair_may_enter() -> None:
    for wheelchair in Place.Wheelchair:
        plant(Place, name_el=wheelchair.value, wheelchair=wheelchair)

    assert found(is_accessible=True) == ["limited", "yes"]


def test_only_what_is_open_now() -> None:
    timetable = plant(Timetable, ignores_holidays=True)
    for weekday in range(1, 8):
        plant(OpeningHours, timetable=timetable, weekday=weekday, opens=time(0), closes=time(0), valid_from=None, valid_through=None)
    plant(Place, name_el="Ανοιχτό", timetable=timetable)
    plant(Place, name_el="Χωρίς ωράριο")

    assert found(is_open=True) == ["Ανοιχτό"]


def test_the_nearest_come_first_with_their_distance() -> None:
    plant(Place, name_el="Άλφα", geom=at(24.03, 35.51))
    plant(Place, name_el="Ωμέγα", geom=at(24.0201, 35.51))

    places = list(find_places(PlaceQuery(near=at(24.02, 35.51))))

    assert [place.name_el for place in places] == ["Ωμέγα", "Άλφα"]
    assert [place.distance_m for place in places] == pytest.approx([9.07, 907.18], abs=0.01)


def test_neighbours_are_within_three_hundred_metres() -> None:
    place = plant(Place, geom=at(24.02, 35.51))
    plant(Place, name_el="δίπλα", geom=at(24.0205, 35.51))
    plant(Place, name_el="απέναντι", geom=at(24.02, 35.5101))
    plant(Place, name_el="μακριά", geom=at(24.03, 35.51))
    plant(Place, name_el="κρυφό", geom=at(24.02, 35.51), is_published=False)

    assert [neighbour.name_el for neighbour in neighbours_of(place)] == ["απέναντι", "δίπλα"]


def test_events_to_come_are_told_at_their_venue() -> None:
    place, now = plant(Place), datetime.now(UTC)
    for title, start in (("χθες", -1), ("αύριο", 1), ("του χρόνου", 300)):
        plant(Event, title_el=title, venue=place, starts_at=now + timedelta(days=start), duration=timedelta(hours=1), is_published=True)
    plant(Event, title_el="αλλού", starts_at=now + timedelta(days=1))
    plant(Event, title_el="κρυφή", venue=place, starts_at=now + timedelta(days=1), is_published=False)

    assert EventOccurrence.objects.count() == 5
    assert [coming.event.title_el for coming in events_coming_to(place)] == ["αύριο"]


def test_walks_that_stop_here_are_told_once() -> None:
    place = plant(Place)
    walk, hidden = plant(Route), plant(Route, is_published=False)
    for number, route in enumerate((walk, walk, hidden), start=1):
        plant(Stop, route=route, number=number, place=place)

    assert list(walks_stopping_at(place)) == [walk]


def test_a_place_without_a_page_is_missing(client: Client) -> None:
    plant(Place, code="kryfo", is_published=False)

    assert client.get("/places/kryfo/").status_code == 404


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def listed(body: str) -> list[str]:
    return re.findall(r'class="entries__name" href="[^"]*">([^<]*)</a>', body)


def test_the_page_narrows_by_category_words_and_nearness_together(client: Client, categories: dict[str, PlaceCategory]) -> None:
    plant(Place, name_el="Ναυτικό Μουσείο", category=categories["museum"], geom=at(24.0201, 35.51))
    plant(Place, name_el="Πολεμικό Μουσείο", category=categories["museum"], geom=at(24.03, 35.51))
    plant(Place, name_el="Μουσείο της άμμου", category=categories["beach"])

    body = page(client, "/places/?category=culture&q=μουσειο&near=35.51,24.02")

    assert listed(body) == ["Ναυτικό Μουσείο", "Πολεμικό Μουσείο"]
    assert "10 μ., 1 λεπτό με τα πόδια" in body
    assert "<h2>2 σημεία</h2>" in body
    assert 'value="μουσειο"' in body


def test_the_map_shows_what_the_list_does(client: Client) -> None:
    place = plant(Place, name_el="Φάρος", geom=at(24.02, 35.51))

    body = page(client, "/places/?view=map")
    (feature,) = json.loads(re.search(r'id="city-map-config" type="application/json">(.*?)</script>', body).group(1))["features"]  # type: ignore[union-attr]

    assert listed(body) == ["Φάρος"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [24.02, 35.51]}
    assert feature["properties"]["url"] == f"/places/{place.code}/"
    assert "data-city-map" not in page(client, "/places/")


def test_long_lists_have_pages_that_keep_what_was_asked(client: Client) -> None:
    for number in range(30):
        plant(Place, name_el=f"Πλατεία {number:02}")

    first = page(client, "/places/?q=πλατεια")
    following = re.search(r'href="(\?[^"]*)" rel="next"', first)
    assert following is not None
    second = page(client, f"/places/{following.group(1)}".replace("&amp;", "&"))

    assert listed(first) + listed(second) == [f"Πλατεία {number:02}" for number in range(30)]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("category=nope", "«nope»"),
        ("near=xyz", "«xyz»"),
        ("near=0,0", "«0,0»"),
        ("q=" + "x" * 3000, "Κανένα σημείο"),
        ("q=%00", ""),
        ("page=-1&view=κάτι&open=x&wheelchair=x", ""),
        ("page=99999999999999999999", ""),
        ("category=%00&category=<b>", "&lt;b&gt;"),
    ],
)
def test_what_an_address_says_wrong_is_told_and_the_rest_is_shown(client: Client, query: str, words: str) -> None:
    plant(Place)

    assert words in page(client, f"/places/?{query}")


def test_a_page_after_the_last_leads_back(client: Client) -> None:
    plant(Place)

    assert 'rel="prev"' in page(client, "/places/?page=9")


@pytest.fixture
def museum(categories: dict[str, PlaceCategory]) -> Place:
    timetable = plant(Timetable, ignores_holidays=True)
    for weekday in range(1, 8):
        OpeningHours.objects.create(timetable=timetable, weekday=weekday, opens=time(0), closes=time(0))
    return plant(
        Place, code="mouseio", name_el="Μουσείο", name_en="Museum", category=categories["museum"], timetable=timetable,
        geom=at(24.02, 35.51), phone="28210 00300", website="https://example.org/", wheelchair="limited",
        description_el="Παλιό.", description_en="Old.",
    )  # fmt: skip


def test_a_places_page_tells_all_that_is_known(client: Client, museum: Place) -> None:
    walk = plant(Route, name_el="Περίπατος")
    plant(Stop, route=walk, number=1, place=museum)
    plant(Event, code="xenagisi", title_el="Ξενάγηση", venue=museum, starts_at=datetime.now(UTC) + timedelta(days=1), status="scheduled")
    plant(Place, name_el="Δίπλα", geom=at(24.0205, 35.51))

    body = page(client, "/places/mouseio/")

    for text in (
        '<h1 class="title">Μουσείο</h1>', "Παλιό.", "Ανοιχτά όλο το 24ωρο", "Δευτέρα–Κυριακή όλο το 24ωρο", "Εν μέρει προσβάσιμο",
        'href="tel:2821000300"', 'href="https://example.org/"', 'href="/events/xenagisi/">Ξενάγηση</a>', "αύριο", ">Περίπατος</a>",
        "Δίπλα", "50 μ., 1 λεπτό", "directions?to=35.51000,24.02000", "/places/?category=museum",
    ):  # fmt: skip
        assert text in body, text


@pytest.mark.parametrize("address", ["/en/places/", "/en/places/?category=museum&view=map&near=35.51,24.02", "/en/places/mouseio/"])
def test_english_pages_hold_no_greek(client: Client, museum: Place, address: str) -> None:
    PlaceCategory.objects.update(name_en="Museums")
    Place.objects.update(address_en="")

    assert greek_in(page(client, address).replace(museum.address_el, "")) == []


@pytest.mark.parametrize(
    ("address", "queries"), [("/places/", 3), ("/places/?near=35.51,24.02&open=now&q=x&view=map", 4), ("/places/mouseio/", 6)]
)
def test_the_number_of_queries_does_not_grow(
    client: Client, museum: Place, django_assert_num_queries: Any, address: str, queries: int
) -> None:
    for _ in range(20):
        place = plant(Place, category=plant(PlaceCategory, parent=museum.category.parent), geom=at(24.0201, 35.51))
        plant(Stop, route=plant(Route), number=1, place=museum)
        plant(Event, venue=museum, starts_at=datetime.now(UTC) + timedelta(days=1))
    assert place.pk

    # The first to come reads the menu.
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_page_of_a_place_tells_all_that_is_written_of_it(client: Client) -> None:
    told = "Ο φάρος χτίστηκε στην άκρη του μόλου. " * 12 + "Ως εδώ."
    plant(Place, code="lighthouse", name_el="Φάρος", description_el=told)

    assert told in client.get("/places/lighthouse/").content.decode()
