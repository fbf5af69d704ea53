"""Open311 GeoReport v2: lists of requests, what narrows them and where they end (wiki.open311.org/GeoReport_v2)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from layers.requests import actions, citizens
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.workflow import Outcome, Status
from tests.cases import QUESTIONS, make_case, make_service, make_staff
from tests.open311 import ROOT, get

pytestmark = pytest.mark.django_db


@pytest.fixture
def lighting() -> Service:
    return make_service(questions=QUESTIONS, keywords_el=["λάμπα", "φως"], keywords_en=["lamp"])


def test_the_list_is_of_ninety_days_and_a_thousand_at_the_most_newest_first(client: Client) -> None:
    service = make_service()
    cases = [make_case(service) for _ in range(3)]
    for case, days in zip(cases, (0, 89, 91), strict=True):
        ServiceRequest.objects.filter(pk=case.pk).update(submitted_at=timezone.now() - timedelta(days=days))

    ids = [f"{case.protocol_year}-{case.protocol_number}" for case in cases]
    assert [entry["service_request_id"] for entry in get(client, "requests")] == ids[:2]
    day = (timezone.now() - timedelta(days=91)).date()
    told = get(client, "requests", start_date=f"{day}T00:00:00Z", end_date=str(day + timedelta(2)))
    assert [entry["service_request_id"] for entry in told] == ids[2:]
    # The numbers override everything else.
    told = get(client, "requests", service_request_id=f"{ids[2]},{ids[0]},2026-99", status="closed", start_date="2020-01-01")
    assert {entry["service_request_id"] for entry in told} == {ids[0], ids[2]}


def test_more_than_a_thousand_are_cut_and_paged(client: Client) -> None:
    case = make_case(make_service())
    fields = {
        field.attname: getattr(case, field.attname) for field in ServiceRequest._meta.concrete_fields if field.name not in ("id", "code")
    }
    ServiceRequest.objects.bulk_create([ServiceRequest(**{**fields, "protocol_number": number}) for number in range(2, 1101)])

    assert len(client.get(f"{ROOT}/requests.json").json()) == 1000
    pages = [client.get(f"{ROOT}/requests.json", {"page": page, "page_size": 400}).json() for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [400, 400, 300, 0]
    assert len({entry["service_request_id"] for page in pages for entry in page}) == 1100


def test_filters_by_service_status_and_place(client: Client) -> None:
    lighting, potholes = make_service(), make_service("potholes")
    head = make_staff("head", "handle_request", "direct_requests")
    near, far, closed = make_case(lighting), make_case(potholes, lon_lat=(24.04, 35.53)), make_case(potholes)
    actions.complete(closed, outcome=Outcome.NOT_FIXED, text="Ιδιωτικός δρόμος του κ. Ν.", by=head)
    citizens.withdraw(make_case(lighting))

    def found(**asked: str) -> set[int]:
        return {int(entry["service_request_id"].partition("-")[2]) for entry in get(client, "requests", **asked)}

    assert found() == {near.protocol_number, far.protocol_number, closed.protocol_number}
    assert found(service_code="potholes") == {far.protocol_number, closed.protocol_number}
    assert found(service_code="potholes,lighting", status="open") == {near.protocol_number, far.protocol_number}
    assert found(status="closed") == {closed.protocol_number}
    assert found(bbox="24.03,35.5,24.05,35.6") == {far.protocol_number}
    assert found(near="35.5138,24.0187,100") == {near.protocol_number, closed.protocol_number}
    (told,) = get(client, "requests", status="closed", extensions="true")
    assert told["status_notes"] == "Δεν αποκαταστάθηκε"
    assert told["extended_attributes"] == {
        "detailed_status": Status.COMPLETED, "outcome": Outcome.NOT_FIXED, "district": "Πόλη", "supporters": 0, "reopened": 0,
        "media_urls": None,
    }  # fmt: skip


def test_times_are_w3cs_with_the_zone(client: Client, lighting: Service) -> None:
    case = make_case(lighting, answers={"lamps": "one"})
    ServiceRequest.objects.filter(pk=case.pk).update(
        submitted_at=datetime(2026, 11, 27, 10, tzinfo=UTC), updated_at=datetime(2026, 11, 28, 10, tzinfo=UTC)
    )
    (told,) = get(client, "requests", service_request_id=f"{case.protocol_year}-{case.protocol_number}")

    assert (told["requested_datetime"], told["updated_datetime"]) == ("2026-11-27T12:00:00+02:00", "2026-11-28T12:00:00+02:00")
    assert told["expected_datetime"].endswith(("T23:59:59+02:00", "T23:59:59+03:00"))


def test_text_that_xml_cannot_hold_does_not_break_it(client: Client, lighting: Service) -> None:
    case = make_case(lighting, answers={"lamps": "one"})
    ServiceRequest.objects.filter(pk=case.pk).update(public_text="α\x0b]]> <b>&amp;\ufffe")

    root = etree.fromstring(client.get(f"{ROOT}/requests.xml").content)
    assert root.findtext("request/description") == "α]]> <b>&amp;"


def test_a_list_is_as_many_questions_to_the_database_however_long_it_is(
    client: Client, lighting: Service, django_assert_num_queries: Any
) -> None:
    for _number in range(5):
        make_case(lighting, answers={"lamps": "one"})

    with django_assert_num_queries(5):
        client.get(f"{ROOT}/requests.json")
    with django_assert_num_queries(5):
        client.get(f"{ROOT}/requests.xml", {"extensions": "true", "near": "35.5138,24.0187,100"})
    with django_assert_num_queries(1):
        client.get(f"{ROOT}/services.json")
