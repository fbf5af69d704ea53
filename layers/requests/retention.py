"""What is not kept for ever of closed cases: who reported them, and in whose words.

What stays is the case as a fact (its number, kind, place, department, times, and what was done when) and what was published. Regulation
(EU) 2016/679, art. 5 §1(e): no longer than the purpose needs; the protocol itself is an archive and stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import islice
from typing import Self

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from layers.requests.attachments import Attachment, AttachmentQuerySet, take_away
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import Reporter, ServiceRequest, Supporter
from layers.requests.recording import Said, hold, note_quietly
from layers.requests.workflow import CLOSED

_BATCH = 500
_EMPTY = {"description": "", "address": "", "answers": {}}


@dataclass(kw_only=True)
class Forgotten:
    """How many of each were emptied or removed."""

    cases: int = 0
    reporters: int = 0
    supporters: int = 0
    notes: int = 0
    pictures: int = 0

    def __add__(self, other: Self) -> "Forgotten":
        return Forgotten(**{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)})


def forget_closed(*, is_trial: bool = False, at_most: int | None = None) -> Forgotten:
    """Take what is personal from the cases that closed more than ``settings.REPORTERS_KEPT_DAYS`` ago (0: never), each in a transaction
    of its own, from ``at_most`` so many; with ``is_trial`` only count it."""
    told = Forgotten()
    if not settings.REPORTERS_KEPT_DAYS:
        return told
    until = timezone.now() - timedelta(days=settings.REPORTERS_KEPT_DAYS)
    for case in islice(_over(until), at_most):
        told += _counted(case) if is_trial else _forget(case, until)
    return told


def _over(until: datetime) -> Iterator[ServiceRequest]:
    """Yield the cases that closed before ``until`` and still hold something personal, by their number, a batch at a time."""
    last = 0
    while batch := list(_holding(ServiceRequest.objects.filter(pk__gt=last), until).order_by("pk")[:_BATCH]):
        yield from batch
        last = batch[-1].pk


def _holding(cases: QuerySet[ServiceRequest], until: datetime) -> QuerySet[ServiceRequest]:
    own = OuterRef("pk")
    return cases.filter(status__in=CLOSED, closed_at__lt=until).filter(
        ~Q(**_EMPTY)
        | Exists(Reporter.objects.filter(request=own))
        | Exists(_telling(Supporter.objects.filter(request=own)))
        | Exists(_private(Attachment.objects.filter(request=own)))
        | Exists(HistoryEntry.objects.with_private_words().filter(request=own))
    )


def _telling(supporters: QuerySet[Supporter]) -> QuerySet[Supporter]:
    return supporters.exclude(email="", note="")


def _private(pictures: AttachmentQuerySet) -> AttachmentQuerySet:
    return pictures.filter(removed_at=None).exclude(is_public=True, request__is_public=True)


@transaction.atomic
def _forget(case: ServiceRequest, until: datetime) -> Forgotten:
    held = hold(case)
    # It may have been opened again meanwhile.
    if held.status not in CLOSED or held.closed_at is None or held.closed_at >= until:
        return Forgotten()
    told = _counted(held)
    Reporter.objects.filter(request=held).delete()
    _telling(held.supporters.all()).update(email="", note="", confirmed_at=None)
    held.history.with_private_words().update(note="", redacted_at=timezone.now())
    take_away(_private(held.attachments.all()))
    details = {"kept_days": settings.REPORTERS_KEPT_DAYS}
    note_quietly(held, Action.REDACT, said=Said(by_portal=True, details=details), **_EMPTY)
    return told


def _counted(case: ServiceRequest) -> Forgotten:
    return Forgotten(
        cases=1,
        reporters=Reporter.objects.filter(request=case).count(),
        supporters=_telling(case.supporters.all()).count(),
        notes=case.history.with_private_words().count(),
        pictures=_private(case.attachments.all()).count(),
    )
