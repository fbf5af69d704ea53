"""What somebody may do with a case now: what the table of rights gives them and the life of a case allows."""

from typing import Any

from layers.requests.history import Action
from layers.requests.models import ServiceRequest
from layers.requests.policy import NotPermitted, may
from layers.requests.workflow import OPEN, Status, TransitionNotAllowed

_CLOSED_AGAIN = (Status.COMPLETED, Status.REJECTED)
_WANTED = {
    Action.CLAIM: Status.ASSIGNED, Action.ASSIGN: Status.ASSIGNED, Action.ASK: Status.WAITING, Action.COMPLETE: Status.COMPLETED,
    Action.REJECT: Status.REJECTED, Action.MERGE: Status.MERGED,
}  # fmt: skip


def is_offered(action: Action, case: ServiceRequest, *, user: Any) -> bool:
    return may(user, action, case) and _fits(action, case)


def check_offered(action: Action, case: ServiceRequest, *, user: Any) -> None:
    """Raise what the engine would, for the held ``case``; also where its table of states alone would let it pass (a closed case sent on).

    Raises:
        NotPermitted
        TransitionNotAllowed
    """
    if not may(user, action, case):
        raise NotPermitted(f"{action}: not this user, not with this case.")
    if not _fits(action, case):
        raise TransitionNotAllowed(case.status, _WANTED.get(action, Status.SUBMITTED))


def _fits(action: Action, case: ServiceRequest) -> bool:
    if action == Action.CLAIM:
        return case.status in OPEN and case.assignee_id is None
    if action == Action.RELEASE:
        return case.status in OPEN and case.assignee_id is not None
    if action == Action.REOPEN:
        return case.status in _CLOSED_AGAIN
    if action == Action.UNMERGE:
        return case.status == Status.MERGED
    if action in (Action.NOTE, Action.PUBLISH, Action.REDACT):
        return case.status != Status.UNCONFIRMED
    return case.status in OPEN
