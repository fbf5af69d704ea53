"""The outbox: what was promised to somebody and whether it left; and what staff say instead of the original words."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PRIVATE = ("address", "subject", "text", "links", "unsubscribe_url", "last_error")


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        """Return those that should leave now."""
        return self.filter(state=Message.State.WAITING, next_attempt_at__lte=timezone.now())


class Message(models.Model):
    """One message to one person, in the words in which it was promised."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Περιμένει")
        SENT = "sent", _("Στάλθηκε")
        FAILED = "failed", _("Απέτυχε")
        HELD = "held", _("Κρατήθηκε")

    kind = models.CharField(_("είδος"), max_length=100)
    key = models.CharField(_("μοναδικό κλειδί"), max_length=200)

    channel = models.CharField(_("τρόπος"), max_length=20)
    address = models.TextField(_("παραλήπτης"))
    language = models.CharField(_("γλώσσα"), max_length=2, choices=settings.LANGUAGES)
    subject = models.TextField(_("θέμα μηνύματος"))
    text = models.TextField(_("κείμενο"))
    # What the letter may lead to; an address in what somebody wrote stays text.
    links = ArrayField(models.TextField(), verbose_name=_("σύνδεσμοι"), default=list, blank=True)
    unsubscribe_url = models.TextField(_("διεύθυνση διαγραφής"), blank=True)

    state = models.CharField(_("κατάσταση"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("προσπάθειες"), default=0)
    last_error = models.TextField(_("τελευταίο πρόβλημα"), blank=True)
    created_at = models.DateTimeField(_("γράφτηκε"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("επόμενη προσπάθεια"), default=timezone.now)
    sent_at = models.DateTimeField(_("στάλθηκε"), null=True, blank=True)

    subject_reference = models.TextField(_("αφορά"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("μήνυμα")
        verbose_name_plural = _("μηνύματα")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key"], name="messaging_message_key_unique"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False) | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="messaging_message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="waiting"), name="messaging_message_due"),
            models.Index(fields=["state", "-id"], name="messaging_message_by_state"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Wording(models.Model):
    """What staff want said instead of the original text of a kind."""

    kind = models.CharField(_("είδος"), max_length=100)
    language = models.CharField(_("γλώσσα"), max_length=2, choices=settings.LANGUAGES)

    subject = models.CharField(_("θέμα μηνύματος"), max_length=200)
    body = models.TextField(_("κείμενο"))

    changed_at = models.DateTimeField(_("άλλαξε"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("από")
    )

    class Meta:
        verbose_name = _("κείμενο μηνύματος")
        verbose_name_plural = _("κείμενα μηνυμάτων")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="messaging_wording_once")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
