"""What the calendar does with cases: before a deadline a notice of the delay is drafted, after it the head of the department has the case.

The law wants the citizen told before the deadline, why, by whom and until when (ν. 2690/1999, art. 4 §2). The portal drafts what can be
drafted; a person looks at it and sends it (``actions.tell_delay``).
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import DateField, Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _

from layers.requests import clock
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.recording import Said, hold, note_down
from layers.requests.workflow import Status

_RUNNING = (Status.SUBMITTED, Status.ASSIGNED)


def due_soon(today: date) -> "QuerySet[ServiceRequest]":
    """Return the cases whose deadline is today or within ``clock.NOTICE_DAYS`` work days."""
    last = clock.add_work_days(today, clock.NOTICE_DAYS, clock.holidays_around(today))
    return ServiceRequest.objects.filter(status__in=_RUNNING, due_on__range=(today, last))


def draft_notices(today: date) -> list[HistoryEntry]:
    """Write a draft into each case that is due soon, once for its deadline, unless the citizen was told already; return the drafts."""
    told = HistoryEntry.objects.filter(request=OuterRef("pk"), action=Action.DELAY)
    return _for_each(due_soon(today).exclude(Exists(told)), Action.NOTICE, _draft)


def escalate(today: date) -> list[HistoryEntry]:
    """Write down, once for each deadline, that an overdue case is with the head of its department now; return the entries."""
    return _for_each(ServiceRequest.objects.overdue(today), Action.ESCALATE, lambda _case: "")


def drafted_notice(case: ServiceRequest) -> str:
    """Return the notice that was drafted for the present deadline of ``case``, empty if none was."""
    drafts = case.history.filter(action=Action.NOTICE, redacted_at=None, **_of_deadline(case))
    return drafts.order_by("-pk").values_list("note", flat=True).first() or ""


def _for_each(cases: "QuerySet[ServiceRequest]", action: Action, words: Callable[[ServiceRequest], str]) -> list[HistoryEntry]:
    done = HistoryEntry.objects.filter(request=OuterRef("pk"), action=action)
    deadline = Cast(KeyTextTransform("due_on", "details"), DateField())
    fresh = cases.exclude(Exists(done.annotate(of=deadline).filter(of=OuterRef("due_on"))))
    return [entry for pk in list(fresh.order_by("pk").values_list("pk", flat=True)) if (entry := _write(pk, action, words))]


@transaction.atomic
def _write(pk: int, action: Action, words: Callable[[ServiceRequest], str]) -> HistoryEntry | None:
    held = hold(ServiceRequest(pk=pk))
    # Somebody may have closed it, or another worker written it, in between.
    if held.status not in _RUNNING or held.history.filter(action=action, **_of_deadline(held)).exists():
        return None
    return note_down(held, action, said=Said(text=words(held), details={"due_on": str(held.due_on)}, by_portal=True))


def _of_deadline(case: ServiceRequest) -> dict[str, str]:
    return {"details__due_on": str(case.due_on)}


def _draft(case: ServiceRequest) -> str:
    """Return what the citizen could be told, in their language; why it takes longer is for the staff to say."""
    with translation.override(case.language):
        return _("Θα χρειαστούμε περισσότερο χρόνο από όσο υπολογίζαμε, γιατί … Θα σας απαντήσουμε το αργότερο ως …")
