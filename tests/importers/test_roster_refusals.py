"""Bad rosters: nothing is loaded while anything in them is wrong, and all that is wrong is named."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importers.models import ImportRun
from layers.pharmacies import DutyShift, Pharmacy
from tests.files import LIGHTHOUSE, feature, write_geojson
from tests.planting import plant
from tests.rosters import LONG, TIMED, refused, run, shifts, store
from tests.sheets import write_csv, write_xlsx

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "κενό"),
        ("α;β\r\n1;2\r\n".encode(), "«διανυκτέρευση»"),
        ("φαρμακείο;ημερομηνία\r\nalpha;22/11/2026\r\n".encode(), "«είδος»"),
        ("ημερομηνία;διανυκτέρευση\r\n".encode(), "καμία γραμμή"),
        (b"alpha;22/11/2026;21:00\r\n", "ονόματα των στηλών"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, ".xlsx ή .csv"),
        (b";".join(b"c%d" % number for number in range(1_000_000)), "1000000 στήλες"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(tmp_path: Path, pharmacies: Any, content: bytes, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    assert words in refused(path)["message"]
    assert ImportRun.objects.get().outcome == "refused"


def test_a_map_is_no_roster(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "x.geojson", [feature(LIGHTHOUSE, name="x")])

    assert ".csv ή .xlsx" in refused(path)["message"]


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        (LONG, "Παπαδάκις;23/11/2026;νύχτα", "στήλη «φαρμακείο», τιμή «Παπαδάκις»: δεν υπάρχει φαρμακείο «Παπαδάκις». Μήπως: Παπαδάκης"),
        (LONG, "Ωμέγα;23/11/2026;νύχτα", "δεν υπάρχει φαρμακείο «Ωμέγα». Εισάγετέ το"),
        (LONG, ";23/11/2026;νύχτα", "λείπει η τιμή"),
        (LONG, "alpha;31/2/2026;νύχτα", "η ημερομηνία «31/2/2026» δεν υπάρχει"),
        (LONG, "alpha;23/11;νύχτα", "δεν λέει έτος"),
        (LONG, "alpha;κάποτε;νύχτα", "το «κάποτε» δεν είναι ημερομηνία"),
        (LONG, "alpha;11/23/2026;νύχτα", "ημέρα/μήνα/έτος"),
        (LONG, "alpha;;νύχτα", "στήλη «ημερομηνία», τιμή «»: λείπει"),
        (LONG, "alpha;23/11/2026;απόγευμα", "δεν είναι είδος εφημερίας"),
        (LONG, "alpha;23/11/2026;", "λείπει το είδος"),
        (LONG, "alpha;23/11/2026;νύχτα;κι άλλο", "περισσεύουν κελιά"),
        (TIMED, "alpha;νύχτα;23/11/2026 25:00;24/11/2026 08:00", "«23/11/2026 25:00»"),
        (TIMED, "alpha;νύχτα;23/11/2026 21:00;", "λείπει η τιμή"),
        (TIMED, "alpha;νύχτα;21:00;08:00", "δεν έχει ημερομηνία"),
        (TIMED, "alpha;νύχτα;23/11/2026;24/11/2026", "δεν λέει ώρα"),
        (TIMED, "alpha;νύχτα;23/11/2026 21:00;23/11/2026 20:00", "48 ώρες"),
        (TIMED, "alpha;νύχτα;23/11/2026 21:00;27/11/2026 20:00", "48 ώρες"),
        (TIMED, "alpha;24ωρο;23/11/2026 08:00;24/11/2026 08:00", "ένα είδος"),
        ("ημερομηνία;ημέρα;διανυκτέρευση", "23/11/2026;Τρίτη;alpha", "δεν πέφτει αυτή την ημέρα"),
    ],
)  # fmt: skip
def test_one_wrong_row_refuses_all_and_is_named(tmp_path: Path, pharmacies: Any, header: str, row: str, words: str) -> None:
    good = {LONG: "marakis;22/11/2026;νύχτα", TIMED: "marakis;νύχτα;22/11/2026 21:00;23/11/2026 08:00"}.get(
        header, "22/11/2026;Κυριακή;marakis"
    )

    document = refused(write_csv(tmp_path / "x.csv", header, good, row))

    assert document["error"] == "RosterRefused"
    (problem,) = (problem for problem in document["problems"] if problem["row"])
    assert problem["row"] == 3
    assert words in problem["message"]
    assert not DutyShift.objects.exists()


def test_a_name_that_two_pharmacies_share_asks_for_the_code(tmp_path: Path) -> None:
    plant(Pharmacy, code="one", name_el="Μαράκης")
    plant(Pharmacy, code="two", name_el="ΜΑΡΑΚΗΣ")

    assert "one, two" in refused(write_csv(tmp_path / "x.csv", LONG, "μαρακης;22/11/2026;νύχτα"))["message"]


def test_a_name_in_the_wrong_encoding_is_refused(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", "code;date;kind", "Μαράκης;22/11/2026;night", encoding="iso8859-7")

    assert "UTF-8" in refused(path, "--encoding", "utf-8")["message"]
    assert run(path)["created"] == 1


def test_formula_cells_without_a_result_refuse_the_roster(tmp_path: Path, pharmacies: Any) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", ["Ημερομηνία", "Διανυκτέρευση"], [date(2026, 11, 22), "alpha"], ["=A2+1", "marakis"])

    assert "=A2+1" in refused(path)["problems"][0]["message"]


def test_rows_that_are_there_twice_or_overlap_refuse_the_roster(tmp_path: Path, pharmacies: Any) -> None:
    twice = refused(write_csv(tmp_path / "a.csv", LONG, "alpha;22/11/2026;νύχτα", "ΑΛΦΑ;22 Νοεμβρίου 2026;διανυκτέρευση"))
    overlap = refused(
        write_csv(
            tmp_path / "b.csv", TIMED, "alpha;νύχτα;22/11/2026 21:00;23/11/2026 08:00", "alpha;νύχτα;23/11/2026 07:00;23/11/2026 12:00"
        )
    )

    assert [(problem["row"], problem["kind"]) for problem in twice["problems"] if problem["row"]] == [(3, "duplicate")]
    assert [(problem["row"], problem["kind"]) for problem in overlap["problems"] if problem["row"]] == [(3, "overlap")]
    assert "γραμμή 2" in overlap["message"]
    assert not DutyShift.objects.exists()


def test_kinds_may_overlap_and_it_is_told(tmp_path: Path, pharmacies: Any) -> None:
    report = run(write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;διευρυμένο", "alpha;22/11/2026;νύχτα"))

    assert report["created"] == 2
    assert "πέφτει πάνω στη γραμμή 2" in report["problems"][0]["message"]


def test_what_is_stored_already_and_contradicts_is_named(tmp_path: Path, pharmacies: Any) -> None:
    store(pharmacies["alpha"], "night", "22/11/2026 20:00", "23/11/2026 07:00")
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα")

    document = refused(path)

    assert [(problem["row"], problem["kind"]) for problem in document["problems"] if problem["row"]] == [(2, "conflict")]
    assert "22/11/2026 20:00" in document["message"]
    assert run(path, "--replace")["removed"] == 1
    assert shifts() == {("alpha", "night", "22/11 21:00", "23/11 08:00")}


def test_with_strict_a_gap_refuses_the_roster(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα", "alpha;24/11/2026;νύχτα")

    assert "23/11/2026 21:00 έως 24/11/2026 08:00" in refused(path, "--strict")["message"]
    assert not DutyShift.objects.exists()
    assert run(path)["created"] == 2


@pytest.mark.parametrize("days", [("2026-12-01", "2026-11-01"), ("2027-01-01", "2027-01-31")])
def test_days_that_hold_nothing_are_refused_and_replace_nothing(tmp_path: Path, pharmacies: Any, days: tuple[str, str]) -> None:
    store(pharmacies["alpha"], "night", "05/01/2027 21:00", "06/01/2027 08:00")

    refused(write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα"), "--since", days[0], "--until", days[1], "--replace")

    assert DutyShift.objects.count() == 1
