"""``servicerequestupdates``: what became of cases, for everybody; the words, for the key by which a case came."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from api.tokens.actions import Holder, issue
from api.tokens.models import Scope
from layers.requests import actions, citizens
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.workflow import Outcome, Status
from tests.cases import make_case, make_service, make_staff

pytestmark = pytest.mark.django_db
UPDATES = "/open311/v2/servicerequestupdates"


@pytest.fixture
def lighting() -> Service:
    return make_service()


def new_key(agency: str = "ΔΕΥΑΧ") -> str:
    return issue(label="Άλλη εφαρμογή", scopes=[Scope.REPORT], days=30, holder=Holder(agency=agency))[1]


@pytest.fixture
def key(lighting: Service) -> str:
    return new_key()


def reported(client: Client, key: str) -> ServiceRequest:
    values = {"api_key": key, "service_code": "lighting", "lat": "35.5138", "long": "24.0187", "description": "Δεν ανάβει."}
    year, number = client.post("/open311/v2/requests.json", values).json()[0]["service_request_id"].split("-")
    return ServiceRequest.objects.get(protocol_year=year, protocol_number=number)


def read(client: Client, key: str = "", **asked: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.get(f"{UPDATES}.json", asked, headers=headers).json()


def post(client: Client, key: str, case: ServiceRequest, **given: Any) -> Any:
    values = {"api_key": key, "service_request_id": f"{case.protocol_year}-{case.protocol_number}", "description": "Ακόμη δεν ανάβει."}
    return client.post(f"{UPDATES}.json", {**values, **given})


def completed(case: ServiceRequest) -> None:
    head = make_staff("head", "handle_request", "direct_requests")
    actions.note(case, text="Μόνο για εμάς.", by=head)
    actions.ask(case, question="Σε ποια γωνία;", by=head)
    actions.complete(case, outcome=Outcome.FIXED, text="Άλλαξε η λάμπα.", by=head)


def test_everybody_reads_when_a_case_changed_and_only_its_own_key_what_was_said(client: Client, key: str) -> None:
    case = reported(client, key)
    completed(case)

    public, own, other = read(client), read(client, key), read(client, new_key("Άλλος φορέας"))

    assert [update["status"] for update in public] == ["open", "closed"]
    assert {update["description"] for update in public} == {None}
    assert other == []
    assert [update["description"] for update in own] == ["Σε ποια γωνία;", "Άλλαξε η λάμπα."]
    assert list(own[0]) == ["update_id", "service_request_id", "status", "updated_datetime", "description", "media_url"]


def test_in_xml_the_roots_are_those_that_clients_know(client: Client, key: str) -> None:
    case = reported(client, key)
    completed(case)

    root = etree.fromstring(client.get(f"{UPDATES}.xml").content)
    assert (root.tag, {child.tag for child in root}) == ("service_requests_updates", {"request_update"})
    values = {"api_key": key, "service_request_id": f"{case.protocol_year}-{case.protocol_number}", "description": "Όχι.", "status": "open"}
    posted = etree.fromstring(client.post(f"{UPDATES}.xml", values).content)
    assert posted.tag == "service_request_updates"
    assert posted.findtext("request_update/update_id") == str(case.history.last().pk)  # type: ignore[union-attr]  # there is one


def test_what_happened_at_another_time_or_to_another_case_is_left_out(client: Client, key: str) -> None:
    case = reported(client, key)
    completed(case)
    now = timezone.now()

    assert read(client, start_date=(now - timedelta(days=9)).isoformat(), end_date=(now - timedelta(days=1)).isoformat()) == []
    assert len(read(client, start_date=(now - timedelta(hours=1)).isoformat(), end_date=(now + timedelta(hours=1)).isoformat())) == 2
    assert read(client, service_request_id="2026-999") == []
    assert len(read(client, service_request_id=f"{case.protocol_year}-{case.protocol_number}", page_size=1)) == 1
    assert client.get(f"{UPDATES}.json", {"start_date": "χθες"}).status_code == 400


def test_a_hidden_case_is_told_to_its_own_key_alone(client: Client, key: str) -> None:
    case = reported(client, key)
    completed(case)
    ServiceRequest.objects.update(is_public=False)

    assert read(client) == []
    assert len(read(client, key)) == 2


def test_the_words_of_the_citizen_are_told_to_nobody(client: Client, key: str) -> None:
    citizens.answer(reported(client, key), text="Μένω απέναντι, στο 12.")

    assert [update["description"] for update in (*read(client), *read(client, key))] == [None, None]


def test_the_key_by_which_a_case_came_adds_words_to_it(client: Client, key: str) -> None:
    case = reported(client, key)
    actions.ask(case, question="Σε ποια γωνία;", by=make_staff("clerk", "handle_request", "direct_requests"))

    answer = post(client, key, case, description="Στη βόρεια.")

    case.refresh_from_db()
    assert answer.status_code == 200, answer.content.decode()
    assert (case.status, case.history.last().note) == (Status.SUBMITTED, "Στη βόρεια.")  # type: ignore[union-attr]  # there is one
    assert answer.json() == [{"update_id": str(case.history.last().pk)}]  # type: ignore[union-attr]


def test_the_same_words_sent_again_are_the_same_update(client: Client, key: str) -> None:
    case = reported(client, key)

    assert post(client, key, case).json() == post(client, key, case).json()
    assert case.history.count() == 2


def test_a_closed_case_is_opened_again_when_that_is_asked_for(client: Client, key: str) -> None:
    case = reported(client, key)
    completed(case)

    assert post(client, key, case).status_code == 400
    assert post(client, key, case, status="open").status_code == 200
    case.refresh_from_db()
    assert (case.status, case.reopened) == (Status.SUBMITTED, 1)


@pytest.mark.parametrize(
    ("given", "status"),
    [({"description": " "}, 400), ({"description": "α" * 4001}, 400), ({"service_request_id": "2026-999"}, 404), ({"api_key": ""}, 403)],
)
def test_what_cannot_be_added_is_refused(client: Client, key: str, given: Any, status: int) -> None:
    case = reported(client, key)

    assert post(client, key, case, **given).status_code == status
    assert case.history.count() == 1


def test_nobody_writes_to_a_case_that_came_another_way(client: Client, key: str) -> None:
    case, by_web = reported(client, key), make_case(make_service("potholes"))

    assert post(client, new_key("Άλλος φορέας"), case).status_code == 404
    assert post(client, key, by_web).status_code == 404


def test_a_page_of_updates_is_one_question_beside_the_key(client: Client, key: str, django_assert_num_queries: Any) -> None:
    case = reported(client, key)
    for number in range(5):
        citizens.answer(case, text=f"Νέα {number}.")

    with django_assert_num_queries(1):
        assert len(read(client)) == 5
