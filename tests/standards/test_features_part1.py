"""OGC API – Features Part 1: the abstract tests of 17-069r4 annex A, each named by its identifier."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openapi_spec_validator import validate

from layers.layer import Layer
from layers.reading import read_summary
from tests.standards.conftest import Api

CONF = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
GEOMETRIES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}


def rels(document: Any) -> set[str]:
    return {link["rel"] for link in document["links"]}


def positions(coordinates: Any) -> Any:
    if isinstance(coordinates[0], int | float):
        yield tuple(coordinates[:2])
    else:
        for part in coordinates:
            yield from positions(part)


# A.2.2: landing page.
def test_core_root_op_and_root_success(api: Api) -> None:
    answer = api.get("/api/")

    assert answer["Content-Type"] == "application/json"
    document = answer.json()
    assert {"service-desc", "service-doc"} & rels(document)
    assert {"conformance", "data"} <= rels(document)


# A.2.3: API definition.
def test_core_api_definition(api: Api) -> None:
    answer = api.get(api.link(api.document("/api/"), "service-desc"))

    assert answer["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    validate(answer.json())


# A.2.4: conformance.
def test_core_conformance(api: Api) -> None:
    declared = api.document(api.link(api.document("/api/"), "conformance"))["conformsTo"]

    assert {f"{CONF}core", f"{CONF}oas30", f"{CONF}geojson"} <= set(declared)
    assert len(declared) == len(set(declared))


# A.2.5, A.2.6: the collections, together and alone.
def test_core_fc_md_and_sfc_md(api: Api, filled: Layer) -> None:
    listed = api.document(api.link(api.document("/api/"), "data"))
    entry = next(entry for entry in listed["collections"] if entry["id"] == filled.slug)

    assert "self" in rels(listed)
    for link in (link for link in entry["links"] if link["rel"] in ("items", "self")):
        assert link["type"]
    alone = api.document(api.link(entry, "self"))
    assert alone == entry
    assert {"id", "links", "title", "description", "extent", "itemType", "crs"} <= set(entry)
    assert "items" in rels(entry)


def test_core_fc_md_extent(api: Api, filled: Layer) -> None:
    entry = api.collection(filled.slug)
    west, south, east, north = entry["extent"]["spatial"]["bbox"][0]

    for page in api.pages(api.items(filled.slug)):
        for feature in page["features"]:
            for lon, lat in positions(feature["geometry"]["coordinates"]):
                assert west <= lon <= east
                assert south <= lat <= north


# A.2.7: features.
def test_core_fc_op_and_fc_response(api: Api, filled: Layer) -> None:
    before = datetime.now(UTC)
    answer = api.get(api.items(filled.slug))
    page = answer.json()

    assert answer["Content-Type"] == "application/geo+json"
    assert page["type"] == "FeatureCollection"
    assert page["numberReturned"] == len(page["features"])
    assert datetime.fromisoformat(page["timeStamp"]).replace(microsecond=0) >= before.replace(microsecond=0)
    assert "self" in rels(page)
    assert all(link["type"] for link in page["links"])
    assert "Content-Crs" in answer


def test_core_fc_limit_and_next(api: Api, filled: Layer) -> None:
    total = read_summary(filled, revision=None).count
    pages = list(api.pages(api.items(filled.slug), limit="2"))

    assert all(len(page["features"]) == 2 for page in pages[:-1])
    ids = [feature["id"] for page in pages for feature in page["features"]]
    assert len(ids) == len(set(ids)) == total >= 2
    assert "next" not in rels(pages[-1])


def test_core_number_matched(api: Api, filled: Layer) -> None:
    pages = list(api.pages(api.items(filled.slug), limit="2", count="true"))

    assert {page["numberMatched"] for page in pages} == {sum(page["numberReturned"] for page in pages)}


def test_core_fc_bbox_response(api: Api, filled: Layer) -> None:
    items = api.items(filled.slug)
    feature = api.document(items, limit="1")["features"][0]
    lons, lats = zip(*positions(feature["geometry"]["coordinates"]), strict=True)
    box = ",".join(map(str, (min(lons), min(lats), max(lons), max(lats))))

    inside = {found["id"] for page in api.pages(items, bbox=box) for found in page["features"]}
    assert feature["id"] in inside
    with_heights = ",".join(map(str, (min(lons), min(lats), -100, max(lons), max(lats), 100)))
    assert {found["id"] for page in api.pages(items, bbox=with_heights) for found in page["features"]} == inside
    assert api.document(items, bbox="-1,-1,0,0")["numberReturned"] == 0
    across = f"{min(lons) - 1},{min(lats) - 1},-179,{max(lats) + 1}"
    assert feature["id"] in {found["id"] for page in api.pages(items, bbox=across) for found in page["features"]}


@pytest.mark.parametrize("box", ["1,2,3", "1,2,3,4,5", "a,b,c,d", "1,9,2,3", "0,0,0,95", "nan,0,1,1", "1,2,3,", ""])
def test_core_query_param_invalid_bbox(client: Client, filled: Layer, box: str) -> None:
    assert client.get(f"/api/collections/{filled.slug}/items", {"bbox": box}).status_code == 400


def test_core_fc_time_response(api: Api, filled: Layer) -> None:
    items = api.items(filled.slug)
    everything = {feature["id"] for page in api.pages(items) for feature in page["features"]}

    def within(interval: str) -> set[int]:
        return {feature["id"] for page in api.pages(items, datetime=interval) for feature in page["features"]}

    if not filled.time_property:
        # §7.15.4: a feature without a temporal property matches any datetime.
        assert within("1900-01-01/1900-12-31") == everything
        return
    first, last = api.collection(filled.slug)["extent"]["temporal"]["interval"][0]
    assert within(f"{first}/{last}") == within(f"../{last}") == within(f"{first}/..") == everything
    assert within("1900-01-01T00:00:00Z/1900-12-31T00:00:00Z") == set()
    assert within(first) <= everything


@pytest.mark.parametrize("text", ["x", "2026-13-01T00:00:00Z", "2026-11-22T10:00:00", "2026-11-23/2026-11-22", "../../.."])
def test_core_query_param_invalid_datetime(client: Client, filled: Layer, text: str) -> None:
    assert client.get(f"/api/collections/{filled.slug}/items", {"datetime": text}).status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", ""])
def test_core_query_param_invalid_limit(client: Client, filled: Layer, limit: str) -> None:
    assert client.get(f"/api/collections/{filled.slug}/items", {"limit": limit}).status_code == 400


@pytest.mark.parametrize("resource", ["", "/items", "/queryables", "/sortables"])
def test_core_query_param_unknown(client: Client, filled: Layer, resource: str) -> None:
    answer = client.get(f"/api/collections/{filled.slug}{resource}?foobar=1")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


# A.2.8: one feature.
def test_core_f_op_and_f_success(api: Api, filled: Layer) -> None:
    items = api.items(filled.slug)
    feature = api.document(items, limit="1")["features"][0]
    alone = api.get(f"{items}/{feature['id']}")

    assert alone["Content-Type"] == "application/geo+json"
    document = alone.json()
    assert {"self", "collection"} <= rels(document)
    assert {name: document[name] for name in ("type", "id", "geometry", "properties")} == feature


# A.4: GeoJSON.
def test_geojson_definition_and_content(api: Api, filled: Layer) -> None:
    names = [entry.name for entry in filled.properties]
    for feature in api.document(api.items(filled.slug))["features"]:
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] in GEOMETRIES
        assert list(feature["properties"]) == names


# A.6: OpenAPI 3.0.
def test_oas30_completeness(api: Api, filled: Layer) -> None:
    document = api.document(api.link(api.document("/api/"), "service-desc"))
    base = f"/collections/{filled.slug}"
    parameters = document["paths"][f"{base}/items"]["get"]["parameters"]
    described = [document["components"]["parameters"][entry["$ref"].rsplit("/")[-1]] if "$ref" in entry else entry for entry in parameters]
    known = {entry["name"]: entry for entry in described}

    assert {base, f"{base}/items", f"{base}/items/{{featureId}}"} <= set(document["paths"])
    for name in ("bbox", "limit", "datetime"):
        assert (known[name]["in"], known[name]["style"], known[name]["explode"], known[name].get("required", False)) == (
            "query",
            "form",
            False,
            False,
        )
    assert known["bbox"]["schema"]["type"] == "array"
    assert known["limit"]["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": settings.API_MAX_LIMIT,
        "default": settings.API_DEFAULT_LIMIT,
    }
    assert known["datetime"]["schema"]["type"] == "string"


def test_oas30_exceptions_codes(api: Api, client: Client, filled: Layer) -> None:
    document = api.document(api.link(api.document("/api/"), "service-desc"))
    answers = document["paths"][f"/collections/{filled.slug}/items/{{featureId}}"]["get"]["responses"]

    assert client.get(f"/api/collections/{filled.slug}/items/987654321").status_code == 404
    assert {"200", "400", "404", "500"} <= set(answers)


# A.1: languages are negotiated (§7.10), links keep the one that was asked for.
def test_links_keep_the_language(api: Api, filled: Layer) -> None:
    document = api.document(f"/api/collections/{filled.slug}", lang="en")
    page = api.document(api.link(document, "items"), limit="1")

    assert str(filled.title) != document["title"] or re.fullmatch(r"[\x00-\x7f]*|.*[Α-ω].*", document["title"])
    assert "lang=en" in api.link(document, "items")
    assert "lang=en" in api.link(page, "self")
