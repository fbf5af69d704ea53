"""What was sent where, under which number it is known there, and which of their updates we have read."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from layers.requests.models import ServiceRequest

PRIVATE = ("last_error",)


class ForwardingQuerySet(models.QuerySet["Forwarding"]):
    def due(self) -> "ForwardingQuerySet":
        """Return those that should leave now."""
        return self.filter(state=Forwarding.State.WAITING, next_attempt_at__lte=timezone.now())

    def followed(self) -> "ForwardingQuerySet":
        """Return those of which news is awaited."""
        return self.filter(state=Forwarding.State.SENT)


class Forwarding(models.Model):
    """One case at one endpoint. ``remote_id`` is their number; where they gave a token instead, it comes later.

    A case that was closed there and is opened again here is sent again: ``times`` counts, and ``earlier_id`` is their number of before.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Περιμένει")
        SENT = "sent", _("Στάλθηκε")
        FAILED = "failed", _("Απέτυχε")
        CLOSED = "closed", _("Έκλεισε")

    endpoint = models.CharField(_("σύστημα"), max_length=50)
    remote_id = models.CharField(_("αριθμός εκεί"), max_length=100, blank=True)
    earlier_id = models.CharField(_("προηγούμενος αριθμός εκεί"), max_length=100, blank=True)
    remote_token = models.CharField(_("απόδειξη εκεί"), max_length=100, blank=True)

    state = models.CharField(_("κατάσταση"), max_length=10, choices=State.choices, default=State.WAITING)
    times = models.PositiveSmallIntegerField(_("φορές που στάλθηκε"), default=1)
    attempts = models.PositiveSmallIntegerField(_("προσπάθειες"), default=0)
    last_error = models.TextField(_("τελευταίο πρόβλημα"), blank=True)
    created_at = models.DateTimeField(_("γράφτηκε"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("επόμενη προσπάθεια"), default=timezone.now)
    sent_at = models.DateTimeField(_("στάλθηκε"), null=True, blank=True)
    read_at = models.DateTimeField(_("διαβάστηκε"), null=True, blank=True)

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="forwardings", verbose_name=_("αίτημα"))

    objects = ForwardingQuerySet.as_manager()

    class Meta:
        verbose_name = _("διαβίβαση")
        verbose_name_plural = _("διαβιβάσεις")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "endpoint"], name="forwarding_forwarding_once")]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="waiting"), name="forwarding_forwarding_due"),
            models.Index(fields=["endpoint", "remote_id"], name="forwarding_forwarding_remote"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class ReadUpdate(models.Model):
    """An update of theirs that was written down here: read again, it changes nothing."""

    update_id = models.CharField(max_length=100)
    forwarding = models.ForeignKey(Forwarding, on_delete=models.CASCADE, related_name="updates")

    class Meta:
        verbose_name = _("νέο από άλλο σύστημα")
        verbose_name_plural = _("νέα από άλλα συστήματα")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["forwarding", "update_id"], name="forwarding_readupdate_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"
