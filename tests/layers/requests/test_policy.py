"""Every role × every action × own and another department's case, from one table."""

import pytest

from geoportal.accounts.models import User
from geoportal.backoffice.roles import Role, found_roles
from layers.requests.history import Action
from layers.requests.models import ServiceRequest
from layers.requests.policy import REGISTER, RIGHTS, VIEW, may
from tests.cases import make_case, make_department, make_service

pytestmark = pytest.mark.django_db

# What a role may do with: a case of its department that nobody has, one that it has itself, one that a colleague has, another department's.
NONE, ALL, OWN, MINE = "----", "xxxx", "xxx-", "-x--"
TABLE: dict[str, dict[Role, str]] = {
    VIEW: {Role.CLERK: OWN, Role.HEAD: OWN, Role.RECEPTION: ALL, Role.ADMINISTRATOR: ALL, Role.AUDITOR: ALL},
    REGISTER: {Role.CLERK: ALL, Role.HEAD: ALL, Role.RECEPTION: ALL},
    Action.CLAIM: {Role.CLERK: OWN, Role.HEAD: OWN},
    Action.RELEASE: {Role.CLERK: MINE, Role.HEAD: OWN, Role.ADMINISTRATOR: ALL},
    Action.ASSIGN: {Role.HEAD: OWN, Role.ADMINISTRATOR: ALL},
    Action.FORWARD: {Role.CLERK: MINE, Role.HEAD: OWN, Role.RECEPTION: ALL, Role.ADMINISTRATOR: ALL},
    Action.ASK: {Role.CLERK: MINE, Role.HEAD: OWN},
    Action.NOTE: {Role.CLERK: OWN, Role.HEAD: OWN, Role.RECEPTION: ALL},
    Action.COMPLETE: {Role.CLERK: MINE, Role.HEAD: OWN},
    Action.REJECT: {Role.CLERK: MINE, Role.HEAD: OWN},
    Action.REOPEN: {Role.HEAD: OWN, Role.ADMINISTRATOR: ALL},
    Action.MERGE: {Role.CLERK: OWN, Role.HEAD: OWN, Role.ADMINISTRATOR: ALL},
    Action.UNMERGE: {Role.HEAD: OWN, Role.ADMINISTRATOR: ALL},
    Action.SPLIT: {Role.CLERK: OWN, Role.HEAD: OWN, Role.ADMINISTRATOR: ALL},
    Action.PUBLISH: {Role.HEAD: OWN, Role.ADMINISTRATOR: ALL},
    Action.REDACT: {Role.HEAD: OWN, Role.ADMINISTRATOR: ALL},
    Action.DELAY: {Role.CLERK: MINE, Role.HEAD: OWN},
}
# Done by citizens, or by the portal itself.
NOBODYS = {
    *(Action.SUBMIT, Action.CONFIRM, Action.ANSWER, Action.SUPPORT, Action.WITHDRAW, Action.FEEDBACK),
    *(Action.NOTICE, Action.ESCALATE),
}


def member(role: Role, name: str) -> User:
    user = User.objects.create(username=name, is_staff=True, department=make_department())
    user.groups.add(found_roles()[role])
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_its_row_says_and_nothing_else(role: Role) -> None:
    user, colleague = member(role, "one"), member(role, "two")
    service, theirs = make_service(), make_service("trees", department=make_department("parks"))
    free, mine, other = make_case(service), make_case(service), make_case(service)
    ServiceRequest.objects.filter(pk=mine.pk).update(assignee=user)
    ServiceRequest.objects.filter(pk=other.pk).update(assignee=colleague)
    cases = [ServiceRequest.objects.get(pk=case.pk) for case in (free, mine, other, make_case(theirs))]

    found = {action: "".join("x" if may(user, action, case) else "-" for case in cases) for action in {*Action.values, VIEW, REGISTER}}
    assert found == {action: TABLE.get(action, {}).get(role, NONE) for action in found}


def test_every_action_is_in_the_table_or_is_nobodys() -> None:
    assert {*TABLE, *NOBODYS} == {*Action.values, VIEW, REGISTER}
    assert set(TABLE) == set(RIGHTS)


def test_who_has_no_department_has_no_own_cases() -> None:
    case = make_case(make_service())
    clerk = member(Role.CLERK, "stray")
    clerk.department = None

    assert not may(clerk, VIEW, case)
    case.department = None
    assert not may(clerk, VIEW, case)
