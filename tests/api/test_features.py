"""OGC API Features Part 1 (17-069r4), as a client meets it."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.test import Client
from openapi_spec_validator import validate

from geoportal.accounts.models import User
from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import plant

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/places/items"


def links(document: dict[str, object]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in document["links"]}  # type: ignore[attr-defined]


def test_the_landing_page_leads_to_everything(client: Client) -> None:
    found = links(client.get("/api/").json())

    assert {"self", "service-desc", "conformance", "data"} <= set(found)
    for address in found.values():
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_api_definition_is_valid_openapi(client: Client, language: str) -> None:
    make_dataset()
    answer = client.get(f"/api/openapi?lang={language}")

    validate(answer.json())
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert "/collections/kadoi/items" in answer.json()["paths"]


def test_the_api_definition_says_how_lists_of_numbers_are_written(client: Client) -> None:
    """17-069r4 Req 23: bbox is form, explode false."""
    parameters = client.get("/api/openapi").json()["components"]["parameters"]

    assert (parameters["bbox"]["style"], parameters["bbox"]["explode"]) == ("form", False)
    assert parameters["limit"]["schema"]["maximum"] == settings.API_MAX_LIMIT


def test_following_next_meets_every_feature_once(client: Client) -> None:
    places = {plant(Place).pk for _ in range(7)}
    seen: list[int] = []
    address: str | None = f"{ITEMS}?limit=3&lang=en"
    while address:
        page = client.get(address).json()
        assert page["numberReturned"] == len(page["features"])
        seen += [feature["id"] for feature in page["features"]]
        address = links(page).get("next")

    assert len(seen) == 7
    assert set(seen) == places


def test_next_keeps_the_question(client: Client) -> None:
    for _ in range(3):
        plant(Place, wheelchair="yes")

    following = links(client.get(f"{ITEMS}?limit=1&wheelchair=yes&bbox=24,35,25,36").json())["next"]

    asked = parse_qs(urlsplit(following).query)
    assert (asked["wheelchair"], asked["bbox"], asked["limit"]) == (["yes"], ["24,35,25,36"], ["1"])


def test_a_property_may_equal_any_of_several_values(client: Client) -> None:
    yes, limited, _ = (plant(Place, wheelchair=value) for value in ("yes", "limited", "no"))

    page = client.get(f"{ITEMS}?wheelchair=yes&wheelchair=limited&limit=1").json()
    following = client.get(links(page)["next"]).json()

    assert [feature["id"] for feature in (*page["features"], *following["features"])] == [yes.pk, limited.pk]
    assert "next" not in links(following)


def test_a_comma_is_a_part_of_a_value(client: Client) -> None:
    plant(Place, name_el="Άγιος Ιωάννης, Κουμπές")

    assert client.get(ITEMS, {"name_el": "Άγιος Ιωάννης, Κουμπές"}).json()["numberReturned"] == 1


def test_the_api_definition_says_how_several_values_are_written(client: Client) -> None:
    parameters = client.get("/api/openapi").json()["paths"]["/collections/places/items"]["get"]["parameters"]
    wheelchair = next(entry for entry in parameters if entry.get("name") == "wheelchair")

    assert (wheelchair["style"], wheelchair["explode"], wheelchair["schema"]["type"]) == ("form", True, "array")
    assert "limited" in wheelchair["schema"]["items"]["enum"]


def test_a_bbox_gives_what_is_in_it(client: Client) -> None:
    inside = plant(Place, geom=Point(24.05, 35.5, srid=4326))
    plant(Place, geom=Point(24.15, 35.5, srid=4326))

    page = client.get(f"{ITEMS}?bbox=24.0,35.4,24.1,35.6").json()

    assert [feature["id"] for feature in page["features"]] == [inside.pk]
    assert page["features"][0]["geometry"] == {"type": "Point", "coordinates": [24.05, 35.5]}


def test_heights_in_a_bbox_are_ignored(client: Client) -> None:
    plant(Place, geom=Point(24.05, 35.5, srid=4326))

    assert client.get(f"{ITEMS}?bbox=24.0,35.4,0,24.1,35.6,100").json()["numberReturned"] == 1


def test_coordinates_keep_every_digit(client: Client) -> None:
    lon, lat = 24.018712345678902, 35.513812345678904
    plant(Place, geom=Point(lon, lat, srid=4326))

    assert client.get(ITEMS).json()["features"][0]["geometry"]["coordinates"] == [lon, lat]


def test_a_limit_over_the_maximum_means_the_maximum(client: Client) -> None:
    assert client.get(f"{ITEMS}?limit=99999999").status_code == 200


def test_the_time_stamp_is_the_time_of_the_answer(client: Client) -> None:
    before = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    assert client.get(ITEMS).json()["timeStamp"] >= before


def test_a_layer_without_time_ignores_datetime(client: Client) -> None:
    """17-069r4 §7.15.4: a feature without temporal property matches any datetime."""
    plant(Place)

    assert client.get(f"{ITEMS}?datetime=1900-01-01/1900-12-31").json()["numberReturned"] == 1


def test_one_feature_says_what_it_belongs_to(client: Client) -> None:
    place = plant(Place, name_el="Φάρος")
    feature = client.get(f"{ITEMS}/{place.pk}").json()

    assert (feature["type"], feature["id"], feature["properties"]["name_el"]) == ("Feature", place.pk, "Φάρος")
    assert urlsplit(links(feature)["collection"]).path == "/api/collections/places"


@pytest.mark.parametrize("feature_id", ["0", "-1", "abc", "1.5", "9" * 30, "1%00", "٣"])
def test_an_id_that_cannot_be_one_is_not_found(client: Client, feature_id: str) -> None:
    answer = client.get(f"{ITEMS}/{feature_id}")

    assert answer.status_code == 404
    assert answer.json()["code"] in ("UnknownFeature", "NotFound")


def test_titles_come_in_the_language_asked_for(client: Client) -> None:
    greek, english = client.get("/api/collections/places"), client.get("/api/collections/places?lang=en")

    assert greek.json()["title"] == "Σημεία ενδιαφέροντος"
    assert english.json()["title"] == "Places of interest"
    assert (greek["Content-Language"], english["Content-Language"]) == ("el", "en")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("en-GB,en;q=0.9", "en"), ("de, en;q=0.5", "en"), ("de", "el"), ("*", "el"), ("en;q=0", "el"), ("", "el"), (";;", "el")],
)
def test_without_lang_the_browsers_wish_counts(client: Client, accepted: str, language: str) -> None:
    answer = client.get("/api/collections/places", headers={"Accept-Language": accepted})

    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]


def test_the_two_languages_have_their_own_etags(client: Client) -> None:
    assert client.get(f"{ITEMS}?lang=el")["ETag"] != client.get(f"{ITEMS}?lang=en")["ETag"]


@pytest.mark.django_db(transaction=True)
def test_what_did_not_change_is_not_sent_nor_read_again(client: Client, statements: list[str]) -> None:
    plant(Place)
    etag = client.get(ITEMS)["ETag"]

    statements.clear()
    answer = client.get(ITEMS, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    (statement,) = statements
    assert "layers_revision" in statement


def test_a_page_takes_a_query_beside_the_one_for_when_it_changes(client: Client, django_assert_num_queries: object) -> None:
    for _ in range(20):
        plant(Place)
    with django_assert_num_queries(2):  # type: ignore[operator]
        client.get(f"{ITEMS}?limit=10")


@pytest.mark.parametrize("address", ["/api/", ITEMS, "/api/collections", "/api/nothing"])
def test_any_sites_scripts_may_read(client: Client, address: str) -> None:
    assert client.get(address)["Access-Control-Allow-Origin"] == "*"


def test_asking_what_is_allowed_is_answered(client: Client) -> None:
    answer = client.options("/api/collections")

    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_a_head_has_no_body_but_every_header(client: Client) -> None:
    answer = client.head(ITEMS)

    assert answer.status_code == 200
    assert answer["ETag"] == client.get(ITEMS)["ETag"]


def test_internal_datasets_are_for_staff_and_their_answers_for_no_shared_cache(client: Client) -> None:
    make_dataset(slug="internal", is_public=False)
    address = "/api/collections/internal/items"
    assert client.get(address).status_code == 404
    assert "internal" not in client.get("/api/collections").content.decode()
    assert "internal" not in client.get("/api/openapi").content.decode()

    client.force_login(User.objects.create_user("gis", is_staff=True))

    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer["Vary"]


def test_signed_in_citizens_are_no_staff(client: Client) -> None:
    make_dataset(slug="internal", is_public=False)
    client.force_login(User.objects.create_user("dimotis"))

    assert client.get("/api/collections/internal").status_code == 404


def test_who_asks_for_a_count_gets_it(client: Client) -> None:
    for _ in range(5):
        plant(Place)
    plant(Place, name_el="Άλλο")

    assert "numberMatched" not in client.get(ITEMS).json()
    assert "numberMatched" not in client.get(f"{ITEMS}?count=false").json()
    page = client.get(f"{ITEMS}?count=true&limit=2").json()
    assert (page["numberMatched"], page["numberReturned"]) == (6, 2)
    assert client.get(links(page)["next"]).json()["numberMatched"] == 6
    assert client.get(ITEMS, {"count": "true", "name_el": "Άλλο"}).json()["numberMatched"] == 1


@pytest.mark.parametrize("value", ["1", "yes", "", "TRUE"])
def test_a_count_is_true_or_false(client: Client, value: str) -> None:
    answer = client.get(f"{ITEMS}?count={value}")

    assert answer.status_code == 400
    assert answer.json()["parameter"] == "count"


def test_only_the_properties_asked_for_come(client: Client) -> None:
    plant(Place, name_el="Φάρος")

    (feature,) = client.get(f"{ITEMS}?properties=name_el,code").json()["features"]
    assert list(feature["properties"]) == ["code", "name_el"]
    assert feature["geometry"]["type"] == "Point"
    (bare,) = client.get(f"{ITEMS}?properties=").json()["features"]
    assert bare["properties"] == {}


@pytest.mark.parametrize("value", ["internal_notes", "name_el,nmae", "geom"])
def test_a_property_that_is_not_published_is_refused_with_those_that_are(client: Client, value: str) -> None:
    answer = client.get(f"{ITEMS}?properties={value}&lang=en")

    assert answer.status_code == 400
    assert answer.json()["parameter"] == "properties"
    assert "name_el" in answer.json()["detail"]
