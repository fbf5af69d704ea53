"""Places: found by category, by name, by what is open and near; each with a page of its own."""

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


@pytest.mark.parametrize(
    "words", ["μουσειο", "ΜΟΥΣΕΊΟ", "Μουσείο", "μουσείο αρχαιολογικό", "museum", "  αρχ "]
)
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
