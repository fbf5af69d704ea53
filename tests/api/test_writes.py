"""Writing features: what is refused and how it is told, who wins when two write, what is kept of it."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.models import FeatureChange
from layers.cinemas import Cinema, Screen
from layers.departments import Department
from layers.lookups import get_layer
from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import SECRET, plant, shape
from tests.writing import ITEMS, POINT, Writer, body_for, changed, planted, writer_of

pytestmark = pytest.mark.django_db


def test_what_would_not_be_in_the_collection_is_not_stored() -> None:
    layer = get_layer("neighbourhoods")
    answer = writer_of(layer).post("/api/collections/neighbourhoods/items", changed(body_for(layer, code="neo"), kind="municipal_unit"))

    assert answer.status_code == 422
    assert "neighbourhoods" in answer.json()["detail"]
    assert not layer.model._default_manager.filter(code="neo").exists()


BODIES: list[tuple[bytes, int]] = [
    (b"", 400),
    (b"{", 400),
    (b"null", 400),
    (b"[]", 400),
    (b'"x"', 400),
    (b"5", 400),
    (b"\xff\xfe", 400),
    (b"<xml/>", 400),
    (b'{"type":"Feature","type":"Feature"}', 400),
    (b'{"a":NaN}', 400),
    (b'{"a":-Infinity}', 400),
    (b'{"a":1e999}', 400),
    (b'{"a":' + b"9" * 5000 + b"}", 400),
    (b'{"a":"\\u0000"}', 400),
    (b'{"\\u0000":1}', 400),
    (b'{"a":"\\ud800"}', 400),
    (b'{"\\ud800":1,"\\ud800":2}', 400),
    (b"[" * 100_000, 400),
    (b'{"a":' * 100 + b"1" + b"}" * 100, 400),
    (b"{}", 422),
    (b'{"type":"FeatureCollection","features":[]}', 422),
    (b'{"type":["Feature"]}', 422),
    (b'{"type":"Feature","properties":[]}', 422),
    (b'{"type":"Feature","properties":null,"geometry":null}', 422),
    (b'{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[24,35.5]},"crs":{"type":"name"}}', 422),
]


@pytest.mark.parametrize(("body", "status"), BODIES)
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_whatever_is_sent_gets_a_problem_and_never_an_error_of_ours(writer: Writer, method: str, body: bytes, status: int) -> None:
    if method == "post":
        answer = writer.post(ITEMS, body)
    else:
        answer = getattr(writer, method)(f"{ITEMS}/{planted(get_layer('places'))}", body, If_Match="*")
    if method == "patch" and status == 422:
        assert answer.status_code in (204, 422)
        return

    assert answer.status_code == answer.json()["status"] == status
    assert "SELECT" not in answer.content.decode()
    assert "layers_" not in answer.content.decode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
NAMES = ("code", "name_el", "name_en", "category", "website", "phone", "wheelchair", "opening_hours", "group")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(properties=st.dictionaries(st.sampled_from(NAMES), JSON), geometry=JSON | st.just(POINT))
def test_no_feature_is_an_error_of_ours(writer: Writer, properties: Any, geometry: Any) -> None:
    sent = json.dumps({"type": "Feature", "geometry": geometry, "properties": properties}).encode()

    assert writer.post(ITEMS, sent).status_code in (201, 400, 409, 422)


@override_settings(API_MAX_BODY_BYTES=1000)
def test_too_much_is_refused(writer: Writer, body: dict[str, Any]) -> None:
    answer = writer.post(ITEMS, changed(body, description_el="α" * 1000))

    assert (answer.status_code, "1000" in answer.json()["detail"]) == (413, True)


@pytest.mark.parametrize(
    "headers", [{"Content_Encoding": "gzip"}, {"kind": "application/geo+json; charset=iso-8859-7"}, {"kind": "text/plain"}]
)
def test_other_kinds_of_body_are_refused(writer: Writer, body: dict[str, Any], headers: Any) -> None:
    assert writer.post(ITEMS, body, **headers).status_code == 415


def test_problems_come_in_english_too(writer: Writer, body: dict[str, Any]) -> None:
    assert writer.post(f"{ITEMS}?lang=en", changed(body, name_el=5))["Content-Language"] == "en"


def test_a_key_that_is_taken_is_a_conflict(writer: Writer, body: dict[str, Any]) -> None:
    assert writer.post(ITEMS, body).status_code == 201

    answer = writer.post(ITEMS, body)
    other = writer.patch(f"{ITEMS}/{planted(get_layer('places'))}", {"properties": {"code": "neo"}}, If_Match="*")

    assert [answer.status_code, other.status_code] == [409, 409]
    assert "«neo»" in answer.json()["detail"]


def test_the_key_of_a_dataset_is_kept_too() -> None:
    make_dataset(key_column="ΟΝΟΜΑ")
    layer = get_layer("kadoi")
    writer, body = writer_of(layer), body_for(layer, code="")
    address = "/api/collections/kadoi/items"

    assert writer.post(address, body).status_code == 409
    assert writer.post(address, changed(body, ΟΝΟΜΑ="Κάδος 3")).status_code == 201
    assert writer.client.get(f"{address}?ΟΝΟΜΑ=Κάδος 3").json()["features"][0]["id"] == 3


def test_numbers_of_a_dataset_that_do_not_fit_are_told() -> None:
    make_dataset()
    layer = get_layer("kadoi")
    writer, body = writer_of(layer), body_for(layer, code="")

    for value in (10**30, 1.5, "2000", True):
        assert writer.post("/api/collections/kadoi/items", changed(body, year=value)).status_code == 422
    assert writer.post("/api/collections/kadoi/items", changed(body, year=None, ΟΝΟΜΑ="")).status_code == 201


def test_what_others_refer_to_stays_and_what_refers_is_told(writer: Writer) -> None:
    layer = get_layer("municipal-units")
    row = plant(layer.model, kind="municipal_unit")
    plant(layer.model, kind="neighbourhood", parent=row)

    answer = writer_of(layer).delete(f"/api/collections/municipal-units/items/{row.pk}", If_Match="*")

    assert (answer.status_code, answer.json()["code"]) == (409, "Conflict")
    assert "περιοχή (1)" in answer.json()["detail"]


def test_an_office_that_is_deleted_leaves_its_department_which_may_get_another() -> None:
    layer = get_layer("department-offices")
    writer, body = writer_of(layer), body_for(layer, code="parks")
    address = "/api/collections/department-offices/items"
    made = writer.post(address, body)["Location"]
    assert writer.delete(made, If_Match="*").status_code == 204
    department = Department.objects.get(code="parks")
    assert department.office is None

    again = writer.post(address, body)

    assert (again.status_code, again["Location"]) == (201, made)
    assert Department.objects.get(code="parks").pk == department.pk


def test_a_rule_of_the_database_is_told_and_is_no_error_of_ours(writer: Writer) -> None:
    layer = get_layer("municipal-units")
    row = plant(layer.model, kind="municipal_unit")

    answer = writer_of(layer).patch(f"/api/collections/municipal-units/items/{row.pk}", {"properties": {"parent": row.code}}, If_Match="*")

    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidFeature")
    assert "not_its_own_parent" in answer.json()["detail"]


def test_private_fields_neither_come_out_nor_change(writer: Writer) -> None:
    pk = planted(get_layer("places"))
    read = writer.client.get(f"{ITEMS}/{pk}")

    answer = writer.put(f"{ITEMS}/{pk}", read.json(), If_Match="*", Prefer="return=representation")

    assert SECRET not in answer.content.decode()
    assert SECRET in Place.objects.get(pk=pk).internal_notes
    assert SECRET not in json.dumps(list(FeatureChange.objects.values("before", "after")))


def test_every_change_is_kept_with_who_and_what(writer: Writer, body: dict[str, Any]) -> None:
    made = writer.post(ITEMS, body, X_Request_Id="ours-1")["Location"]
    writer.patch(made, {"properties": {"name_el": "Άλλο"}}, If_Match="*")
    writer.put(made, body, If_Match="*")
    writer.put(made, body, If_Match='"0"')
    writer.delete(made, If_Match="*")

    kept: list[Any] = list(FeatureChange.objects.order_by("pk"))

    assert [entry.action for entry in kept] == ["create", "update", "replace", "delete"]
    assert {(entry.layer, entry.feature, entry.holder) for entry in kept} == {
        ("places", int(made.rpartition("/")[2]), get_layer("places").maintainer)
    }
    assert kept[0].request_id == "ours-1"
    assert (kept[0].before, kept[0].after["properties"]["code"]) == (None, "neo")
    assert kept[1].after["properties"]["name_el"] == kept[2].before["properties"]["name_el"] == "Άλλο"
    assert (kept[3].before["properties"]["code"], kept[3].after) == ("neo", None)


@pytest.mark.parametrize("name", ["update", "delete"])
def test_what_is_kept_cannot_be_altered(writer: Writer, body: dict[str, Any], name: str) -> None:
    writer.post(ITEMS, body)

    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        getattr(FeatureChange.objects.all(), name)(**({"holder": "x"} if name == "update" else {}))


def test_what_goes_with_a_feature_goes() -> None:
    cinema = plant(Cinema)
    screen = plant(Screen, cinema=cinema)

    assert writer_of(get_layer("cinemas")).delete(f"/api/collections/cinemas/items/{cinema.pk}", If_Match="*").status_code == 204
    assert not Screen.objects.filter(pk=screen.pk).exists()


def test_a_page_of_another_site_may_write_with_a_token(client: Client) -> None:
    answer = client.options(ITEMS, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"})

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Authorization" in answer["Access-Control-Allow-Headers"]


def test_a_shape_is_put_where_it_was_sent(writer: Writer, body: dict[str, Any]) -> None:
    made = writer.post(ITEMS, body | {"geometry": {"type": "Point", "coordinates": [24.0123456789, 35.5123456789, 12.5]}})

    assert writer.client.get(made["Location"]).json()["geometry"]["coordinates"] == [24.0123456789, 35.5123456789]
    assert shape("POINT").srid == 4326
