"""«Κοντά μου» and the words that pages of the city share."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.contrib.gis.geos import Point
from django.http import QueryDict
from django.utils import translation

from geoportal.site.dates import day_words, instant_words
from geoportal.site.distances import distance_text, how_far
from geoportal.site.nearby import Near, near_of
from geoportal.site.opening import opening_words
from layers.gazetteer.upkeep import renew_names
from layers.geometry import SRID
from layers.hours.models import OpeningHours, Timetable
from layers.places import Place
from tests.addresses import make_street
from tests.planting import plant

MORNING = datetime(2026, 11, 23, 7, tzinfo=UTC)


def near(text: str) -> Near:
    given = QueryDict(mutable=True)
    given["near"] = text
    return near_of(given)


@pytest.mark.parametrize("text", ["35.5138,24.0187", "35.5138, 24.0187", " 35.5138 24.0187 ", "35,5138 24,0187", "35,5138; 24,0187"])
def test_a_point_is_read_as_people_write_it(text: str) -> None:
    found = near(text)

    assert found.lat_lon == (35.5138, 24.0187)
    assert found.notice == ""


@pytest.mark.parametrize("text", ["24.0187,35.5138", "0,0", "91,24", "-35.5,24.0"])
def test_a_point_elsewhere_is_told(text: str) -> None:
    assert near(text).point is None
    assert f"«{text}»" in near(text).notice


@pytest.mark.django_db
def test_a_place_is_found_by_its_name() -> None:
    plant(Place, name_el="Δημοτική Αγορά", name_en="Municipal Market", geom=Point(24.02, 35.51, srid=SRID))
    renew_names()

    assert near("δημοτικη αγορα").lat_lon == (35.51, 24.02)
    assert near("market").name == "Δημοτική Αγορά"


@pytest.mark.django_db
def test_a_house_is_found_and_one_that_is_not_known_is_told() -> None:
    make_street("xenias", "Ξενίας", numbers=(("odd", 1, 57),))
    renew_names()

    assert near("xenias 13").name == "Ξενίας 13"
    assert near("xenias 13").notice == ""
    unknown = near("Ξενίας 99")
    assert unknown.point is not None
    assert "Ο αριθμός 99 δεν είναι γνωστός" in unknown.notice


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["δεν υπάρχει", "%", "1,2,3", "٣٥,٢٤", "35.5138", "\0x", "'; --", "x" * 500])
def test_what_is_not_found_is_told(text: str) -> None:
    found = near(text)

    assert found.point is None
    assert found.notice


def test_nothing_asked_is_nothing_told() -> None:
    assert near("  ") == Near()


@pytest.mark.parametrize(
    ("metres", "words", "far"),
    [
        (3, "10 μ.", "10 μ., 1 λεπτό με τα πόδια"),
        (347, "350 μ.", "350 μ., 5 λεπτά με τα πόδια"),
        (996, "1,0 χλμ.", "1,0 χλμ., 14 λεπτά με τα πόδια"),
        (2412, "2,4 χλμ.", "2,4 χλμ., 33 λεπτά με τα πόδια"),
        (12_345, "12,3 χλμ.", "12,3 χλμ."),
    ],
)
def test_distances_read_as_people_say_them(metres: float, words: str, far: str) -> None:
    assert distance_text(metres) == words
    assert how_far(metres) == far


def test_distances_are_english_in_english() -> None:
    with translation.override("en"):
        assert how_far(2412) == "2.4 km, 33 minutes on foot"


@time_machine.travel(MORNING, tick=False)
def test_days_read_as_people_say_them() -> None:
    today = MORNING.date()

    assert [day_words(today + timedelta(days=days)) for days in (-1, 0, 1, 4)] == ["χθες", "σήμερα", "αύριο", "Παρ. 27 Νοεμβρίου"]
    assert instant_words(MORNING + timedelta(days=1, hours=9, minutes=30)) == "αύριο 18:30"


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
@pytest.mark.parametrize(
    ("weekday", "opens", "closes", "words"),
    [
        (1, 8, 14, "Ανοιχτά τώρα, έως 14:00"),
        (1, 8, 2, "Ανοιχτά τώρα, έως αύριο 2:00"),
        (1, 10, 14, "Κλειστά τώρα, ανοίγει στις 10:00"),
        (2, 10, 14, "Κλειστά τώρα, ανοίγει αύριο στις 10:00"),
    ],
)
def test_hours_say_until_when(weekday: int, opens: int, closes: int, words: str) -> None:
    timetable = Timetable.objects.create(code="shop")
    OpeningHours.objects.create(timetable=timetable, weekday=weekday, opens=time(opens), closes=time(closes))

    told = opening_words(timetable)

    assert told is not None
    assert told.text == words


def test_without_hours_nothing_is_said_about_them() -> None:
    assert opening_words(None) is None
