"""The duty roster as the pharmacists' association sends it."""

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from importers.models import ImportRun
from layers.pharmacies import DutyShift, Pharmacy
from tests.planting import plant
from tests.rosters import LONG, TIMED, at, run, shifts, store
from tests.sheets import new_book, write_csv

pytestmark = pytest.mark.django_db

DAYS = ("22/11/2026", "2026-11-22", "22-11-2026", "22.11.26", "22 Νοεμβρίου 2026", "Κυριακή 22 ΝΟΕΜΒΡΙΟΥ 2026", "22 Nov 2026", "46348")


@pytest.mark.parametrize(
    ("name", "day"),
    [*(("alpha", day) for day in DAYS), *((name, DAYS[0]) for name in ("ΑΛΦΑ", "αλφα", "Φαρμακείο Άλφα", "AΛΦA"))],
)
def test_days_and_names_are_read_as_people_write_them(tmp_path: Path, pharmacies: Any, name: str, day: str) -> None:
    run(write_csv(tmp_path / "x.csv", LONG, f"{name};{day};Διανυκτέρευση"))

    assert shifts() == {("alpha", "night", "22/11 21:00", "23/11 08:00")}


def test_final_sigma_and_the_order_of_names_make_no_difference(tmp_path: Path, pharmacies: Any) -> None:
    run(write_csv(tmp_path / "x.csv", LONG, "ΓΕΩΡΓΙΟΣ ΠΑΠΑΔΑΚΗΣ;22/11/2026;night", "παπαδακης γεωργιος;23/11/2026;night"))

    assert {code for code, *_ in shifts()} == {"papadakis"}


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


def test_a_workbook_with_a_title_merged_dates_and_real_dates(tmp_path: Path, pharmacies: Any) -> None:
    book, sheet = new_book()
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


def test_the_same_roster_again_changes_nothing(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα", "marakis;23/11/2026;ημέρα")
    run(path)
    before = set(DutyShift.objects.values_list("pk", flat=True))

    again = run(path, "--replace")

    assert (again["created"], again["updated"], again["unchanged"], again["removed"]) == (0, 0, 2, 0)
    assert set(DutyShift.objects.values_list("pk", flat=True)) == before
    assert list(ImportRun.objects.values_list("outcome", "target")) == [("unchanged", "duty-roster"), ("loaded", "duty-roster")]


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


def test_a_dry_run_says_all_and_does_nothing(tmp_path: Path, pharmacies: Any) -> None:
    store(pharmacies["marakis"], "day", "22/11/2026 08:00", "22/11/2026 21:00")
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα")

    report = run(path, "--replace", "--dry-run")

    assert (report["created"], report["removed"]) == (1, 1)
    assert DutyShift.objects.count() == 1
    assert not ImportRun.objects.exists()


def test_only_the_days_asked_for_are_read(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", LONG, "nobody;21/11/2026;νύχτα", "alpha;22/11/2026;νύχτα", "alpha;24/11/2026;νύχτα")

    report = run(path, "--since", "2026-11-22", "--until", "23/11/2026")

    assert (report["created"], report["skipped"], report["since"], report["until"]) == (1, 2, "2026-11-22", "2026-11-23")
    assert [gap["starts_at"] for gap in report["gaps"]] == ["2026-11-23T21:00:00+02:00"]


def test_duties_that_stay_cover_too_and_those_of_hidden_pharmacies_do_not(tmp_path: Path, pharmacies: Any) -> None:
    plant(Pharmacy, code="hidden", name_el="Κρυφό", is_published=False)
    store(pharmacies["alpha"], "night", "23/11/2026 21:00", "24/11/2026 08:00")
    path = write_csv(tmp_path / "x.csv", LONG, "hidden;22/11/2026;νύχτα", "marakis;24/11/2026;νύχτα")

    assert [gap["starts_at"][:10] for gap in run(path)["gaps"]] == ["2026-11-22"]


def test_the_nights_on_which_clocks_change_have_no_holes(tmp_path: Path, pharmacies: Any) -> None:
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;24/10/2026;νύχτα", "alpha;28/03/2026;νύχτα")

    report = run(path, "--since", "2026-10-24")

    assert report["gaps"] == []
    assert DutyShift.objects.get().period.upper - DutyShift.objects.get().period.lower == timedelta(hours=12)


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


def test_people_read_the_roster_in_their_language(tmp_path: Path, pharmacies: Any) -> None:
    out = StringIO()
    path = write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα", "alpha;24/11/2026;νύχτα")
    call_command("import_roster", str(path), "--lang", "en", stdout=out)

    assert "Duties from 22/11/2026 to 24/11/2026" in out.getvalue()
    assert "No pharmacy by night, from 23/11/2026 21:00 to 24/11/2026 08:00." in out.getvalue()


def test_another_town_has_other_hours(tmp_path: Path, pharmacies: Any, settings: Any) -> None:
    settings.MUNICIPALITY = replace(settings.MUNICIPALITY, duty_hours={**settings.MUNICIPALITY.duty_hours, "night": ("20:30", "07:30")})

    run(write_csv(tmp_path / "x.csv", LONG, "alpha;22/11/2026;νύχτα"))

    assert shifts() == {("alpha", "night", "22/11 20:30", "23/11 07:30")}
