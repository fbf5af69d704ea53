"""Sheets as staff keep them: CSV in whatever encoding, Excel with all that people do in it."""

import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from importers.models import ImportRun
from layers.cinemas import Cinema
from layers.hours.models import Timetable
from layers.pharmacies import Pharmacy
from tests.files import LIGHTHOUSE, feature, in_greek_grid, write_geojson, zipped
from tests.planting import plant
from tests.sheets import new_book, refused_by, run_command, write_csv, write_xlsx

pytestmark = pytest.mark.django_db
HEADER = "κωδικός;Όνομα;Όνομα στα αγγλικά;lon;lat"
ROW = "kentriko;Άγιος Νικόλαος;Agios Nikolaos;24,01675;35,51964"


def run(path: Path, *options: str) -> dict[str, Any]:
    return run_command("import_layer", path, *options)


def refused(path: Path, *options: str) -> str:
    return str(refused_by("import_layer", path, *options)["message"])


# What is wrong comes first.


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "κενό"),
        (b"\r\n\r\n", "κενό"),
        (b"code;name_el;name_en;lon;lat\r\n", "καμία γραμμή"),
        (b"kentriko;24.01;35.51;2026-11-22\r\n", "ονόματα των στηλών: η γραμμή 1"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xlsx ή .csv"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ".xlsx ή .csv"),
        (b'code;name_el\r\na;"no end\r\n', "εισαγωγικά"),
        (b"code;name_el\r\na;" + b"x" * 2_000_000, "κελί χωρίς τέλος"),
        (b"code," + b",".join(b"c%d" % number for number in range(1_000_000)) + b"\r\n", "1000001 στήλες"),
        ("\ufeffcode;name_el;name_en;x;y\r\na;b;c;500000;3930000".encode(), "--crs EPSG:2100"),
        (b"code;name_el;name_en;wkt\r\na;b;c;POINT (24 35)\r\n", "EPSG:4326"),
        (b"code;name_el;name_en;wkt\r\na;b;c;POINTLESS\r\n", "--crs"),
        (b'code,name_el,name_en,wkt\r\na,b,c,"SRID=2100;POINT (1 2)"\r\nd,b,c,"SRID=4326;POINT (24 35)"\r\n', "2100, 4326"),
        (b"phone;name_el\r\n1;2\r\n", "--key"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_refused_and_nothing_changes(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    message = refused(path, "--layer", "pharmacies")

    assert words in message
    assert not Pharmacy.objects.exists()
    assert ImportRun.objects.get().outcome == "refused"


@pytest.mark.parametrize("name", ["x.xlsx", "x.xls", "x.ods"])
def test_what_is_no_workbook_is_named_with_a_remedy(tmp_path: Path, name: str) -> None:
    path = write_csv(tmp_path / name, HEADER, ROW)

    assert ".csv" in refused(path, "--layer", "pharmacies")


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", ["code", "name_el"], ["a", "b"])
    path.write_bytes(path.read_bytes()[:-400])

    assert "κατεστραμμένο" in refused(path, "--layer", "pharmacies")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", ["code", "name_el"], ["a", "b"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("xl/worksheets/sheet9.xml", b"0" * 70 * 2**20)

    assert "64" in refused(path, "--layer", "pharmacies")


def test_a_cell_far_out_makes_no_million_columns(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(["code", "name_el"])
    sheet["XFD1048576"] = "lost"
    book.save(tmp_path / "x.xlsx")

    assert "16384 στήλες" in refused(tmp_path / "x.xlsx", "--layer", "pharmacies")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a;Α;A;24,01;abc", "Γραμμή 3, στήλη «lat»: το «abc»"),
        ("a;Α;A;500.123,45;35,5", "Γραμμή 3, στήλη «lon»: το «500.123,45»"),
        ("a;Α;A;;", "Γραμμή 3: δεν έχει θέση"),
        ("a;Α;A;35,51;24,01", "αντιστραφούν"),
        ("a;Α;A;24,01;35,51;extra", "Γραμμή 3: περισσεύουν κελιά («extra»)"),
        ("a;;A;24,01;35,51", "Γραμμή 3, στήλη «Όνομα» (name_el), τιμή «»"),
        ("ά;Α;A;24,01;35,51", "Γραμμή 3, στήλη «κωδικός» (code), τιμή «ά»"),
    ],
)
def test_a_bad_row_is_named_by_its_number_on_the_sheet_and_left_out(tmp_path: Path, row: str, words: str) -> None:
    report = run(write_csv(tmp_path / "x.csv", HEADER, ROW, row), "--layer", "pharmacies")

    assert (report["read"], report["created"], report["skipped"]) == (2, 1, 1)
    assert words in report["problems"][0]["message"]


def test_people_read_problems_in_english(tmp_path: Path) -> None:
    out = StringIO()
    path = write_csv(tmp_path / "x.csv", HEADER, ROW, "a;Α;A;24,01;abc")
    call_command("import_layer", str(path), "--layer", "pharmacies", "--lang", "en", stdout=out)

    assert "Row 3, column “lat”" in out.getvalue()


def test_text_that_the_given_encoding_cannot_read_is_told(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", "code;name_el;name_en;lon;lat", ROW, encoding="cp1253")

    problem = run(path, "--layer", "pharmacies", "--encoding", "utf-8", "--dry-run")["problems"][0]

    assert (problem["row"], problem["kind"]) == (2, "repaired_text")


def test_two_columns_for_one_field_are_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", "code;name_el;Όνομα;lon;lat", "a;Α;Β;24,0;35,5")

    assert "«name_el» και «Όνομα»" in refused(path, "--layer", "pharmacies")


def test_a_formula_without_a_stored_result_and_an_error_leave_their_rows_out(tmp_path: Path) -> None:
    header = ["code", "name_el", "name_en", "lon", "lat"]
    path = write_xlsx(
        tmp_path / "x.xlsx", header, ["a", "=UPPER(B1)", "A", 24.01, 35.51], ["b", "#N/A", "B", 24.01, 35.51], ["c", "Γ", "C", 24.01, 35.51]
    )

    report = run(path, "--layer", "pharmacies")

    assert (report["created"], report["skipped"]) == (1, 2)
    assert [problem["row"] for problem in report["problems"]] == [2, 3]
    assert "=UPPER(B1)" in report["problems"][0]["message"]
    assert "#N/A" in report["problems"][1]["message"]


# What is right.


@pytest.mark.parametrize(
    ("encoding", "name", "separator"),
    [
        ("utf-8", "UTF-8", ","),
        ("utf-8-sig", "UTF-8", ";"),
        ("iso8859-7", "ISO-8859-7", ";"),
        ("iso8859-7", "ISO-8859-7", ","),
        ("cp1253", "Windows-1253", "\t"),
        ("cp1253", "Windows-1253", "|"),
        ("utf-16", "UTF-16", "\t"),
    ],
)
def test_encoding_and_separator_are_found(tmp_path: Path, encoding: str, name: str, separator: str) -> None:
    lines = ["κωδικός;Όνομα;ΟΝΟΜΑ ΣΤΑ ΑΓΓΛΙΚΑ;lon;lat;διεύθυνση", 'kentriko;Άγιος Νικόλαος;Agios;24.01675;35.51964;"Ά; Τσούδερων|, 3"']
    inside = lines[1].replace("Ά; Τσ", "@").replace(";", separator).replace("@", "Ά; Τσ")
    path = write_csv(tmp_path / "x.csv", lines[0].replace(";", separator), inside, encoding=encoding)

    report = run(path, "--layer", "pharmacies")

    assert (report["encoding"], report["created"], report["crs_how"]) == (name, 1, "lon_lat")
    pharmacy = Pharmacy.objects.get()
    assert (pharmacy.name_el, pharmacy.address_el) == ("Άγιος Νικόλαος", "Ά; Τσούδερων|, 3")
    assert pharmacy.geom.coords == LIGHTHOUSE


def test_the_greek_grid_is_believed_when_it_is_named(tmp_path: Path) -> None:
    x, y = in_greek_grid(*LIGHTHOUSE)
    path = write_csv(tmp_path / "x.csv", "code;name_el;name_en;X;Y", f"a;Α;A;{x:.3f};{y:.3f}".replace(".", ","))

    report = run(path, "--layer", "pharmacies", "--crs", "EPSG:2100")

    assert (report["crs"], report["crs_how"]) == ("EPSG:2100", "given")
    assert Pharmacy.objects.get().geom.coords == pytest.approx(LIGHTHOUSE, abs=1e-7)


def test_the_same_sheet_again_changes_nothing_and_a_change_is_one_update(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", HEADER + ";ωράριο", ROW + ";Δευ-Παρ 08:00-14:30")
    run(path, "--layer", "pharmacies")

    again = run(path, "--layer", "pharmacies")
    write_csv(path, HEADER + ";ωράριο", ROW.replace("Agios", "Saint") + ";Δευ-Παρ 08:00-14:30")
    changed = run(path, "--layer", "pharmacies")

    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)
    assert (changed["created"], changed["updated"], changed["unchanged"]) == (0, 1, 0)


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", HEADER + ";ωράριο", ROW + ";Δευ-Παρ 08:00-14:30")

    assert run(path, "--layer", "pharmacies", "--dry-run")["created"] == 1
    assert not any(model.objects.exists() for model in (Pharmacy, Timetable, ImportRun))


def test_unused_columns_are_told(tmp_path: Path) -> None:
    report = run(write_csv(tmp_path / "x.csv", HEADER + ";τηλεφωνο;fax", ROW + ";28210;1"), "--layer", "pharmacies")

    assert [problem["message"] for problem in report["problems"]] == ["Στήλες που δεν χρησιμοποιήθηκαν: «fax»."]
    assert Pharmacy.objects.get().phone == "28210"


def test_a_workbook_with_title_merged_cells_and_hidden_parts_is_read_and_told(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(["Κινηματογράφοι του Δήμου"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["Κωδικός", "Όνομα", "Όνομα στα αγγλικά", "Διεύθυνση", "lon", "lat"])
    sheet.append(["kipos", "Κήπος", "Kipos", "Τζανακάκη", 24.02, 35.51])
    sheet.append(["attikon", "Αττικόν", "Attikon", None, 24.03, 35.51])
    sheet.merge_cells("D4:D5")
    sheet.row_dimensions[5].hidden = True
    notes = book.create_sheet("σημειώσεις")
    notes.append(["μη", "με", "διαβάσεις"])
    notes.sheet_state = "hidden"
    book.save(tmp_path / "x.xlsx")

    report = run(tmp_path / "x.xlsx", "--layer", "cinemas")

    assert report["created"] == 2
    told = " ".join(problem["message"] for problem in report["problems"])
    assert "γραμμή 3" in told
    assert "σημειώσεις" in told
    assert "κρυμμένες γραμμές (5)" in told
    assert set(Cinema.objects.values_list("address_el", flat=True)) == {"Τζανακάκη"}


def test_of_several_sheets_one_is_asked_for(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(["code", "phone"])
    book.create_sheet("Φύλλο2").append(["code", "phone"])
    book["Φύλλο2"].append(["kentriko", "1"])
    book.save(tmp_path / "x.xlsx")
    plant(Pharmacy, code="kentriko")

    assert "Φύλλο2" in refused(tmp_path / "x.xlsx", "--layer", "pharmacies")
    assert "Έχει: Sheet, Φύλλο2" in refused(tmp_path / "x.xlsx", "--layer", "pharmacies", "--member", "x")
    assert run(tmp_path / "x.xlsx", "--layer", "pharmacies", "--member", "φύλλο2")["updated"] == 1


def test_a_sheet_becomes_a_dataset_with_typed_columns(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "x.csv", "ΤΚ;θέσεις;ύψος;από;lon;lat", "07310;3;1,5;22/11/2026;24,01;35,51", "73100;4;2;01/12/2026;24,02;35,52"
    )
    run(path, "--dataset", "Κάδοι")

    properties = Client().get("/api/collections/kadoi/items").json()["features"][0]["properties"]

    assert properties == {"ΤΚ": "07310", "θέσεις": 3, "ύψος": 1.5, "από": "2026-11-22"}
    assert run(path, "--dataset", "Κάδοι")["unchanged"] == 2


def test_a_dataset_needs_places(tmp_path: Path) -> None:
    assert "lon και lat" in refused(write_csv(tmp_path / "x.csv", "α;β", "1;2"), "--dataset", "x")


def test_a_zipped_sheet_is_read_and_beside_shapes_it_is_somebodys_notes(tmp_path: Path) -> None:
    write_csv(tmp_path / "x.csv", HEADER, ROW)
    write_geojson(tmp_path / "shapes.geojson", [feature(LIGHTHOUSE, code="allo", name_el="Α", name_en="A")])

    assert run(zipped(tmp_path / "x.csv"), "--layer", "pharmacies")["created"] == 1
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as both:
        both.write(tmp_path / "x.csv", "notes.csv")
        both.write(tmp_path / "shapes.geojson", "shapes.geojson")
    assert run(tmp_path / "both.zip", "--layer", "pharmacies")["created"] == 1
    assert set(Pharmacy.objects.values_list("code", flat=True)) == {"kentriko", "allo"}
