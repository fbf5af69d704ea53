"""The one place where a case changes: its row, its history and the news of it, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from layers.requests import clock
from layers.requests.complaints import show
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.signals import request_changed
from layers.requests.workflow import CLOSED, Status, check_transition


def hold(case: ServiceRequest) -> ServiceRequest:
    """Return the case as it is now, locked until the transaction ends: who comes second sees what the first has done."""
    held: ServiceRequest = ServiceRequest.objects.select_for_update(of=("self",)).select_related("service").get(pk=case.pk)
    return held


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an entry of the history holds besides what was done: words, whether the citizen reads them, and facts for programs.

    ``by_portal``: nobody did it; a rule or the calendar did.
    """

    text: str = ""
    is_public: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
    by_portal: bool = False


def change(case: ServiceRequest, action: Action, status: Status, *, by: Any = None, said: Said = Said(), **values: Any) -> HistoryEntry:
    """Give the held ``case`` its new ``status`` and ``values``, write it down and tell whoever listens.

    Raises:
        TransitionNotAllowed
    """
    check_transition(case.status, status)
    return note_down(case, action, by=by, said=said, status=status, **_times(case, status), **values)


def note_down(case: ServiceRequest, action: Action, *, by: Any = None, said: Said = Said(), **values: Any) -> HistoryEntry:
    """Set ``values`` on the held ``case`` and write down what was done, whatever its status; not ``by`` staff: a citizen or the portal."""
    entry = _noted(case, action, by, said, {**values, "updated_at": timezone.now()})
    show(case)
    request_changed.send(sender=ServiceRequest, entry=entry)
    return entry


def note_quietly(case: ServiceRequest, action: Action, *, said: Said, **values: Any) -> HistoryEntry:
    """Do the same with what is no news, to nobody: the case is as old as it was, and its public side as well."""
    return _noted(case, action, None, said, values)


def _noted(case: ServiceRequest, action: Action, by: Any, said: Said, values: Mapping[str, Any]) -> HistoryEntry:
    for name, value in values.items():
        setattr(case, name, value)
    case.save(update_fields=[*values])
    return HistoryEntry.objects.create(
        request=case,
        action=action,
        status=case.status,
        department_id=case.department_id,
        actor=by,
        note=said.text,
        is_public=said.is_public,
        by_citizen=by is None and not said.by_portal,
        details=dict(said.details),
    )


def _times(case: ServiceRequest, status: Status) -> dict[str, Any]:
    """The clock stands still while the citizen is asked, and goes on where it stood."""
    times: dict[str, Any] = {"closed_at": timezone.now() if status in CLOSED else None}
    if status is Status.WAITING:
        return times | {"paused_on": case.paused_on or clock.today()}
    if case.paused_on is not None and case.due_on is not None:
        times |= {"paused_on": None, "due_on": clock.resumed(case.due_on, paused=case.paused_on, now=clock.today())}
    return times
