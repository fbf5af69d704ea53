"""From a name to a place and back, for other systems."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from geoportal.accounts.models import User
from layers.districts import District
from layers.gazetteer.upkeep import renew_names
from layers.places import Place
from tests.addresses import make_street
from tests.datasets import make_dataset
from tests.planting import CENTRE, plant, shape

pytestmark = pytest.mark.django_db
NUMBERS = (("odd", 1, 57), ("even", 2, 60))


@pytest.fixture
def town(db: None) -> None:
    make_street("chalidon", "Χάληδων", "Chalidon", postcode="73131", numbers=NUMBERS)
    plant(Place, name_el="Αιγυπτιακός Φάρος", name_en="Egyptian Lighthouse")
    plant(District, kind="neighbourhood", short_name_el="Παλιά Πόλη", short_name_en="Old Town", geom=shape("MULTIPOLYGON"))
    plant(District, kind="municipal_unit", short_name_el="Χανιά", short_name_en="Chania", geom=shape("MULTIPOLYGON"))
    renew_names()


def reverse(client: Client, lon: float, lat: float) -> Any:
    return client.get(f"/api/reverse?lon={lon}&lat={lat}")


def test_a_house_is_found_as_geojson(town: None, client: Client) -> None:
    answer = client.get("/api/search", {"q": "xalidwn 24"})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/geo+json"
    document = answer.json()
    (feature,) = document["features"]
    assert (document["type"], document["numberReturned"]) == ("FeatureCollection", 1)
    assert feature["type"] == "Feature"
    assert feature["geometry"]["type"] == "Point"
    assert feature["geometry"]["coordinates"] == pytest.approx([CENTRE.x, CENTRE.y], abs=0.002)
    properties = feature["properties"]
    assert feature["id"] == f"streets/{properties['feature']}"
    assert properties | {"feature": 0, "item": ""} == {
        "name": "Χάληδων 24", "layer": "streets", "layer_title": "Οδοί", "feature": 0, "number": 24, "missing_number": None,
        "precision": "house", "locality": "Παλιά Πόλη, Χανιά", "item": "",
    }  # fmt: skip
    assert client.get(properties["item"]).json()["properties"]["code"] == "chalidon"


def test_it_speaks_english(town: None, client: Client) -> None:
    answer = client.get("/api/search", {"q": "Χάληδων 24", "lang": "en"})

    assert answer["Content-Language"] == "en"
    assert answer.json()["features"][0]["properties"]["name"] == "24 Chalidon"
    assert answer.json()["features"][0]["properties"]["locality"] == "Old Town, Chania"


def test_the_address_here_is_the_nearest_door(town: None, client: Client) -> None:
    (feature,) = reverse(client, CENTRE.x + 1e-5, CENTRE.y + 0.001).json()["features"]

    assert feature["properties"]["name"] == "Χάληδων 34"
    assert feature["properties"]["postcode"] == "73131"
    assert feature["properties"]["precision"] == "house"
    assert feature["properties"]["distance_m"] == pytest.approx(0.9, abs=0.1)
    again = client.get("/api/search", {"q": "Χάληδων 34"}).json()["features"][0]
    assert again["geometry"] == feature["geometry"]


def test_away_from_streets_the_neighbourhood_is_the_answer_and_outside_nothing_is(town: None, client: Client) -> None:
    (inside,) = reverse(client, CENTRE.x + 0.008, CENTRE.y + 0.008).json()["features"]

    assert (inside["properties"]["name"], inside["properties"]["precision"]) == ("Παλιά Πόλη, Χανιά", "neighbourhood")
    assert inside["geometry"]["coordinates"] == pytest.approx([CENTRE.x + 0.008, CENTRE.y + 0.008], abs=1e-7)
    assert reverse(client, 23.0, 35.0).json()["features"] == []


def test_the_nearer_come_first(client: Client) -> None:
    make_street("a", "Αρκαδίου")
    make_street("b", "Αρκαδίου", at=(5, 0))
    renew_names()

    found = client.get("/api/search", {"q": "αρκαδιου", "near": f"{CENTRE.x + 0.05},{CENTRE.y}"}).json()["features"]

    assert found[0]["geometry"]["coordinates"][0] > found[1]["geometry"]["coordinates"][0]


def test_answers_may_be_kept_for_a_minute_and_those_of_staff_not_at_all(town: None, client: Client) -> None:
    public = client.get("/api/search?q=faros")
    client.force_login(User.objects.create_user("gis", is_staff=True))

    assert public["Cache-Control"] == "public, max-age=60"
    assert client.get("/api/search?q=faros")["Cache-Control"] == "private, no-store"
    assert "Accept-Language" in public["Vary"]
    assert public["Access-Control-Allow-Origin"] == "*"


def test_names_of_internal_datasets_are_for_staff(client: Client) -> None:
    make_dataset(slug="secret", names=["Κρυφή δεξαμενή"], is_public=False)
    renew_names()

    assert client.get("/api/search?q=δεξαμενη").json()["features"] == []
    client.force_login(User.objects.create_user("gis", is_staff=True))
    assert client.get("/api/search?q=δεξαμενη").json()["numberReturned"] == 1


WRONG = [
    ("search", "", "q", "Γράψτε τι ψάχνετε"),
    ("search", "q=", "q", "Γράψτε τι ψάχνετε"),
    ("search", "q=α", "q", "τουλάχιστον 2"),
    ("search", "q=%21%21", "q", "δεν υπάρχει γράμμα"),
    ("search", "q=%F0%9F%98%80", "q", "δεν υπάρχει γράμμα"),
    ("search", "q=" + "a" * 101, "q", "101 χαρακτήρες"),
    ("search", "q=ab&limit=0", "limit", "τουλάχιστον 1"),
    ("search", "q=ab&limit=x", "limit", "ακέραιος"),
    ("search", "q=ab&near=24", "near", "δύο αριθμοί"),
    ("search", "q=ab&near=", "near", "δύο αριθμοί"),
    ("search", "q=ab&near=24,35,1", "near", "δύο αριθμοί"),
    ("search", "q=ab&near=x,35", "near", "«x»"),
    ("search", "q=ab&near=190,35", "near", "«190»"),
    ("search", "q=ab&near=nan,35", "near", "«nan»"),
    ("search", "q=ab&q=cd", "q", "2 φορές"),
    ("search", "q=ab&lang=de", "lang", "el, en"),
    ("search", "q=ab&layer=places", "layer", "Υπάρχουν: f, lang, q, limit, near"),
    ("reverse", "", "lon", "αριθμός μοιρών"),
    ("reverse", "lon=24", "lat", "αριθμός μοιρών"),
    ("reverse", "lon=x&lat=35", "lon", "«x»"),
    ("reverse", "lon=24&lat=95", "lat", "−90 έως 90"),
    ("reverse", "lon=inf&lat=35", "lon", "«inf»"),
    ("reverse", "lon=24&lat=35&q=x", "q", "Υπάρχουν"),
]


@pytest.mark.parametrize(("resource", "query", "parameter", "words"), WRONG)
def test_a_wrong_parameter_is_refused_with_the_reason(client: Client, resource: str, query: str, parameter: str, words: str) -> None:
    answer = client.get(f"/api/{resource}?{query}")

    problem = answer.json()
    assert answer.status_code == problem["status"] == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["parameter"] == parameter
    assert words in problem["detail"]


@pytest.mark.parametrize(
    ("resource", "query", "_parameter", "_words"), [case for case in WRONG if "lang" not in case[1] and "α" not in case[1]]
)
def test_the_reason_comes_in_english_too(client: Client, resource: str, query: str, _parameter: str, _words: str) -> None:
    problem = client.get(f"/api/{resource}?{query}&lang=en").json()

    assert not set(problem["detail"] + problem["title"]) & set("αεηιοςντ")


def test_a_limit_above_the_maximum_means_the_maximum(client: Client) -> None:
    for number in range(60):
        plant(Place, name_el=f"Παραλία {number}")
    renew_names()

    assert client.get("/api/search?q=παραλια&limit=1000").json()["numberReturned"] == 50
    assert client.get("/api/search?q=παραλια").json()["numberReturned"] == 10


@pytest.mark.parametrize("resource", ["search?q=ab", "reverse?lon=24&lat=35"])
def test_what_is_only_read_cannot_be_written(client: Client, resource: str) -> None:
    assert client.post(f"/api/{resource}").status_code == 405


def test_both_are_described(client: Client) -> None:
    document = client.get("/api/openapi").json()

    validate(document)
    names = {entry["name"] for entry in document["paths"]["/search"]["get"]["parameters"] if "name" in entry}
    assert names == {"q", "limit", "near"}
    assert "/reverse" in document["paths"]


def test_what_is_answered_is_what_was_described(town: None, client: Client) -> None:
    schemas = client.get("/api/openapi").json()["components"]["schemas"]
    answers: dict[str, Any] = {
        "FoundByName": client.get("/api/search?q=xalidwn 24").json(),
        "AddressHere": reverse(client, CENTRE.x, CENTRE.y).json(),
    }

    for name, answer in answers.items():
        described = schemas[name]["properties"]["features"]["items"]["properties"]["properties"]["properties"]
        assert set(answer["features"][0]["properties"]) == set(described)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["q", "limit", "near"]), value=st.text(max_size=110))
def test_whatever_is_written_there_is_no_error_of_ours(client: Client, name: str, value: str) -> None:
    assert client.get("/api/search", {"q": "ab", name: value}).status_code in (200, 400)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lon=st.floats(), lat=st.floats())
def test_no_place_is_an_error_of_ours(client: Client, lon: float, lat: float) -> None:
    assert reverse(client, lon, lat).status_code in (200, 400)
