"""QGIS, without a screen, loads a collection over its pages, a type over WFS and the tiles of a layer."""

from pathlib import Path
from typing import Any

import pytest

from layers.places import Place
from tests.qgis import told_by_qgis


@pytest.fixture(scope="module")
def found(site: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    script = Path(__file__).with_name("qgis_reads.py")
    return told_by_qgis(script, site, "places", folder=tmp_path_factory.mktemp("qgis"))


def test_qgis_reads_every_feature_over_pages(found: dict[str, Any]) -> None:
    layer = found["collection"]

    assert layer["is_valid"]
    assert layer["names"] == sorted(place.name_el for place in Place.objects.published())
    assert layer["crs"] in ("OGC:CRS84", "EPSG:4326")


def test_qgis_asks_for_a_box(found: dict[str, Any]) -> None:
    layer = found["collection"]

    assert layer["in_the_box"] == ["Αιγυπτιακός Φάρος"]
    assert layer["at"] == [[pytest.approx(24.01675), pytest.approx(35.51964)]]


def test_qgis_reads_every_feature_over_wfs(found: dict[str, Any]) -> None:
    layer = found["wfs"]

    assert layer["is_valid"]
    assert layer["names"] == sorted(place.name_el for place in Place.objects.published())
    assert layer["crs"] == "EPSG:4326"
    assert layer["fields"]["name_el"] == "string"


def test_qgis_asks_wfs_for_a_box_and_a_condition(found: dict[str, Any]) -> None:
    layer = found["wfs"]

    assert layer["in_the_box"] == layer["named"] == ["Αιγυπτιακός Φάρος"]
    assert layer["at"] == [[pytest.approx(24.01675), pytest.approx(35.51964)]]


def test_qgis_takes_the_tiles(found: dict[str, Any]) -> None:
    assert found["tiles"] == {"is_valid": True, "crs": "EPSG:3857", "is_web_mercator": True, "zooms": [0, 14]}
