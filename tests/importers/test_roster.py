"""The duty roster as the pharmacists' association sends it: nothing is loaded while anything in it is wrong."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from importers.instants import instant_of
from importers.models import ImportRun
from importers.roster.duty import Duty, gaps, likely_kind, overlapping, usual_period
from layers.pharmacies import DutyShift, Pharmacy
from tests.files import LIGHTHOUSE, feature, write_geojson
from tests.planting import plant

ATHENS = ZoneInfo("Europe/Athens")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = "φαρμακείο;ημερομηνία;είδος"
TIMED = "φαρμακείο;είδος;από;έως"

database = pytest.mark.django_db


def run(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_roster", str(path), *options, "--json", stdout=out)
    return json.loads(out.getvalue())


def refused(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import_roster", str(path), *options, "--json", stdout=out)
    assert refusal.value.returncode == 1
    return json.loads(out.getvalue())


def write_csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def write_xlsx(path: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def at(text: str, *, fold: int = 0) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ATHENS, fold=fold)


def store(pharmacy: Pharmacy, kind: str, start: str, end: str) -> DutyShift:
    return DutyShift.objects.create(pharmacy=pharmacy, kind=kind, period=DateTimeTZRange(at(start), at(end)))


def shifts() -> set[tuple[str, str, str, str]]:
    return {
        (
            row.pharmacy.code,
            row.kind,
            f"{row.period.lower.astimezone(ATHENS):%d/%m %H:%M}",
            f"{row.period.upper.astimezone(ATHENS):%d/%m %H:%M}",
        )
        for row in DutyShift.objects.select_related("pharmacy")
    }


@pytest.fixture
def pharmacies() -> dict[str, Pharmacy]:
    names = {"papadakis": "Παπαδάκης Γεώργιος", "marakis": "Μαράκης", "alpha": "Άλφα"}
    return {code: plant(Pharmacy, code=code, name_el=name, name_en=code.title()) for code, name in names.items()}


# What is wrong comes first.


@database
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


@database
def test_a_map_is_no_roster(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "x.geojson", [feature(LIGHTHOUSE, name="x")])

    assert ".csv ή .xlsx" in refused(path)["message"]


@database
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


@database
def test_a_name_that_two_pharmacies_share_asks_for_the_code(tmp_path: Path) -> None:
    plant(Pharmacy, code="one", name_el="Μαράκης")
    plant(Pharmacy, code="two", name_el="ΜΑΡΑΚΗΣ")

    assert "one, two" in refused(write_csv(tmp_path / "x.csv", LONG, "μαρακης;22/11/2026;νύχτα"))["message"]


@database
def test_a_name_in_the_wrong_encoding_is_refused(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", "code;date;kind", "Μαράκης;22/11/2026;night", encoding="iso8859-7")

    assert "UTF-8" in refused(path, "--encoding", "utf-8")["message"]
    assert run(path)["created"] == 1


@database
def test_formula_cells_without_a_result_refuse_the_roster(tmp_path: Path, pharmacies: Any) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", ["Ημερομηνία", "Διανυκτέρευση"], [date(2026, 11, 22), "alpha"], ["=A2+1", "marakis"])

    assert "=A2+1" in refused(path)["problems"][0]["message"]


@database
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


@database
def test_kinds_may_overlap_and_it_is_told(tmp_path: Path, pharmacies: Any) -> None:
    report = run(write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;διευρυμένο", "alpha;22/11/2026;νύχτα"))

    assert report["created"] == 2
    assert "πέφτει πάνω στη γραμμή 2" in report["problems"][0]["message"]


@database
def test_what_is_stored_already_and_contradicts_is_named(tmp_path: Path, pharmacies: Any) -> None:
    store(pharmacies["alpha"], "night", "22/11/2026 20:00", "23/11/2026 07:00")
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα")

    document = refused(path)

    assert [(problem["row"], problem["kind"]) for problem in document["problems"] if problem["row"]] == [(2, "conflict")]
    assert "22/11/2026 20:00" in document["message"]
    assert run(path, "--replace")["removed"] == 1
    assert shifts() == {("alpha", "night", "22/11 21:00", "23/11 08:00")}


@database
def test_with_strict_a_gap_refuses_the_roster(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα", "alpha;24/11/2026;νύχτα")

    assert "23/11/2026 21:00 έως 24/11/2026 08:00" in refused(path, "--strict")["message"]
    assert not DutyShift.objects.exists()
    assert run(path)["created"] == 2


@database
@pytest.mark.parametrize("days", [("2026-12-01", "2026-11-01"), ("2027-01-01", "2027-01-31")])
def test_days_that_hold_nothing_are_refused_and_replace_nothing(tmp_path: Path, pharmacies: Any, days: tuple[str, str]) -> None:
    store(pharmacies["alpha"], "night", "05/01/2027 21:00", "06/01/2027 08:00")

    refused(write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα"), "--since", days[0], "--until", days[1], "--replace")

    assert DutyShift.objects.count() == 1


# What is right.


@database
@pytest.mark.parametrize(
    "day",
    ["22/11/2026", "2026-11-22", "22-11-2026", "22.11.26", "22 Νοεμβρίου 2026", "Κυριακή 22 ΝΟΕΜΒΡΙΟΥ 2026", "22 Nov 2026", "46348"],
)
@pytest.mark.parametrize("name", ["alpha", "ΑΛΦΑ", "αλφα", "Φαρμακείο Άλφα", "AΛΦA"])
def test_days_and_names_are_read_as_people_write_them(tmp_path: Path, pharmacies: Any, day: str, name: str) -> None:
    run(write_csv(tmp_path / "x.csv", LONG, f"{name};{day};Διανυκτέρευση"))

    assert shifts() == {("alpha", "night", "22/11 21:00", "23/11 08:00")}


@database
def test_final_sigma_and_the_order_of_names_make_no_difference(tmp_path: Path, pharmacies: Any) -> None:
    run(write_csv(tmp_path / "x.csv", LONG, "ΓΕΩΡΓΙΟΣ ΠΑΠΑΔΑΚΗΣ;22/11/2026;night", "παπαδακης γεωργιος;23/11/2026;night"))

    assert {code for code, *_ in shifts()} == {"papadakis"}


@database
def test_the_wide_form_names_several_for_each_date(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(
        tmp_path / "x.csv",
        "Ημερομηνία;Ημέρα;Διημέρευση 08:00-21:00;Διανυκτέρευση (21:30 - 08:30)",
        '22/11/2026;Κυριακή;"Παπαδάκης Γεώργιος, Άλφα";Μαράκης',
        "23/11/2026;Δευτέρα;-;Άλφα και Μαράκης",
    )

    report = run(path)

    assert report["created"] == 5
    assert shifts() == {
        ("papadakis", "day", "22/11 08:00", "22/11 21:00"), ("alpha", "day", "22/11 08:00", "22/11 21:00"),
        ("marakis", "night", "22/11 21:30", "23/11 08:30"), ("alpha", "night", "23/11 21:30", "24/11 08:30"),
        ("marakis", "night", "23/11 21:30", "24/11 08:30"),
    }  # fmt: skip
    assert report["gaps"] == [
        {"kind": "day", "starts_at": "2026-11-23T08:30:00+02:00", "ends_at": "2026-11-23T21:00:00+02:00"},
        {"kind": "night", "starts_at": "2026-11-22T21:00:00+02:00", "ends_at": "2026-11-22T21:30:00+02:00"},
        {"kind": "night", "starts_at": "2026-11-23T21:00:00+02:00", "ends_at": "2026-11-23T21:30:00+02:00"},
    ]


@database
def test_a_workbook_with_a_title_merged_dates_and_real_dates(tmp_path: Path, pharmacies: Any) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Εφημερίες Νοεμβρίου 2026"])
    sheet.append(["Ημερομηνία", "Ημέρα", "Νύχτα"])
    sheet.append([date(2026, 11, 22), "Άλφα", "Μαράκης"])
    sheet.append([None, "Μαράκης", None])
    sheet.append([46349, "Άλφα", "Άλφα"])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "x.xlsx")

    run(tmp_path / "x.xlsx")

    assert {(code, kind, start) for code, kind, start, _end in shifts()} == {
        ("alpha", "day", "22/11 08:00"), ("marakis", "night", "22/11 21:00"), ("marakis", "day", "22/11 08:00"),
        ("alpha", "day", "23/11 08:00"), ("alpha", "night", "23/11 21:00"),
    }  # fmt: skip


@database
def test_times_of_the_sheet_count_and_midnight_is_the_end_of_the_day(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(
        tmp_path / "x.csv",
        "φαρμακείο;ημερομηνία;είδος;από;έως",
        "alpha;22/11/2026;διημέρευση;16:00;24:00",
        "marakis;22/11/2026;;9 μ.μ.;8 π.μ.",
        "papadakis;23/11/2026;24ωρο;;",
        "marakis;;διευρυμένο;23/11/2026 08:00;23/11/2026 24:00",
    )

    run(path)

    assert shifts() == {
        ("alpha", "day", "22/11 16:00", "23/11 00:00"), ("marakis", "night", "22/11 21:00", "23/11 08:00"),
        ("papadakis", "day", "23/11 08:00", "23/11 21:00"), ("papadakis", "night", "23/11 21:00", "24/11 08:00"),
        ("marakis", "extended", "23/11 08:00", "24/11 00:00"),
    }  # fmt: skip


@database
def test_the_same_roster_again_changes_nothing(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα", "marakis;23/11/2026;ημέρα")
    run(path)
    before = set(DutyShift.objects.values_list("pk", flat=True))

    again = run(path, "--replace")

    assert (again["created"], again["updated"], again["unchanged"], again["removed"]) == (0, 0, 2, 0)
    assert set(DutyShift.objects.values_list("pk", flat=True)) == before
    assert list(ImportRun.objects.values_list("outcome", "target")) == [("unchanged", "duty-roster"), ("loaded", "duty-roster")]


@database
def test_the_next_roster_updates_by_pharmacy_kind_and_start_and_replaces_only_when_told(tmp_path: Path, pharmacies: Any) -> None:
    kept = store(pharmacies["alpha"], "night", "22/11/2026 21:00", "23/11/2026 07:00")
    store(pharmacies["marakis"], "day", "23/11/2026 08:00", "23/11/2026 21:00")
    outside = store(pharmacies["marakis"], "day", "30/11/2026 08:00", "30/11/2026 21:00")
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα", "alpha;23/11/2026;νύχτα")

    first = run(path)
    assert (first["created"], first["updated"], first["removed"]) == (1, 1, 0)
    assert DutyShift.objects.get(pk=kept.pk).period.upper == at("23/11/2026 08:00")
    assert DutyShift.objects.count() == 4

    second = run(path, "--replace")
    assert (second["unchanged"], second["removed"]) == (2, 1)
    assert DutyShift.objects.filter(pk=outside.pk).exists()


@database
def test_a_dry_run_says_all_and_does_nothing(tmp_path: Path, pharmacies: Any) -> None:
    store(pharmacies["marakis"], "day", "22/11/2026 08:00", "22/11/2026 21:00")
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα")

    report = run(path, "--replace", "--dry-run")

    assert (report["created"], report["removed"]) == (1, 1)
    assert DutyShift.objects.count() == 1
    assert not ImportRun.objects.exists()


@database
def test_only_the_days_asked_for_are_read(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", LONG, "nobody;21/11/2026;νύχτα", "alpha;22/11/2026;νύχτα", "alpha;24/11/2026;νύχτα")

    report = run(path, "--since", "2026-11-22", "--until", "23/11/2026")

    assert (report["created"], report["skipped"], report["since"], report["until"]) == (1, 2, "2026-11-22", "2026-11-23")
    assert [gap["starts_at"] for gap in report["gaps"]] == ["2026-11-23T21:00:00+02:00"]


@database
def test_duties_that_stay_cover_too_and_those_of_hidden_pharmacies_do_not(tmp_path: Path, pharmacies: Any) -> None:
    plant(Pharmacy, code="hidden", name_el="Κρυφό", is_published=False)
    store(pharmacies["alpha"], "night", "23/11/2026 21:00", "24/11/2026 08:00")
    path = write_csv(tmp_path / "x.csv", LONG, "hidden;22/11/2026;νύχτα", "marakis;24/11/2026;νύχτα")

    assert [gap["starts_at"][:10] for gap in run(path)["gaps"]] == ["2026-11-22"]


@database
def test_the_nights_on_which_clocks_change_have_no_holes(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;24/10/2026;νύχτα", "alpha;28/03/2026;νύχτα")

    report = run(path, "--since", "2026-10-24")

    assert report["gaps"] == []
    assert DutyShift.objects.get().period.upper - DutyShift.objects.get().period.lower == timedelta(hours=12)


@database
@pytest.mark.parametrize(
    ("start", "end", "hours", "words"),
    [
        ("25/10/2026 03:30", "25/10/2026 08:00", 5.5, "εννοήθηκε η πρώτη"),
        ("24/10/2026 21:00", "25/10/2026 03:30", 7.5, "εννοήθηκε η δεύτερη"),
        ("29/03/2026 03:30", "29/03/2026 08:00", 3.5, "εννοήθηκε 04:30"),
        ("2026-10-25T03:30+02:00", "25/10/2026 08:00", 4.5, ""),
    ],
)
def test_times_that_come_twice_or_never_are_understood_and_told(
    tmp_path: Path, pharmacies: Any, start: str, end: str, hours: float, words: str
) -> None:
    report = run(write_csv(tmp_path / "x.csv", TIMED, f"alpha;νύχτα;{start};{end}"))

    shift = DutyShift.objects.get()
    assert (shift.period.upper - shift.period.lower) == timedelta(hours=hours)
    assert [words in problem["message"] for problem in report["problems"] if problem["kind"] == "clock"] == ([True] if words else [])


@database
def test_people_read_the_roster_in_their_language(tmp_path: Path, pharmacies: Any) -> None:
    out = StringIO()
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα", "alpha;24/11/2026;νύχτα")
    call_command("import_roster", str(path), "--lang", "en", stdout=out)

    assert "Duties from 22/11/2026 to 24/11/2026" in out.getvalue()
    assert "No pharmacy by night, from 23/11/2026 21:00 to 24/11/2026 08:00." in out.getvalue()


@database
def test_another_town_has_other_hours(tmp_path: Path, pharmacies: Any, settings: Any) -> None:
    settings.MUNICIPALITY = replace(settings.MUNICIPALITY, duty_hours={**settings.MUNICIPALITY.duty_hours, "night": ("20:30", "07:30")})

    run(write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα"))

    assert shifts() == {("alpha", "night", "22/11 20:30", "23/11 07:30")}


# Arithmetic, against a grid of minutes.

FIRST = date(2026, 10, 23)
DUTIES = st.lists(
    st.builds(
        lambda pharmacy, kind, start, length: Duty(
            row=0,
            pharmacy=pharmacy,
            kind=kind,
            start=datetime(2026, 10, 22, 20, tzinfo=UTC) + timedelta(minutes=start),
            end=datetime(2026, 10, 22, 20, tzinfo=UTC) + timedelta(minutes=start + length),
        ),
        st.integers(1, 3),
        st.sampled_from(["day", "night"]),
        st.integers(0, 5 * 1440),
        st.integers(1, 1440),
    ),
    max_size=12,
)


def minutes(start: datetime, end: datetime) -> set[int]:
    return set(range(int(start.timestamp()) // 60, int(end.timestamp()) // 60))


@given(DUTIES, st.sampled_from(["day", "night", "extended"]), st.integers(0, 3))
def test_gaps_are_the_minutes_that_nobody_covers(duties: list[Duty], kind: str, days: int) -> None:
    """The span holds the night on which clocks go back."""
    until = FIRST + timedelta(days=days)

    found = gaps(kind, since=FIRST, until=until, covered=[(duty.start, duty.end) for duty in duties])

    asked = set().union(*(minutes(*usual_period(kind, FIRST + timedelta(days=day))) for day in range(days + 1)))
    covered = set().union(*(minutes(duty.start, duty.end) for duty in duties))
    told = [minutes(*gap) for gap in found]
    assert set().union(*told) == asked - covered
    assert sum(map(len, told)) == len(asked - covered)


@given(DUTIES)
def test_overlaps_are_the_minutes_in_which_a_pharmacy_is_twice(duties: list[Duty]) -> None:
    found = [{id(one), id(other)} for one, other in overlapping(duties)]

    expected = [
        {id(one), id(other)}
        for place, one in enumerate(duties)
        for other in duties[place + 1 :]
        if one.pharmacy == other.pharmacy and minutes(one.start, one.end) & minutes(other.start, other.end)
    ]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))
def test_every_wall_time_is_an_instant_and_notes_only_where_clocks_change(wall: datetime) -> None:
    begin, end = instant_of(wall), instant_of(wall, is_end=True)

    assert begin.at <= end.at
    assert bool(begin.note) == bool(end.note)
    if not begin.note:
        assert begin.at == end.at == wall.replace(tzinfo=ATHENS)


def test_a_duty_that_does_not_say_its_kind_is_of_the_one_that_most_of_it_is() -> None:
    assert likely_kind(NOON, NOON + timedelta(hours=5)) == "day"
    assert likely_kind(NOON + timedelta(hours=8), NOON + timedelta(hours=18)) == "night"
    assert likely_kind(NOON - timedelta(hours=11), NOON - timedelta(hours=5)) == "night"
