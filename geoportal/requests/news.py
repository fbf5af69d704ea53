"""What a citizen is told of an entry of the history: the kind of message and its values, in the citizen's language."""

from datetime import date

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geoportal.requests.addresses import confirmation_url, following_url, tracking_url
from geoportal.requests.confirming import expires_at
from geoportal.site.language import localised, page_language
from layers.departments import ContactChannel
from layers.requests.codes import written
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest, Supporter
from layers.requests.workflow import Status

_KINDS: dict[str, str] = {
    Action.SUBMIT: "request-received",
    Action.CONFIRM: "request-received",
    Action.FORWARD: "request-forwarded",
    Action.ASK: "request-question",
    Action.NOTE: "request-note",
    Action.COMPLETE: "request-completed",
    Action.REJECT: "request-rejected",
    Action.DELAY: "request-delayed",
    Action.REOPEN: "request-reopened",
    Action.UNMERGE: "request-reopened",
    Action.MERGE: "request-merged",
}


def is_for_citizens(entry: HistoryEntry) -> bool:
    """Return whether the reporter is written to. Not of what colleagues note for each other; nor, where two cases are merged or parted, of
    the one that goes on as before; and nothing is received before it is sure."""
    if entry.action == Action.NOTE:
        return entry.is_public
    if entry.action in (Action.MERGE, Action.UNMERGE):
        return "merged" not in entry.details
    return entry.action in _KINDS and entry.status != Status.UNCONFIRMED


def reporter_values(entry: HistoryEntry) -> tuple[str, dict[str, str]]:
    """Return the kind of message for the reporter, and what is filled in."""
    case, kind = entry.request, _KINDS[entry.action]
    with translation.override(case.language):
        given = {"code": written(case.code), "title": title_of(case), "link": tracking_url(case)}
        return kind, given | _more(kind, entry)


def _more(kind: str, entry: HistoryEntry) -> dict[str, str]:
    case, note = entry.request, entry.note
    match kind:
        case "request-received":
            return {"department": _department(case), "deadline": day_in_words(case.due_on)}
        case "request-forwarded":
            return {"department": _department(case)}
        case "request-completed":
            return {"outcome": str(case.get_outcome_display()), "note": note}
        case "request-delayed":
            officer = entry.actor.get_full_name() if entry.actor is not None else ""
            return {"reason": note, "officer": officer, "phone": _phone(case), "deadline": ""}
        case "request-merged":
            return {"other": number_of(case.merged_into) if case.merged_into else ""}
    named = {"request-question": "question", "request-rejected": "reason", "request-note": "note"}.get(kind)
    return {named: note} if named else {}


def follower_values(follower: Supporter, entry: HistoryEntry | None = None) -> dict[str, str]:
    """Return what a message to somebody whom the same thing troubles is filled in with: nothing that only the reporter may know."""
    case = follower.request
    with translation.override(follower.language):
        given = {"number": number_of(case), "title": localised(case.service, "title"), "link": following_url(follower)}
        if entry is None:
            return given
        state = case.get_outcome_display() if case.outcome else case.get_status_display()
        return given | {"state": str(state), "note": entry.note, "unsubscribe": following_url(follower)}


def confirmation_values(case: ServiceRequest, token: str) -> dict[str, str]:
    """Return what is told to an address that may be a stranger's: no word that whoever typed it chose."""
    with translation.override(case.language):
        until = timezone.localtime(expires_at(case))
        return {
            "code": written(case.code),
            "title": localised(case.service, "title"),
            "link": confirmation_url(case, token),
            "expires": f"{day_in_words(until.date())}, {date_format(until, 'H:i')}",
        }


def title_of(case: ServiceRequest) -> str:
    """Return what ``case`` is called in the active language: its kind and where it is."""
    kind = localised(case.service, "title")
    return f"{kind}, {case.address}" if case.address else kind


def number_of(case: ServiceRequest) -> str:
    """Return the protocol number as people write it: 17/2026; empty before it has one."""
    return f"{case.protocol_number}/{case.protocol_year}" if case.protocol_number else ""


def day_in_words(day: date | None) -> str:
    """Return «Παρασκευή 27 Νοεμβρίου 2026»: in a letter no day is "tomorrow"."""
    return date_format(day, "l j E Y" if page_language() == "el" else "l j F Y") if day is not None else ""


def _department(case: ServiceRequest) -> str:
    return localised(case.department, "name") if case.department is not None else _("Δήμος")


def _phone(case: ServiceRequest) -> str:
    phones = ContactChannel.objects.filter(department=case.department_id, kind=ContactChannel.Kind.PHONE, is_public=True)
    return phones.values_list("value", flat=True).first() or ""
