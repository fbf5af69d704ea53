"""Who may write, and read what is not public: tokens of departments and of other agencies."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from layers.departments import Department
from layers.viewers import PUBLIC, STAFF, Viewer

PRIVATE = ("digest",)


class Scope(models.TextChoices):
    """What a token allows. ``read`` is for what is not public; public data needs no token."""

    READ = "read", _("ανάγνωση όσων δεν είναι δημόσια")
    CREATE = "create", _("δημιουργία στοιχείων")
    REPLACE = "replace", _("αντικατάσταση στοιχείων")
    UPDATE = "update", _("αλλαγή στοιχείων")
    DELETE = "delete", _("διαγραφή στοιχείων")
    REPORT = "report", _("υποβολή αιτημάτων (Open311)")


class Token(models.Model):
    """A key for machines. Of the secret only its SHA-256 is kept; ``prefix`` is public and finds the row.

    It belongs to a department, to an ``agency`` outside the municipality, or, with neither, to the municipality as a whole.
    ``layers`` names what it is for; where it names none, a department's is for all that the department maintains, the municipality's reads
    every layer, and an agency's none that is not public.
    """

    prefix = models.CharField(_("πρόθεμα"), max_length=16, unique=True)
    digest = models.CharField("SHA-256", max_length=64)
    label = models.CharField(_("περιγραφή"), max_length=200)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), verbose_name=_("δικαιώματα"))
    layers = ArrayField(models.CharField(max_length=80), verbose_name=_("επίπεδα"), default=list, blank=True)
    agency = models.CharField(_("φορέας"), max_length=200, blank=True)

    created_at = models.DateTimeField(_("έκδοση"), auto_now_add=True)
    expires_at = models.DateTimeField(_("λήξη"))
    last_used_at = models.DateTimeField(_("τελευταία χρήση"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("ανάκληση"), null=True, blank=True)

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens", verbose_name=_("υπηρεσία")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("από")
    )

    class Meta:
        verbose_name = _("κλειδί πρόσβασης")
        verbose_name_plural = _("κλειδιά πρόσβασης")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="api_token_labelled"),
            models.CheckConstraint(condition=Q(department=None) | Q(agency=""), name="api_token_one_holder"),
        ]

    def __str__(self) -> str:
        return self.prefix

    @property
    def holder(self) -> str:
        """The department's code or the agency's name; empty: the municipality as a whole."""
        return self.department.code if self.department else self.agency

    @property
    def viewer(self) -> Viewer:
        """How far who holds it sees, as long as it is valid."""
        if Scope.READ not in self.scopes or (self.agency and not self.layers):
            return PUBLIC
        if self.layers:
            return Viewer(slugs=frozenset(self.layers))
        return Viewer(department=self.department.code) if self.department else STAFF

    @property
    def state(self) -> str:
        """Return ``revoked``, ``expired`` or ``valid``."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "valid"
