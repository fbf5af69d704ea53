"""The demo: Chania as it is, whole and without contradictions."""

import json
from datetime import date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.db.models.aggregates import Union
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from shapely.geometry import shape
from shapely.ops import unary_union

from geoportal.demo.content import FOLDER, load_demo
from layers.cinemas import Screening
from layers.departments import Department
from layers.districts import District
from layers.events.models import Event, EventOccurrence
from layers.geometry import SRID
from layers.pharmacies import DutyShift, Pharmacy, gaps
from layers.places import Place
from layers.routes import Route
from tests.planting import plant

ATHENS = ZoneInfo("Europe/Athens")

pytestmark = pytest.mark.django_db


def test_it_brings_what_was_promised(demo: None) -> None:
    assert load_demo() == {
        "districts": 20, "departments": 12, "services": 20, "places": 150, "streets": 120, "routes": 6, "cases": 150, "pharmacies": 40,
        "cinemas": 5, "events": 60,
        "pages": 144, "publications": 200,
    }  # fmt: skip
    assert set(District.objects.municipal_units().values_list("short_name_el", flat=True)) == {
        "Χανιά", "Ακρωτήρι", "Ελευθέριος Βενιζέλος", "Θέρισος", "Κεραμιές", "Νέα Κυδωνία", "Σούδα",
    }  # fmt: skip


def test_loading_it_twice_changes_nothing(demo: None) -> None:
    before = {entry["code"]: entry for entry in Place.objects.values("code", "id", "name_el")}

    load_demo()

    assert {entry["code"]: entry for entry in Place.objects.values("code", "id", "name_el")} == before


@pytest.mark.parametrize("kind", ["day", "night", "extended"])
def test_the_roster_has_no_gap_in_the_hours_it_covers(demo: None, kind: str) -> None:
    midnight = datetime.combine(timezone.localdate(), time(), tzinfo=ATHENS)
    starts, ends = {"day": (8, 21), "night": (21, 32), "extended": (8, 23)}[kind]
    for offset in range(-5, 20):
        day = midnight + timedelta(days=offset)
        assert gaps(kind=kind, since=day + timedelta(hours=starts), until=day + timedelta(hours=ends)) == []


def test_somebody_is_on_duty_at_every_minute_of_the_coming_weeks(demo: None) -> None:
    midnight = datetime.combine(timezone.localdate(), time(), tzinfo=ATHENS)
    for hours in range(0, 24 * 20, 1):
        assert Pharmacy.objects.on_duty(midnight + timedelta(hours=hours, minutes=59)).exists()


def test_it_moves_with_the_day() -> None:
    load_demo(today=date(2027, 3, 24))

    assert Screening.objects.filter(starts_at__date=date(2027, 3, 25)).exists()
    assert DutyShift.objects.earliest("period").period.lower.astimezone(ATHENS).date() == date(2027, 3, 17)
    load_demo(today=date(2027, 6, 1))
    assert not Screening.objects.filter(starts_at__date=date(2027, 3, 25)).exists()
    assert Event.objects.filter(occurrences__starts_at__date=date(2027, 6, 1)).count() >= 4


def test_saturday_has_something_on_whatever_the_day(demo: None) -> None:
    today = timezone.localdate()
    saturday = today + timedelta(days=(6 - today.isoweekday()) % 7)

    assert EventOccurrence.objects.filter(starts_at__date=saturday).count() >= 6


def test_every_stop_lies_by_its_route_and_in_order(demo: None) -> None:
    for route in Route.objects.all():
        stops = list(route.stops.with_position())
        assert 8 <= len(stops) <= 15
        assert all(route.geom.distance(stop.geom) < 0.0005 for stop in stops)
        if not route.is_loop:
            assert [stop.position for stop in stops] == sorted(stop.position for stop in stops)


def test_renewing_spares_what_is_not_the_demos(demo: None) -> None:
    mine = plant(Pharmacy)
    DutyShift.objects.create(pharmacy=mine, kind="day", period=DateTimeTZRange(timezone.now(), timezone.now() + timedelta(hours=1)))

    call_command("demo_reset", stdout=StringIO())

    assert mine.shifts.count() == 1


def test_the_units_partition_the_municipality() -> None:
    features = json.loads((FOLDER / "districts.geojson").read_text())["features"]
    units = [shape(feature["geometry"]) for feature in features if feature["properties"]["kind"] == "municipal_unit"]
    whole = unary_union(units)

    assert sum(unit.area for unit in units) == pytest.approx(whole.area, rel=1e-12)
    assert whole.is_valid
    assert all(len(part.interiors) == 0 for part in getattr(whole, "geoms", [whole]))


def test_the_coast_is_the_basemaps() -> None:
    """Vertex for vertex: no sliver of sea between a unit and its shore."""
    features = json.loads((FOLDER / "districts.geojson").read_text())["features"]
    land = unary_union(
        [shape(feature["geometry"]) for feature in json.loads((FOLDER.parent / "basemap/land.geojson").read_text())["features"]]
    )
    whole = unary_union([shape(feature["geometry"]) for feature in features if feature["properties"]["kind"] == "municipal_unit"])

    assert whole.difference(land).area < 1e-10


def test_neighbourhoods_lie_in_their_unit_and_apart_from_each_other(demo: None) -> None:
    for neighbourhood in District.objects.neighbourhoods():
        assert neighbourhood.parent is not None
        assert neighbourhood.geom.difference(neighbourhood.parent.geom).area < 1e-10
        others = District.objects.neighbourhoods().exclude(pk=neighbourhood.pk).aggregate(area=Union("geom"))["area"]
        assert neighbourhood.geom.intersection(others).area < 1e-10


def test_every_place_is_in_the_municipality_or_on_its_shore(demo: None) -> None:
    whole = District.objects.municipal_units().aggregate(area=Union("geom"))["area"]

    assert list(Place.objects.exclude(pk__in=Place.objects.near(whole, radius_m=300)).values_list("name_el", flat=True)) == []


@pytest.mark.parametrize(
    ("name", "lon", "lat", "unit"),
    [("Κουνουπιδιανά", 24.0755, 35.5375, "akrotiri"), ("Μουρνιές", 24.0115, 35.4755, "eleftherios-venizelos"),
     ("Δημαρχείο", 24.0192, 35.5121, "chania"), ("Σούδα", 24.0735, 35.4875, "souda"), ("Γαλατάς", 23.957, 35.499, "nea-kydonia")],
)  # fmt: skip
def test_villages_are_where_people_know_them(demo: None, name: str, lon: float, lat: float, unit: str) -> None:
    assert District.objects.municipal_units().intersecting(Point(lon, lat, srid=SRID)).get().code == unit


def test_who_is_responsible_differs_from_place_to_place(demo: None) -> None:
    class Areas(type(Department.objects.all())):  # type: ignore[misc]
        geometry = "jurisdiction"

    def responsible(lon: float, lat: float) -> set[str]:
        return set(Areas(Department).intersecting(Point(lon, lat, srid=SRID)).values_list("code", flat=True))

    assert "grafeio-akrotiriou" in responsible(24.0755, 35.5375)
    assert "grafeio-akrotiriou" not in responsible(24.0192, 35.5121)


def test_texts_are_whole_in_both_languages(demo: None) -> None:
    for place in Place.objects.all():
        assert len(place.description_el) > 80
        assert len(place.description_en) > 80
        assert not set(place.name_en) & set("αεηιο")


def test_phones_and_addresses_cannot_reach_anybody(demo: None) -> None:
    for department in Department.objects.prefetch_related("channels"):
        for channel in department.channels.all():
            assert channel.value.startswith("28210 00") or "example.org" in channel.value
            assert "επίδειξη" in channel.label_el
