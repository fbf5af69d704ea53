"""What citizens do with a case that they follow by its code. Who may is the door's question (the code, the account): here nobody is asked.

What a citizen opens again comes back to the department that closed it, a few times and within a time: a case is no correspondence.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from layers.requests import clock
from layers.requests.actions import WordsMissing
from layers.requests.attachments import attach
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest, Supporter
from layers.requests.pictures import Picture
from layers.requests.recording import Said, change, hold, note_down
from layers.requests.workflow import OPEN, Status, TransitionNotAllowed

REOPENED_TIMES, REOPENED_DAYS = 2, 60


@transaction.atomic
def answer(case: ServiceRequest, *, text: str = "", pictures: Sequence[Picture] = ()) -> HistoryEntry:
    """Answer what was asked, or add words or pictures to an open case; a clock that stood still goes on.

    Raises:
        WordsMissing: if neither words nor pictures are given.
        TransitionNotAllowed
        TooManyPictures
    """
    held = hold(case)
    said = Said(text=text.strip() if pictures else _given(text), is_public=True)
    if held.status == Status.WAITING:
        status = Status.ASSIGNED if held.assignee_id else Status.SUBMITTED
        entry = change(held, Action.ANSWER, status, said=said)
    elif held.status in OPEN:
        entry = note_down(held, Action.ANSWER, said=said)
    else:
        raise TransitionNotAllowed(held.status, Status.SUBMITTED)
    attach(pictures, entry=entry)
    return entry


@transaction.atomic
def reopen(case: ServiceRequest, *, text: str) -> HistoryEntry:
    """Say that a closed case is not done.

    Raises:
        TransitionNotAllowed: if it is not closed, too long closed, or was opened again too often already.
    """
    held = hold(case)
    if not may_reopen(held):
        raise TransitionNotAllowed(held.status, Status.SUBMITTED)
    values = {"outcome": "", "assignee": None, "reopened": held.reopened + 1}
    # It is new work: the old deadline is over, whether it was kept or not.
    due_on = clock.due_on(clock.today(), held.service.deadline_days)
    return change(held, Action.REOPEN, Status.SUBMITTED, said=Said(text=_given(text), is_public=True), due_on=due_on, **values)


def may_reopen(case: ServiceRequest) -> bool:
    """Return whether its reporter may open ``case`` again now."""
    if case.status not in (Status.COMPLETED, Status.REJECTED) or case.closed_at is None:
        return False
    return case.reopened < REOPENED_TIMES and timezone.now() - case.closed_at <= timedelta(days=REOPENED_DAYS)


@transaction.atomic
def withdraw(case: ServiceRequest, *, text: str = "") -> HistoryEntry:
    """Take the report back; the protocol keeps its number."""
    return change(hold(case), Action.WITHDRAW, Status.WITHDRAWN, said=Said(text=text.strip(), is_public=True))


@transaction.atomic
def give_feedback(case: ServiceRequest, *, rating: int, text: str = "") -> HistoryEntry:
    """Say how a closed case was dealt with, from 1 (badly) to 5 (very well); once each time it is closed.

    Raises:
        ValueError: if ``rating`` is no such number.
        TransitionNotAllowed
    """
    held = hold(case)
    if rating not in range(1, 6):
        raise ValueError(rating)
    if not may_give_feedback(held):
        raise TransitionNotAllowed(held.status, Status(held.status))
    return note_down(held, Action.FEEDBACK, said=Said(text=text.strip(), details={"rating": rating}))


def may_give_feedback(case: ServiceRequest) -> bool:
    """Return whether ``case`` is closed with an answer, and nothing was said of that yet."""
    if case.status not in (Status.COMPLETED, Status.REJECTED):
        return False
    return not case.history.filter(action=Action.FEEDBACK, at__gte=case.closed_at).exists()


@transaction.atomic
def support(
    case: ServiceRequest, *, email: str = "", text: str = "", language: str = "el", pictures: Sequence[Picture] = ()
) -> Supporter | None:
    """Count somebody whom the same thing troubles, and keep what they say and show; return None if the address already follows the case.

    Raises:
        TransitionNotAllowed: if the case is not open.
        TooManyPictures
    """
    held = hold(case)
    if held.status not in OPEN:
        raise TransitionNotAllowed(held.status, Status(held.status))
    if email and Supporter.objects.filter(request=held, email=email).exists():
        return None
    supporter = Supporter.objects.create(request=held, email=email, note=text.strip(), language=language)
    attach(pictures, entry=note_down(held, Action.SUPPORT))
    return supporter


def _given(text: str) -> str:
    if not text.strip():
        raise WordsMissing("Say it in a few words.")
    return text.strip()
