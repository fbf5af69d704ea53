"""What waits, in five queues. Each is bounded where it is counted: a department with more than it can do needs no exact number."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from layers.requests import clock
from layers.requests.workflow import Status

MOST_COUNTED = 2000


class Queue(models.TextChoices):
    NEW = "new", pgettext_lazy("ουρά αιτημάτων", "Νέα")
    MINE = "mine", _("Δικά μου")
    WAITING = "waiting", _("Περιμένουν τον πολίτη")
    OVERDUE = "overdue", _("Εκπρόθεσμα")
    OPEN = "open", _("Όλα τα ανοικτά")


@dataclass(frozen=True, kw_only=True)
class Counted:
    queue: Queue
    count: int

    @property
    def text(self) -> str:
        return f"{self.count}" if self.count < MOST_COUNTED else f"{MOST_COUNTED}+"


def cases_in(queue: Queue, cases: Any, *, user: Any) -> Any:
    """Return those of the queryset ``cases`` that are in ``queue``; all of these are open."""
    if queue is Queue.NEW:
        return cases.filter(status=Status.SUBMITTED)
    if queue is Queue.MINE:
        return cases.open().filter(assignee=user)
    if queue is Queue.WAITING:
        return cases.filter(status=Status.WAITING)
    if queue is Queue.OVERDUE:
        return cases.overdue(clock.today())
    return cases.open()


def count(queue: Queue, cases: Any, *, user: Any) -> Counted:
    return Counted(queue=queue, count=cases_in(queue, cases, user=user).order_by()[:MOST_COUNTED].count())


def counts(cases: Any, *, user: Any) -> list[Counted]:
    return [count(queue, cases, user=user) for queue in Queue]
