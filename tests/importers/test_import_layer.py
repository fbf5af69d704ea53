"""The main job: staff bring a file, a minute later citizens see it and agencies read it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import shapefile
from django.core.management import CommandError, call_command
from django.test import Client
from pyproj import Geod

from importers.models import ImportRun
from layers.datasets.models import Dataset
from tests.files import LIGHTHOUSE, PRJ_4326, PRJ_EGSA87, feature, in_greek_grid, write_geojson, write_shapefile, zipped
from tests.importing import refused, run

pytestmark = pytest.mark.django_db
WGS84 = Geod(ellps="WGS84")


def items(slug: str) -> list[dict[str, Any]]:
    return Client().get(f"/api/collections/{slug}/items?limit=1000").json()["features"]


def metres_between(one: list[float], other: tuple[float, float]) -> float:
    return float(WGS84.inv(one[0], one[1], other[0], other[1])[2])


@pytest.fixture
def bins(tmp_path: Path) -> Path:
    rows = [(in_greek_grid(*LIGHTHOUSE), ["Άγιος Νικόλαος", 1]), (in_greek_grid(24.02, 35.51), ["Έλος", 2])]
    return write_shapefile(tmp_path / "kadoi.shp", rows, columns=(("ΟΝΟΜΑ", "C"), ("ID", "N")), encoding="iso8859-7")


def test_a_zipped_greek_shapefile_becomes_a_layer_in_right_greek_at_the_right_place(bins: Path) -> None:
    report = run(zipped(bins), "--dataset", "Κάδοι ανακύκλωσης")

    assert report == {
        "dataset": "kadoi-anakyklosis", "layer": None, "version": 1, "crs": "EPSG:2100", "crs_how": "prj",
        "encoding": "ISO-8859-7", "encoding_how": "text", "read": 2, "created": 2, "updated": 0, "unchanged": 0, "removed": 0,
        "skipped": 0, "problems": [],
    }  # fmt: skip
    first, second = items("kadoi-anakyklosis")
    assert first["properties"] == {"ΟΝΟΜΑ": "Άγιος Νικόλαος", "ID": 1}
    assert second["properties"]["ΟΝΟΜΑ"] == "Έλος"
    assert metres_between(first["geometry"]["coordinates"], LIGHTHOUSE) < 0.01


def test_people_read_a_report_in_their_language(bins: Path) -> None:
    out = StringIO()
    call_command("import_layer", str(bins), "--dataset", "Κάδοι", "--lang", "en", stdout=out)

    assert "Reference system: EPSG:2100 (the .prj says so)" in out.getvalue()
    assert "Rows: 2; new 2" in out.getvalue()


def test_a_prj_with_a_local_name_is_repaired_and_told(bins: Path) -> None:
    """PROJ alone would place it 326 m off, without a warning."""
    bins.with_suffix(".prj").write_text(PRJ_EGSA87)
    report = run(bins, "--dataset", "Κάδοι")

    assert (report["crs"], report["crs_how"]) == ("EPSG:2100", "prj_greek_grid")
    assert [problem["kind"] for problem in report["problems"]] == ["file"]
    assert metres_between(items("kadoi")[0]["geometry"]["coordinates"], LIGHTHOUSE) < 0.01


def test_what_comes_in_on_the_grid_goes_out_on_the_grid_as_it_came(bins: Path, hepos: None) -> None:
    """Whichever operation the settings name: both ways go by it, so a file survives the round to a millimetre."""
    run(bins, "--dataset", "Κάδοι")

    (first, *_) = Client().get("/api/collections/kadoi/items", {"crs": "http://www.opengis.net/def/crs/EPSG/0/2100"}).json()["features"]
    assert first["geometry"]["coordinates"] == pytest.approx(in_greek_grid(*LIGHTHOUSE), abs=0.001)
    assert metres_between(items("kadoi")[0]["geometry"]["coordinates"], LIGHTHOUSE) == pytest.approx(0.79, abs=0.01)


def test_the_same_file_again_changes_nothing(bins: Path) -> None:
    run(bins, "--dataset", "Κάδοι")
    report = run(bins, "--dataset", "Κάδοι")

    assert (report["version"], report["unchanged"], report["created"]) == (1, 2, 0)
    assert Dataset.objects.get().versions.count() == 1
    assert list(ImportRun.objects.values_list("outcome", flat=True)) == ["unchanged", "loaded"]


def test_the_next_file_updates_by_key_and_features_keep_their_ids(bins: Path) -> None:
    run(bins, "--dataset", "Κάδοι", "--key", "id")
    before = {entry["properties"]["ID"]: entry["id"] for entry in items("kadoi")}
    rows = [(in_greek_grid(24.03, 35.5), ["Νέος", 3]), (in_greek_grid(24.02, 35.51), ["Έλος, νέα θέση", 2])]
    write_shapefile(bins, rows, columns=(("ΟΝΟΜΑ", "C"), ("ID", "N")))

    report = run(bins, "--dataset", "kadoi")

    assert [report[count] for count in ("version", "created", "updated", "removed", "unchanged")] == [2, 1, 1, 1, 0]
    after = {entry["properties"]["ID"]: entry["id"] for entry in items("kadoi")}
    assert after[2] == before[2]
    assert after[3] not in before.values()


def test_without_a_key_the_same_row_keeps_its_id_wherever_it_stands(bins: Path) -> None:
    run(bins, "--dataset", "Κάδοι")
    before = {entry["properties"]["ID"]: entry["id"] for entry in items("kadoi")}
    rows = [
        (in_greek_grid(24.02, 35.51), ["Έλος", 2]),
        (in_greek_grid(*LIGHTHOUSE), ["Άγιος Νικόλαος", 1]),
        (in_greek_grid(24.0, 35.5), ["x", 9]),
    ]
    write_shapefile(bins, rows, columns=(("ΟΝΟΜΑ", "C"), ("ID", "N")), encoding="iso8859-7")

    report = run(bins, "--dataset", "Κάδοι")

    assert (report["unchanged"], report["created"]) == (2, 1)
    assert {entry["properties"]["ID"]: entry["id"] for entry in items("kadoi")} == {**before, 9: 3}


def test_a_dry_run_says_what_would_be_done_and_does_nothing(bins: Path) -> None:
    report = run(bins, "--dataset", "Κάδοι", "--dry-run")

    assert (report["created"], report["version"]) == (2, None)
    assert not Dataset.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("suffix", [".shp", ".dbf"])
def test_a_shapefile_without_one_of_its_files_is_refused(bins: Path, suffix: str) -> None:
    message = refused(zipped(bins, without=[suffix]), "--dataset", "Κάδοι")

    assert suffix in message
    assert not Dataset.objects.exists()
    assert ImportRun.objects.get().outcome == "refused"


def test_without_prj_the_likely_system_is_offered_and_not_assumed(bins: Path) -> None:
    bins.with_suffix(".prj").unlink()

    message = refused(bins, "--dataset", "Κάδοι")

    assert "kadoi.prj" in message
    assert "--crs EPSG:2100" in message
    assert run(bins, "--dataset", "Κάδοι", "--crs", "EPSG:2100")["crs_how"] == "given"


def test_a_saved_error_page_is_no_prj(bins: Path) -> None:
    bins.with_suffix(".prj").write_text("<html>404</html>")

    assert "--crs EPSG:2100" in refused(bins, "--dataset", "Κάδοι")


@pytest.mark.parametrize("code", ["EPSG:99999", "EGSA87", "+init=epsg:2100"])
def test_an_unknown_reference_system_is_named(bins: Path, code: str) -> None:
    assert code in refused(bins, "--dataset", "Κάδοι", "--crs", code)


def test_a_reference_system_without_a_datum_is_refused(bins: Path) -> None:
    bins.with_suffix(".prj").write_text(PRJ_EGSA87.replace("24.0", "25.5"))

    assert "WGS 84" in refused(bins, "--dataset", "Κάδοι")


def test_an_unknown_key_lists_the_columns(bins: Path) -> None:
    assert "ΟΝΟΜΑ, ID" in refused(bins, "--dataset", "Κάδοι", "--key", "KWD")


def test_repeated_and_empty_keys_name_their_rows(tmp_path: Path) -> None:
    rows = [(LIGHTHOUSE, ["α"]), (LIGHTHOUSE, ["β"]), (LIGHTHOUSE, ["α"])]
    repeated = refused(write_shapefile(tmp_path / "r.shp", rows, prj=PRJ_4326), "--dataset", "x", "--key", "NAME")
    empty = refused(
        write_shapefile(tmp_path / "e.shp", [(LIGHTHOUSE, ["α"]), (LIGHTHOUSE, [""])], prj=PRJ_4326), "--dataset", "x", "--key", "NAME"
    )

    assert "«α» στις γραμμές 1, 3" in repeated
    assert "κενή στις γραμμές 2" in empty


def test_rows_without_geometry_or_out_of_the_country_are_left_out_and_named(tmp_path: Path) -> None:
    rows = [(LIGHTHOUSE, ["καλή"]), (None, ["κενή"]), ((2.35, 48.85), ["Παρίσι"]), ((LIGHTHOUSE[1], LIGHTHOUSE[0]), ["ανάποδη"])]
    report = run(write_shapefile(tmp_path / "x.shp", rows, prj=PRJ_4326), "--dataset", "x")

    assert (report["read"], report["created"], report["skipped"]) == (4, 1, 3)
    assert [(problem["row"], problem["kind"]) for problem in report["problems"]] == [(2, "no_geometry"), (3, "outside"), (4, "outside")]
    assert "αντιστραφούν" in report["problems"][2]["message"]


def test_a_file_of_which_nothing_can_be_shown_is_refused_with_the_first_reason(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "x.geojson", [feature(in_greek_grid(*LIGHTHOUSE), name="ΕΓΣΑ87 σε GeoJSON")])

    assert "Γραμμή 1" in refused(path, "--dataset", "x")
    assert run(path, "--dataset", "x", "--crs", "2100")["created"] == 1


def test_what_was_published_stays_when_a_file_is_refused(bins: Path) -> None:
    run(bins, "--dataset", "Κάδοι")
    before = items("kadoi")

    refused(zipped(bins, without=[".prj"]), "--dataset", "Κάδοι")

    assert items("kadoi") == before


def test_shapes_that_cross_themselves_are_repaired_and_told(tmp_path: Path) -> None:
    bow_tie = [[[24.0, 35.5], [24.01, 35.51], [24.01, 35.5], [24.0, 35.51], [24.0, 35.5]]]
    path = write_shapefile(tmp_path / "x.shp", [(bow_tie, ["φιόγκος"])], prj=PRJ_4326, shape_type=shapefile.POLYGON)

    report = run(path, "--dataset", "x")

    assert report["problems"][0]["kind"] == "repaired_geometry"
    assert items("x")[0]["geometry"]["type"] == "MultiPolygon"


def test_single_and_multiple_shapes_make_one_layer(tmp_path: Path) -> None:
    square = [[[24.0, 35.5], [24.0, 35.51], [24.01, 35.51], [24.01, 35.5], [24.0, 35.5]]]
    other = [[24.1, 35.5], [24.1, 35.51], [24.11, 35.51], [24.11, 35.5], [24.1, 35.5]]
    path = write_shapefile(tmp_path / "x.shp", [(square, ["ένα"]), ([*square, other], ["δύο"])], prj=PRJ_4326, shape_type=shapefile.POLYGON)

    run(path, "--dataset", "x")

    assert [entry["geometry"]["type"] for entry in items("x")] == ["MultiPolygon", "MultiPolygon"]
    assert [len(entry["geometry"]["coordinates"]) for entry in items("x")] == [1, 2]


def test_geojson_keeps_the_kinds_of_its_values(tmp_path: Path) -> None:
    values = {
        "name": "Φάρος",
        "number": 3,
        "height": 21.5,
        "lit": True,
        "since": "1839-05-01",
        "seen": "2026-11-22T10:00:00+02:00",
        "tags": ["α", 1],
    }
    path = write_geojson(tmp_path / "x.geojson", [feature(LIGHTHOUSE, **values), feature(LIGHTHOUSE, name=None)])

    run(path, "--dataset", "x")

    first, second = (entry["properties"] for entry in items("x"))
    assert (first["name"], first["number"], first["height"], first["lit"], first["since"]) == ("Φάρος", 3, 21.5, True, "1839-05-01")
    assert first["seen"].startswith("2026-11-22T08:00:00")
    assert json.loads(first["tags"]) == ["α", 1]
    assert set(second.values()) == {None}


def test_shapes_of_all_kinds_may_stand_together(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[24.0, 35.5], [24.1, 35.6]]}
    run(write_geojson(tmp_path / "x.geojson", [feature(LIGHTHOUSE), feature(line)]), "--dataset", "x")

    assert {entry["geometry"]["type"] for entry in items("x")} == {"Point", "LineString"}


def test_columns_with_odd_names_become_usable_properties(tmp_path: Path) -> None:
    odd = {"Όνομα οδού": "α", "limit": 1, "bbox": 2, "  ": 3, "geom": 4, 'x"y%s': 5, "a\nb": 6}
    run(write_geojson(tmp_path / "x.geojson", [feature(LIGHTHOUSE, **odd)]), "--dataset", "x")

    properties = items("x")[0]["properties"]
    assert sorted(properties.values(), key=str) == sorted(odd.values(), key=str)
    assert {"Όνομα_οδού", "limit_", "bbox_", "geom_"} <= set(properties)
    assert Client().get("/api/collections/x/items", {"Όνομα_οδού": "α"}).json()["numberReturned"] == 1


def test_a_column_of_dates_makes_datetime_work(tmp_path: Path) -> None:
    features = [feature(LIGHTHOUSE, day="2026-11-21"), feature(LIGHTHOUSE, day="2026-11-23")]
    run(write_geojson(tmp_path / "x.geojson", features), "--dataset", "x", "--time", "day")

    page = Client().get("/api/collections/x/items?datetime=2026-11-22/..").json()
    assert [entry["properties"]["day"] for entry in page["features"]] == ["2026-11-23"]
    assert Client().get("/api/collections/x").json()["extent"]["temporal"]["interval"] == [["2026-11-21", "2026-11-23"]]
    assert "--time name" in refused(
        write_geojson(tmp_path / "y.geojson", [feature(LIGHTHOUSE, name="x")]), "--dataset", "y", "--time", "name"
    )


def test_json_tells_a_refusal_too(tmp_path: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_layer", str(tmp_path / "no.zip"), "--dataset", "x", "--json", stdout=out)

    assert json.loads(out.getvalue())["error"] == "UnreadableFile"


def test_hostile_names_are_only_text(tmp_path: Path) -> None:
    title = 'x"; DROP SCHEMA datasets CASCADE; --'
    run(
        write_geojson(tmp_path / "x.geojson", [feature(LIGHTHOUSE, **{'c1"; DROP TABLE x': "<script>alert(1)</script>"})]),
        "--dataset",
        title,
    )

    page = Client().get(f"/map/?layers={Dataset.objects.get().slug}&view=list").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_dataset_may_begin_as_internal(bins: Path) -> None:
    run(bins, "--dataset", "Κάδοι", "--internal")

    assert Client().get("/api/collections/kadoi").status_code == 404
    assert not Dataset.objects.get().is_public
