"""What everybody may read of a case's history: what was done, when, with which department, and what staff said to everybody.

A citizen's words are never among it, nor who did what. A question to the citizen is between two people too (docs/adr/0029): that one was
asked is told, its words are not.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoportal.complaints.words import outcome_of
from geoportal.site.language import localised
from layers.requests.complaints import Complaint
from layers.requests.history import SPOKEN, Action, HistoryEntry

_TOLD: dict[str, str | Promise] = {
    Action.SUBMIT: gettext_lazy("Δηλώθηκε"),
    Action.CLAIM: gettext_lazy("Το ανέλαβε υπάλληλος"),
    Action.ASSIGN: gettext_lazy("Ανατέθηκε σε υπάλληλο"),
    Action.RELEASE: gettext_lazy("Επέστρεψε στην ουρά της υπηρεσίας"),
    Action.FORWARD: gettext_lazy("Πήγε σε άλλη υπηρεσία"),
    Action.ASK: gettext_lazy("Ζητήθηκε διευκρίνιση από όποιον το δήλωσε"),
    Action.ANSWER: gettext_lazy("Ήρθε απάντηση ή συμπλήρωση"),
    Action.NOTE: gettext_lazy("Ενημέρωση"),
    Action.DELAY: gettext_lazy("Θα καθυστερήσει"),
    Action.COMPLETE: gettext_lazy("Ολοκληρώθηκε"),
    Action.REJECT: gettext_lazy("Απορρίφθηκε"),
    Action.REOPEN: gettext_lazy("Άνοιξε ξανά"),
}


@dataclass(frozen=True, kw_only=True)
class Step:
    at: datetime
    title: str
    department: str
    note: str


def steps_of(complaint: Complaint) -> list[Step]:
    """Return what became of ``complaint``, the last first."""
    entries = HistoryEntry.objects.filter(request=complaint.request_id, action__in=_TOLD).exclude(action=Action.NOTE, is_public=False)
    # Only what is told is read at all.
    shown = entries.select_related("department").only("at", "action", "note", "is_public", "by_citizen", "redacted_at", "department")
    return [_step(entry, complaint) for entry in shown.order_by("-pk")]


def _step(entry: HistoryEntry, complaint: Complaint) -> Step:
    title = str(_TOLD[entry.action])
    if entry.action == Action.COMPLETE and complaint.outcome and entry.at and complaint.closed_at:
        is_last = abs((entry.at - complaint.closed_at).total_seconds()) < 60
        title = _("Ολοκληρώθηκε: %(outcome)s") % {"outcome": outcome_of(complaint)} if is_last else title
    is_spoken = entry.action in SPOKEN and entry.is_public and not entry.by_citizen and entry.redacted_at is None
    return Step(
        at=entry.at,
        title=title,
        department=localised(entry.department, "name") if entry.department else "",
        note=entry.note if is_spoken else "",
    )
