"""What was done with a case, by whom and when. The database lets nobody change or remove an entry (migration 0015)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.departments import Department
from layers.requests.models import ServiceRequest
from layers.requests.workflow import Status


class Action(models.TextChoices):
    SUBMIT = "submit", _("Υποβολή")
    CONFIRM = "confirm", _("Επιβεβαίωση στοιχείων")
    CLAIM = "claim", _("Ανάληψη")
    RELEASE = "release", _("Επιστροφή στην υπηρεσία")
    ASSIGN = "assign", _("Ανάθεση")
    FORWARD = "forward", _("Προώθηση")
    ASK = "ask", _("Ερώτηση στον πολίτη")
    ANSWER = "answer", _("Απάντηση του πολίτη")
    NOTE = "note", _("Σημείωση")
    COMPLETE = "complete", _("Ολοκλήρωση")
    REJECT = "reject", _("Απόρριψη")
    REOPEN = "reopen", _("Άνοιγμα ξανά")
    MERGE = "merge", _("Ένωση με άλλη")
    UNMERGE = "unmerge", _("Αναίρεση ένωσης")
    SPLIT = "split", _("Χωρισμός")
    SUPPORT = "support", _("Κι εγώ")
    WITHDRAW = "withdraw", _("Απόσυρση")
    PUBLISH = "publish", _("Δημοσίευση")
    REDACT = "redact", _("Απαλοιφή")
    DELAY = "delay", _("Ειδοποίηση καθυστέρησης")
    FEEDBACK = "feedback", _("Γνώμη του πολίτη")
    NOTICE = "notice", _("Σχέδιο ειδοποίησης")
    ESCALATE = "escalate", _("Στον προϊστάμενο")


SPOKEN = (Action.NOTE, Action.DELAY, Action.COMPLETE, Action.REJECT)
"""Where the staff's public words are for everybody, not for the reporter alone."""


class HistoryEntryQuerySet(models.QuerySet["HistoryEntry"]):
    def with_private_words(self) -> Self:
        """Return the entries that hold words which not everybody may read."""
        published = models.Q(action__in=SPOKEN, is_public=True, by_citizen=False, request__is_public=True)
        return self.filter(~published, redacted_at=None).exclude(note="")


class HistoryEntry(models.Model):
    """``actor`` is empty where the citizen or the portal itself acted (``by_citizen`` tells which)."""

    at = models.DateTimeField(_("πότε"), db_default=Now())
    action = models.CharField(_("τι έγινε"), max_length=10, choices=Action)
    status = models.CharField(_("κατάσταση μετά"), max_length=12, choices=Status)
    note = models.TextField(_("σημείωση"), blank=True)
    is_public = models.BooleanField(_("το βλέπει ο πολίτης"), default=False)
    by_citizen = models.BooleanField(_("από τον πολίτη"), default=False)
    details = models.JSONField(default=dict, blank=True)
    redacted_at = models.DateTimeField(null=True)

    request = models.ForeignKey(ServiceRequest, on_delete=models.PROTECT, related_name="history")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ποιος"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("υπηρεσία μετά"))

    objects = HistoryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ενέργεια")
        verbose_name_plural = _("ενέργειες")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(is_public=True), name="layers_historyentry_told"),
            # The cases of an agency are those that came by its key.
            models.Index(KeyTransform("token", "details"), condition=models.Q(action="submit"), name="layers_historyentry_key"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.action}"
