"""One action with many cases: each by its own rights, and a report of what was done, what was not, and why."""

from collections.abc import Callable
from typing import Any

import pytest

from geoportal.backoffice.roles import Role
from layers.requests import actions
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.workflow import Status
from tests.cases import make_case, make_department

pytestmark = pytest.mark.django_db
BULK = "/backoffice/desk/bulk/?queue=new"


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_cases_are_claimed_together_and_who_was_faster_is_named(service: Service, sign_in: Callable[..., Any]) -> None:
    client, clerk = sign_in(Role.CLERK)
    _other, faster = sign_in(Role.CLERK, username="faster", first_name="Γιάννης", last_name="Μαράκης")
    cases = [make_case(service) for _ in range(3)]
    actions.claim(cases[1], by=faster)

    page = client.post(BULK, {"do": "claim", "case": [case.pk for case in cases]}, follow=True)

    assert page.redirect_chain == [("/backoffice/desk/?queue=new", 302)]
    done, refused = told(page)
    assert done == "Αναλαμβάνω: έγινε σε 2 αιτήματα."
    assert f"{cases[1].protocol_number}/{cases[1].protocol_year}" in refused
    assert "το έχει: Γιάννης Μαράκης" in refused
    assert ServiceRequest.objects.filter(assignee=clerk).count() == 2


def test_cases_are_forwarded_together_with_one_reason(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _head = sign_in(Role.HEAD)
    cases = [make_case(service) for _ in range(2)]
    sent: dict[str, Any] = {"do": "forward", "case": [case.pk for case in cases]}

    asked = client.post(BULK, sent)
    assert asked.status_code == 200
    assert ServiceRequest.objects.filter(department__code="works").count() == 2
    refused = client.post(BULK, sent | {"sure": "1", "bulk-to": make_department("cleaning").pk})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["text"])
    client.post(BULK, sent | {"sure": "1", "bulk-to": make_department("cleaning").pk, "bulk-text": "Δικά σας."})

    assert ServiceRequest.objects.filter(department__code="cleaning").count() == 2


def test_cases_are_assigned_together(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _head = sign_in(Role.HEAD)
    _other, colleague = sign_in(Role.CLERK)
    cases = [make_case(service) for _ in range(2)]

    client.post(BULK, {"do": "assign", "case": [case.pk for case in cases], "sure": "1", "bulk-to": colleague.pk})

    assert ServiceRequest.objects.filter(assignee=colleague, status=Status.ASSIGNED).count() == 2


def test_cases_are_merged_into_the_chosen_one(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _clerk = sign_in(Role.CLERK)
    cases = [make_case(service) for _ in range(3)]
    sent = {"do": "merge", "case": [case.pk for case in cases], "sure": "1", "bulk-into": cases[1].pk}

    page = client.post(BULK, sent, follow=True)

    assert told(page) == ["Ένωση με άλλο: έγινε σε 2 αιτήματα."]
    assert set(ServiceRequest.objects.filter(merged_into=cases[1])) == {cases[0], cases[2]}


def test_a_right_that_one_does_not_have_is_refused_case_by_case(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _clerk = sign_in(Role.CLERK)
    case = make_case(service)
    sent = {"do": "forward", "case": [case.pk], "sure": "1", "bulk-to": make_department("cleaning").pk, "bulk-text": "γιατί"}

    (refused,) = told(client.post(BULK, sent, follow=True))

    assert "δεν έχετε αυτό το δικαίωμα" in refused
    assert ServiceRequest.objects.get(pk=case.pk).department == service.department


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["9" * 30]])
def test_nothing_chosen_is_said(service: Service, sign_in: Callable[..., Any], chosen: list[str]) -> None:
    client, _clerk = sign_in(Role.CLERK)

    page = client.post(BULK, {"do": "claim", "case": chosen}, follow=True)

    assert "Διαλέξτε πρώτα αιτήματα από τη λίστα (ως 100)." in told(page)
    assert client.post(BULK, {"do": "redact", "case": chosen}).status_code == 404


def test_an_auditor_is_offered_nothing_for_many(service: Service, sign_in: Callable[..., Any]) -> None:
    make_case(service)
    client, _auditor = sign_in(Role.AUDITOR, "")

    assert client.get("/backoffice/desk/").context["bulk_acts"] == []
