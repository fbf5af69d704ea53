"""Real files that nobody here wrote (they lie beside the checkout; see conftest.shared)."""

import json
import zipfile
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import shapefile
from django.core.management import CommandError, call_command
from django.test import Client
from pyproj import Geod, Transformer

from layers.datasets.models import Dataset

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
TO_WGS84 = Transformer.from_crs(2100, 4326, always_xy=True)
WGS84 = Geod(ellps="WGS84")


def run(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_layer", str(path), "--dataset", "Δοκιμή", *options, "--json", stdout=out)
    return json.loads(out.getvalue())


def items(**query: str) -> list[dict[str, Any]]:
    return Client().get("/api/collections/dokimi/items", {"limit": "1000", **query}).json()["features"]


def test_the_borders_of_all_municipalities_are_in_right_greek_at_the_right_place(shared: Path, tmp_path: Path) -> None:
    """ISO-8859-7 without a .cpg and with a header that misleads: neither GDAL's default nor Windows-1253 reads Άθως."""
    archive = shared / "greece" / "oria_dhmwn_kallikraths.zip"

    report = run(archive)

    assert (report["read"], report["created"], report["crs"], report["encoding"]) == (326, 326, "EPSG:2100", "ISO-8859-7")
    features = {entry["properties"]["NAME"]: entry for entry in items()}
    assert {"Άθως", "Άνδρου", "Χανίων", "Κισσάμου", "Άργους - Μυκηνών"} <= set(features)
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(tmp_path)
    with shapefile.Reader(str(tmp_path / "oria_dhmwn_kallikraths.shp"), encoding="iso8859-7") as reader:
        for name in ("Χανίων", "Άθως"):
            (control,) = [entry.shape for entry in reader.iterShapeRecords() if entry.record["NAME"] == name]
            lon, lat = TO_WGS84.transform(*control.points[0])
            assert min(WGS84.inv(lon, lat, *position)[2] for position in positions(features[name]["geometry"]["coordinates"])) < 1


def positions(coordinates: Any) -> Any:
    if isinstance(coordinates[0], float):
        yield coordinates
    else:
        for part in coordinates:
            yield from positions(part)


def test_the_municipality_around_the_lighthouse_is_chania(shared: Path) -> None:
    run(shared / "greece" / "chania_pe_municipalities_fullres.geojson")

    assert [entry["properties"]["NAME"] for entry in items(bbox="24.018,35.512,24.019,35.513")] == ["Χανίων"]


# What a good importer does with each (MANIFEST.tsv says so too): None is refused, else rows read and rows loaded.
NASTY: list[tuple[str, list[str], tuple[int, int] | None]] = [
    ("greece/kallikratis_missing_shp", [], None),
    ("greece/crete_villages-osm.json", [], None),
    ("nasty/shapefilejs/badzip.zip", [], None),
    ("nasty/shapefilejs/noshp.zip", [], None),
    ("nasty/shapefilejs/no-dbf.zip", [], None),
    ("nasty/shapefilejs/bad/bad.shp", [], None),
    ("nasty/pyshp/empty_zipfile.zip", [], None),
    ("nasty/pyshp/blockgroups_multishapefile.zip", [], None),
    ("nasty/mapshaper/zip-in-zip.zip", [], None),
    ("nasty/gdal/poly.tar.gz", [], None),
    ("nasty/gdal/empty/empty.shp", [], None),
    ("nasty/gdal/emptymultipoly/emptymultipoly.shp", ["--crs", "4326"], None),
    ("nasty/mapshaper/invalid_coordinates/invalid_coordinates.shp", [], None),
    ("nasty/shapefilejs/htmlprj/htmlprj.shp", [], None),
    ("nasty/gdal/asm/asm.shp", [], None),
    ("nasty/shapefilejs/htmlcpg/htmlcpg.shp", [], (2, 2)),
    ("nasty/shapefilejs/codepage.zip", [], (2, 2)),
    ("nasty/shapefilejs/utf.zip", [], (2, 2)),
    ("nasty/shapefilejs/mixedcase.zip", [], (40, 40)),
    ("nasty/shapefilejs/train_stations.zip", [], (361, 361)),
    ("nasty/shapefilejs/zero-len-line.zip", [], (3, 2)),
    ("nasty/fiona/!test.geojson", [], (1, 1)),
    ("nasty/fiona/gre/gre.shp", [], (1, 1)),
    ("nasty/fiona/trio.geojson", [], (3, 3)),
    ("nasty/fiona/test_tz.geojson", [], (1, 1)),
    ("nasty/fiona/issue627.geojson", [], (3, 3)),
    ("nasty/gdal/uppercase_PRJ/poly.shp", [], (10, 10)),
    ("nasty/gdal/poly.zip", [], (10, 10)),
    ("nasty/gdal/prjwithutf8bom/prjwithutf8bom.shp", [], (1, 1)),
    ("nasty/gdal/Stacks/Stacks.shp", [], (1, 1)),
    ("nasty/gdal/pointnan/pointnan.shp", ["--crs", "4326"], (2, 1)),
    ("nasty/gdal/issue_14385/issue_14385.shp", ["--crs", "4326"], (3, 3)),
    ("nasty/gdal/mixed_shape_type_non_conformant/mixed_shape_type_non_conformant.shp", ["--crs", "4326"], (6, 6)),
    ("nasty/bostock/null/null.shp", [], (9, 5)),
    ("nasty/bostock/utf8-property/utf8-property.shp", [], (1, 1)),
    ("nasty/mapshaper/data_corruption_error/data_corruption_error.shp", [], (8, 8)),
    ("nasty/pyshp/REL.zip", [], (1, 1)),
]


@pytest.mark.parametrize(("name", "options", "expected"), NASTY, ids=[name.rpartition("/")[2] for name, _, _ in NASTY])
def test_what_breaks_other_importers(shared: Path, settings: Any, name: str, options: list[str], expected: tuple[int, int] | None) -> None:
    """These lie all over the world, so all of it counts as the country here."""
    settings.MUNICIPALITY = _everywhere(settings.MUNICIPALITY)
    if expected is None:
        with pytest.raises(CommandError):
            run(shared / name, *options)
        assert not Dataset.objects.exists()
        return
    report = run(shared / name, *options)

    assert (report["read"], report["created"]) == expected
    assert len(items()) == expected[1]
    assert Client().get("/map/?layers=dokimi&view=list").status_code == 200


def _everywhere(municipality: Any) -> Any:
    return replace(municipality, country_extent=(-180.0, -90.0, 180.0, 90.0))
