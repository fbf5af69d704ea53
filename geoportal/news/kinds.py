"""Kinds of publications, and what becomes of those that have a deadline."""

from datetime import datetime, timedelta

from django.db.models import Case, CharField, Expression, F, Q, TextChoices, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

CLOSES_SOON = timedelta(days=7)


class Kind(TextChoices):
    PRESS = "press", _("Δελτία τύπου")
    CITY = "city", _("Τοπικά νέα")
    TENDER = "tender", _("Προκηρύξεις και διαγωνισμοί")
    VACANCY = "vacancy", _("Προσλήψεις")
    SPEECH = "speech", _("Ομιλίες και παρουσιάσεις Δημάρχου")
    SAFETY = "safety", _("Υγεία και ασφάλεια")


# What one of them is called.
ONE_OF = {
    Kind.PRESS: _("Δελτίο τύπου"),
    Kind.CITY: _("Τοπικό νέο"),
    Kind.TENDER: _("Προκήρυξη"),
    Kind.VACANCY: _("Πρόσληψη"),
    Kind.SPEECH: _("Ομιλία Δημάρχου"),
    Kind.SAFETY: _("Ανακοίνωση υγείας και ασφάλειας"),
}
WITH_DEADLINES = (Kind.TENDER, Kind.VACANCY)


class Outcome(TextChoices):
    """What a tender or a hiring ended in."""

    AWARDED = "awarded", _("Κατακυρώθηκε")
    BARREN = "barren", _("Κηρύχθηκε άγονη")
    CANCELLED = "cancelled", _("Ματαιώθηκε")
    PROVISIONAL = "provisional", _("Προσωρινά αποτελέσματα")
    FINAL = "final", _("Οριστικά αποτελέσματα")


class Status(TextChoices):
    OPEN = "open", _("Ανοικτή")
    CLOSING = "closing", _("Λήγει σύντομα")
    CLOSED = "closed", _("Έληξε")
    AWARDED = "awarded", _("Κατακυρώθηκε")
    BARREN = "barren", _("Κηρύχθηκε άγονη")
    CANCELLED = "cancelled", _("Ματαιώθηκε")
    PROVISIONAL = "provisional", _("Προσωρινά αποτελέσματα")
    FINAL = "final", _("Οριστικά αποτελέσματα")


OUTCOMES = {
    Kind.TENDER: (Outcome.AWARDED, Outcome.BARREN, Outcome.CANCELLED),
    Kind.VACANCY: (Outcome.PROVISIONAL, Outcome.FINAL, Outcome.CANCELLED),
}
STATUSES = {kind: (Status.OPEN, Status.CLOSING, Status.CLOSED, *map(Status, outcomes)) for kind, outcomes in OUTCOMES.items()}


def status_at(now: datetime, *, deadline: datetime | None, outcome: str) -> Status | None:
    """Return the status at the instant ``now``, None of what has neither deadline nor outcome."""
    if outcome:
        return Status(outcome)
    if deadline is None:
        return None
    if deadline <= now:
        return Status.CLOSED
    return Status.CLOSING if deadline <= now + CLOSES_SOON else Status.OPEN


def status_now() -> Expression:
    """Return the same for rows that have ``deadline`` and ``outcome``, by the database's clock; empty where ``status_at`` is None."""
    return Case(
        When(~Q(outcome=""), then=F("outcome")),
        When(deadline__lte=Now(), then=Value(Status.CLOSED.value)),
        When(deadline__lte=Now() + CLOSES_SOON, then=Value(Status.CLOSING.value)),
        When(deadline__isnull=False, then=Value(Status.OPEN.value)),
        default=Value(""),
        output_field=CharField(max_length=12),
    )
