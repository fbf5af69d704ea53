"""The life of a case at a glance. What came of it is told apart (``Outcome``): a case may be completed and nothing be mended."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Περιμένει επιβεβαίωση")
    SUBMITTED = "submitted", _("Υποβλήθηκε")
    ASSIGNED = "assigned", _("Σε εξέλιξη")
    WAITING = "waiting", _("Περιμένει τον πολίτη")
    COMPLETED = "completed", _("Ολοκληρώθηκε")
    REJECTED = "rejected", _("Απορρίφθηκε")
    MERGED = "merged", _("Ενώθηκε με άλλη")
    WITHDRAWN = "withdrawn", _("Αποσύρθηκε")


class Outcome(models.TextChoices):
    """What came of a case that was completed; Open311 knows only that it is closed."""

    FIXED = "fixed", _("Αποκαταστάθηκε")
    NOT_FIXED = "not_fixed", _("Δεν αποκαταστάθηκε")
    OTHER_BODY = "other_body", _("Αρμόδιος άλλος φορέας")
    NOTHING_FOUND = "nothing_found", _("Δεν εντοπίστηκε πρόβλημα")


_OPEN = (Status.SUBMITTED, Status.ASSIGNED, Status.WAITING)
_ENDS = (Status.COMPLETED, Status.REJECTED, Status.MERGED, Status.WITHDRAWN)

NEXT: dict[Status, frozenset[Status]] = {
    Status.UNCONFIRMED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    # Submitted again: with another department.
    Status.SUBMITTED: frozenset({Status.SUBMITTED, Status.ASSIGNED, Status.WAITING, *_ENDS}),
    Status.ASSIGNED: frozenset({Status.SUBMITTED, Status.ASSIGNED, Status.WAITING, *_ENDS}),
    Status.WAITING: frozenset({Status.SUBMITTED, Status.ASSIGNED, Status.WAITING, *_ENDS}),
    Status.COMPLETED: frozenset({Status.SUBMITTED}),
    Status.REJECTED: frozenset({Status.SUBMITTED}),
    Status.MERGED: frozenset({Status.SUBMITTED}),
    Status.WITHDRAWN: frozenset(),
}

OPEN = frozenset(_OPEN)
CLOSED = frozenset(_ENDS)


class TransitionNotAllowed(Exception):
    """The case is not in a state from which what was asked leads on; somebody else may have been faster."""

    def __init__(self, present: str, wanted: str) -> None:
        super().__init__(f"A case that is {present!r} does not become {wanted!r}.")
        self.present, self.wanted = present, wanted


def check_transition(present: str, wanted: Status) -> None:
    """Raise ``TransitionNotAllowed`` unless ``NEXT`` leads from ``present`` to ``wanted``."""
    if wanted not in NEXT[Status(present)]:
        raise TransitionNotAllowed(present, wanted)
