"""Writing features: what is refused and how it is told, who wins when two write, what is kept of it."""

import json
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.models import FeatureChange
from layers.cinemas import Cinema, Screen
from layers.departments import Department
from layers.gazetteer.models import Name
from layers.gazetteer.upkeep import renew_names_of
from layers.lookups import get_layer
from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import SECRET, plant, shape
from tests.writing import Writer, body_for, planted, writer_of

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/places/items"
POINT = {"type": "Point", "coordinates": [24.02, 35.51]}
SQUARE = [[24.0, 35.5], [24.01, 35.5], [24.01, 35.51], [24.0, 35.51], [24.0, 35.5]]
BOW_TIE = [[24.0, 35.5], [24.01, 35.51], [24.01, 35.5], [24.0, 35.51], [24.0, 35.5]]


@pytest.fixture
def writer() -> Writer:
    return writer_of(get_layer("places"))


@pytest.fixture
def body() -> dict[str, Any]:
    return body_for(get_layer("places"), code="neo")


def changed(body: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return body | {"properties": body["properties"] | properties}


# What the body becomes, the status, the field that is told, a part of the words.
FIELDS: list[tuple[str, Any, str]] = [
    ("name_el", None, "χωρίς τιμή"),
    ("name_el", "", "κενό"),
    ("name_el", "   ", "κενό"),
    ("name_el", 5, "string"),
    ("name_el", True, "string"),
    ("name_el", ["a"], "string"),
    ("name_el", {"a": {}}, "string"),
    ("name_el", "α" * 201, "201"),
    ("code", "όχι κωδικός!", "όχι κωδικός!"),
    ("category", "no-such", "no-such"),
    ("category", 1, "string"),
    ("wheelchair", "perhaps", "yes"),
    ("website", "javascript:alert(1)", "javascript"),
    ("open_now", True, "μόνο διαβάζεται"),
    ("internal_notes", "x", "δεν υπάρχει"),
    ("is_published", False, "δεν υπάρχει"),
    ("id", 5, "δεν υπάρχει"),
    ("geometry", 5, "δεν υπάρχει"),
    ("'; DROP TABLE layers_place; --", 1, "δεν υπάρχει"),
]


@pytest.mark.parametrize(("name", "value", "words"), FIELDS)
def test_a_wrong_value_is_told_with_its_remedy(writer: Writer, body: dict[str, Any], name: str, value: Any, words: str) -> None:
    answer = writer.post(ITEMS, changed(body, **{name: value}))

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "InvalidFeature"), problem
    assert answer["Content-Type"] == "application/problem+json"
    assert name in {error["field"] for error in problem["errors"]}
    assert words in " ".join(error["detail"] for error in problem["errors"])
    assert not Place.objects.filter(code="neo").exists()


GEOMETRIES: list[tuple[Any, str]] = [
    (None, "λείπει"),
    (5, "GeoJSON"),
    ({}, "GeoJSON"),
    ({"type": "Point"}, "GeoJSON"),
    ({"type": ["Point"], "coordinates": [24, 35]}, "GeoJSON"),
    ({"type": "Circle", "coordinates": [24, 35]}, "GeoJSON"),
    ({"type": "GeometryCollection", "geometries": []}, "GeoJSON"),
    ({"type": "Point", "coordinates": []}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [24]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [24, 35, 1, 2]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": ["24", "35"]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [True, 35]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [[24, 35]]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [24, 95]}, "έξω"),
    ({"type": "Point", "coordinates": [35.51, 24.02]}, "πλάτος"),
    ({"type": "Point", "coordinates": [0, 0]}, "έξω από τη χώρα"),
    ({"type": "Point", "coordinates": [10**400, 35]}, "έξω"),
    ({"type": "Polygon", "coordinates": [SQUARE]}, "Polygon"),
    ({"type": "MultiPoint", "coordinates": [[24, 35.5], [24.1, 35.5]]}, "MultiPoint"),
]


@pytest.mark.parametrize(("geometry", "words"), GEOMETRIES)
def test_a_wrong_geometry_is_told(writer: Writer, body: dict[str, Any], geometry: Any, words: str) -> None:
    answer = writer.post(ITEMS, body | {"geometry": geometry})

    assert answer.status_code == 422, answer.json()
    assert words in answer.json()["errors"][0]["detail"]
    assert answer.json()["errors"][0]["pointer"] == "/geometry"


@pytest.mark.parametrize(
    ("coordinates", "words"),
    [
        ([BOW_TIE], "Self-intersection"),
        ([SQUARE[:-1]], "δεν κλείνει"),
        ([SQUARE[:2]], "2 θέσεις"),
        ([], "κενές"),
        (["abc"], "σχήμα"),
        ([[SQUARE]], "δύο αριθμοί"),
    ],
)
def test_a_wrong_area_is_told_with_the_spot(coordinates: Any, words: str) -> None:
    layer = get_layer("neighbourhoods")
    writer, body = writer_of(layer), body_for(layer, code="neo")

    answer = writer.post("/api/collections/neighbourhoods/items", body | {"geometry": {"type": "Polygon", "coordinates": coordinates}})

    assert answer.status_code == 422, answer.json()
    assert words in answer.json()["errors"][0]["detail"]


def test_a_single_shape_becomes_a_multiple_one() -> None:
    layer = get_layer("neighbourhoods")
    body = body_for(layer, code="neo") | {"geometry": {"type": "Polygon", "coordinates": [SQUARE]}}

    answer = writer_of(layer).post("/api/collections/neighbourhoods/items", body, Prefer="return=representation")

    assert (answer.status_code, answer.json()["geometry"]["type"]) == (201, "MultiPolygon")


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


def test_a_write_changes_every_etag_and_the_index_of_names(transactional_db: None) -> None:
    layer = get_layer("places")
    writer, body = writer_of(layer), body_for(layer, code="neo")
    item = f"{ITEMS}/{planted(layer)}"
    before = {address: writer.client.get(address)["ETag"] for address in (ITEMS, "/api/collections/places", item)}

    made = writer.post(ITEMS, changed(body, name_el="Ψαροταβέρνα Ζέφυρος"))

    assert made.status_code == 201
    for address, etag in before.items():
        assert writer.client.get(address, headers={"If-None-Match": etag}).status_code == 200
    renew_names_of(layer)
    assert Name.objects.filter(layer="places", text="Ψαροταβέρνα Ζέφυρος").exists()
    fresh = writer.client.get(item)["ETag"]
    assert fresh.split(".")[0] == before[item].split(".")[0]
    assert writer.client.get(item, headers={"If-None-Match": fresh}).status_code == 304
    assert writer.client.get(item, headers={"If-None-Match": f"W/{fresh}"})["ETag"].removeprefix("W/") == fresh


def test_an_etag_that_compression_made_weak_is_good_for_writing(writer: Writer) -> None:
    item = f"{ITEMS}/{planted(get_layer('places'))}"
    etag = writer.client.get(item, headers={"Accept-Encoding": "gzip"})["ETag"]

    assert writer.patch(item, {"properties": {}}, If_Match=f'"other", {etag}').status_code == 204


@pytest.mark.parametrize("slug", ["places", "kadoi"])
def test_of_two_who_write_at_once_exactly_one_wins(slug: str, transactional_db: None) -> None:
    if slug == "kadoi":
        make_dataset()
    layer = get_layer(slug)
    writer = writer_of(layer)
    item = f"/api/collections/{slug}/items/{planted(layer)}"
    etag, name = writer.client.get(item)["ETag"], "ΟΝΟΜΑ" if slug == "kadoi" else "name_el"
    together, statuses = Barrier(4), []

    def write(number: int) -> None:
        together.wait()
        answer = Writer(writer.headers["Authorization"].removeprefix("Bearer ")).patch(
            item, {"properties": {name: f"Γράφων {number}"}}, If_Match=etag
        )
        statuses.append(answer.status_code)
        connections.close_all()

    _all_at_once([Thread(target=write, args=(number,)) for number in range(4)])

    assert sorted(statuses) == [204, 412, 412, 412]
    assert FeatureChange.objects.count() == 1


@pytest.mark.parametrize("slug", ["places", "kadoi"])
def test_of_many_who_create_at_once_each_gets_a_number_of_its_own(slug: str, transactional_db: None) -> None:
    if slug == "kadoi":
        make_dataset()
    layer = get_layer(slug)
    writer, body = writer_of(layer), body_for(layer, code="one-code")
    together, answers = Barrier(4), []

    def write() -> None:
        together.wait()
        answers.append(Writer(writer.headers["Authorization"].removeprefix("Bearer ")).post(f"/api/collections/{slug}/items", body))
        connections.close_all()

    _all_at_once([Thread(target=write) for _ in range(4)])

    statuses = sorted(answer.status_code for answer in answers)
    # A place's code is unique; the dataset has no key.
    assert statuses == ([201] * 4 if slug == "kadoi" else [201, 409, 409, 409])
    made = [answer["Location"] for answer in answers if answer.status_code == 201]
    assert len(set(made)) == len(made)


def _all_at_once(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_a_dataset_that_was_replaced_meanwhile_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    make_dataset()
    layer = get_layer("kadoi")
    writer, body = writer_of(layer), body_for(layer, code="")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE layers_dataset SET current_version_id = NULL")
    monkeypatch.setattr("api.features.writing.views.get_layer", lambda *_, **__: layer)
    monkeypatch.setattr("api.features.writing.resources.get_layer", lambda *_, **__: layer)

    assert writer.post("/api/collections/kadoi/items", body).status_code == 503


def test_reading_an_item_asks_the_database_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prepared statement passes Django's own log by: we count what psycopg is asked."""
    address = f"/api/collections/neighbourhoods/items/{planted(get_layer('neighbourhoods'))}"
    client.get(address)
    asked: list[Any] = []
    execute = psycopg.Cursor.execute

    def counted(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        asked.append(query)
        return execute(self, query, *arguments, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    assert client.get(address).status_code == 200
    assert len(asked) == 1


def test_a_page_of_another_site_may_write_with_a_token(client: Client) -> None:
    answer = client.options(ITEMS, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"})

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Authorization" in answer["Access-Control-Allow-Headers"]


def test_a_shape_is_put_where_it_was_sent(writer: Writer, body: dict[str, Any]) -> None:
    made = writer.post(ITEMS, body | {"geometry": {"type": "Point", "coordinates": [24.0123456789, 35.5123456789, 12.5]}})

    assert writer.client.get(made["Location"]).json()["geometry"]["coordinates"] == [24.0123456789, 35.5123456789]
    assert shape("POINT").srid == 4326
