"""Real clients list the collections and read the features."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from owslib.ogcapi.features import Features

from layers.datasets.actions import delete_dataset
from layers.lookups import all_layers
from layers.places import Place
from tests.datasets import make_dataset


@pytest.fixture(scope="module")
def api(site: str) -> Iterator[str]:
    dataset = make_dataset(slug="kadoi")
    yield f"{site}/api/"
    delete_dataset(dataset)


def ogrinfo(*arguments: str) -> str:
    answer = subprocess.run(["ogrinfo", "-ro", *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert answer.returncode == 0, answer.stderr
    assert "ERROR" not in answer.stderr
    return answer.stdout


def test_gdal_lists_the_collections(api: str) -> None:
    listing = ogrinfo(f"OAPIF:{api}")

    for layer in all_layers():
        assert layer.slug in listing


def test_gdal_reads_every_feature_over_pages(api: str) -> None:
    text = ogrinfo("-oo", "PAGE_SIZE=7", f"OAPIF:{api}", "places", "-al", "-geom=NO")

    assert text.count("OGRFeature(places)") == Place.objects.count()
    assert "Αιγυπτιακός Φάρος" in text


def test_gdal_asks_for_a_box(api: str) -> None:
    text = ogrinfo(f"OAPIF:{api}", "places", "-spat", "24.0165", "35.5194", "24.0170", "35.5199", "-geom=YES")

    assert text.count("OGRFeature(places)") == 1
    assert "POINT (24.01675 35.51964)" in text


def test_owslib_lists_the_collections_and_reads_the_features(api: str) -> None:
    client = Features(api, headers={"Accept-Language": "en"})

    assert set(client.feature_collections()) == {layer.slug for layer in all_layers()}
    assert client.collection("places")["title"] == "Places of interest"
    page = client.collection_items("places", limit=200)
    assert page["numberReturned"] == Place.objects.count()
    first = page["features"][0]
    assert client.collection_item("places", str(first["id"]))["properties"] == first["properties"]
    nearby = client.collection_items("places", bbox=[24.0165, 35.5194, 24.0170, 35.5199])
    assert [feature["properties"]["code"] for feature in nearby["features"]] == ["faros-chanion"]


def test_owslib_reads_the_api_definition_and_conformance(api: str) -> None:
    client = Features(api)

    assert "/collections/kadoi/items" in client.api()["paths"]
    assert "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter" in client.conformance()["conformsTo"]


def test_owslib_filters_by_cql2_and_asks_for_another_system(api: str) -> None:
    client = Features(api)

    found = client.collection_items("places", filter="name_el LIKE 'Αιγυπτιακός%' AND S_INTERSECTS(geometry, BBOX(24, 35, 25, 36))")
    assert [feature["properties"]["code"] for feature in found["features"]] == ["faros-chanion"]
    assert "name_el" in client.collection_queryables("places")["properties"]
    east, north = client.collection_items("places", crs="http://www.opengis.net/def/crs/EPSG/0/2100", limit=1)["features"][0]["geometry"][
        "coordinates"
    ]
    assert 490_000 < east < 520_000
    assert 3_900_000 < north < 3_960_000


READ = """
import sys, pyogrio
found = pyogrio.read_dataframe("OAPIF:" + sys.argv[1], layer="places", where="code = 'faros-chanion'", CRS="EPSG:2100")
print(found.crs.to_epsg(), *((point.x, point.y) for point in found.geometry))
"""


def test_a_newer_gdal_reads_in_the_greek_grid(api: str) -> None:
    """The wheel's GDAL asks for a system by Part 2; the distribution's is too old to. A process of its own: it holds the interpreter."""
    answer = subprocess.run([sys.executable, "-c", READ, api], capture_output=True, text=True, check=False, timeout=120)

    assert answer.returncode == 0, answer.stderr
    code, east, north = re.findall(r"[\d.]+", answer.stdout)
    assert code == "2100"
    assert (float(east), float(north)) == pytest.approx((501_362, 3_930_384), abs=20)


def test_gdal_reads_the_tiles(site: str, api: str) -> None:
    text = ogrinfo(
        "-oo",
        f"METADATA_FILE={site}/tiles/places.json",
        f"MVT:{site}/tiles/places/14/9285/6461.mvt",
        "-al",
        "-oo",
        "X=9285",
        "-oo",
        "Y=6461",
        "-oo",
        "Z=14",
    )

    assert "Layer name: places" in text
    assert "name_el (String)" in text
    assert "OGRFeature(places)" in text
