"""Real clients list the collections and read the features."""

import subprocess
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
    assert len(client.conformance()["conformsTo"]) == 3
