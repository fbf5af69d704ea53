from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PRIVATE = ("by",)


class ImportRun(models.Model):
    """One file that staff brought, and what came of it. ``report`` is ``importers.report.Report`` as JSON."""

    class Outcome(models.TextChoices):
        LOADED = "loaded", _("Φορτώθηκε")
        UNCHANGED = "unchanged", _("Καμία αλλαγή")
        REFUSED = "refused", _("Απορρίφθηκε")

    file_name = models.CharField(_("αρχείο"), max_length=255)
    target = models.CharField(_("προορισμός"), max_length=200)
    outcome = models.CharField(_("αποτέλεσμα"), max_length=10, choices=Outcome)
    report = models.JSONField(_("αναφορά"), default=dict)
    finished_at = models.DateTimeField(_("τέλος"), auto_now_add=True)

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("από"),
    )

    class Meta:
        verbose_name = _("εισαγωγή")
        verbose_name_plural = _("εισαγωγές")
        ordering = ["-finished_at"]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.target}"
