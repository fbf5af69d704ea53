"""Rows of a sheet as rows of a layer: codes of others, hours, routes, events and their times."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from importers.values import Cells
from layers.events.models import Event, EventCategory
from layers.hours.actions import week_of
from layers.hours.models import HoursException, OpeningHours, Timetable
from layers.pharmacies import Pharmacy
from layers.places import Place, PlaceCategory
from layers.routes import Route
from tests.files import LIGHTHOUSE, in_greek_grid
from tests.planting import plant
from tests.sheets import refused_by, run_command, write_csv

pytestmark = pytest.mark.django_db
HEADER = "κωδικός;Όνομα;Όνομα στα αγγλικά;lon;lat"
ROW = "kentriko;Άγιος Νικόλαος;Agios Nikolaos;24,01675;35,51964"


def run(path: Path, *options: str) -> dict[str, Any]:
    return run_command("import_layer", path, *options)


def refused(path: Path, *options: str) -> str:
    return str(refused_by("import_layer", path, *options)["message"])


def hours_of(code: str) -> Any:
    return Pharmacy.objects.get(code=code).timetable


def test_routes_come_as_well_known_text_that_names_its_system(tmp_path: Path) -> None:
    x, y = in_greek_grid(*LIGHTHOUSE)
    line = f"SRID=2100;LINESTRING ({x} {y}, {x + 100} {y})"
    path = write_csv(
        tmp_path / "x.csv", "code,name_el,name_en,difficulty,is_loop,duration_minutes,wkt", f'a,Τείχη,Walls,ΜΕΤΡΙΑ,όχι,90,"{line}"'
    )

    assert run(path, "--layer", "routes")["crs_how"] == "ewkt"

    route = Route.objects.get()
    assert (route.difficulty, route.is_loop, route.duration_minutes) == ("moderate", False, 90)
    assert route.length_m == pytest.approx(100, rel=1e-3)
    assert run(path, "--layer", "routes")["unchanged"] == 1


def test_pieces_of_a_route_are_joined_where_they_meet(tmp_path: Path) -> None:
    whole = "MULTILINESTRING ((24 35.5, 24.01 35.5), (24.01 35.5, 24.02 35.5))"
    torn = "MULTILINESTRING ((24 35.5, 24.01 35.5), (24.02 35.5, 24.03 35.5))"
    path = write_csv(tmp_path / "x.csv", "code;name_el;name_en;wkt", f"a;Α;A;{whole}", f"b;Β;B;{torn}")

    report = run(path, "--layer", "routes", "--crs", "4326")

    assert (report["created"], report["skipped"]) == (1, 1)
    assert "2 κομμάτια" in report["problems"][0]["message"]
    assert Route.objects.get().geom.num_points == 3


def test_hours_become_a_timetable(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", HEADER + ";Ώρες λειτουργίας", ROW + ';"Δευ-Τρι 08:00-14:30; Σαβ 09:00-14:00"')

    run(path, "--layer", "pharmacies")

    timetable = hours_of("kentriko")
    assert timetable.code == "pharmacies-kentriko"
    assert set(week_of(timetable) or ()) == {
        (1, time(8), time(14, 30), "open"), (2, time(8), time(14, 30), "open"), (6, time(9), time(14), "open"),
    }  # fmt: skip


def test_hours_that_cannot_be_read_name_the_part(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", HEADER + ";hours", ROW + ";", "b;Β;B;24;35,5;Δευ 8-12, Παν 9-10")

    message = run(path, "--layer", "pharmacies")["problems"][0]["message"]

    assert "Γραμμή 3, στήλη «hours»" in message
    assert "«Παν 9-10» δεν είναι ώρες" in message


def test_a_timetable_that_others_share_stays_theirs(tmp_path: Path) -> None:
    shared = plant(Timetable, code="agora")
    OpeningHours.objects.create(timetable=shared, weekday=1, opens=time(8), closes=time(14))
    HoursException.objects.create(timetable=shared, date=date(2026, 12, 24))
    plant(Pharmacy, code="allo", timetable=shared)
    plant(Pharmacy, code="kentriko", timetable=shared)
    path = write_csv(tmp_path / "x.csv", "code;hours", "kentriko;Δευ 09:00-15:00")

    assert run(path, "--layer", "pharmacies")["updated"] == 1

    mine, other = hours_of("kentriko"), hours_of("allo")
    assert set(week_of(other) or ()) == {(1, time(8), time(14), "open")}
    assert set(week_of(mine) or ()) == {(1, time(9), time(15), "open")}
    assert mine.exceptions.get().date == date(2026, 12, 24)
    assert run(path, "--layer", "pharmacies")["unchanged"] == 1


def test_a_sheet_without_places_updates_what_is_known_and_creates_nothing(tmp_path: Path) -> None:
    known = plant(Pharmacy, code="kentriko", name_el="x")
    path = write_csv(tmp_path / "x.csv", "code;phone;name_el;name_en", "kentriko;28210 12345;Νέο;New", "allo;1;α;a")

    report = run(path, "--layer", "pharmacies")

    assert (report["updated"], report["skipped"], report["crs"]) == (1, 1, "")
    before = known.geom.coords
    known.refresh_from_db()
    assert (known.phone, known.geom.coords) == ("28210 12345", before)


def test_an_unknown_category_offers_those_spelt_alike(tmp_path: Path) -> None:
    plant(PlaceCategory, code="beach", name_el="Παραλίες")
    plant(PlaceCategory, code="museum", name_el="Μουσεία")
    header = HEADER + ";κατηγορία;wheelchair"
    path = write_csv(
        tmp_path / "x.csv", header, ROW + ";beach;ΠΡΟΣΒΑΣΙΜΟ", "b;Β;B;24;35,5;bech;", "c;Γ;C;24;35,5;παραλια;", "d;Δ;D;24;35,5;beach;ίσως"
    )

    report = run(path, "--layer", "places")

    assert (report["created"], report["skipped"]) == (1, 3)
    assert "«bech». Μήπως: beach (Παραλίες)" in report["problems"][0]["message"]
    assert "Μήπως: beach (Παραλίες)" in report["problems"][1]["message"]
    assert "unknown (Άγνωστο)" in report["problems"][2]["message"]
    assert Place.objects.get().wheelchair == "yes"


EVENT_HEADER = "κωδικός;τίτλος;τίτλος στα αγγλικά;κατηγορία;venue;place;lon;lat;έναρξη;λήξη;επανάληψη;τιμή;δωρεάν;κατάσταση"


def test_events_bring_their_dates(tmp_path: Path) -> None:
    plant(EventCategory, code="music")
    venue = plant(Place, code="theatro", category=plant(PlaceCategory))
    path = write_csv(
        tmp_path / "x.csv",
        EVENT_HEADER,
        "synavlia;Συναυλία;Concert;music;theatro;;24,1;35,4;22/11/2026 21:00;23:30;;10 €;όχι;",
        "agora;Αγορά;Market;music;;Πλατεία;24,02;35,51;Σάββατο 28 Νοεμβρίου 2026 8:00;28/11/2026 14:00;FREQ=WEEKLY;;ναι;προγραμματισμένη",
        "omilia;Ομιλία;Talk;music;;Δημαρχείο;;;2026-11-24 19:00;;;;;Ακυρώθηκε",
    )

    report = run(path, "--layer", "events")

    assert (report["created"], report["skipped"]) == (3, 0), report["problems"]
    concert = Event.objects.get(code="synavlia")
    assert (concert.starts_at, concert.occurrences.get().ends_at) == (
        datetime(2026, 11, 22, 19, tzinfo=UTC), datetime(2026, 11, 22, 21, 30, tzinfo=UTC),
    )  # fmt: skip
    assert concert.geom == venue.geom
    assert Event.objects.get(code="agora").occurrences.count() > 10
    assert (Event.objects.get(code="omilia").status, Event.objects.get(code="omilia").geom) == ("cancelled", None)
    again = run(path, "--layer", "events")
    assert (again["updated"], again["unchanged"]) == (0, 3)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a;Α;A;music;;;24;35,5;22/11/2026 21:00;;FREQ=HOURLY;;;", "στήλη «επανάληψη»"),
        ("a;Α;A;music;;;24;35,5;31/2/2026 21:00;;;;;", "«31/2/2026 21:00»"),
        ("a;Α;A;music;;;24;35,5;22/11;;;;;", "έτος"),
        ("a;Α;A;music;;;24;35,5;22/11/2026 21:00;22/11/2026 20:00;;;;", "πριν αρχίσει"),
        ("a;Α;A;music;nowhere;;24;35,5;22/11/2026 21:00;;;;;", "«nowhere»"),
        ("a;Α;A;musik;;;24;35,5;22/11/2026 21:00;;;;;", "Μήπως: music"),
        ("a;Α;A;music;;;24;35,5;22/11/2026 21:00;;;;;μάλλον", "scheduled"),
        ("a;Α;A;;;;24;35,5;22/11/2026 21:00;;;;;", "στήλη «κατηγορία»"),
        ("a;Α;A;music;;;24;35,5;;;;;;", "στήλη «έναρξη»"),
    ],
)
def test_an_event_that_cannot_be_is_left_out(tmp_path: Path, row: str, words: str) -> None:
    plant(EventCategory, code="music", name_el="Μουσική")

    message = refused(write_csv(tmp_path / "x.csv", EVENT_HEADER, row), "--layer", "events")

    assert words in message
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("wall", "instant", "words"),
    [
        ("25/10/2026 03:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "δύο φορές"),
        ("29/03/2026 03:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "δεν υπάρχει"),
    ],
)
def test_times_on_the_nights_clocks_change_are_understood_and_told(tmp_path: Path, wall: str, instant: datetime, words: str) -> None:
    plant(EventCategory, code="music")
    path = write_csv(tmp_path / "x.csv", EVENT_HEADER, f"a;Α;A;music;;;24;35,5;{wall};;;;;")

    report = run(path, "--layer", "events")

    assert words in report["problems"][0]["message"]
    assert Event.objects.get().starts_at == instant


def test_a_cell_may_hold_several_texts() -> None:
    """As the other names of a street do."""
    cells = Cells({"aliases": ArrayField(models.CharField(max_length=20))})

    assert cells.read("aliases", "Χάληδων; Halidon |Khalidon", []) == ["Χάληδων", "Halidon", "Khalidon"]
    assert cells.read("aliases", '["α", "β"]', []) == ["α", "β"]


@pytest.mark.parametrize(
    ("text", "minutes"), [("90", 90), ("1:30", 90), ("2 ώρες και 15 λεπτά", 135), ("3 ώρες", 180), ("45 λεπτά", 45), ("1h 30min", 90)]
)
def test_a_duration_is_read_as_people_write_it(text: str, minutes: int) -> None:
    cells = Cells({"duration": models.DurationField()})

    assert cells.read("duration", text, []) == timedelta(minutes=minutes)
