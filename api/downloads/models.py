"""Files that were made for a download, or are being made, or could not be."""

import uuid
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The file's place on this machine is nobody's business.
PRIVATE = ("file_name", "key")


class ExportQuerySet(models.QuerySet["Export"]):
    def ready(self) -> Self:
        return self.filter(state=Export.State.READY, expires_at__gt=timezone.now())

    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())


class Export(models.Model):
    """One file: a layer, or a filtered view of it, in one format, one language, at one revision.

    ``key`` is made of all that decides its content, so that who asks for the same gets the same. The id is a random number of 122 bits:
    nobody finds another's view by trying.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Περιμένει")
        RUNNING = "running", _("Γράφεται")
        READY = "ready", _("Έτοιμο")
        FAILED = "failed", _("Απέτυχε")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("ταυτότητα περιεχομένου"), max_length=64, unique=True)

    layer = models.CharField(_("επίπεδο"), max_length=80)
    format = models.CharField(_("μορφή"), max_length=10)
    query = models.TextField(_("φίλτρα"), blank=True)
    language = models.CharField(_("γλώσσα"), max_length=2)
    revision = models.BigIntegerField(_("έκδοση δεδομένων"))

    state = models.CharField(_("κατάσταση"), max_length=10, choices=State, default=State.WAITING)
    written = models.PositiveBigIntegerField(_("γράφτηκαν"), default=0)
    total = models.PositiveBigIntegerField(_("σύνολο"), default=0)
    file_name = models.CharField(_("αρχείο"), max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("μέγεθος σε byte"), default=0)
    fault = models.TextField(_("σφάλμα"), blank=True)

    created_at = models.DateTimeField(_("ζητήθηκε"), auto_now_add=True)
    moved_at = models.DateTimeField(_("τελευταία πρόοδος"), auto_now=True)
    finished_at = models.DateTimeField(_("τέλος"), null=True, blank=True)
    expires_at = models.DateTimeField(_("λήγει"))

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("λήψη")
        verbose_name_plural = _("λήψεις")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["expires_at"], name="api_export_expires")]
        constraints = [models.CheckConstraint(condition=~Q(state="ready") | ~Q(file_name=""), name="api_export_ready_has_file")]

    def __str__(self) -> str:
        return f"{self.layer}.{self.format} {self.state}"

    @property
    def path(self) -> Path:
        return exports_folder() / self.file_name

    @property
    def percent(self) -> int:
        """How much is written, 100 only when the file is there."""
        if self.state == Export.State.READY:
            return 100
        return min(99, self.written * 100 // self.total) if self.total else 0


def exports_folder() -> Path:
    """Return the folder of the files, made if it is not there."""
    folder = settings.VAR_DIR / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(folder)
