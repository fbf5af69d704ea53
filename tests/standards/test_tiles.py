"""The abstract tests of OGC API – Tiles Part 1 (20-057, Annex A), and those of the documents of OGC 17-083r4 that it leads to."""

import json
import math
from typing import Any
from urllib.parse import urlsplit

import mapbox_vector_tile
import pytest
from django.test import Client

from layers.layer import FeatureQuery, Layer
from layers.reading import read_features
from layers.tiling.grid import Tile, limits_of
from tests.contracts.test_surfaces import a_feature

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
MVT = "application/vnd.mapbox-vector-tile"
ZOOM = 15


def linked(document: dict[str, Any], rel: str) -> dict[str, Any]:
    found = [link for link in document["links"] if link["rel"] == rel]
    assert found, f"no link {rel}"
    return found[0]


def get(client: Client, address: str) -> Any:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)


@pytest.fixture
def tile(layer: Layer) -> Tile:
    """A tile with a feature in it."""
    pk = a_feature(layer)
    lon, lat = read_features(layer, FeatureQuery(ids=(pk,), limit=1))[0].lon_lat
    limits = limits_of((lon, lat, lon, lat), ZOOM)
    return Tile(zoom=ZOOM, column=limits.columns[1], row=limits.rows[1])


@pytest.fixture
def template(layer: Layer, tile: Tile, client: Client) -> str:
    """The address of the layer's tiles as a client finds it: from the landing page's data to the collection, its tilesets, the tileset."""
    collection = client.get(f"/api/collections/{layer.slug}").json()
    tilesets = get(client, linked(collection, f"{REL}tilesets-vector")["href"]).json()
    tileset = get(client, linked(tilesets["tilesets"][0], "self")["href"]).json()
    link = linked(tileset, "item")
    assert link["templated"] is True
    assert link["type"] == MVT
    return str(link["href"])


def filled(template: str, tile: Tile, **changed: object) -> str:
    parts = {"tileMatrix": tile.zoom, "tileRow": tile.row, "tileCol": tile.column, **changed}
    for name, value in parts.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template


def test_core_a_tile_comes_in_the_format_that_its_link_names(layer: Layer, tile: Tile, template: str, client: Client) -> None:
    """/conf/core/tc-op, tc-success; /conf/mvt."""
    answer = get(client, filled(template, tile))

    assert answer.status_code == 200
    assert answer["Content-Type"] == MVT
    decoded = mapbox_vector_tile.decode(answer.content)
    assert list(decoded) == [layer.slug]
    assert decoded[layer.slug]["features"]
    assert decoded[layer.slug]["extent"] == 4096


def test_core_rows_come_before_columns(layer: Layer, tile: Tile, template: str, client: Client) -> None:
    """/conf/core/tc-tilerow-definition, tc-tilecol-definition."""
    assert "{tileMatrix}/{tileRow}/{tileCol}" in template
    xyz = client.get(f"/tiles/{layer.slug}/{tile.zoom}/{tile.column}/{tile.row}.mvt")

    assert xyz.content == get(client, filled(template, tile)).content


@pytest.mark.parametrize(
    "changed",
    [
        {"tileMatrix": 25}, {"tileMatrix": 99}, {"tileRow": 2**ZOOM}, {"tileCol": 2**ZOOM}, {"tileRow": 0}, {"tileCol": 0},
        {"tileCol": "9" * 40},
    ],
)  # fmt: skip
def test_core_a_tile_outside_the_limits_is_404_and_says_which_they_are(
    layer: Layer, tile: Tile, template: str, changed: dict[str, object], client: Client
) -> None:
    """/conf/core/tc-error."""
    answer = get(client, filled(template, tile, **changed))

    assert answer.status_code == 404
    assert answer.json()["code"] == "OutsideLimits"
    assert any(character.isdigit() for character in answer.json()["detail"])


@pytest.mark.parametrize("name", ["tileMatrix", "tileRow", "tileCol"])
@pytest.mark.parametrize("value", ["-1", "1.5", "abc", "%00", "٣", "1e3", "+1"])
def test_core_what_is_no_number_is_400(layer: Layer, tile: Tile, template: str, name: str, value: str, client: Client) -> None:
    """/conf/core/tc-error."""
    assert get(client, filled(template, tile, **{name: value})).status_code == 400


def test_tileset_says_what_17_083r4_requires(layer: Layer, tile: Tile, client: Client) -> None:
    """/conf/tileset/success; /conf/tilesetmetadata of 17-083r4."""
    document = client.get(f"/api/collections/{layer.slug}/tiles/WebMercatorQuad").json()

    assert document["dataType"] == "vector"
    assert document["crs"] == "http://www.opengis.net/def/crs/EPSG/0/3857"
    assert document["tileMatrixSetURI"] == "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
    assert {"self", "item", f"{REL}tiling-scheme", f"{REL}geodata"} <= {link["rel"] for link in document["links"]}
    assert get(client, linked(document, f"{REL}tiling-scheme")["href"]).status_code == 200
    (described,) = document["layers"]
    assert (described["id"], described["dataType"]) == (layer.slug, "vector")
    limits = {limit["tileMatrix"]: limit for limit in document["tileMatrixSetLimits"]}
    assert list(limits) == [str(zoom) for zoom in range(layer.min_zoom, layer.max_zoom + 1)]
    at = limits[str(ZOOM)]
    assert at["minTileRow"] <= tile.row <= at["maxTileRow"]
    assert at["minTileCol"] <= tile.column <= at["maxTileCol"]


def test_tileset_properties_are_those_of_its_tiles(layer: Layer, tile: Tile, template: str, client: Client) -> None:
    schema = client.get(f"/api/collections/{layer.slug}/tiles/WebMercatorQuad").json()["layers"][0]["propertiesSchema"]["properties"]
    types = {"integer": int, "number": int | float, "boolean": bool, "string": str}

    for feature in mapbox_vector_tile.decode(get(client, filled(template, tile)).content)[layer.slug]["features"]:
        assert isinstance(feature["id"], int)
        assert set(feature["properties"]) <= set(schema)
        for name, value in feature["properties"].items():
            assert isinstance(value, types[schema[name]["type"]]), (name, value)


def test_a_tile_carries_what_the_item_tells(layer: Layer, tile: Tile, template: str, client: Client) -> None:
    (feature, *_) = mapbox_vector_tile.decode(get(client, filled(template, tile)).content)[layer.slug]["features"]
    item = client.get(f"/api/collections/{layer.slug}/items/{feature['id']}").json()["properties"]

    for name, value in feature["properties"].items():
        assert value == pytest.approx(item[name]) if isinstance(value, float) else value == item[name], name


def test_tilesets_list_names_each_with_its_links(layer: Layer, tile: Tile, client: Client) -> None:
    """/conf/tilesets-list/op, success."""
    document = client.get(f"/api/collections/{layer.slug}/tiles").json()

    for tileset in document["tilesets"]:
        assert tileset["dataType"] == "vector"
        assert tileset["crs"]
        assert get(client, linked(tileset, "self")["href"]).status_code == 200
        assert get(client, linked(tileset, f"{REL}tiling-scheme")["href"]).status_code == 200


def test_dataset_tilesets_are_found_from_the_landing_page(layer: Layer, tile: Tile, client: Client) -> None:
    """/conf/dataset-tilesets/landingpage, /conf/collections-selection."""
    address = linked(client.get("/api/").json(), f"{REL}tilesets-vector")["href"]
    tilesets = get(client, f"{address}?collections={layer.slug}").json()
    tileset = get(client, linked(tilesets["tilesets"][0], "self")["href"]).json()
    answer = get(client, filled(linked(tileset, "item")["href"], tile))

    assert [entry["id"] for entry in tileset["layers"]] == [layer.slug]
    assert list(mapbox_vector_tile.decode(answer.content)) == [layer.slug]


def test_a_tile_of_the_whole_dataset_holds_the_layer(layer: Layer, tile: Tile, client: Client) -> None:
    answer = client.get(f"/api/tiles/WebMercatorQuad/{tile.zoom}/{tile.row}/{tile.column}")

    assert layer.slug in mapbox_vector_tile.decode(answer.content)


def test_tilejson_leads_to_the_same_tiles(layer: Layer, tile: Tile, template: str, client: Client) -> None:
    """TileJSON 3.0 §3."""
    document = client.get(f"/tiles/{layer.slug}.json").json()

    assert document["tilejson"] == "3.0.0"
    assert [entry["id"] for entry in document["vector_layers"]] == [layer.slug]
    assert document["attribution"]
    west, south, east, north = document["bounds"]
    assert west <= east
    assert south <= north
    address = document["tiles"][0].replace("{z}", str(tile.zoom)).replace("{x}", str(tile.column)).replace("{y}", str(tile.row))
    answer = get(client, address)
    assert answer.content == get(client, filled(template, tile)).content
    (feature, *_) = mapbox_vector_tile.decode(answer.content)[layer.slug]["features"]
    assert set(feature["properties"]) <= set(document["vector_layers"][0]["fields"])


def test_the_matrix_set_is_webmercatorquad_as_annex_d_defines_it(client: Client) -> None:
    document = client.get("/api/tileMatrixSets/WebMercatorQuad").json()

    assert (document["id"], document["orderedAxes"]) == ("WebMercatorQuad", ["X", "Y"])
    assert [matrix["id"] for matrix in document["tileMatrices"]] == [str(zoom) for zoom in range(25)]
    for zoom, matrix in enumerate(document["tileMatrices"]):
        assert math.isclose(matrix["scaleDenominator"], 559082264.028717 / 2**zoom, rel_tol=1e-11)
        assert math.isclose(matrix["cellSize"], 156543.033928041 / 2**zoom, rel_tol=1e-11)
        assert matrix["matrixWidth"] == matrix["matrixHeight"] == 2**zoom
        assert (matrix["tileWidth"], matrix["tileHeight"]) == (256, 256)
        assert matrix["pointOfOrigin"] == pytest.approx([-20037508.3427892, 20037508.3427892])


def test_the_list_of_matrix_sets_leads_to_it(client: Client) -> None:
    address = linked(client.get("/api/").json(), f"{REL}tiling-schemes")["href"]
    (entry,) = get(client, address).json()["tileMatrixSets"]

    assert entry["id"] == get(client, linked(entry, "self")["href"]).json()["id"]


@pytest.mark.parametrize("address", ["/api/tileMatrixSets/WorldCRS84Quad", "/api/tiles/WorldCRS84Quad", "/api/tiles/X/0/0/0"])
def test_another_matrix_set_is_not_there(address: str, client: Client) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert "WebMercatorQuad" in answer.json()["detail"]


@pytest.mark.django_db
def test_conformance_declares_the_classes_shown_here(client: Client) -> None:
    declared = client.get("/api/conformance").json()["conformsTo"]

    for name in ("core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection", "mvt", "oas30"):
        assert f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}" in declared


def test_every_tile_address_is_in_the_api_definition(layer: Layer, client: Client) -> None:
    """/conf/oas30."""
    paths = client.get("/api/openapi").json()["paths"]
    base = f"/collections/{layer.slug}/tiles"
    operations = [paths[path]["get"]["operationId"] for path in paths]

    assert {base, f"{base}/{{tileMatrixSetId}}", f"{base}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"} <= set(paths)
    assert len(set(operations)) == len(operations)
    assert MVT in json.dumps(client.get("/api/openapi").json()["components"]["responses"])
