"""What heads and administrators keep: ready replies, and rules of routing with their trial on past cases."""

from collections.abc import Callable
from typing import Any

import pytest

from geoportal.backoffice.roles import Role
from layers.requests.models import RoutingRule, ServiceRequest
from layers.requests.services import Service
from layers.requests.status_notes import StatusNote
from tests.cases import INSIDE, make_case, make_department, square

pytestmark = pytest.mark.django_db
RULES, REPLIES = "/backoffice/desk/rules/", "/backoffice/desk/replies/"


@pytest.fixture
def rules(service: Service) -> list[RoutingRule]:
    return [RoutingRule.objects.create(position=number, department=make_department(f"d{number}")) for number in (1, 2, 3)]


def order() -> list[str]:
    return [rule.department.code for rule in RoutingRule.objects.order_by("position")]


def test_rules_are_moved_and_removed_and_their_numbers_close_up(rules: list[RoutingRule], sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.ADMINISTRATOR, "")

    client.post(f"{RULES}{rules[2].pk}/up/")
    assert order() == ["d1", "d3", "d2"]
    client.post(f"{RULES}{rules[0].pk}/down/")
    assert order() == ["d3", "d1", "d2"]
    client.post(f"{RULES}{rules[2].pk}/up/")
    client.post(f"{RULES}{rules[0].pk}/drop/")

    assert order() == ["d3", "d2"]
    assert list(RoutingRule.objects.order_by("position").values_list("position", flat=True)) == [1, 2]
    assert client.post(f"{RULES}{rules[1].pk}/sideways/").status_code == 404


def test_a_rule_is_written_with_its_area_and_decides(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.ADMINISTRATOR, "")
    sent = {
        "is_active": "on",
        "department": make_department("harbour").pk,
        "service": service.pk,
        "reason": "Λιμάνι",
        "area": square(24.01, 35.51).wkt,
    }

    assert client.post(f"{RULES}add/", sent).status_code == 302

    rule = RoutingRule.objects.get()
    assert (rule.position, rule.reason) == (1, "Λιμάνι")
    case = make_case(service, lon_lat=INSIDE)
    assert case.department.code == "harbour"  # type: ignore[union-attr]
    assert "Κανόνας 1, γιατί το σημείο είναι στην περιοχή του. Λιμάνι" in client.get(f"/backoffice/desk/{case.pk}/").text


def test_a_rule_for_a_kind_and_a_group_is_refused(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.ADMINISTRATOR, "")

    page = client.post(
        f"{RULES}add/", {"department": service.department_id, "service": service.pk, "group": service.group_id, "area": "POINT(1 2)"}
    )

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"group", "area"}


def test_rules_are_tried_on_past_cases_and_change_nothing(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.ADMINISTRATOR, "")
    case = make_case(service)
    elsewhere = RoutingRule.objects.create(position=1, department=make_department("harbour"), is_active=False)

    with_it = client.get(f"{RULES}simulation/", {"rules": [elsewhere.pk], "days": 30})
    without = client.get(f"{RULES}simulation/", {"days": 30})

    assert (with_it.context["looked_at"], with_it.context["moved_count"]) == (1, 1)
    assert with_it.context["gains"] == [("Υπηρεσία harbour", 1)]
    assert without.context["moved_count"] == 0
    assert ServiceRequest.objects.get(pk=case.pk).department == service.department
    assert client.get(f"{RULES}simulation/", {"days": "0"}).status_code == 422


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.RECEPTION, Role.AUDITOR])
def test_rules_are_the_administrators(rules: list[RoutingRule], sign_in: Callable[..., Any], role: Role) -> None:
    client, _user = sign_in(role)

    for address in ("", "add/", f"{rules[0].pk}/", "simulation/"):
        assert client.get(RULES + address).status_code in (302, 403)
    client.post(f"{RULES}{rules[0].pk}/drop/")
    assert RoutingRule.objects.count() == 3


@pytest.mark.parametrize(("role", "may"), [(Role.HEAD, True), (Role.ADMINISTRATOR, True), (Role.CLERK, False), (Role.AUDITOR, False)])
def test_ready_replies_are_kept_by_heads_and_administrators(service: Service, sign_in: Callable[..., Any], role: Role, may: bool) -> None:
    client, _user = sign_in(role)
    sent = {"title": "Λάμπα", "action": "complete", "service": service.pk, "text_el": "Άλλαξε.", "text_en": "Changed."}

    client.post(f"{REPLIES}add/", sent)

    assert StatusNote.objects.count() == may
    if may:
        note = StatusNote.objects.get()
        assert "Λάμπα" in client.get(REPLIES).text
        client.post(f"{REPLIES}{note.pk}/", sent | {"title": "Λαμπτήρας"})
        assert StatusNote.objects.get().title == "Λαμπτήρας"
        client.post(f"{REPLIES}{note.pk}/drop/")
        assert not StatusNote.objects.exists()


def test_a_reply_in_one_language_alone_is_refused(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.HEAD)

    page = client.post(f"{REPLIES}add/", {"title": "Λάμπα", "text_el": "Άλλαξε."})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["text_en"]
