"""Citizens are told what becomes of their cases: messages written with the news itself, in one transaction.

Only a confirmed address is told anything but that it is to be confirmed: nobody is written to because somebody else typed their address.
"""

from typing import Any

from geoportal.messaging.actions import Recipient, enqueue
from geoportal.requests.news import confirmation_values, follower_values, is_for_citizens, reporter_values
from layers.requests.codes import written
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import Reporter, ServiceRequest, Supporter
from layers.requests.signals import contact_given, request_changed

_TOLD_FOLLOWERS = frozenset({Action.NOTE, Action.COMPLETE, Action.REJECT, Action.DELAY, Action.REOPEN})


def connect() -> None:
    request_changed.connect(_tell_of_change, dispatch_uid="geoportal.requests")
    contact_given.connect(_ask_to_confirm, dispatch_uid="geoportal.requests")


def ask_follower_to_confirm(follower: Supporter) -> None:
    """Write to the address of a new supporter that it is to be confirmed. Belongs into the transaction in which it was given."""
    _write("request-confirm-following", follower, key=f"follower-{follower.pk}", values=follower_values(follower))


def _tell_of_change(*, entry: HistoryEntry, **_signal: Any) -> None:
    if not is_for_citizens(entry):
        return
    case = entry.request
    address = _address_of(Reporter.objects.select_related("account").filter(request=case).first())
    if address:
        kind, values = reporter_values(entry)
        to = Recipient(address=address, language=case.language)
        enqueue(kind, to=to, key=f"case-{entry.pk}", values=values, subject_reference=written(case.code))
    if entry.action in _TOLD_FOLLOWERS:
        for follower in case.supporters.exclude(email__in=["", address]).exclude(confirmed_at=None):
            _write("request-followed", follower, key=f"case-{entry.pk}-{follower.pk}", values=follower_values(follower, entry))


def _ask_to_confirm(*, case: ServiceRequest, token: str, **_signal: Any) -> None:
    to = Recipient(address=case.reporter.email, language=case.language)
    values = confirmation_values(case, token)
    enqueue("request-confirm-contact", to=to, key=f"confirm-{case.pk}", values=values, subject_reference=written(case.code))


def _write(kind: str, follower: Supporter, *, key: str, values: dict[str, str]) -> None:
    to = Recipient(address=follower.email, language=follower.language)
    enqueue(kind, to=to, key=key, values=values, subject_reference=written(follower.request.code))


def _address_of(reporter: Reporter | None) -> str:
    """Return where the reporter is to be told: an address that they confirmed, or that of the account they signed in to."""
    if reporter is None:
        return ""
    if reporter.account is not None:
        return reporter.email or reporter.account.email
    return reporter.email if reporter.confirmed_at is not None else ""
