"""What the staff do with a case, each thing atomic and written down. The case is read anew and locked: of twenty who claim it, one does."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from layers.departments import Department
from layers.requests import clock
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.policy import NotPermitted, check_permitted, may
from layers.requests.recording import Said, change, hold, note_down
from layers.requests.workflow import OPEN, Outcome, Status, TransitionNotAllowed

# Who hands on what was sent to the wrong place within so many work days gives the right one its whole time (ν. 2690/1999, art. 4 §1).
_HANDED_ON_DAYS = 3


class WordsMissing(ValueError):
    """What is done has to be told to the citizen, and no words were given."""


@transaction.atomic
def claim(case: ServiceRequest, *, by: Any) -> HistoryEntry:
    """Make the case ``by``'s own.

    Raises:
        NotPermitted: unless it is of ``by``'s department.
        TransitionNotAllowed: if somebody else has it, or it is closed.
    """
    held = _held(case, Action.CLAIM, by)
    if held.assignee_id is not None:
        raise TransitionNotAllowed(held.status, Status.ASSIGNED)
    return change(held, Action.CLAIM, Status.ASSIGNED, by=by, assignee=by)


@transaction.atomic
def release(case: ServiceRequest, *, by: Any, note: str = "") -> HistoryEntry:
    """Give the case back to the department."""
    held = _open(_held(case, Action.RELEASE, by))
    return change(held, Action.RELEASE, Status.SUBMITTED, by=by, said=Said(text=note), assignee=None)


@transaction.atomic
def assign(case: ServiceRequest, *, to: Any, by: Any, note: str = "") -> HistoryEntry:
    """Give the case to a colleague of its department.

    Raises:
        NotPermitted: also if ``to`` is of another department or handles no cases.
        TransitionNotAllowed
    """
    held = _held(case, Action.ASSIGN, by)
    if not (to.is_active and may(to, Action.CLAIM, held)):
        raise NotPermitted("assign: not to somebody who could not claim it.")
    return change(held, Action.ASSIGN, Status.ASSIGNED, by=by, said=Said(text=note, details={"to": to.pk}), assignee=to)


@transaction.atomic
def forward(case: ServiceRequest, *, to: Department, by: Any, note: str, is_joint: bool = False) -> HistoryEntry:
    """Send the case to another department. ``is_joint``: both answer it, which takes ten work days more; else the new one answers it,
    and has its whole time if the case came to the wrong place and was sent on at once.

    Raises:
        WordsMissing: without a ``note``, which says why to those who get it.
        NotPermitted
        TransitionNotAllowed: also to the department that has it.
    """
    held = _open(_held(case, Action.FORWARD, by))
    _told(note)
    if to == held.department:
        raise TransitionNotAllowed(held.status, Status.SUBMITTED)
    origin = held.department_id
    entry = change(
        held,
        Action.FORWARD,
        Status.SUBMITTED,
        by=by,
        said=Said(text=note.strip(), details={"from": origin, "is_joint": is_joint}),
        department=to,
        assignee=None,
    )
    _set_deadline(held, is_joint=is_joint)
    return entry


def _set_deadline(held: ServiceRequest, *, is_joint: bool) -> None:
    assert held.due_on is not None  # noqa: S101  # a registered case has one: the database says so
    now = clock.today()
    registered = timezone.localdate(held.submitted_at)
    if is_joint:
        held.due_on = clock.extended(held.due_on)
    elif clock.work_days_between(registered, now, clock.holidays_around(registered)) <= _HANDED_ON_DAYS:
        held.due_on = max(held.due_on, clock.due_on(now, held.service.deadline_days))
    held.save(update_fields=["due_on"])


@transaction.atomic
def ask(case: ServiceRequest, *, question: str, by: Any) -> HistoryEntry:
    """Ask the citizen; the clock stands still until they answer."""
    held = _held(case, Action.ASK, by)
    return change(held, Action.ASK, Status.WAITING, by=by, said=Said(text=_told(question), is_public=True))


@transaction.atomic
def note(case: ServiceRequest, *, text: str, by: Any, is_public: bool = False) -> HistoryEntry:
    """Write something down, for colleagues or for the citizen too, without changing anything."""
    held = _held(case, Action.NOTE, by)
    return note_down(held, Action.NOTE, by=by, said=Said(text=_told(text), is_public=is_public))


@transaction.atomic
def complete(case: ServiceRequest, *, outcome: Outcome, text: str, by: Any) -> HistoryEntry:
    """Close the case with what came of it and words for the citizen."""
    held = _held(case, Action.COMPLETE, by)
    # In the history too: the case may be opened again and end otherwise.
    said = Said(text=_told(text), is_public=True, details={"outcome": str(Outcome(outcome))})
    return change(held, Action.COMPLETE, Status.COMPLETED, by=by, said=said, outcome=Outcome(outcome))


@transaction.atomic
def reject(case: ServiceRequest, *, reason: str, by: Any) -> HistoryEntry:
    """Close the case without dealing with it, and say why."""
    held = _held(case, Action.REJECT, by)
    return change(held, Action.REJECT, Status.REJECTED, by=by, said=Said(text=_told(reason), is_public=True))


@transaction.atomic
def reopen(case: ServiceRequest, *, reason: str, by: Any) -> HistoryEntry:
    """Take a closed case up again, with a whole new time; the citizen is told why.

    Raises:
        NotPermitted
        TransitionNotAllowed: unless it was completed or rejected; a merged one is unmerged.
    """
    held = _held(case, Action.REOPEN, by)
    if held.status not in (Status.COMPLETED, Status.REJECTED):
        raise TransitionNotAllowed(held.status, Status.SUBMITTED)
    said = Said(text=_told(reason), is_public=True)
    due_on = clock.due_on(clock.today(), held.service.deadline_days)
    return change(held, Action.REOPEN, Status.SUBMITTED, by=by, said=said, outcome="", assignee=None, due_on=due_on)


@transaction.atomic
def publish(case: ServiceRequest, *, text: str, is_public: bool, by: Any) -> HistoryEntry:
    """Decide whether the case is on the public map, and with which words: those of the citizen are never shown unread."""
    held = _held(case, Action.PUBLISH, by)
    return note_down(
        held, Action.PUBLISH, by=by, public_text=text.strip(), is_public=is_public, said=Said(details={"is_public": is_public})
    )


@transaction.atomic
def redact(case: ServiceRequest, *, reason: str, by: Any, entries: Any = ()) -> HistoryEntry:
    """Remove the citizen's words from the case, and those of the given ``entries`` of its history; that something was there stays."""
    held = _held(case, Action.REDACT, by)
    HistoryEntry.objects.filter(request=held, pk__in=[entry.pk for entry in entries], redacted_at=None).update(
        note="", redacted_at=timezone.now()
    )
    return note_down(held, Action.REDACT, by=by, said=Said(text=_told(reason)), description="", public_text="", address="", answers={})


@transaction.atomic
def tell_delay(case: ServiceRequest, *, reason: str, by: Any) -> HistoryEntry:
    """Tell the citizen before the deadline that it will not be kept, why, and whom to ask (ν. 2690/1999, art. 4 §2)."""
    held = _held(case, Action.DELAY, by)
    if held.status not in OPEN:
        raise TransitionNotAllowed(held.status, Status(held.status))
    return note_down(held, Action.DELAY, by=by, said=Said(text=_told(reason), is_public=True, details={"officer": by.pk}))


def _held(case: ServiceRequest, action: Action, by: Any) -> ServiceRequest:
    held = hold(case)
    check_permitted(by, action, held)
    return held


def _open(held: ServiceRequest) -> ServiceRequest:
    """Return ``held``; what leads a closed case on as well (``NEXT`` knows no actions) is not meant for it."""
    if held.status not in OPEN:
        raise TransitionNotAllowed(held.status, Status.SUBMITTED)
    return held


def _told(words: str) -> str:
    if not words.strip():
        raise WordsMissing("Say it in a few words.")
    return words.strip()
