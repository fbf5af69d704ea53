"""What a client gets wrong is told: the value, the place, the remedy, in its language, in one form."""

from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.errors import InvalidParameter
from api.params import property_value
from layers.layer import Kind, Property
from tests.datasets import make_dataset

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/places/items"

WRONG = [
    ("bbox=1,2,3", "bbox", "τέσσερις"),
    ("bbox=1,2,3,4,5", "bbox", "τέσσερις"),
    ("bbox=", "bbox", "δεν είναι αριθμός"),
    ("bbox=a,2,3,4", "bbox", "«a»"),
    ("bbox=1,nan,3,4", "bbox", "«nan»"),
    ("bbox=1,2,3,inf", "bbox", "«inf»"),
    ("bbox=24,36,25,35", "bbox", "βορειότερα"),
    ("bbox=24,35,25,95", "bbox", "έξω από τη γη"),
    ("bbox=490000,3920000,510000,3940000", "bbox", "έξω από τη γη"),
    ("limit=0", "limit", "τουλάχιστον 1"),
    ("limit=-5", "limit", "τουλάχιστον 1"),
    ("limit=abc", "limit", "limit=abc"),
    ("limit=1.5", "limit", "limit=1.5"),
    ("limit=", "limit", "ακέραιος"),
    ("limit=٣", "limit", "ακέραιος"),
    ("limit=10&limit=20", "limit", "2 φορές"),
    ("&".join(["wheelchair=yes"] * 51), "wheelchair", "έως 50"),
    ("after=x", "after", "after=x"),
    ("after=99999999999999999999", "after", "ακέραιος"),
    ("datetime=yesterday", "datetime", "RFC 3339"),
    ("datetime=2026-13-01", "datetime", "RFC 3339"),
    ("datetime=2026-11-22T10:00:00", "datetime", "ζώνη ώρας"),
    ("datetime=2026-11-22/2026-11-01", "datetime", "μετά το τέλος"),
    ("datetime=..", "datetime", "RFC 3339"),
    ("datetime=0001-01-01T00:00:00Z", "datetime", "RFC 3339"),
    ("lang=de", "lang", "el, en"),
    ("f=xml", "f", "json"),
    ("colour=red", "colour", "Υπάρχουν: f, lang, bbox"),
    ("Bbox=1,2,3,4", "Bbox", "Υπάρχουν"),
    ("internal_notes=x", "internal_notes", "Υπάρχουν"),
    ("channels=x", "channels", "Υπάρχουν"),
]


@pytest.mark.parametrize(("query", "parameter", "words"), WRONG)
def test_a_wrong_parameter_is_refused_with_the_reason(client: Client, query: str, parameter: str, words: str) -> None:
    answer = client.get(f"{ITEMS}?{query}")

    problem = answer.json()
    assert answer.status_code == problem["status"] == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert problem["parameter"] == parameter
    assert words in problem["detail"]


@pytest.mark.parametrize(("query", "_parameter", "_words"), [case for case in WRONG if not case[0].startswith("lang")])
def test_the_reason_comes_in_english_too(client: Client, query: str, _parameter: str, _words: str) -> None:
    problem = client.get(f"{ITEMS}?{query}&lang=en").json()

    assert not set(problem["detail"] + problem["title"]) & set("αεηιοςντ")


@pytest.mark.parametrize("query", ["year=many", "year=1e3", "year=" + "9" * 25, "year=%00", "year="])
def test_a_value_that_is_not_of_its_propertys_kind_is_refused(client: Client, query: str) -> None:
    make_dataset(slug="kadoi")
    answer = client.get(f"/api/collections/kadoi/items?{query}")

    assert answer.status_code == 400
    assert "ακέραιος" in answer.json()["detail"]


@pytest.mark.parametrize("text", ["nan", "inf", "1_000", " 5", "٣", "0x10", "1e999", "1e", ".", "", "5\n"])
def test_a_number_is_written_as_in_json(client: Client, text: str) -> None:
    for address in (f"{ITEMS}?near=24,%s", f"{ITEMS}?bbox=24,35,25,%s", f"{ITEMS}?near=24,35&radius=%s", "/api/reverse?lon=24&lat=%s"):
        assert client.get(address % quote(text)).status_code == 400, address
    assert property_value(Property(name="width_m", title="Πλάτος", kind=Kind.NUMBER), "-1.5E+3") == -1500
    with pytest.raises(InvalidParameter):
        property_value(Property(name="width_m", title="Πλάτος", kind=Kind.NUMBER), text)


@pytest.mark.parametrize("instant", ["0686-05-31T03:52:37-19:40", "2026-11-22T10:00:00+23:59", "2026-11-22T10:00:00-16:00"])
@pytest.mark.parametrize("asked", ["starts_at=%s", "datetime=%s", "filter=starts_at>TIMESTAMP('%s')"])
def test_an_instant_may_be_further_from_greenwich_than_the_database_knows(client: Client, asked: str, instant: str) -> None:
    answer = client.get(f"/api/collections/events/items?{asked % quote(instant)}")

    assert answer.status_code == 200, answer.content.decode()


@pytest.mark.parametrize("address", ["/api/", "/api/collections", "/api/nowhere", "/tiles/places/0/0/0.mvt", "/download/places.csv"])
def test_a_method_that_is_not_there_is_told_as_such_and_not_as_an_expired_form(address: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(address, {"a": "1"})

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("value", ["'", '"', "';DROP TABLE layers_place;--", "%", "%s", "\\", "Ά", "<script>"])
def test_a_value_is_a_value_and_never_code(client: Client, value: str) -> None:
    make_dataset(slug="kadoi", names=[value])

    page = client.get("/api/collections/kadoi/items", {"ΟΝΟΜΑ": value}).json()

    assert [feature["properties"]["ΟΝΟΜΑ"] for feature in page["features"]] == [value]


@pytest.mark.parametrize(
    "address", ["/api/collections/nope", "/api/collections/nope/items", "/api/collections/nope/items/1", "/api/collections/PLACES"]
)
def test_an_unknown_layer_is_not_found(client: Client, address: str) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer.json()["code"]) == (404, "UnknownCollection")
    assert "/api/collections" in answer.json()["detail"]


@pytest.mark.parametrize(
    "address", ["/api/nothing", "/api/collections/", "/api/collections/places/items/", "/api//", "/api/collections/a/b/c/d"]
)
def test_an_unknown_address_of_the_api_gets_a_problem_and_no_page(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_is_only_read_cannot_be_written(client: Client, method: str) -> None:
    answer = getattr(client, method)("/api/collections")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert method.upper() in answer.json()["detail"]


def test_what_breaks_on_our_side_is_told_without_details(client: Client, monkeypatch: pytest.MonkeyPatch, caplog: object) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr("api.features.views.read_page", broken)
    answer = client.get(ITEMS)

    assert (answer.status_code, answer.json()["code"]) == (500, "InternalError")
    assert "secret" not in answer.content.decode()


def test_a_database_that_is_away_is_no_fault_of_the_client(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setattr("api.features.views.read_page", away)
    answer = client.get(ITEMS)

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "10.0.0.1" not in answer.content.decode()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["bbox", "limit", "datetime", "after", "code", "lang", "f"]), value=st.text(max_size=40))
def test_whatever_is_written_there_is_no_error_of_ours(client: Client, name: str, value: str) -> None:
    assert client.get(ITEMS, {name: value}).status_code in (200, 400)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=3, max_size=7))
def test_no_box_of_numbers_is_an_error_of_ours(client: Client, numbers: list[float]) -> None:
    assert client.get(ITEMS, {"bbox": ",".join(map(repr, numbers))}).status_code in (200, 400)
