"""What every layer promises on every surface, whatever it holds."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from layers.checks import check_layer, private_fields
from layers.layer import FeatureQuery, Layer
from layers.lookups import catalogued_layers
from layers.reading import read_features
from tests.contracts.conftest import UPLOADED
from tests.planting import SECRET, plant, plant_in


def wfs(operation: str, **given: str) -> str:
    return f"/ows/wfs?{urlencode({'SERVICE': 'WFS', 'VERSION': '2.0.0', 'REQUEST': operation, **given})}"


SURFACES: dict[str, Callable[[str, int], str]] = {
    "map": lambda slug, _: f"/map/?layers={slug}",
    "list": lambda slug, _: f"/map/?layers={slug}&view=list",
    "list in English": lambda slug, _: f"/en/map/?layers={slug}&view=list",
    "feature": lambda slug, pk: f"/map/{slug}/{pk}/",
    "card": lambda slug, pk: f"/map/{slug}/{pk}/card/",
    "list beside the map": lambda slug, _: f"/map/list/?layers={slug}",
    "nearest": lambda slug, _: f"/map/?layers={slug}&view=list&near=35.5138,24.0187",
    "here": lambda slug, _: f"/map/here/?layers={slug}&lat=35.5138&lon=24.0187",
    "here card": lambda _slug, _pk: "/map/here/card/?lat=35.5148&lon=24.0197",
    "embedded": lambda slug, _: f"/map/embed/?layers={slug}",
    "items": lambda slug, _: f"/api/collections/{slug}/items",
    "item": lambda slug, pk: f"/api/collections/{slug}/items/{pk}",
    "collection": lambda slug, _: f"/api/collections/{slug}",
    "schema": lambda slug, _: f"/api/collections/{slug}/schema",
    "collections": lambda _slug, _pk: "/api/collections",
    "tile": lambda slug, _: f"/tiles/{slug}/13/4642/3230.mvt",
    "tile of a collection": lambda slug, _: f"/api/collections/{slug}/tiles/WebMercatorQuad/13/3230/4642",
    "tilejson": lambda slug, _: f"/tiles/{slug}.json",
    "tilesets": lambda slug, _: f"/api/collections/{slug}/tiles",
    "tileset": lambda slug, _: f"/api/collections/{slug}/tiles/WebMercatorQuad",
    "tileset of all": lambda _slug, _pk: "/api/tiles/WebMercatorQuad",
    "openapi": lambda _slug, _pk: "/api/openapi",
    "collection page": lambda slug, _: f"/api/collections/{slug}?f=html",
    "collections page": lambda _slug, _pk: "/api/collections?f=html",
    "items page": lambda slug, _: f"/api/collections/{slug}/items?f=html",
    "items page in English": lambda slug, _: f"/api/collections/{slug}/items?f=html&lang=en",
    "item page": lambda slug, pk: f"/api/collections/{slug}/items/{pk}?f=html",
    "queryables page": lambda slug, _: f"/api/collections/{slug}/queryables?f=html",
    "API landing page": lambda _slug, _pk: "/api/?f=html",
    "openapi page": lambda _slug, _pk: "/api/openapi?f=html",
    # Files are tested in tests/contracts/test_downloads.py: they grow with the features, and some are not text.
    "catalogue": lambda _slug, _pk: "/catalogue.ttl",
    "catalogue as JSON-LD": lambda _slug, _pk: "/catalogue.jsonld",
    "catalogue as RDF": lambda _slug, _pk: "/catalogue.rdf",
    "feed": lambda slug, _: f"/feeds/data-{slug}.rss",
    "feed as Atom": lambda slug, _: f"/feeds/data-{slug}.atom?lang=en",
    "feed of all layers": lambda _slug, _pk: "/feeds/data.rss",
    "feeds": lambda _slug, _pk: "/feeds/",
    "feeds as OPML": lambda _slug, _pk: "/feeds/feeds.opml",
    "WFS": lambda slug, _: wfs("GetFeature", TYPENAMES=slug, COUNT="1000"),
    "WFS as GeoJSON": lambda slug, _: wfs("GetFeature", TYPENAMES=slug, COUNT="1000", OUTPUTFORMAT="application/json"),
    "WFS as CSV": lambda slug, _: wfs("GetFeature", TYPENAMES=slug, COUNT="1000", OUTPUTFORMAT="csv"),
    "WFS values": lambda slug, _: wfs("GetPropertyValue", TYPENAMES=slug, VALUEREFERENCE="geometry", COUNT="1000"),
    "WFS feature": lambda slug, pk: wfs("GetFeature", STOREDQUERY_ID="urn:ogc:def:query:OGC-WFS::GetFeatureById", ID=f"{slug}.{pk}"),
    "WFS schema": lambda slug, _: wfs("DescribeFeatureType", TYPENAMES=slug),
    "WFS capabilities": lambda _slug, _pk: wfs("GetCapabilities"),
    "services": lambda _slug, _pk: "/services/",
    "home": lambda _slug, _pk: "/",
}
FOR_EACH_FEATURE = ("feature", "card", "item", "item page", "WFS feature")
# Not there, or 204, where a layer has nothing.
TILES = ("tile", "tile of a collection")


def a_feature(layer: Layer) -> int:
    return plant_in(layer).pk if layer.slug != UPLOADED else read_features(layer, FeatureQuery(limit=1))[0].id


@pytest.mark.parametrize("surface", SURFACES)
def test_a_layer_is_on_every_surface(layer: Layer, surface: str, client: Client) -> None:
    pk = a_feature(layer)

    answer = client.get(SURFACES[surface](layer.slug, pk))

    assert answer.status_code == 200
    body = answer.content.decode(errors="replace")
    found = read_features(layer, FeatureQuery(ids=(pk,), limit=1))[0]
    expected = {
        "map": layer.slug,
        "list": layer.name_of(found.properties, pk),
        "feature": layer.name_of(found.properties, pk),
        "card": layer.name_of(found.properties, pk),
        "list beside the map": layer.name_of(found.properties, pk),
        "nearest": layer.name_of(found.properties, pk),
        "here card": str(layer.title),
        "embedded": layer.name_of(found.properties, pk),
        "items": f'"id":{pk}',
        "WFS": f'gml:id="{layer.slug}.{pk}"',
        "WFS as CSV": str(pk),
        "item": f'"id":{pk}',
        "collection page": layer.name_of(found.properties, pk),
        "collections page": str(layer.title),
        "items page": layer.name_of(found.properties, pk),
        "item page": layer.name_of(found.properties, pk),
        # It tells of a layer once a commit gave it a revision.
        "feed of all layers": "/feeds/data.rss",
        # It leads to the map, which has them all, and tells of what is on today.
        "home": 'href="/map/"',
        "services": str(layer.title),
    }
    assert expected.get(surface, layer.slug) in body


@pytest.mark.parametrize("surface", [name for name in SURFACES if name not in (*FOR_EACH_FEATURE, *TILES)])
def test_a_layer_without_features_is_on_every_surface(layer: Layer, surface: str, client: Client) -> None:
    layer.published().delete()

    assert client.get(SURFACES[surface](layer.slug, 1)).status_code == 200


@pytest.mark.parametrize("surface", FOR_EACH_FEATURE)
def test_a_feature_that_is_not_there_is_not_found(layer: Layer, surface: str, client: Client) -> None:
    assert client.get(SURFACES[surface](layer.slug, 987_654_321)).status_code == 404


@pytest.mark.parametrize("surface", SURFACES)
def test_no_surface_tells_what_a_room_keeps_to_itself(layer: Layer, surface: str, client: Client) -> None:
    pk = a_feature(layer)
    if layer.slug != UPLOADED:
        secrets = {model: private_fields(model) for model in layer.depends_on if private_fields(model)}
        assert secrets, f"{layer.slug}: no room behind it has a PRIVATE that it keeps to itself"
        for model, names in secrets.items():
            for row in model._default_manager.all():
                assert all(SECRET in getattr(row, name) for name in names)

    assert SECRET not in client.get(SURFACES[surface](layer.slug, pk)).content.decode(errors="replace")


def test_every_table_that_a_layer_reads_changes_its_revision(layer: Layer) -> None:
    """Those that the database itself names when asked how it reads the layer: a table that is forgotten in depends_on is one too many."""
    sql, parameters = layer.relation_searched_by({entry.name: True for entry in layer.properties})
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON, VERBOSE) {sql}", parameters)
        plan = json.dumps(cursor.fetchone()[0])
    read = set(re.findall(r'"Relation Name": "(\w+)"', plan))
    known = {model._meta.db_table for model in layer.depends_on} | {re.sub(r'.*"(\w+)"$', r"\1", layer.model._meta.db_table)}

    assert read <= known


def test_the_system_checks_find_nothing(layer: Layer) -> None:
    if layer.slug != UPLOADED:
        assert list(check_layer(layer)) == []


def test_the_extent_holds_every_feature(layer: Layer, client: Client) -> None:
    for _ in range(3):
        a_feature(layer)

    west, south, east, north = client.get(f"/api/collections/{layer.slug}").json()["extent"]["spatial"]["bbox"][0]

    for feature in client.get(f"/api/collections/{layer.slug}/items").json()["features"]:
        for lon, lat in positions(feature["geometry"]["coordinates"]):
            assert west <= lon <= east
            assert south <= lat <= north


def positions(coordinates: Any) -> Any:
    if isinstance(coordinates[0], int | float):
        yield coordinates
    else:
        for part in coordinates:
            yield from positions(part)


def test_the_collection_in_the_list_is_the_collection_alone(layer: Layer, client: Client) -> None:
    a_feature(layer)

    listed = {entry["id"]: entry for entry in client.get("/api/collections").json()["collections"]}

    assert json.dumps(listed[layer.slug]) == json.dumps(client.get(f"/api/collections/{layer.slug}").json())


MODELS = sorted({model for layer in catalogued_layers() for model in layer.depends_on}, key=lambda model: model.__name__)


@pytest.mark.parametrize("name", ["update", "delete"])
@pytest.mark.parametrize("model", MODELS)
def test_a_change_of_any_table_behind_a_layer_changes_its_etag(model: Any, name: str, client: Client, transactional_db: None) -> None:
    row = plant(model)
    behind = [layer for layer in catalogued_layers() if model in layer.depends_on]
    before = {layer.slug: client.get(f"/api/collections/{layer.slug}/items")["ETag"] for layer in behind}

    if name == "update":
        row.save()
    else:
        row.delete()

    for layer in behind:
        assert client.get(f"/api/collections/{layer.slug}/items")["ETag"] != before[layer.slug]
