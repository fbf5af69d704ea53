"""How the demo's cases went: what was done with each, when and by whom.

The engine's actions write down what is done now; these tell of the months before, by the engine's own table of what may follow what.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from geoportal.accounts.models import User
from layers.departments import Department
from layers.requests import clock
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.workflow import CLOSED, Outcome, Status, check_transition

# What is done one after the other, each after a share of the time that the kind of case is given.
_DONE = ((Action.CLAIM, 0.2), (Action.COMPLETE, 0.5))
_AGAIN = ((Action.REOPEN, 0.3), (Action.CLAIM, 0.1), (Action.COMPLETE, 0.3))
LIVES: dict[str, tuple[tuple[Action, float], ...]] = {
    "unconfirmed": (),
    "new": (),
    "overdue": (),
    "claimed": ((Action.CLAIM, 0.2),),
    "late": ((Action.CLAIM, 0.2), (Action.NOTE, 0.4)),
    "delayed": ((Action.CLAIM, 0.2), (Action.DELAY, 0.5)),
    "waiting": ((Action.CLAIM, 0.1), (Action.ASK, 0.1)),
    "answered": ((Action.CLAIM, 0.1), (Action.ASK, 0.1), (Action.ANSWER, 0.2)),
    "rejected": ((Action.CLAIM, 0.1), (Action.REJECT, 0.2)),
    "forwarded": ((Action.FORWARD, 0.1), *_DONE),
    "forwarded_open": ((Action.FORWARD, 0.1), (Action.CLAIM, 0.1)),
    "reopened": (*_DONE, _AGAIN[0]),
    "refixed": (*_DONE, *_AGAIN),
    "withdrawn": ((Action.WITHDRAW, 0.2),),
    "merged": (),
    "hidden": _DONE,
    **dict.fromkeys(Outcome.values, _DONE),
}
_PACES = (0.4, 0.7, 1.0, 1.3, 2.1)
_OPENS, _CLOSES = time(7, 40), time(15)


@dataclass(kw_only=True)
class Life:
    """A case and its history so far. ``words``: what was said in it, by what it is (reply, back, done, note); nothing is later than
    ``latest``."""

    case: ServiceRequest
    words: Mapping[str, str]
    latest: datetime
    holidays: set[date]
    entries: list[HistoryEntry] = field(default_factory=list)

    def tell(self, action: Action, at: datetime, *, by: User | None = None, status: Status | None = None, **said: Any) -> None:
        """Write down what was done, without ``by`` by the citizen; with a ``status`` the case gets it."""
        if status is not None:
            check_transition(self.case.status, status)
            self._set(status, at)
        self.case.updated_at = max(self.case.updated_at, at)
        self.entries.append(
            HistoryEntry(
                request=self.case, at=at, action=action, status=self.case.status, department=self.case.department, actor=by,
                by_citizen=by is None, **said,
            )
        )  # fmt: skip

    def _set(self, status: Status, at: datetime) -> None:
        case, day = self.case, timezone.localdate(at)
        if case.paused_on is not None and case.due_on is not None:
            stood = clock.work_days_between(case.paused_on, day, self.holidays)
            case.due_on = clock.add_work_days(case.due_on, stood, self.holidays)
        case.paused_on = day if status is Status.WAITING else None
        case.closed_at = at if status in CLOSED else None
        case.status = status

    def due_from(self, at: datetime) -> date:
        return clock.add_work_days(timezone.localdate(at), self.case.service.deadline_days, self.holidays)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who handles the cases of which department; ``to``: where this case is sent on to."""

    clerks: Mapping[str, User]
    to: Department | None = None


def live(life: Life, kind: str, *, desk: Desk, number: int) -> None:
    """Let what ``LIVES`` says of ``kind`` be done with a registered case; ``number`` sets the pace, so that not all are alike."""
    case, pace = life.case, _PACES[number % len(_PACES)]
    given = timedelta(days=case.service.deadline_days * pace * 1.4)
    at, left = case.submitted_at, sum(share for _action, share in LIVES[kind])
    for action, share in LIVES[kind]:
        # Nine tenths of what is left, whenever the town hall opened: it is all over by now.
        at += min(given, (life.latest - at) * 0.9 / left) * share
        left -= share
        if action not in (Action.ANSWER, Action.REOPEN, Action.WITHDRAW):
            at = _at_work(at, life)
        assert case.department is not None  # noqa: S101  # registered
        _do(life, action, at, by=desk.clerks.get(case.department.code), kind=kind, to=desk.to)


def _do(life: Life, action: Action, at: datetime, *, by: User | None, kind: str, to: Department | None) -> None:
    case, words = life.case, life.words
    if action is Action.CLAIM:
        case.assignee = by
        life.tell(action, at, by=by, status=Status.ASSIGNED)
    elif action is Action.FORWARD:
        origin, case.department, case.due_on = case.department, to, life.due_from(at)
        details = {"from": origin and origin.pk, "is_joint": False}
        life.tell(action, at, by=by, status=Status.SUBMITTED, note=words["reply"], details=details)
    elif action is Action.COMPLETE:
        case.outcome = kind if kind in Outcome.values else Outcome.FIXED
        # What is said of a case that was sent on is said to the colleagues.
        note = words["reply"] if case.outcome != Outcome.FIXED else words["done"]
        life.tell(action, at, by=by, status=Status.COMPLETED, note=note, is_public=True)
    elif action is Action.REOPEN:
        case.outcome, case.assignee, case.reopened, case.due_on = "", None, case.reopened + 1, life.due_from(at)
        life.tell(action, at, status=Status.SUBMITTED, note=words["back"], is_public=True)
    else:
        _say(life, action, at, by=by)


def _say(life: Life, action: Action, at: datetime, *, by: User | None) -> None:
    words = life.words
    status = {Action.ASK: Status.WAITING, Action.ANSWER: Status.ASSIGNED, Action.REJECT: Status.REJECTED, Action.WITHDRAW: Status.WITHDRAWN}
    said = {Action.NOTE: "note", Action.ANSWER: "back", Action.WITHDRAW: "back"}.get(action, "reply")
    details = {"officer": by.pk} if action is Action.DELAY and by is not None else {}
    is_citizen = action in (Action.ANSWER, Action.WITHDRAW)
    life.tell(
        action, at, by=None if is_citizen else by, status=status.get(action), note=words[said], is_public=action is not Action.NOTE,
        details=details,
    )  # fmt: skip


def _at_work(at: datetime, life: Life) -> datetime:
    """Return the same time or the first after it at which the town hall works, if that has come already."""
    local = timezone.localtime(at)
    day = local.date()
    if local.time() >= _CLOSES:
        day += timedelta(days=1)
    opened = clock.add_work_days(day, 0, life.holidays)
    is_open = opened == local.date() and local.time() >= _OPENS
    later = local if is_open else datetime.combine(opened, _OPENS, tzinfo=local.tzinfo) + timedelta(minutes=local.minute)
    return later if later <= life.latest else at
