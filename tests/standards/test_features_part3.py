"""OGC API – Features Part 3 and CQL2: the abstract tests of 19-079r2 and 21-065r2 annex A that speak of any collection."""

import json
from typing import Any

import pytest
from django.test import Client

from layers.layer import Kind, Layer
from tests.standards.conftest import Api
from tests.standards.test_features_part1 import positions

FEATURES = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"


def test_filter_declared(api: Api) -> None:
    declared = set(api.document("/api/conformance")["conformsTo"])

    assert {f"{FEATURES}{name}" for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")} <= declared
    assert {f"{CQL2}{name}" for name in ("cql2-text", "cql2-json", "basic-cql2", "spatial-functions", "temporal-functions")} <= declared


# A.1: queryables.
def test_queryables_link_get_op_and_response(api: Api, filled: Layer) -> None:
    address = api.link(api.collection(filled.slug), QUERYABLES)
    answer = api.get(address)
    document = answer.json()

    assert answer["Content-Type"] == "application/schema+json"
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["$id"] == address
    assert (document["type"], document["additionalProperties"]) == ("object", False)
    (geometry,) = (entry for entry in document["properties"].values() if entry.get("x-ogc-role") == "primary-geometry")
    assert geometry["format"].startswith("geometry-")
    for entry in document["properties"].values():
        assert entry["title"]
        assert "type" in entry or entry is geometry


# A.2: each queryable is a query parameter too.
def test_queryables_query_parameters(api: Api, filled: Layer) -> None:
    items = api.items(filled.slug)
    feature = api.document(items, limit="1")["features"][0]
    queryables = queryables_of(api, filled)

    for name, entry in queryables.items():
        value = feature["properties"].get(name)
        if entry.get("x-ogc-role") or value in (None, "") or not isinstance(value, str | int):
            continue
        text = json.dumps(value) if not isinstance(value, str) else value
        assert feature["id"] in {found["id"] for page in api.pages(items, **{name: text}) for found in page["features"]}, name


def queryables_of(api: Api, layer: Layer) -> dict[str, Any]:
    return api.document(api.link(api.collection(layer.slug), QUERYABLES))["properties"]


def literal(value: Any, kind: Kind) -> str:
    if kind in (Kind.DATE, Kind.INSTANT):
        return f"{'DATE' if kind is Kind.DATE else 'TIMESTAMP'}('{value}')"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else json.dumps(value)


# A.3, A.4 and CQL2 A.2: filter over every queryable, in text and in JSON, with every comparison.
def test_filter_every_queryable_by_every_comparison(api: Api, filled: Layer) -> None:
    items = api.items(filled.slug)
    features = [feature for page in api.pages(items) for feature in page["features"]]
    first = features[0]

    for name in queryables_of(api, filled):
        entry, value = filled.property(name), first["properties"].get(name)
        if entry is None:
            continue
        absent = ids(api, items, f'"{name}" IS NULL')
        assert absent == {feature["id"] for feature in features if feature["properties"][name] is None}, name
        assert ids(api, items, f'"{name}" IS NOT NULL') == {feature["id"] for feature in features} - absent, name
        if value is None:
            continue
        written = literal(value, entry.kind)
        equal = ids(api, items, f'"{name}" = {written}')
        assert first["id"] in equal, name
        assert ids(api, items, f'"{name}" <> {written}') == {feature["id"] for feature in features} - absent - equal, name
        assert ids(api, items, f'"{name}" IN ({written})') == equal, name
        if entry.kind is not Kind.BOOLEAN:
            less, more = (ids(api, items, f'"{name}" {sign} {written}') for sign in "<>")
            assert less | more | equal == {feature["id"] for feature in features} - absent, name
            assert ids(api, items, f'"{name}" BETWEEN {written} AND {written}') == equal, name


def ids(api: Api, items: str, text: str, **given: str) -> set[int]:
    return {feature["id"] for page in api.pages(items, filter=text, limit="1000", **given) for feature in page["features"]}


def test_filter_in_json_finds_the_same(api: Api, filled: Layer) -> None:
    items = api.items(filled.slug)
    first = api.document(items, limit="1")["features"][0]
    document = json.dumps({"op": "=", "args": [{"property": "id"}, first["id"]]})

    assert ids(api, items, document, filter_lang="cql2-json") == ids(api, items, f"id = {first['id']}") == {first["id"]}


# CQL2 A.7: spatial functions against the feature's own geometry, in every system.
@pytest.mark.parametrize("code", [None, 4326, 3857, 2100])
def test_filter_crs_and_spatial_functions(api: Api, filled: Layer, code: int | None) -> None:
    items = api.items(filled.slug)
    given = {} if code is None else {"crs": f"http://www.opengis.net/def/crs/EPSG/0/{code}"}
    feature = api.document(items, limit="1", **given)["features"][0]
    first, second = zip(*positions(feature["geometry"]["coordinates"]), strict=True)
    margin = 0.5 if code in (3857, 2100) else 1e-6
    box = ", ".join(map(str, (min(first) - margin, min(second) - margin, max(first) + margin, max(second) + margin)))
    systems = {} if code is None else {"filter_crs": given["crs"]}

    assert feature["id"] in ids(api, items, f"S_INTERSECTS(geometry, BBOX({box}))", **systems)
    assert feature["id"] in ids(api, items, f"S_WITHIN(geometry, BBOX({box}))", **systems)
    assert feature["id"] not in ids(api, items, f"S_DISJOINT(geometry, BBOX({box}))", **systems)
    assert feature["id"] not in ids(api, items, f"S_TOUCHES(geometry, BBOX({box}))", **systems)


def test_filter_on_wgs84_is_the_default(api: Api, filled: Layer) -> None:
    items = api.items(filled.slug)

    crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    box = "S_INTERSECTS(geometry, BBOX(23, 35, 25, 36))"
    assert ids(api, items, box) == ids(api, items, box, filter_crs=crs84)


# CQL2 A.13: temporal functions on the layer's own time.
def test_filter_temporal_functions(api: Api, filled: Layer) -> None:
    if not filled.time_property:
        pytest.skip("no time property")
    items = api.items(filled.slug)
    everything = ids(api, items, "TRUE")
    first, last = api.collection(filled.slug)["extent"]["temporal"]["interval"][0]
    time = f'"{filled.time_property}"'

    assert ids(api, items, f"T_INTERSECTS({time}, INTERVAL('{first}', '{last}'))") == everything
    assert ids(api, items, f"T_BEFORE({time}, TIMESTAMP('1990-01-01T00:00:00Z'))") == set()
    assert ids(api, items, f"T_AFTER({time}, TIMESTAMP('1990-01-01T00:00:00Z'))") == everything


# A.5: bad filters, and names that are no queryables.
@pytest.mark.parametrize("text", ["foobar = 1", "id =", "S_INTERSECTS(foobar, POINT(1 2))", "id = 'x'", "foobar"])
def test_filter_invalid(client: Client, filled: Layer, text: str) -> None:
    answer = client.get(f"/api/collections/{filled.slug}/items", {"filter": text})

    assert answer.status_code == 400
    assert answer.json()["parameter"] == "filter"


# Sorting, by everything that can be.
def test_sortby_every_sortable(api: Api, filled: Layer) -> None:
    collection = api.collection(filled.slug)
    names = api.document(api.link(collection, "http://www.opengis.net/def/rel/ogc/1.0/sortables"))["properties"]
    everything = ids(api, api.items(filled.slug), "TRUE")

    for name in names:
        for sign in ("", "-"):
            found = [
                feature for page in api.pages(api.items(filled.slug), sortby=f"{sign}{name}", limit="2") for feature in page["features"]
            ]
            assert len(found) == len(everything), name
            assert {feature["id"] for feature in found} == everything, name
