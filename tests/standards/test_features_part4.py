"""OGC API – Features Part 4 (20-002r1 draft), Annex A: the abstract tests of the classes declared, over every layer that can be written."""

from typing import Any

import pytest
from django.test import Client

from layers.layer import Layer
from layers.lookups import catalogued_layers, get_layer
from layers.writing import why_read_only, writable_fields
from tests.datasets import make_dataset
from tests.planting import SECRET
from tests.writing import Writer, body_for, planted, writer_of

UPLOADED = "uploaded"
WRITABLE = [layer.slug for layer in catalogued_layers() if not why_read_only(layer)]
READ_ONLY = [layer.slug for layer in catalogued_layers() if why_read_only(layer)]
CONF = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/"
NOWHERE = 987_654_321


@pytest.fixture(params=[*WRITABLE, UPLOADED])
def layer(request: Any, db: None) -> Layer:
    if request.param == UPLOADED:
        make_dataset(slug=UPLOADED)
    return get_layer(request.param)


@pytest.fixture
def writer(layer: Layer) -> Writer:
    return writer_of(layer)


@pytest.fixture
def items(layer: Layer) -> str:
    return f"/api/collections/{layer.slug}/items"


@pytest.fixture
def item(layer: Layer, items: str) -> str:
    return f"{items}/{planted(layer)}"


def agrees(found: dict[str, Any], body: dict[str, Any]) -> None:
    """Assert that the feature found holds what was sent: published properties, and the geometry."""
    expected = {name: value for name, value in body["properties"].items() if name in found["properties"]}
    assert {name: found["properties"][name] for name in expected} == expected
    assert found["geometry"]["type"] == body["geometry"]["type"]
    assert str(found["geometry"]["coordinates"])[:20] == str(body["geometry"]["coordinates"])[:20]


def test_the_classes_are_declared(client: Client) -> None:
    declared = client.get("/api/conformance").json()["conformsTo"]

    for name in (
        "create-replace-delete",
        "update",
        "optimistic-locking-etags",
        "return-resource-representation-in-response",
        "features",
    ):
        assert CONF + name in declared


def test_options_says_what_may_be_done(client: Client, items: str, item: str) -> None:
    """/conf/create-replace-delete/options, /conf/update/options."""
    many, one = client.options(items), client.options(item)

    assert (many.status_code, one.status_code) == (200, 200)
    assert "POST" in many["Allow"].split(", ")
    assert {"PUT", "PATCH", "DELETE"} <= set(one["Allow"].split(", "))
    assert "application/geo+json" in many["Accept-Post"]
    assert one["Accept-Patch"] == "application/merge-patch+json"
    assert "PATCH" in one["Access-Control-Allow-Methods"]
    assert {"Authorization", "If-Match", "Content-Type", "Prefer"} <= set(one["Access-Control-Allow-Headers"].split(", "))


@pytest.mark.parametrize("slug", READ_ONLY)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_layer_that_is_only_read_says_so_and_why(slug: str, method: str, client: Client, db: None) -> None:
    address = f"/api/collections/{slug}/items" + ("" if method == "POST" else "/1")

    answer = client.generic(method, address)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert slug in answer.json()["detail"]
    assert client.options(address)["Allow"] == "GET, HEAD, OPTIONS"
    paths = client.get("/api/openapi").json()["paths"]
    assert "post" not in paths[f"/collections/{slug}/items"]
    assert set(paths[f"/collections/{slug}/items/{{featureId}}"]) == {"get"}


def test_create(layer: Layer, writer: Writer, items: str) -> None:
    """/conf/create-replace-delete/create, with and without an id in the body; /conf/features/crs84."""
    known = {feature["id"] for feature in writer.client.get(f"{items}?limit=1000").json()["features"]}
    for number, further in enumerate(({}, {"id": NOWHERE})):
        body = body_for(layer, code=f"new-{number}") | further
        known |= {feature["id"] for feature in writer.client.get(f"{items}?limit=1000").json()["features"]}

        answer = writer.post(items, body)

        assert answer.status_code == 201, answer.content.decode()
        assert answer.content == b""
        found = writer.client.get(answer["Location"])
        assert found.status_code == 200
        agrees(found.json(), body)
        assert found.json()["id"] not in known
        assert answer["Location"].endswith(f"/{found.json()['id']}")


def test_without_a_content_type_nothing_is_read(layer: Layer, writer: Writer, items: str, item: str) -> None:
    """/conf/create-replace-delete/create-content-type and replace-content-type, /conf/update/update-content-type."""
    body = body_for(layer, code="new")

    assert writer.post(items, body, kind="").status_code == 400
    assert writer.put(item, body, kind="", If_Match="*").status_code == 400
    assert writer.patch(item, {"properties": {}}, kind="", If_Match="*").status_code == 400
    assert writer.post(items, body, kind="text/csv").status_code == 415


def test_replace(layer: Layer, writer: Writer, item: str) -> None:
    """/conf/create-replace-delete/replace, /conf/optimistic-locking-etags/replace."""
    before, body = writer.client.get(item), body_for(layer, code="replaced")

    assert writer.put(item, body, If_Match='"0"').status_code == 412
    assert writer.put(item, body).status_code == 428
    assert writer.client.get(item).json() == before.json()

    answer = writer.put(item, body, If_Match=before["ETag"])

    assert answer.status_code == 204, answer.content.decode()
    assert answer["ETag"] != before["ETag"]
    agrees(writer.client.get(item).json(), body)
    assert writer.put(item, body, If_Match=before["ETag"]).status_code == 412
    assert writer.put(item, body, If_Match=answer["ETag"]).status_code == 204


def test_a_replacement_of_another_id_is_refused(layer: Layer, writer: Writer, item: str) -> None:
    """/conf/create-replace-delete/replace-rid, /conf/features/geojson, /conf/update/update-rid, /conf/features/json-merge-patch."""
    before, body = writer.client.get(item).json(), body_for(layer, code="other") | {"id": NOWHERE}

    assert writer.put(item, body, If_Match="*").status_code == 422
    assert writer.patch(item, {"id": NOWHERE}, If_Match="*").status_code == 422
    assert writer.client.get(item).json() == before


def test_what_is_not_there_is_not_replaced(layer: Layer, writer: Writer, items: str) -> None:
    """/conf/create-replace-delete/replace-exceptions."""
    body = body_for(layer, code="nowhere")

    assert writer.put(f"{items}/{NOWHERE}", body).status_code == 404
    assert writer.put(f"{items}/{NOWHERE + 1}", body, If_Match='"xyz"').status_code == 404
    assert writer.delete(f"{items}/{NOWHERE}").status_code == 404
    assert writer.client.get(f"{items}/{NOWHERE}").status_code == 404


def test_update_changes_what_it_names_and_nothing_else(layer: Layer, writer: Writer, item: str) -> None:
    """/conf/update/update, /conf/optimistic-locking-etags/update, /conf/features/json-merge-patch."""
    before = writer.client.get(item)
    name = next(name for name in writable_fields(layer) if name in before.json()["properties"] and name not in ("category", "parent"))
    changed = before.json()["properties"][name]
    changed = f"{changed}-2" if isinstance(changed, str) else changed
    patch = {"properties": {name: changed}}

    assert writer.patch(item, patch, If_Match='"0"').status_code == 412
    assert writer.patch(item, patch).status_code == 428

    answer = writer.patch(item, patch, If_Match=before["ETag"])

    assert answer.status_code == 204, answer.content.decode()
    assert answer["ETag"] != before["ETag"]
    assert writer.client.get(item).json() == before.json() | {"properties": before.json()["properties"] | {name: changed}}

    moved = body_for(layer, code="moved")["geometry"]
    assert writer.patch(item, {"geometry": moved}, If_Match="*").status_code == 204
    assert writer.client.get(item).json()["geometry"]["type"] == moved["type"]


def test_what_was_read_can_be_sent_back(writer: Writer, item: str) -> None:
    """A client that edits sends everything: what only comes out is accepted as it was, and a field not published is not lost."""
    read = writer.client.get(item)

    answer = writer.put(item, read.json(), If_Match=read["ETag"])

    assert answer.status_code == 204, answer.content.decode()
    assert writer.client.get(item).json() == read.json()


def test_delete(layer: Layer, writer: Writer, items: str) -> None:
    """/conf/create-replace-delete/delete, /conf/optimistic-locking-etags/delete."""
    item = writer.post(items, body_for(layer, code="short-lived"))["Location"]
    etag = writer.client.get(item)["ETag"]

    assert writer.delete(item, If_Match='"0"').status_code == 412
    assert writer.delete(item).status_code == 428
    assert writer.client.get(item).status_code == 200
    assert writer.delete(item, If_Match=etag).status_code == 204
    assert writer.client.get(item).status_code == 404


def test_every_item_has_an_etag_that_another_feature_leaves_alone(layer: Layer, writer: Writer, items: str, item: str) -> None:
    """/conf/optimistic-locking-etags/get-etag."""
    etag = writer.client.get(item)["ETag"]
    assert etag.startswith('"')
    writer.post(items, body_for(layer, code="another"))

    assert writer.patch(item, {"properties": {}}, If_Match=etag).status_code == 204


def test_a_representation_comes_to_who_prefers_it(layer: Layer, writer: Writer, items: str, item: str) -> None:
    """/conf/return-resource-representation-in-response."""
    body = body_for(layer, code="preferred")

    made = writer.post(items, body, Prefer="return=representation", Accept="application/geo+json")
    replaced = writer.put(
        item, body | {"properties": body["properties"] | _key(layer, "as-well")}, Prefer="return=representation", If_Match="*"
    )
    updated = writer.patch(item, {"properties": {}}, Prefer="return=representation", If_Match="*")

    assert [answer.status_code for answer in (made, replaced, updated)] == [201, 200, 200]
    for answer in (made, replaced, updated):
        assert answer["Content-Type"] == "application/geo+json"
        assert answer["Preference-Applied"] == "return=representation"
        assert SECRET not in answer.content.decode()
    agrees(made.json(), body)
    assert writer.patch(item, {"properties": {}}, Prefer="return=minimal", If_Match="*").content == b""


def _key(layer: Layer, code: str) -> dict[str, str]:
    return {layer.natural_key: code} if layer.natural_key else {}


def test_coordinates_are_read_in_the_system_that_is_named(layer: Layer, writer: Writer, items: str) -> None:
    """/conf/features/crs."""
    body = body_for(layer, code="plain")
    plain = writer.post(items, body)["Location"]
    for number, crs in enumerate(writer.client.get(f"/api/collections/{layer.slug}").json()["crs"]):
        there = writer.client.get(plain, {"crs": crs})
        sent = body | {"geometry": there.json()["geometry"], "properties": body["properties"] | _key(layer, f"crs-{number}")}

        answer = writer.post(items, sent, Content_Crs=f"<{crs}>")

        assert answer.status_code == 201, answer.content.decode()
        found = writer.client.get(answer["Location"], {"crs": crs}).json()
        assert _first(found["geometry"]) == pytest.approx(_first(there.json()["geometry"]), abs=1e-3)
    unknown = writer.post(items, body, Content_Crs="<http://www.opengis.net/def/crs/EPSG/0/9999>")
    assert (unknown.status_code, "Content-Crs" in unknown.json()["detail"]) == (400, True)


def _first(geometry: dict[str, Any]) -> list[float]:
    found = geometry["coordinates"]
    while isinstance(found[0], list):
        found = found[0]
    return list(found)


def test_the_schema_says_what_is_read_and_what_is_written(layer: Layer, writer: Writer, items: str) -> None:
    """/conf/features/schema."""
    links = {link["rel"]: link["href"] for link in writer.client.get(f"/api/collections/{layer.slug}").json()["links"]}
    answer = writer.client.get(links["http://www.opengis.net/def/rel/ogc/1.0/schema"])
    schema = answer.json()

    assert answer["Content-Type"] == "application/schema+json"
    assert set(schema["properties"]) >= {entry.name for entry in layer.properties}
    body = body_for(layer, code="by-schema")
    assert set(body["properties"]) == {
        name for name, entry in schema["properties"].items() if not entry.get("readOnly") and name != "geometry"
    }
    assert schema["additionalProperties"] is False
    for name in ("colour", *(name for name, entry in schema["properties"].items() if entry.get("readOnly") and name != "id")):
        refused = writer.post(items, body | {"properties": body["properties"] | {name: "x"}})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == name


def test_the_description_has_the_methods(layer: Layer, client: Client) -> None:
    paths = client.get("/api/openapi").json()["paths"]

    assert paths[f"/collections/{layer.slug}/items"]["post"]["security"] == [{"token": []}]
    assert {"put", "patch", "delete"} <= set(paths[f"/collections/{layer.slug}/items/{{featureId}}"])
