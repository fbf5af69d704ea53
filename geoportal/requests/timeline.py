"""What happened to a case, as the citizen who reported it is told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoportal.site.dates import instant_words
from geoportal.site.language import localised
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.workflow import Outcome

# What is not here is the town hall's own business.
_TITLES: dict[str, Any] = {
    Action.SUBMIT: gettext_lazy("Το λάβαμε"),
    Action.CONFIRM: gettext_lazy("Επιβεβαιώσατε τη διεύθυνσή σας"),
    Action.CLAIM: gettext_lazy("Το ανέλαβε υπάλληλος της υπηρεσίας"),
    Action.ASSIGN: gettext_lazy("Το ανέλαβε υπάλληλος της υπηρεσίας"),
    Action.ASK: gettext_lazy("Σας ρωτήσαμε"),
    Action.ANSWER: gettext_lazy("Γράψατε"),
    Action.NOTE: gettext_lazy("Νεότερα από την υπηρεσία"),
    Action.REJECT: gettext_lazy("Δεν έγινε δεκτό"),
    Action.REOPEN: gettext_lazy("Άνοιξε ξανά"),
    Action.UNMERGE: gettext_lazy("Συνεχίζει ξανά μόνο του"),
    Action.MERGE: gettext_lazy("Ενώθηκε με άλλο για το ίδιο πρόβλημα"),
    Action.WITHDRAW: gettext_lazy("Αποσύρθηκε"),
    Action.DELAY: gettext_lazy("Θα καθυστερήσει"),
    Action.FEEDBACK: gettext_lazy("Μας είπατε τη γνώμη σας"),
}
_OUTCOMES: dict[str, Any] = {
    Outcome.FIXED: gettext_lazy("Αποκαταστάθηκε"),
    Outcome.NOT_FIXED: gettext_lazy("Έκλεισε χωρίς αποκατάσταση"),
    Outcome.OTHER_BODY: gettext_lazy("Είναι αρμοδιότητα άλλου φορέα"),
    Outcome.NOTHING_FOUND: gettext_lazy("Δεν εντοπίστηκε πρόβλημα"),
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    at: datetime
    title: str
    words: str = ""
    is_mine: bool = False
    pictures: list[Any] = field(default_factory=list)
    # What colours it: a problem, good news, or neither.
    accent: str = ""

    @property
    def when(self) -> str:
        return instant_words(self.at)


def timeline_of(case: ServiceRequest) -> list[Moment]:
    """Return the moments of ``case``, the newest first, with the pictures that came by them."""
    entries = case.history.select_related("department").prefetch_related("attachments")
    return [moment for entry in entries if (moment := _moment(entry, case))][::-1]


def _moment(entry: HistoryEntry, case: ServiceRequest) -> Moment | None:
    title = _title(entry)
    if not title:
        return None
    return Moment(
        at=entry.at,
        title=title,
        words=_words(entry, case),
        is_mine=entry.by_citizen,
        pictures=[attachment for attachment in entry.attachments.all() if attachment.removed_at is None],
        accent=_accent(entry),
    )


def _title(entry: HistoryEntry) -> str:
    if entry.action in (Action.MERGE, Action.UNMERGE) and "merged" in entry.details:
        return ""
    if entry.action == Action.NOTE and not entry.is_public:
        return ""
    if entry.action == Action.FORWARD and entry.department is not None:
        return _("Προωθήθηκε: %(department)s") % {"department": localised(entry.department, "name")}
    if entry.action == Action.COMPLETE:
        # Its outcome then; another may have come since.
        return str(_OUTCOMES.get(str(entry.details.get("outcome")), _("Ολοκληρώθηκε")))
    return str(_TITLES.get(entry.action, ""))


def _words(entry: HistoryEntry, case: ServiceRequest) -> str:
    if entry.redacted_at:
        return _("Το κείμενο αφαιρέθηκε.")
    if entry.action in (Action.SUBMIT, Action.CONFIRM) and entry.department is not None:
        reason = case.routing.get("reason", "")
        told = _("Αρμόδια υπηρεσία: %(department)s.") % {"department": localised(entry.department, "name")}
        return f"{told} {reason}".strip()
    return entry.note if entry.is_public or entry.action == Action.FEEDBACK else ""


def _accent(entry: HistoryEntry) -> str:
    if entry.action == Action.COMPLETE:
        return "good" if entry.details.get("outcome") == Outcome.FIXED else "end"
    return {Action.ASK: "waits", Action.REJECT: "end", Action.DELAY: "waits"}.get(Action(entry.action), "")
