"""A case for a citizen who came or called: one page, nothing lost, and what is read out at its end."""

from collections.abc import Callable
from typing import Any

import pytest

from geoportal.backoffice.roles import Role
from layers.requests.codes import written
from layers.requests.models import Channel, ServiceRequest
from layers.requests.services import Service
from tests.cases import INSIDE, QUESTIONS, make_department, make_service

pytestmark = pytest.mark.django_db
NEW = "/backoffice/desk/new/"


@pytest.fixture
def asked(service: Service) -> Service:
    return make_service("asked", questions=QUESTIONS, department=make_department("cleaning"))


def report(**given: str) -> dict[str, str]:
    values = {
        "service": "asked", "channel": "phone", "language": "el", "description": "Δεν ανάβει.",
        "address": "Χ. Γιάνναρη 18",
        "place": f"{INSIDE[1]}, {INSIDE[0]}", "name": "Μαρία Π.", "phone": "28210 12345",
        "email": "m@example.gr", "q-lamps": "one", "key": "k1",
    }  # fmt: skip
    return values | given


@pytest.mark.parametrize(("role", "department"), [(Role.CLERK, "works"), (Role.HEAD, "works"), (Role.RECEPTION, "")])
def test_a_case_is_registered_and_its_code_and_number_read_out(
    asked: Service, sign_in: Callable[..., Any], role: Role, department: str
) -> None:
    client, user = sign_in(role, department)

    page = client.post(NEW, report(), follow=True)

    case = ServiceRequest.objects.get()
    assert page.redirect_chain[-1] == (f"{NEW}{case.pk}/", 302)
    assert written(case.code) in page.text
    assert f"{case.protocol_number}/{case.protocol_year}" in page.text
    assert "m@example.gr" not in page.text
    assert (case.channel, case.answers, case.reporter.phone) == (Channel.PHONE, {"lamps": "one"}, "28210 12345")
    assert case.history.get().actor == user
    assert case.department is not None


def test_what_is_read_out_is_for_who_registered_it(asked: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.CLERK)
    client.post(NEW, report())
    case = ServiceRequest.objects.get()
    other, _user = sign_in(Role.CLERK, username="other")

    assert client.get(f"/backoffice/desk/{case.pk}/").status_code == 404
    assert other.get(f"{NEW}{case.pk}/").status_code == 404


def test_all_that_is_wrong_is_told_beside_its_field_and_nothing_is_lost(asked: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.CLERK)

    page = client.post(NEW, report(description="  ", place="40.6, 22.9", email="m@", **{"q-lamps": ""}))

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"description", "place", "email", "q-lamps"}
    for typed in ("40.6, 22.9", "m@", "Χ. Γιάνναρη 18", "Μαρία Π.", "28210 12345"):
        assert typed in page.text
    assert not ServiceRequest.objects.exists()


def test_choosing_a_kind_brings_its_questions_and_keeps_what_was_typed(asked: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.RECEPTION, "")

    page = client.post(NEW, {"choose": "1", "service": "asked", "description": "Δεν ανάβει.", "phone": "28210 12345", "key": "k1"})

    assert page.status_code == 200
    assert [field.label for field in page.context["form"].questions] == ["Πόσα φώτα;", "Πόσοι στύλοι;"]
    assert "Δεν ανάβει." in page.text
    assert "28210 12345" in page.text
    assert page.context["form"]["key"].value() == "k1"


def test_the_form_sent_twice_is_one_case(asked: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.CLERK)

    first, second = client.post(NEW, report()), client.post(NEW, report())

    assert first.headers["Location"] == second.headers["Location"]
    assert ServiceRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value"), [("service", "x"), ("channel", "web"), ("place", "κάπου"), ("language", "fr"), ("service", "\0")]
)
def test_what_no_form_offers_is_refused(asked: Service, sign_in: Callable[..., Any], name: str, value: str) -> None:
    client, _user = sign_in(Role.CLERK)

    page = client.post(NEW, report(**{name: value}))

    assert page.status_code == 422
    assert name in page.context["form"].errors


def test_an_auditor_registers_nothing(asked: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.AUDITOR, "")

    assert client.post(NEW, report()).status_code in (302, 403)
    assert not ServiceRequest.objects.exists()
