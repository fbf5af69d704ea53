"""The pharmacies' pages: who is on duty, at any hour, near any place; bad addresses are told, not punished."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.utils import timezone

from layers.geometry import SRID
from layers.hours.models import OpeningHours, Timetable
from layers.pharmacies import DutyShift, Pharmacy
from tests.planting import plant

ATHENS = ZoneInfo("Europe/Athens")

pytestmark = pytest.mark.django_db


def a_pharmacy(name: str, lon: float = 24.02, **given: object) -> Pharmacy:
    values = {"name_el": name, "name_en": f"{name} (en)", "timetable": None, "geom": Point(lon, 35.51, srid=SRID), **given}
    pharmacy: Pharmacy = plant(Pharmacy, **values)
    return pharmacy


def duty(pharmacy: Pharmacy, start: datetime, hours: float, kind: str = "night") -> None:
    DutyShift.objects.create(pharmacy=pharmacy, kind=kind, period=DateTimeTZRange(start, start + timedelta(hours=hours)))


def test_the_page_opens_with_who_is_on_duty_now(client: Client) -> None:
    duty(a_pharmacy("Νυχτερινό"), timezone.now() - timedelta(hours=1), 3)
    a_pharmacy("Κλειστό")

    page = client.get("/pharmacies/").content.decode()

    found = page.partition('id="found"')[2].partition("</ol>")[0]
    assert "Νυχτερινό" in found
    assert "Εφημερεύει έως τις" in found
    assert "Κλειστό" not in found


@pytest.mark.parametrize(
    ("at", "is_shown"),
    [("2026-10-25T03:15", True), ("2026-10-25T07:59", True), ("2026-10-25T08:00", False), ("2026-10-24T20:59", False)],
)
def test_on_the_night_clocks_change_the_duty_lasts_till_eight(client: Client, at: str, is_shown: bool) -> None:
    duty(a_pharmacy("Νυχτερινό"), datetime(2026, 10, 24, 21, tzinfo=ATHENS), 11)

    found = client.get(f"/pharmacies/?at={at}").content.decode().partition('id="found"')[2].partition("</ol>")[0]

    assert ("Νυχτερινό" in found) is is_shown


def test_the_nearest_comes_first_with_its_distance(client: Client) -> None:
    for name, lon in (("Μακρινό", 24.05), ("Κοντινό", 24.021)):
        duty(a_pharmacy(name, lon), timezone.now() - timedelta(hours=1), 3)

    found = client.get("/pharmacies/?near=35.51,24.02").content.decode().partition('id="found"')[2].partition("</ol>")[0]

    assert found.index("Κοντινό") < found.index("Μακρινό")
    assert "90 μ., 2 λεπτά με τα πόδια" in found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("at=αύριο", "Η ώρα «αύριο» δεν διαβάζεται"),
        ("at=0001-01-01T00:00", "δεν διαβάζεται"),
        ("at=9999-12-31T23:59", "δεν διαβάζεται"),
        ("near=99,999", "δεν είναι στη χώρα"),
        ("near=πουθενά", "Δεν βρέθηκε"),
        ("show=nothing", "Η επιλογή «nothing» δεν υπάρχει (show: open, duty, all)"),
        ("at=2026-10-25T03:15", "Η ώρα 03:15 έρχεται εκείνη τη νύχτα δύο φορές"),
        ("at=2026-10-25T03:15", "at=2026-10-25T03%3A15%2B02%3A00"),
        ("at=2027-03-28T03:30", "Η ώρα 03:30 δεν υπάρχει εκείνη την ημέρα"),
        ("at=2027-03-28T03:30", "ισχύει στις 04:30"),
    ],
)
def test_what_is_not_understood_is_told(client: Client, query: str, said: str) -> None:
    answer = client.get(f"/pharmacies/?{query}")

    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_second_time_round_the_clock_is_an_hour_later(client: Client) -> None:
    duty(a_pharmacy("Νυχτερινό"), datetime(2026, 10, 25, 1, 10, tzinfo=UTC), 1)

    first = client.get("/pharmacies/?at=2026-10-25T03:15").content.decode().partition('id="found"')[2].partition("</ol>")[0]
    second = client.get("/pharmacies/?at=2026-10-25T03%3A15%2B02%3A00").content.decode().partition('id="found"')[2].partition("</ol>")[0]

    assert "Νυχτερινό" not in first
    assert "Νυχτερινό" in second


def test_those_on_duty_come_before_those_that_are_open(client: Client) -> None:
    always = Timetable.objects.create(code="always")
    for weekday in range(1, 8):
        OpeningHours.objects.create(timetable=always, weekday=weekday, opens=time(0), closes=time(0))
    a_pharmacy("Ανοιχτό", timetable=always, code="alpha")
    duty(a_pharmacy("Ωραίο νυχτερινό"), timezone.now() - timedelta(hours=1), 3)

    found = client.get("/pharmacies/").content.decode().partition('id="found"')[2].partition("</ol>")[0]
    only = client.get("/pharmacies/?show=duty").content.decode().partition('id="found"')[2].partition("</ol>")[0]

    assert 0 < found.index("Ωραίο νυχτερινό") < found.index(">Ανοιχτό<")
    assert ">Ανοιχτό<" not in only


def test_a_pharmacy_has_a_page_with_its_duties(client: Client) -> None:
    pharmacy = a_pharmacy("Νυχτερινό", code="nychterino", phone="28210 00201")
    duty(pharmacy, timezone.now() + timedelta(days=1), 3)

    page = client.get("/pharmacies/nychterino/").content.decode()

    assert 'href="tel:2821000201"' in page
    assert "διανυκτέρευση" in page
    assert client.get("/en/pharmacies/nychterino/").content.decode().count("Νυχτερινό (en)") >= 2


def test_an_unpublished_pharmacy_has_no_page(client: Client) -> None:
    a_pharmacy("Κρυφό", code="kryfo", is_published=False)

    assert client.get("/pharmacies/kryfo/").status_code == 404
    assert "Κρυφό" not in client.get("/pharmacies/?show=all").content.decode()


def test_forty_pharmacies_cost_no_more_queries_than_one(client: Client, django_assert_max_num_queries: object) -> None:
    for number in range(40):
        duty(a_pharmacy(f"Φαρμακείο {number}"), timezone.now() - timedelta(hours=1), 3)

    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get("/pharmacies/?show=all&near=35.51,24.02")
