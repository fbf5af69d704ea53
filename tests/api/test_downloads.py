"""Layers as files to take along: what is in them, what is asked of them, what they say of themselves."""

import csv
import io
import json
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from django.contrib.gis.geos import Point
from django.test import Client

from api.downloads.columns import cut_to_bytes, unique_names
from geoportal.accounts.models import User
from layers.datasets.actions import add_version
from layers.datasets.models import Dataset
from layers.layer import GeometryType
from layers.places import Place
from tests.datasets import make_dataset
from tests.downloads import FORMATS, fetch, opened
from tests.planting import plant, shape

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("export_folder")]
WEST = "bbox=24.0,35.4,24.1,35.6"
GREEK = 'Ώρα «Άγιος» & <Ζωνιανά>, "δις"'


@pytest.mark.parametrize("extension", FORMATS)
def test_a_filtered_view_holds_just_what_was_asked_for(extension: str, client: Client, tmp_path: Path) -> None:
    wanted = plant(Place, name_el=GREEK, wheelchair="yes")
    plant(Place, wheelchair="no")
    plant(Place, wheelchair="yes", geom=Point(24.5, 35.5, srid=4326))

    answer, body = fetch(client, f"/download/places.{extension}?{WEST}&wheelchair=yes")

    frame = opened(body, extension, tmp_path)
    assert len(frame) == 1
    assert answer["Content-Disposition"] == f'attachment; filename="chania-places-view.{extension}"'
    assert frame.iloc[0]["Name" if extension == "kml" else "name_el"] == GREEK
    assert frame.geometry.iloc[0].equals_exact(shapely_of(wanted), 1e-9)


def shapely_of(place: Any) -> Any:
    return shapely.Point(place.geom.x, place.geom.y)


@pytest.mark.parametrize("extension", FORMATS)
def test_properties_chooses_the_columns(extension: str, client: Client, tmp_path: Path) -> None:
    plant(Place)

    _, body = fetch(client, f"/download/places.{extension}?properties=code,phone")

    frame = opened(body, extension, tmp_path)
    assert {"code", "phone"} <= set(frame.columns)
    assert "website" not in frame.columns


@pytest.mark.parametrize("address", ["/download/nope.gpkg", "/download/nope.csv"])
def test_an_unknown_layer_is_a_problem(address: str, client: Client) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "nope" in answer.json()["detail"]


def test_an_unknown_format_names_those_that_exist(client: Client) -> None:
    answer = client.get("/download/places.dwg?lang=en")

    assert answer.status_code == 404
    assert "dwg" in answer.json()["detail"]
    assert all(extension in answer.json()["detail"] for extension in FORMATS)


@pytest.mark.parametrize("address", ["/download/", "/download/places", "/download/jobs/x", "/catalogue.xml"])
def test_other_addresses_are_problems_too(address: str, client: Client) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("query", ["colour=red", "bbox=1,2,3", "limit=5", "f=json", "wheelchair=yes&wheelchair=a\0b"])
def test_what_is_not_understood_is_refused(query: str, client: Client) -> None:
    for extension in ("gpkg", "geojson"):
        assert client.get(f"/download/places.{extension}?{query}").status_code == 400


@pytest.mark.parametrize("extension", FORMATS)
def test_an_internal_layer_is_for_staff(extension: str, client: Client) -> None:
    make_dataset(slug="kadoi", is_public=False)
    address = f"/download/kadoi.{extension}"
    staff = Client()
    staff.force_login(User.objects.create_user("gis", is_staff=True))

    assert client.get(address).status_code == 404
    answer, _ = fetch(staff, address)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("extension", ["geojson", "gpkg"])
def test_head_answers_like_get_without_the_body(extension: str, client: Client) -> None:
    plant(Place)
    whole, _ = fetch(client, f"/download/places.{extension}")
    head = client.head(f"/download/places.{extension}")

    assert head.status_code == 200
    assert {name: head[name] for name in ("ETag", "Content-Type", "Content-Disposition")} == {
        name: whole[name] for name in ("ETag", "Content-Type", "Content-Disposition")
    }


def test_a_spreadsheet_is_not_given_formulas(client: Client) -> None:
    texts = ["=1+1", "+30 28210", "-5", "@SUM(A1)", "\t=1", "＝1", "ακίνδυνο = ναι"]
    for text in texts:
        plant(Place, name_el=text)

    _, body = fetch(client, "/download/places.csv")

    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row["name_el"] for row in rows] == [*(f"'{text}" for text in texts[:-1]), texts[-1]]


def test_a_csv_is_what_a_greek_spreadsheet_expects(client: Client) -> None:
    place = plant(Place, name_el=GREEK, description_el="δύο\nγραμμές")

    answer, body = fetch(client, "/download/places.csv")

    assert body.startswith("\ufeffid,".encode())
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert (row["name_el"], row["description_el"]) == (GREEK, "δύο\nγραμμές")
    assert (float(row["lon"]), float(row["lat"])) == (place.geom.x, place.geom.y)
    assert row["WKT"].startswith("POINT(24.0")


def test_a_geojson_says_whose_it_is(client: Client) -> None:
    plant(Place)

    _, body = fetch(client, "/download/places.geojson?lang=en")

    document = json.loads(body)
    assert document["licence"]["code"] == "CC-BY-4.0"
    assert document["attribution"] == "Municipality of Chania"
    assert document["title"] == "Places of interest"
    assert document["revision"] >= 0


def test_a_geopackage_says_whose_it_is(client: Client, tmp_path: Path) -> None:
    plant(Place)
    _, body = fetch(client, "/download/places.gpkg?lang=en")
    (tmp_path / "places.gpkg").write_bytes(body)

    with sqlite3.connect(tmp_path / "places.gpkg") as file:
        (contents,) = file.execute("SELECT table_name, identifier, description, srs_id FROM gpkg_contents").fetchall()
        (metadata,) = file.execute("SELECT metadata FROM gpkg_metadata").fetchone()
    assert contents[:2] == ("places", "Places of interest")
    assert contents[2]
    assert contents[3] == 4326
    for word in ("Creative Commons", "Municipality of Chania", "revision"):
        assert word in metadata


def test_a_flatgeobuf_and_a_parquet_say_whose_they_are(client: Client, tmp_path: Path) -> None:
    plant(Place)
    for extension in ("fgb", "parquet"):
        _, body = fetch(client, f"/download/places.{extension}?lang=en")
        (tmp_path / f"x.{extension}").write_bytes(body)

    assert pyogrio.read_info(tmp_path / "x.fgb")["layer_metadata"]["TITLE"] == "Places of interest"
    metadata = pq.read_schema(tmp_path / "x.parquet").metadata
    assert metadata[b"licence"] == b"Creative Commons Attribution 4.0"
    assert json.loads(metadata[b"geo"])["version"] == "1.1.0"


def test_a_kml_speaks_the_language_asked_for(client: Client) -> None:
    plant(Place, name_el="Φάρος", name_en="Lighthouse", address_el="Ακτή", address_en="Quay", wheelchair="limited")

    _, greek = fetch(client, "/download/places.kml")
    _, english = fetch(client, "/download/places.kml?lang=en")

    assert "<name>Φάρος</name>" in greek.decode()
    assert "<name>Lighthouse</name>" in english.decode()
    assert "Διεύθυνση: Ακτή" in greek.decode()
    assert "Address: Quay" in english.decode()
    assert "CC-BY" in english.decode() or "creativecommons" in english.decode()


def test_a_shapefile_tells_what_it_could_not_hold(client: Client, tmp_path: Path) -> None:
    plant(Place, description_el="ά" * 200, description_en="short")

    _, body = fetch(client, "/download/places.shp.zip?lang=en")

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert {Path(name).suffix for name in archive.namelist()} == {".shp", ".shx", ".dbf", ".prj", ".cpg", ".txt"}
        readme = archive.read("README.txt").decode()
        assert archive.read("places.cpg").decode().upper() == "UTF-8"
    frame = opened(body, "shp.zip", tmp_path)
    assert frame.iloc[0]["descrip_el"] == "ά" * 127
    assert frame.iloc[0]["descrip_en"] == "short"
    assert "descrip_el" in readme
    assert "description_el" in readme
    assert "254" in readme
    assert "creativecommons" in readme


def test_mixed_shapes_come_as_a_shapefile_for_each_kind(client: Client) -> None:
    dataset = make_dataset(slug="mikta")
    kinds = ["POINT", "LINESTRING", "POLYGON", "MULTIPOLYGON"]
    show_mixed(dataset, [shape(kind).hexewkb.decode() for kind in kinds])

    _, body = fetch(client, "/download/mikta.shp.zip")

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        shapes = {name for name in archive.namelist() if name.endswith(".shp")}
    assert shapes == {"mikta_points.shp", "mikta_lines.shp", "mikta_areas.shp"}


@pytest.mark.parametrize("extension", ["gpkg", "fgb", "parquet", "geojson", "csv", "kml"])
def test_mixed_shapes_keep_their_types(extension: str, client: Client, tmp_path: Path) -> None:
    dataset = make_dataset(slug="mikta")
    show_mixed(dataset, [shape(kind).hexewkb.decode() for kind in ("POINT", "LINESTRING", "POLYGON")])

    _, body = fetch(client, f"/download/mikta.{extension}")

    assert sorted(opened(body, extension, tmp_path).geometry.geom_type) == ["LineString", "Point", "Polygon"]


def show_mixed(dataset: Dataset, shapes: list[str]) -> None:
    columns = [
        {"column": "c1", "name": "Ονομασία Οδού", "kind": "text"},
        {"column": "c2", "name": "geometry", "kind": "date"},
        {"column": "c3", "name": "FID", "kind": "instant"},
    ]
    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    rows = [(number, hexewkb, f"όνομα {number}", moment.date(), moment) for number, hexewkb in enumerate(shapes, start=1)]
    source = {"source_name": "x", "source_sha256": "0" * 64, "source_options": {}}
    add_version(dataset, rows=rows, columns=columns, geometry_type=GeometryType.ANY, source=source)


@pytest.mark.parametrize("extension", ["gpkg", "fgb", "parquet", "shp.zip"])
def test_dates_and_instants_have_types_and_names_do_not_collide(extension: str, client: Client, tmp_path: Path) -> None:
    dataset = make_dataset(slug="mikta")
    show_mixed(dataset, [shape("POINT").hexewkb.decode()])

    _, body = fetch(client, f"/download/mikta.{extension}")

    row = opened(body, extension, tmp_path).iloc[0]
    dates = [value for value in row.drop("geometry") if hasattr(value, "year")]
    assert {value.year for value in dates} == {2026}
    assert len(dates) == (1 if extension == "shp.zip" else 2)


def test_names_are_cut_where_a_reader_still_knows_them() -> None:
    names = ["description_el", "description_en", "duration_minutes", "duration_minima", "Code", "code", "id"]

    assert unique_names(names, reserved=("id",), max_bytes=10) == [
        "descrip_el", "descrip_en", "duration_m", "duration_2", "Code", "code_2", "id_2",
    ]  # fmt: skip
    assert cut_to_bytes("άέή", 5) == "άέ"
