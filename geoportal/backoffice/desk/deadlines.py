"""Deadlines in a pill: how much time is left, and whether that is little."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layers.requests.models import ServiceRequest
from layers.requests.workflow import OPEN, Status

_SOON_DAYS = 2


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """``tone``: "calm", "soon", "late", or "still" where the clock stands; ``text`` is empty where nothing is due any more."""

    text: str
    tone: str
    due_on: date | None = None


def deadline_of(case: ServiceRequest, today: date) -> Deadline:
    if case.status not in OPEN or case.due_on is None:
        return Deadline(text="", tone="still")
    if case.status == Status.WAITING:
        return Deadline(text=_("Σταμάτησε"), tone="still", due_on=case.due_on)
    days = (case.due_on - today).days
    if days < 0:
        late = ngettext("%(count)d ημέρα πριν", "%(count)d ημέρες πριν", -days) % {"count": -days}
        return Deadline(text=late, tone="late", due_on=case.due_on)
    if days == 0:
        return Deadline(text=_("Σήμερα"), tone="soon", due_on=case.due_on)
    text = ngettext("%(count)d ημέρα", "%(count)d ημέρες", days) % {"count": days}
    return Deadline(text=text, tone="soon" if days <= _SOON_DAYS else "calm", due_on=case.due_on)
