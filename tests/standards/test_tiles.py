"""OGC API – Tiles Part 1 (20-057) and the tile matrix sets of 17-083r4: abstract tests, over every layer."""

from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client

from layers.layer import Layer
from layers.tiling.grid import WORLD_M
from tests.layers.test_tiling import tile_at
from tests.planting import CENTRE
from tests.standards.conftest import Api

TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"


def test_conformance(api: Api) -> None:
    declared = set(api.document("/api/conformance")["conformsTo"])

    assert {f"{TILES}{name}" for name in ("core", "tileset", "tilesets-list", "mvt", "geodata-tilesets")} <= declared


def tileset_of(api: Api, layer: Layer) -> Any:
    tilesets = api.document(api.link(api.collection(layer.slug), TILESETS))
    (entry,) = tilesets["tilesets"]
    assert entry["dataType"] == "vector"
    assert entry["crs"] == "http://www.opengis.net/def/crs/EPSG/0/3857"
    return api.document(api.link(entry, "self"))


# A.1: core.
def test_core_tc_op_and_tc_success(api: Api, filled: Layer) -> None:
    template = api.link(tileset_of(api, filled), "item")
    tile = tile_at(CENTRE.x, CENTRE.y, 14)
    address = template.replace("{tileMatrix}", "14").replace("{tileRow}", str(tile.y)).replace("{tileCol}", str(tile.x))

    answer = api.get(address)

    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    (name,) = mapbox_vector_tile.decode(answer.content)
    assert name == filled.slug
    xyz = api.get(f"/tiles/{filled.slug}/14/{tile.x}/{tile.y}.mvt")
    assert xyz.content == answer.content


@pytest.mark.parametrize("place", ["23/0/0", "1/0/2", "1/2/0", "-1/0/0", "a/0/0", "1/0/x"])
def test_core_tc_error(client: Client, filled: Layer, place: str) -> None:
    assert client.get(f"/api/collections/{filled.slug}/tiles/WebMercatorQuad/{place}").status_code in (400, 404)


def test_core_tc_empty(client: Client, filled: Layer) -> None:
    answer = client.get(f"/api/collections/{filled.slug}/tiles/WebMercatorQuad/14/0/0")

    assert (answer.status_code, answer.content) == (204, b"")


# A.2: the tileset's metadata.
def test_tileset_desc_and_success(api: Api, filled: Layer) -> None:
    tileset = tileset_of(api, filled)

    assert tileset["tileMatrixSetURI"] == "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
    (described,) = tileset["layers"]
    assert described["id"] == filled.slug
    west, south = tileset["boundingBox"]["lowerLeft"]
    east, north = tileset["boundingBox"]["upperRight"]
    assert west <= east
    assert south <= north
    limits = {entry["tileMatrix"]: entry for entry in tileset["tileMatrixSetLimits"]}
    assert set(limits) == {str(z) for z in range(filled.min_zoom, filled.max_zoom + 1)}


# A.4 and 17-083r4: the tile matrix set.
def test_tile_matrix_set(api: Api, filled: Layer) -> None:
    definition = api.document(api.link(tileset_of(api, filled), SCHEME))

    assert definition["id"] == "WebMercatorQuad"
    matrices = definition["tileMatrices"]
    assert matrices[0]["scaleDenominator"] == pytest.approx(559_082_264.028717)
    assert matrices[0]["cellSize"] == pytest.approx(156_543.033928041)
    for z, matrix in enumerate(matrices):
        assert (matrix["id"], matrix["matrixWidth"], matrix["matrixHeight"]) == (str(z), 2**z, 2**z)
        assert matrix["pointOfOrigin"] == pytest.approx([-WORLD_M / 2, WORLD_M / 2])
        assert matrix["cellSize"] * 256 * 2**z == pytest.approx(WORLD_M)


def test_tile_matrix_sets_are_listed(api: Api) -> None:
    landing = api.document("/api/")
    (entry,) = api.document(api.link(landing, "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"))["tileMatrixSets"]

    assert api.document(api.link(entry, "self"))["id"] == entry["id"]
