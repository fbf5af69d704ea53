"""How long an address may be confirmed, and what becomes of a case whose reporter does not."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from layers.requests.history import Action
from layers.requests.models import Reporter, ServiceRequest
from layers.requests.recording import Said, change, hold
from layers.requests.workflow import Status

CONFIRM_DAYS = 7


def expires_at(case: ServiceRequest) -> datetime:
    """Return until when the address of ``case`` may be confirmed."""
    return case.submitted_at + timedelta(days=CONFIRM_DAYS)


def forget_unconfirmed() -> int:
    """Forget the addresses that nobody confirmed in time; a case that waited for it ends. Return how many addresses went."""
    before = timezone.now() - timedelta(days=CONFIRM_DAYS)
    over = Reporter.objects.filter(confirmed_at=None, account=None, request__submitted_at__lt=before).exclude(email_token="")
    return sum(_forget(reporter) for reporter in over.select_related("request").iterator())


@transaction.atomic
def _forget(reporter: Reporter) -> bool:
    held = hold(reporter.request)
    # Confirmed in this moment?
    still = Reporter.objects.select_for_update().filter(pk=reporter.pk, confirmed_at=None)
    if not still.exists():
        return False
    still.update(email="", email_token="")
    if held.status == Status.UNCONFIRMED:
        change(held, Action.WITHDRAW, Status.WITHDRAWN, said=Said(details={"reason": "unconfirmed"}))
    return True


def is_over(case: ServiceRequest) -> bool:
    """Return whether it is too late to confirm the address of ``case``."""
    return timezone.now() > expires_at(case)
