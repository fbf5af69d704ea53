"""The explorer without scripts: the list is the map, the address is the state."""

import json
import re
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geoportal.accounts.models import User
from geoportal.atlas.cards import _text
from layers.departments import ContactChannel, Department
from layers.layer import Kind, Property
from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import CENTRE, plant

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def config(client: Client, address: str) -> dict[str, Any]:
    found = re.search(r'<script id="map-config" type="application/json">(.*?)</script>', client.get(address).content.decode(), re.DOTALL)
    assert found is not None
    return json.loads(found.group(1))


def names(body: str) -> list[str]:
    return re.findall(r'class="results__name" href="[^"]*"[^>]*>([^<]*)</a>', body)


def test_the_list_shows_what_the_map_shows(client: Client) -> None:
    plant(Place, name_el="Μέσα", geom=Point(24.05, 35.5, srid=4326))
    plant(Place, name_el="Έξω", geom=Point(24.15, 35.5, srid=4326))

    assert names(page(client, "/map/?view=list&layers=places")) == ["Έξω", "Μέσα"]
    assert names(page(client, "/map/?view=list&layers=places&bbox=24.0,35.4,24.1,35.6")) == ["Μέσα"]


def test_the_map_page_carries_its_list_for_those_without_scripts(client: Client) -> None:
    plant(Place, name_el="Φάρος")

    assert names(page(client, "/map/")) == ["Φάρος"]


def test_names_stand_in_greek_order(client: Client) -> None:
    for name in ("Ωδείο", "άγιος", "Άλσος", "Ζαμπέλιου", "Ήφαιστος"):
        plant(Place, name_el=name)

    assert names(page(client, "/map/?view=list")) == ["άγιος", "Άλσος", "Ζαμπέλιου", "Ήφαιστος", "Ωδείο"]


def test_long_lists_have_pages_and_each_feature_is_on_one(client: Client) -> None:
    for number in range(120):
        plant(Place, name_el=f"Σημείο {number:03}")
    seen: list[str] = []
    address: str | None = "/map/?view=list&layers=places"
    while address:
        body = page(client, address)
        seen += names(body)
        following = re.search(r'href="/map/(\?[^"]*)" rel="next"', body)
        address = f"/map/{following.group(1)}".replace("&amp;", "&") if following else None

    assert seen == [f"Σημείο {number:03}" for number in range(120)]


def test_without_scripts_the_switcher_is_a_form(client: Client) -> None:
    plant(Department, office=CENTRE, name_el="Δημαρχείο")

    body = page(client, "/map/?layers=&layers=department-offices")

    assert names(body) == ["Δημαρχείο"]
    assert 'value="department-offices" checked' in body
    assert 'value="places" >' in body


def test_no_layer_is_a_choice_too(client: Client) -> None:
    assert "Κανένα επίπεδο" in page(client, "/map/?layers=&view=list")


def test_a_feature_has_an_address_of_its_own_with_all_that_is_known(client: Client) -> None:
    department = plant(Department, office=CENTRE, name_el="Ταμείο", tasks_el="Εισπράττει.", hours_el="8:00–14:30")
    plant(ContactChannel, department=department, kind="phone", value="28210 00101", label_el="Γραμματεία")
    plant(ContactChannel, department=department, kind="email", value="tameio@example.org", label_el="")

    body = page(client, f"/map/department-offices/{department.pk}/")

    assert "<h1>Ταμείο</h1>" in body
    assert "<title>Ταμείο – Δήμος Χανίων</title>" in body
    assert 'href="tel:2821000101"' in body
    assert 'href="mailto:tameio@example.org"' in body
    assert "Εισπράττει." in body
    assert 'value="department-offices" checked' in body


def test_a_features_page_opens_the_map_there(client: Client) -> None:
    place = plant(Place, geom=Point(24.05, 35.5, srid=4326))

    assert config(client, f"/map/places/{place.pk}/")["feature"] == {
        "layer": "places", "id": place.pk, "extent": [24.05, 35.5, 24.05, 35.5], "lonLat": [24.05, 35.5],
    }  # fmt: skip


def test_a_card_is_short_and_leads_to_the_page(client: Client) -> None:
    place = plant(Place, name_el="Φάρος", description_el="λέξη " * 100)
    body = page(client, f"/map/places/{place.pk}/card/")

    assert "Φάρος" in body
    assert "…" in body
    assert len(body) < 3_000
    assert f'href="/map/places/{place.pk}/"' in body
    assert "<html" not in body


def test_a_card_in_english_leads_to_the_english_page(client: Client) -> None:
    place = plant(Place, name_en="Lighthouse")

    body = page(client, f"/en/map/places/{place.pk}/card/")

    assert "Lighthouse" in body
    assert f'href="/en/map/places/{place.pk}/"' in body


def test_only_addresses_that_browsers_open_safely_become_links(client: Client) -> None:
    dataset = make_dataset(names=["javascript:alert(1)", "https://example.org/x"])
    slug = dataset.slug

    assert 'href="javascript' not in page(client, f"/map/{slug}/1/")
    assert "https://example.org/x" in page(client, f"/map/{slug}/2/")


def test_the_address_keeps_the_state(client: Client) -> None:
    found = config(client, "/map/?layers=places,municipal-units&at=16/35.5177/24.0172")

    assert found["at"] == [16, 35.5177, 24.0172]
    assert {layer["slug"] for layer in found["layers"]} >= {"places", "municipal-units"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("layers=nope", "«nope»"),
        ("layers=places,δρόμοι", "«δρόμοι»"),
        ("bbox=1,2,3", "«1,2,3»"),
        ("bbox=a,b,c,d", "«a,b,c,d»"),
        ("bbox=24,36,25,35", "δεν διαβάζεται"),
        ("at=99/1/1", "«99/1/1»"),
        ("at=15/x/24", "«15/x/24»"),
        ("at=15", "«15»"),
    ],
)
def test_what_an_address_says_wrong_is_told_and_the_rest_is_shown(client: Client, query: str, words: str) -> None:
    body = page(client, f"/map/?{query}")

    assert 'class="notice"' in body
    assert words in body


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=99999999999999999999", "page=٣", "page=999999"])
def test_a_page_that_is_not_there_is_no_error(client: Client, query: str) -> None:
    assert client.get(f"/map/?view=list&layers=places&{query}").status_code == 200


def test_internal_datasets_are_on_the_map_of_staff_only(client: Client) -> None:
    make_dataset(slug="internal", title_el="Δίκτυο ύδρευσης", is_public=False)
    assert "ύδρευσης" not in page(client, "/map/")
    assert client.get("/map/internal/1/").status_code == 404
    assert client.get("/map/internal/1/card/").status_code == 404

    client.force_login(User.objects.create_user("gis", is_staff=True))

    assert "Δίκτυο ύδρευσης" in page(client, "/map/")
    assert "εσωτερικό" in page(client, "/map/internal/1/")


def test_numbers_dates_and_truths_are_written_as_people_write_them(client: Client) -> None:
    def text(kind: Kind, value: object) -> str:
        return _text(Property(name="x", title="x", kind=kind), value)

    assert text(Kind.INTEGER, 240000) == "240.000"
    assert text(Kind.INTEGER, 2026) == "2026"
    assert text(Kind.NUMBER, 21.5) == "21,5"
    assert text(Kind.DATE, "2026-11-22") == "22 Νοεμβρίου 2026"
    assert text(Kind.INSTANT, "2026-11-22T08:00:00+00:00") == "22 Νοεμβρίου 2026, 10:00"
    assert (text(Kind.BOOLEAN, True), text(Kind.BOOLEAN, False)) == ("ναι", "όχι")


@pytest.mark.parametrize("address", ["/map/", "/map/?view=list"])
def test_the_number_of_queries_does_not_grow_with_the_features(client: Client, django_assert_max_num_queries: Any, address: str) -> None:
    for _ in range(30):
        plant(Place)
    client.get(address)

    with django_assert_max_num_queries(4):
        client.get(address)
