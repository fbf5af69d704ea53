"""OGC API – Features Part 2: the abstract tests of 18-058r1 annex A, each named by its identifier; pyproj transforms beside us."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pyproj import Transformer

from layers.layer import Layer
from tests.standards.conftest import Api
from tests.standards.test_features_part1 import positions

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS = {CRS84: (4326, False), f"{EPSG}4326": (4326, True), f"{EPSG}3857": (3857, False), f"{EPSG}2100": (2100, False)}


def test_crs_declared(api: Api) -> None:
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in api.document("/api/conformance")["conformsTo"]


# A.2.1: discovery.
def test_crs_crs_uri_and_storage_crs(api: Api, filled: Layer) -> None:
    collection = api.collection(filled.slug)

    assert set(collection["crs"]) == set(SYSTEMS)
    assert collection["storageCrs"] in collection["crs"]
    assert all(uri.startswith("http://www.opengis.net/def/crs/") for uri in collection["crs"])


# A.2.2, A.2.4: the parameter crs, Content-Crs and coordinates.
@pytest.mark.parametrize("uri", SYSTEMS)
def test_crs_fc_crs_action_and_coordinates(api: Api, filled: Layer, uri: str) -> None:
    items = api.items(filled.slug)
    usual = api.document(items, limit="3")["features"]
    answer = api.get(items, limit="3", crs=uri)

    assert answer["Content-Crs"] == f"<{uri}>"
    for one, other in zip(usual, answer.json()["features"], strict=True):
        assert_same(one["geometry"], other["geometry"], uri)
    alone = api.get(f"{items}/{usual[0]['id']}", crs=uri)
    assert alone["Content-Crs"] == f"<{uri}>"
    assert_same(usual[0]["geometry"], alone.json()["geometry"], uri)


def assert_same(one: Any, other: Any, uri: str) -> None:
    code, is_lat_lon = SYSTEMS[uri]
    transformer = Transformer.from_crs(4326, code, always_xy=True)
    assert one["type"] == other["type"]
    for lon_lat, pair in zip(positions(one["coordinates"]), positions(other["coordinates"]), strict=True):
        expected = transformer.transform(*lon_lat)
        expected = expected[::-1] if is_lat_lon else expected
        assert pair == pytest.approx(expected, abs=1e-8 if code == 4326 else 2e-3)


@pytest.mark.parametrize("uri", SYSTEMS)
def test_crs_next_keeps_the_system(api: Api, filled: Layer, uri: str) -> None:
    pages = api.pages(api.items(filled.slug), limit="1", crs=uri)
    followed = [link["href"] for page in pages for link in page["links"] if link["rel"] == "next"]

    assert followed
    assert all(parse_qs(urlsplit(address).query)["crs"] == [uri] for address in followed)


# A.2.3: bbox-crs.
@pytest.mark.parametrize("uri", SYSTEMS)
def test_crs_bbox_crs_action(api: Api, filled: Layer, uri: str) -> None:
    items = api.items(filled.slug)
    feature = api.document(items, limit="1", crs=uri)["features"][0]
    first, second = zip(*positions(feature["geometry"]["coordinates"]), strict=True)
    margin = 1e-6 if SYSTEMS[uri][0] == 4326 else 0.5
    box = ",".join(map(str, (min(first) - margin, min(second) - margin, max(first) + margin, max(second) + margin)))

    found = {entry["id"] for page in api.pages(items, bbox=box, bbox_crs=uri) for entry in page["features"]}

    assert feature["id"] in found
    far = ",".join(map(str, (max(first) + 5 * margin + 1, max(second) + 1, max(first) + 5 * margin + 2, max(second) + 2)))
    if SYSTEMS[uri][0] == 4326:
        assert api.document(items, bbox=far, bbox_crs=uri)["numberReturned"] == 0


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
@pytest.mark.parametrize("value", ["", "EPSG:2100", f"{EPSG}999999", f"{EPSG}2100'", "urn:ogc:def:crs:EPSG::2100x"])
def test_crs_parameter_invalid(client: Client, filled: Layer, name: str, value: str) -> None:
    answer = client.get(f"/api/collections/{filled.slug}/items", {"bbox": "24,35,25,36", "filter": "id > 0", name: value})

    assert answer.status_code == 400
    assert answer.json()["parameter"] == name


def test_crs_geojson_without_the_member_crs(api: Api, filled: Layer) -> None:
    for uri in SYSTEMS:
        assert "crs" not in api.document(api.items(filled.slug), crs=uri)
