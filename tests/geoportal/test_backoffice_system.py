"""Tokens, datasets and the pages of the system in the back office."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from api.tokens.actions import authenticate
from api.tokens.models import Token
from geoportal.backoffice.recording import BY_MACHINE
from geoportal.backoffice.roles import Role
from layers.datasets.models import Dataset
from layers.places import Place
from layers.viewers import Viewer
from tests.datasets import make_dataset, show
from tests.staff import CITIZENS, CULTURE, PLACES, signed_in, staff
from tests.writing import Writer, secret_for

pytestmark = pytest.mark.django_db


def test_a_write_by_token_is_in_the_history_of_the_row(demo: None) -> None:
    place = Place.objects.get(code="faros-chanion")
    writer = Writer(secret_for(CULTURE))

    assert writer.patch(f"/api/collections/places/items/{place.pk}", {"properties": {"phone": "1"}}, If_Match="*").status_code == 204

    entry = ModelLogEntry.objects.get(action=BY_MACHINE)
    assert (entry.object_id, entry.data["holder"], entry.data["changes"]["phone"][1]) == (str(place.pk), CULTURE, "1")
    assert Token.objects.get().prefix in signed_in(Role.GIS).get(f"{PLACES}history/{place.pk}/").content.decode()


def test_a_token_is_told_once_and_taken_back(demo: None) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    wrong = client.post("/backoffice/tokens/add/", {"label": "QGIS", "scopes": ["create"], "agency": "Περιφέρεια", "days": 30})
    assert (wrong.status_code, "μόνο για ανάγνωση" in wrong.content.decode()) == (422, True)

    issued = client.post("/backoffice/tokens/add/", {"label": "QGIS", "scopes": ["update"], "department": CULTURE, "days": 30})

    secret = issued.context["secret"]
    assert "no-store" in issued["Cache-Control"]
    assert authenticate(secret).holder == CULTURE
    listed = client.get("/backoffice/tokens/").content.decode()
    assert "QGIS" in listed
    assert secret not in listed
    prefix = Token.objects.get().prefix
    assert client.post(f"/backoffice/tokens/{prefix}/revoke/").status_code == 302
    assert Token.objects.get().state == "revoked"


def test_an_agency_is_given_a_token_for_named_layers_alone() -> None:
    make_dataset(is_public=False)
    client = signed_in(Role.ADMINISTRATOR)
    told = {"label": "QGIS", "scopes": ["read"], "agency": "Περιφέρεια", "days": 30}
    assert "Κάδοι (όχι δημόσιο)" in client.get("/backoffice/tokens/add/").content.decode()

    wrong = client.post("/backoffice/tokens/add/", told)
    issued = client.post("/backoffice/tokens/add/", told | {"layers": ["kadoi"]})

    assert (wrong.status_code, "μόνο τα επίπεδα που ορίζει το κλειδί του" in wrong.content.decode()) == (422, True)
    assert authenticate(issued.context["secret"]).viewer == Viewer(slugs=frozenset({"kadoi"}))
    assert "Basic" in issued.content.decode()


def test_the_list_of_tokens_says_what_each_reaches_in_both_languages(demo: None) -> None:
    client, english = signed_in(Role.ADMINISTRATOR), staff(Role.ADMINISTRATOR, CITIZENS)
    UserProfile.objects.create(user=english, preferred_language="en")
    for holder, scopes, layers in ((CULTURE, ["read"], []), ("", ["read"], []), ("", ["update"], []), ("", ["read"], ["places"])):
        secret_for(holder, scopes=scopes, layers=layers)
    Token.objects.filter(layers=["places"]).update(agency="Περιφέρεια", layers=[])

    greek = client.get("/backoffice/tokens/").content.decode()
    for words in ("όσα συντηρεί η υπηρεσία", "διαβάζει όλα τα επίπεδα", "όσα δεν συντηρεί κάποια υπηρεσία", "μόνο ό,τι είναι δημόσιο"):
        assert f'<span class="muted">{words}</span>' in greek
    client.force_login(english)
    body = client.get("/backoffice/tokens/").content.decode()
    assert "only those that its token names" in body
    assert '<span class="muted">reads every layer</span>' in body


@pytest.mark.parametrize("address", ["tokens/", "tokens/add/", "jobs/", "layers/", "gaps/"])
def test_a_page_of_the_system_opens_to_those_whose_duty_it_is(address: str, demo: None) -> None:
    assert signed_in(Role.ADMINISTRATOR).get(f"/backoffice/{address}").status_code == 200
    assert signed_in(Role.CLERK, CITIZENS).get(f"/backoffice/{address}").status_code in (302, 403)
    assert Client().get(f"/backoffice/{address}").status_code == 302


def test_a_dataset_is_described_turned_back_and_deleted() -> None:
    dataset: Any = make_dataset()
    show(dataset, ["Τρίτος"])
    client, address = signed_in(Role.GIS), "/backoffice/layers/kadoi/"
    assert "kadoi" in client.get("/backoffice/layers/").content.decode()

    told = {"title_el": "Κάδοι ανακύκλωσης", "colour": "#112233", "label_column": "ΟΝΟΜΑ", "classify_by": "ΟΝΟΜΑ", "size_px": "9"}
    assert client.post(address, told | {"title_el": ""}).status_code == 422
    refused = client.post(address, told | {"size_px": "500"})
    assert (refused.status_code, "έως 64 px" in refused.content.decode()) == (422, True)
    assert client.post(address, told).status_code == 302
    dataset.refresh_from_db()
    assert (dataset.title_el, dataset.style["symbol"]["colour"], dataset.is_public) == ("Κάδοι ανακύκλωσης", "#112233", False)
    assert [entry["title"] for entry in dataset.style["classes"]] == ["Τρίτος"]

    client.post(f"{address}undo/")
    dataset.refresh_from_db()
    assert dataset.current_version.number == 1
    client.post(f"{address}2/purge/")
    client.post(f"{address}2/show/")
    dataset.refresh_from_db()
    assert dataset.current_version.number == 1
    assert "οι γραμμές της διαγράφηκαν" in client.get(address).content.decode()

    assert client.get(f"{address}delete/").status_code == 200
    client.post(f"{address}delete/")
    assert not Dataset.objects.exists()
