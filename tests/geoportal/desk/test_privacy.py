"""Privacy between departments: what is another's is not there, on no page, in no list, on no map; and every look is written down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from geoportal.backoffice.desk.models import PersonalDataView
from geoportal.backoffice.roles import Role
from geoportal.backoffice.tasks import forget_looks
from layers.requests import actions
from layers.requests.codes import written
from layers.requests.history import Action
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.submitting import Contact
from tests.cases import INSIDE, make_case, make_department

pytestmark = pytest.mark.django_db
DESK = "/backoffice/desk/"
SECRETS = ("Μυστική περιγραφή", "citizen@secret.example", "6900000001", "Ονομα Πολίτη", "Κρυφή οδός 7", "κρυφή σημείωση")


@pytest.fixture
def case(service: Service, other_service: Service, sign_in: Callable[..., Any]) -> ServiceRequest:
    """A case of the department "cleaning", with everything in it that others must not read."""
    made = make_case(
        other_service,
        description="Μυστική περιγραφή",
        address="Κρυφή οδός 7",
        contact=Contact(name="Ονομα Πολίτη", email="citizen@secret.example", phone="6900000001"),
    )
    _client, colleague = sign_in(Role.CLERK, "cleaning", username="owner")
    actions.note(made, text="κρυφή σημείωση", by=colleague)
    return ServiceRequest.objects.get(pk=made.pk)


def tells(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize(
    ("role", "department", "sees"),
    [
        (Role.CLERK, "cleaning", True),
        (Role.HEAD, "cleaning", True),
        (Role.CLERK, "works", False),
        (Role.HEAD, "works", False),
        (Role.CLERK, "", False),
        (Role.RECEPTION, "works", True),
        (Role.ADMINISTRATOR, "", True),
        (Role.AUDITOR, "", True),
    ],
)
def test_who_sees_a_case_and_its_reporter(
    case: ServiceRequest, sign_in: Callable[..., Any], role: Role, department: str, sees: bool
) -> None:
    client, user = sign_in(role, department)

    for address in (f"{DESK}{case.pk}/", f"{DESK}{case.pk}/print/"):
        page = client.get(address)
        assert page.status_code == (200 if sees else 404)
        assert set(tells(page.text)) == (set(SECRETS) if sees else set())
    assert PersonalDataView.objects.filter(request=case, user=user).count() == (2 if sees else 0)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.GIS])
def test_the_desk_is_closed_to_whoever_handles_no_cases(case: ServiceRequest, sign_in: Callable[..., Any], role: Role) -> None:
    client, _user = sign_in(role, "cleaning")

    for address in ("", f"{case.pk}/", f"{case.pk}/print/", "new/", f"new/{case.pk}/", "replies/", "rules/", "rules/simulation/", "looks/"):
        page = client.get(DESK + address)
        assert page.status_code in (302, 403), address
        assert tells(page.text) == []


def test_whoever_is_not_signed_in_is_sent_to_sign_in(case: ServiceRequest) -> None:
    assert Client().get(f"{DESK}{case.pk}/").headers["Location"].startswith("/account/sign-in/")
    assert Client().post(f"{DESK}{case.pk}/do/claim/").status_code == 302


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"queue": "open"}, {"department": "cleaning"}, {"q": "Μυστική"}, {"q": "κρυφη οδος"}, {"q": "citizen@secret.example"},
        {"q": "6900000001"}, {"service": "rubbish"}, {"status": "submitted"}, {"bbox": "24,35,25,36"},
        {"area": "POLYGON((24 35,25 35,25 36,24 36,24 35))"},
    ],
)  # fmt: skip
def test_no_list_search_or_map_tells_of_another_departments_case(
    case: ServiceRequest, sign_in: Callable[..., Any], asked: dict[str, str]
) -> None:
    client, _clerk = sign_in(Role.HEAD, "works")

    page = client.get(DESK, asked)

    assert page.status_code == 200
    assert page.context["listed"].rows == []
    assert page.context["map"]["features"] == []
    searched = page.text.replace(asked.get("q", "\0"), "")
    assert tells(searched) == []
    assert written(case.code) not in page.text


def test_neither_code_nor_number_finds_another_departments_case(case: ServiceRequest, sign_in: Callable[..., Any]) -> None:
    client, _clerk = sign_in(Role.CLERK, "works")

    for text in (case.code, written(case.code), f"{case.protocol_number}/{case.protocol_year}"):
        assert client.get(DESK, {"q": text}).context["listed"].rows == []


@pytest.mark.parametrize("action", Action.values)
def test_nothing_is_done_with_another_departments_case(case: ServiceRequest, sign_in: Callable[..., Any], action: str) -> None:
    client, _head = sign_in(Role.HEAD, "works")
    before = case.history.count()

    page = client.post(f"{DESK}{case.pk}/do/{action}/", {f"{action}-text": "Δοκιμή που δεν χάνεται", f"{action}-outcome": "fixed"})

    assert page.status_code == 404
    assert tells(page.text) == []
    assert case.history.count() == before


def test_what_was_typed_for_a_case_that_went_away_can_be_copied(case: ServiceRequest, sign_in: Callable[..., Any]) -> None:
    client, _head = sign_in(Role.HEAD, "works")

    page = client.post(f"{DESK}{case.pk}/do/complete/", {"complete-text": "Τα μαζέψαμε <χθες>.", "complete-outcome": "fixed"})

    assert page.status_code == 404
    assert "Τα μαζέψαμε &lt;χθες&gt;." in page.text


@pytest.mark.parametrize("action", ["claim", "assign", "forward", "merge"])
def test_bulk_neither_changes_nor_names_another_departments_cases(
    case: ServiceRequest, service: Service, sign_in: Callable[..., Any], action: str
) -> None:
    own = make_case(service)
    client, head = sign_in(Role.HEAD, "works")
    before = case.history.count()
    sent = {
        "do": action, "case": [own.pk, case.pk], "sure": "1", "bulk-to": head.pk if action == "assign" else make_department("third").pk,
        "bulk-text": "γιατί", "bulk-into": case.pk,
    }  # fmt: skip

    page = client.post(f"{DESK}bulk/", sent, follow=True)

    assert tells(page.text) == []
    assert case.history.count() == before
    assert written(case.code) not in page.text


def test_merging_with_another_departments_case_looks_like_merging_with_none(
    case: ServiceRequest, service: Service, sign_in: Callable[..., Any]
) -> None:
    own = make_case(service)
    client, _clerk = sign_in(Role.CLERK, "works")

    there = client.post(f"{DESK}{own.pk}/do/merge/", {"merge-into": written(case.code)})
    nowhere = client.post(f"{DESK}{own.pk}/do/merge/", {"merge-into": "999/2026"})

    assert there.status_code == nowhere.status_code == 422
    assert "δεν βρέθηκε αίτημα που να βλέπετε" in there.text
    assert "δεν βρέθηκε αίτημα που να βλέπετε" in nowhere.text
    assert tells(there.text) == []


def test_a_duplicate_at_another_department_is_told_without_anything_personal(
    case: ServiceRequest, other_service: Service, sign_in: Callable[..., Any]
) -> None:
    mine = make_case(other_service, lon_lat=(INSIDE[0] + 0.0001, INSIDE[1]))
    _client, reception = sign_in(Role.RECEPTION, "")
    actions.forward(mine, to=make_department("works"), note="δικό σας", by=reception)
    client, _clerk = sign_in(Role.CLERK, "works")

    page = client.get(f"{DESK}{mine.pk}/")

    (near,) = page.context["neighbours"]
    assert near.is_elsewhere
    assert not near.may_merge
    assert f"{case.protocol_number}/{case.protocol_year}" in page.text
    assert tells(page.text) == []


def test_kept_filters_are_ones_own(sign_in: Callable[..., Any]) -> None:
    client, clerk = sign_in(Role.CLERK)
    client.post(f"{DESK}filters/", {"name": "Κέντρο", "query": "q=φως&after=1~2&status="})
    other, _user = sign_in(Role.CLERK, "cleaning")
    (kept,) = clerk.desk_filters.all()

    assert kept.query == "q=%CF%86%CF%89%CF%82"
    assert "Κέντρο" in client.get(DESK).text
    assert "Κέντρο" not in other.get(DESK).text
    assert other.post(f"{DESK}filters/{kept.pk}/drop/").status_code == 404
    assert client.post(f"{DESK}filters/{kept.pk}/drop/").status_code == 302
    assert clerk.desk_filters.count() == 0


def test_looks_are_read_by_auditors_and_administrators_alone(case: ServiceRequest, sign_in: Callable[..., Any]) -> None:
    client, owner = sign_in(Role.HEAD, "cleaning", first_name="Ελένη", last_name="Κουφάκη")
    client.get(f"{DESK}{case.pk}/")
    client.get(DESK, {"q": "6900000001"})
    client.get(f"{DESK}{case.pk}/print/")

    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        auditor, _user = sign_in(role, "")
        page = auditor.get(f"{DESK}looks/", {"case": written(case.code), "user": owner.pk})
        assert [(look.page, who) for look, who, _number, _title in page.context["entries"]] == [
            ("print", "Ελένη Κουφάκη"), ("search", "Ελένη Κουφάκη"), ("case", "Ελένη Κουφάκη"),
        ]  # fmt: skip
        assert tells(page.text) == []
        assert [look.page for look, *_rest in auditor.get(f"{DESK}looks/", {"page": "print"}).context["entries"]] == ["print"]
        assert auditor.get(f"{DESK}looks/", {"until": "2020-01-01"}).context["entries"] == []
    for role, department in ((Role.HEAD, "works"), (Role.CLERK, "works"), (Role.RECEPTION, "")):
        assert sign_in(role, department, username=f"not-{role.name}")[0].get(f"{DESK}looks/").status_code in (302, 403)


def test_a_look_is_forgotten_when_nobody_may_ask_any_more(case: ServiceRequest, sign_in: Callable[..., Any], settings: Any) -> None:
    client, _user = sign_in(Role.HEAD, "cleaning")
    client.get(f"{DESK}{case.pk}/")
    client.get(f"{DESK}{case.pk}/print/")
    until = timezone.now() - timedelta(days=settings.LOOKS_KEPT_DAYS)
    PersonalDataView.objects.filter(page="print").update(at=until - timedelta(days=1))
    PersonalDataView.objects.filter(page="case").update(at=until + timedelta(days=1))

    assert forget_looks(timestamp=0) == 1
    assert list(PersonalDataView.objects.values_list("page", flat=True)) == ["case"]
