"""The ground's news: a case that came to a department whose cases go elsewhere is written down to be sent, in the same transaction."""

from typing import Any

from django.db.models import F
from django.dispatch import receiver
from django.utils import timezone

from geoportal.forwarding.endpoints import endpoint_for
from geoportal.forwarding.models import Forwarding
from geoportal.forwarding.tasks import defer_sending
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import Channel, ServiceRequest
from layers.requests.signals import request_changed
from layers.requests.workflow import Status


@receiver(request_changed, sender=ServiceRequest, dispatch_uid="forwarding")
def send_on(entry: HistoryEntry, **_: Any) -> None:
    case = entry.request
    if case.status != Status.SUBMITTED or case.department is None:
        return
    # Two systems that send the same kind to each other would do so for ever: what came from one goes on to another by people alone.
    if case.channel == Channel.OPEN311 and entry.action != Action.FORWARD:
        return
    endpoint = endpoint_for(case.department.code, case.service.code)
    if endpoint is None:
        return
    forwarding, is_new = Forwarding.objects.get_or_create(request=case, endpoint=endpoint.name)
    if is_new or _renewed(forwarding, entry):
        defer_sending(forwarding.pk)


def _renewed(forwarding: Forwarding, entry: HistoryEntry) -> bool:
    """Let a case be sent once more that was over there and is opened again, or sent back to the department, here."""
    if entry.action not in (Action.REOPEN, Action.FORWARD):
        return False
    over = Forwarding.objects.filter(pk=forwarding.pk, state__in=(Forwarding.State.CLOSED, Forwarding.State.FAILED))
    again = {"remote_id": "", "remote_token": "", "sent_at": None, "read_at": None, "attempts": 0, "next_attempt_at": timezone.now()}
    return bool(over.update(state=Forwarding.State.WAITING, times=F("times") + 1, earlier_id=F("remote_id"), **again))
