"""Who searches the site for what is broken finds where to report it."""

import pytest
from django.test import Client
from django.urls import reverse

from geoportal.requests.search import ROOM
from geoportal.search.models import Document
from geoportal.search.upkeep import renew_index
from layers.requests.services import Service
from tests.cases import make_service
from tests.searching import body_of, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def holes() -> Service:
    service = make_service(
        "potholes", title_el="Λακκούβα ή φθορά στον δρόμο", title_en="Pothole", keywords_el=["τρύπα", "άσφαλτος"], keywords_en=["crater"]
    )
    make_service("lighting")
    renew_index()
    return service


@pytest.mark.parametrize("text", ["λακκούβα", "ΛΑΚΚΟΥΒΕΣ", "lakkouva", "τρύπες", "pothole", "crater"])
def test_it_is_found_by_what_people_call_it(client: Client, holes: Service, text: str) -> None:
    assert titles(client, text)[0] == "Λακκούβα ή φθορά στον δρόμο"


def test_its_page_asks_where_and_then_no_more_what_kind(client: Client, holes: Service) -> None:
    assert "/report/?service=potholes" in body_of(client, q="λακκούβα")
    page = client.get("/report/?service=potholes")
    assert "Λακκούβα ή φθορά στον δρόμο" in page.content.decode()

    sent = client.post("/report/", {"service": "potholes", "lat": "35.5138", "lon": "24.0187", "address": ""})

    assert sent["Location"].endswith("/details/")


def test_in_english_it_is_called_so_and_leads_there(client: Client, holes: Service) -> None:
    answer = client.get("/en/search/", {"q": "pothole"}).content.decode()

    assert "/en/report/?service=potholes" in answer
    assert "Problem reports" in answer


def test_one_that_is_offered_no_more_is_found_no_more(client: Client, holes: Service) -> None:
    Service.objects.filter(pk=holes.pk).update(is_active=False)

    assert renew_index() == {"requests": 2}
    assert titles(client, "λακκούβα") == []
    assert not Document.objects.filter(room="requests", key="potholes").exists()


def test_nothing_is_read_again_while_no_kind_changes(holes: Service) -> None:
    assert "requests" not in renew_index()
    before = ROOM.state()
    Service.objects.filter(pk=holes.pk).update(keywords_el=["τρύπα", "γούβα"])
    assert ROOM.state() != before


def test_a_kind_that_is_none_is_passed_over(client: Client, holes: Service) -> None:
    for code in ("nothing", "", "potholes%00", "x" * 500):
        page = client.get(f"{reverse('requests:report')}?service={code}")
        assert (page.status_code, page.context["kind"]) == (200, None)
