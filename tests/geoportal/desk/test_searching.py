"""What the desk finds: by code, number, telephone, address of mail, words, kind, status, period and place."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from time_machine import travel

from geoportal.backoffice.desk.models import PersonalDataView
from geoportal.backoffice.desk.scope import visible_to
from geoportal.backoffice.roles import Role
from layers.requests.codes import written
from layers.requests.models import ServiceRequest
from layers.requests.searching import Searched, saying, words_of
from layers.requests.services import Service
from layers.requests.submitting import Contact
from tests.cases import make_case, make_service

pytestmark = pytest.mark.django_db
DESK = "/backoffice/desk/"


@pytest.fixture
def client(service: Service, sign_in: Callable[..., Any]) -> Client:
    signed, _user = sign_in(Role.CLERK)
    return signed


@pytest.fixture
def lamp(service: Service) -> ServiceRequest:
    contact = Contact(email="Maria@Example.gr", phone="+30 28210-12345")
    return make_case(service, description="Η ΛΆΜΠΑ στο προαύλιο τρεμοσβήνει", address="Οδός Χατζημιχάλη Γιάνναρη 18", contact=contact)


@pytest.fixture
def pole(service: Service) -> ServiceRequest:
    return make_case(service, description="Γέρνει ο στύλος", lon_lat=(24.04, 35.54))


def found(client: Client, **asked: Any) -> list[int]:
    page = client.get(DESK, asked)
    assert page.status_code == 200
    return [row.case.pk for row in page.context["listed"].rows]


@pytest.mark.parametrize(
    "text",
    [
        "λαμπα", "ΛΑΜΠΑ", "λάμπα προαύλιο", "τρεμοσβην", "γιανναρη", "Γιάνναρ", "maria@example.GR", "28210 12345", "2821012345",
        "+302821012345",
    ],
)  # fmt: skip
def test_a_case_is_found_however_somebody_writes_it(client: Client, lamp: ServiceRequest, pole: ServiceRequest, text: str) -> None:
    assert found(client, q=text) == [lamp.pk]


def test_a_case_is_found_by_its_code_and_number(client: Client, lamp: ServiceRequest, pole: ServiceRequest) -> None:
    greek = written(lamp.code).translate(str.maketrans("ABEHKMNPTXYZ", "ΑΒΕΗΚΜΝΡΤΧΥΖ")).lower()

    for text in (lamp.code, greek, f"{lamp.protocol_number}/{lamp.protocol_year}", f" {lamp.protocol_number} / {lamp.protocol_year} "):
        assert found(client, q=text) == [lamp.pk]


@pytest.mark.parametrize("text", ["τρακτέρ", "λάμπα τρακτέρ", "999/2026", "other@example.gr", "2821099999", "%", "τρακτερ' OR 1=1 --"])
def test_what_is_not_there_is_not_found(client: Client, lamp: ServiceRequest, text: str) -> None:
    assert found(client, q=text) == []


@pytest.mark.parametrize("text", ["ab", "  ω ", "!!!"])
def test_words_too_short_to_be_searched_are_said_so(client: Client, lamp: ServiceRequest, text: str) -> None:
    page = client.get(DESK, {"q": text})

    assert page.context["search"].errors["q"]
    assert "τουλάχιστον 3 γράμματα" in page.text
    assert page.context["listed"].rows == []


def test_a_place_is_asked_for_by_a_box_or_an_area(client: Client, lamp: ServiceRequest, pole: ServiceRequest) -> None:
    around = {"type": "Polygon", "coordinates": [[[24.03, 35.53], [24.05, 35.53], [24.05, 35.55], [24.03, 35.55], [24.03, 35.53]]]}

    assert found(client, bbox="24.01,35.51,24.02,35.52") == [lamp.pk]
    assert found(client, area=json.dumps(around)) == [pole.pk]
    assert found(client, area="MULTIPOLYGON(((24.03 35.53,24.05 35.53,24.05 35.55,24.03 35.55,24.03 35.53)))") == [pole.pk]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bbox", "1,2,3"),
        ("bbox", "24.1,35,24,36"),
        ("bbox", "nan,1,2,3"),
        ("area", "{bad"),
        ("since", "x"),
        ("status", "x"),
        ("service", "x"),
    ],
)
def test_what_is_not_understood_is_told_beside_its_field(client: Client, lamp: ServiceRequest, name: str, value: str) -> None:
    page = client.get(DESK, {name: value})

    assert list(page.context["search"].errors) == [name]
    assert page.context["listed"].rows == []
    assert page.context["search"].is_narrow


def test_kind_status_and_period_narrow_together(client: Client, lamp: ServiceRequest) -> None:
    with travel(datetime(2026, 3, 2, 10, tzinfo=UTC)):
        old = make_case(make_service("poles"))

    assert found(client, service="poles") == [old.pk]
    assert found(client, since="2026-03-02", until="2026-03-02") == [old.pk]
    assert found(client, until="2026-03-01", service="poles") == []
    assert found(client, status="submitted", service="lighting") == [lamp.pk]
    assert found(client, status="completed") == []


def test_a_search_within_a_queue_stays_in_it(client: Client, lamp: ServiceRequest) -> None:
    assert found(client, q="λάμπα", queue="new") == [lamp.pk]
    assert found(client, q="λάμπα", queue="mine") == []


def test_looking_for_a_person_is_written_down(client: Client, lamp: ServiceRequest) -> None:
    client.get(DESK, {"q": "λάμπα"})
    assert not PersonalDataView.objects.exists()

    client.get(DESK, {"q": "maria@example.gr"})

    (look,) = PersonalDataView.objects.all()
    assert (look.request, look.page) == (lamp, "search")


def test_words_are_folded_alike_here_and_in_the_database(service: Service) -> None:
    case = make_case(service, description="ΦΩΣ, ΐ ϋ Ά στους ΔΡΌΜΟΥΣ ﬁx Ⅳ", address="Πλ. 1866")

    in_database = ServiceRequest.objects.filter(pk=case.pk).values_list(Searched("description", "address"), flat=True)[0]

    for word in words_of(case.description):
        assert word in in_database
    assert words_of("στους ΔΡΌΜΟΥΣ") == ["στουσ", "δρομουσ"]


def test_words_are_searched_in_their_index(service: Service, sign_in: Callable[..., Any]) -> None:
    _client, clerk = sign_in(Role.CLERK)
    make_case(service)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")

    plan = saying(visible_to(clerk).model.objects.all(), ["λαμπα"]).explain()

    assert "layers_servicerequest_words" in plan
