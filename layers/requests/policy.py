"""Who may do what with whose case, in one table. The ground knows no roles: it asks for the permissions that roles are made of."""

from enum import Enum
from typing import Any

from layers.requests.history import Action
from layers.requests.models import ServiceRequest


class Scope(Enum):
    OWN = "the cases of the own department"
    MINE = "the cases that one has claimed oneself"
    ANY = "all cases"


VIEW, REGISTER = "view", "register"
_HANDLE, _DIRECT, _RECEIVE, _OVERSEE, _AUDIT = (
    "layers.handle_request", "layers.direct_requests", "layers.receive_requests", "layers.oversee_requests", "layers.audit_requests",
)  # fmt: skip
_HANDLED = {_HANDLE: Scope.MINE, _DIRECT: Scope.OWN}
_DIRECTED = {_DIRECT: Scope.OWN, _OVERSEE: Scope.ANY}

RIGHTS: dict[str, dict[str, Scope]] = {
    VIEW: {_HANDLE: Scope.OWN, _DIRECT: Scope.OWN, _RECEIVE: Scope.ANY, _OVERSEE: Scope.ANY, _AUDIT: Scope.ANY},
    REGISTER: {_HANDLE: Scope.ANY, _DIRECT: Scope.ANY, _RECEIVE: Scope.ANY},
    Action.CLAIM: {_HANDLE: Scope.OWN},
    Action.RELEASE: {_HANDLE: Scope.MINE, **_DIRECTED},
    Action.ASSIGN: _DIRECTED,
    Action.FORWARD: {_HANDLE: Scope.MINE, **_DIRECTED, _RECEIVE: Scope.ANY},
    Action.ASK: _HANDLED,
    Action.NOTE: {_HANDLE: Scope.OWN, _DIRECT: Scope.OWN, _RECEIVE: Scope.ANY},
    Action.COMPLETE: _HANDLED,
    Action.REJECT: _HANDLED,
    Action.REOPEN: _DIRECTED,
    Action.MERGE: {_HANDLE: Scope.OWN, **_DIRECTED},
    Action.UNMERGE: _DIRECTED,
    Action.SPLIT: {_HANDLE: Scope.OWN, **_DIRECTED},
    Action.PUBLISH: _DIRECTED,
    Action.REDACT: _DIRECTED,
    Action.DELAY: _HANDLED,
}


class NotPermitted(Exception):
    """The case is another department's, or another's, or the role does not reach so far."""


def may(user: Any, action: str, case: ServiceRequest) -> bool:
    """Return whether ``user`` (of settings.AUTH_USER_MODEL) may do ``action`` with ``case``; what no table names nobody may."""
    return any(_reaches(scope, user, case) for permission, scope in RIGHTS.get(action, {}).items() if user.has_perm(permission))


def check_permitted(user: Any, action: str, case: ServiceRequest) -> None:
    """Raise ``NotPermitted`` unless ``user`` may do ``action`` with ``case``."""
    if not may(user, action, case):
        raise NotPermitted(f"{action}: not this user, not with this case.")


def _reaches(scope: Scope, user: Any, case: ServiceRequest) -> bool:
    if scope is Scope.ANY:
        return True
    is_own = case.department_id is not None and case.department_id == user.department_id
    return is_own and (scope is Scope.OWN or case.assignee_id == user.pk)
