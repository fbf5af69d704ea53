"""Uploaded datasets: layers without code. Each version's rows lie in a table of its own, ``datasets.v<id>``."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from layers.departments import Department
from layers.layer import GeometryType, Theme


class Dataset(models.Model):
    """A layer that staff brought as a file; what readers see is its current version."""

    slug = models.SlugField(_("διεύθυνση"), max_length=80, unique=True)
    title_el = models.CharField(_("τίτλος"), max_length=200)
    title_en = models.CharField(_("τίτλος στα αγγλικά"), max_length=200, blank=True)
    description_el = models.TextField(_("περιγραφή"), blank=True)
    description_en = models.TextField(_("περιγραφή στα αγγλικά"), blank=True)
    theme = models.CharField(_("κεφάλαιο"), max_length=20, choices=Theme, default=Theme.DATA)
    style = models.JSONField(_("εμφάνιση"))
    attribution = models.CharField(_("πηγή"), max_length=200, blank=True)
    is_public = models.BooleanField(_("δημόσιο"), default=True)

    # Names of columns as the file gives them: what tells a row from another, what it is called, when it holds.
    key_column = models.CharField(_("στήλη-κλειδί"), max_length=100, blank=True)
    label_column = models.CharField(_("στήλη με το όνομα"), max_length=100, blank=True)
    time_column = models.CharField(_("στήλη με τον χρόνο"), max_length=100, blank=True)

    created_at = models.DateTimeField(_("δημιουργία"), auto_now_add=True)

    maintainer = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="datasets", verbose_name=_("υπηρεσία")
    )
    current_version = models.ForeignKey(
        "DatasetVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("τρέχουσα έκδοση"),
    )

    class Meta:
        verbose_name = _("σύνολο δεδομένων")
        verbose_name_plural = _("σύνολα δεδομένων")
        ordering = ["title_el"]
        constraints = [models.CheckConstraint(condition=~Q(title_el=""), name="layers_dataset_titled")]

    def __str__(self) -> str:
        return self.title_el


class DatasetVersion(models.Model):
    """One load of a dataset.

    ``columns`` lists ``{"column": "c1", "name": as in the file, "kind": layers.layer.Kind}``. A purged version keeps this row as a
    record; its table is gone.
    """

    number = models.PositiveIntegerField(_("αριθμός"))
    columns = models.JSONField(_("στήλες"))
    geometry_type = models.CharField(_("γεωμετρία"), max_length=20, choices=GeometryType)
    feature_count = models.PositiveIntegerField(_("πλήθος"), default=0)

    # Whether the table keeps each row's properties as JSON, in a column of its own: versions loaded before it did have none.
    has_documents = models.BooleanField(default=False, editable=False)

    source_name = models.CharField(_("αρχείο"), max_length=255)
    source_sha256 = models.CharField("SHA-256", max_length=64)
    # What else decides the rows: reference system, encoding, key. The same source and options give the same version.
    source_options = models.JSONField(_("επιλογές"), default=dict)

    created_at = models.DateTimeField(_("φόρτωση"), auto_now_add=True)
    purged_at = models.DateTimeField(_("διαγραφή"), null=True, blank=True)

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions", verbose_name=_("σύνολο δεδομένων"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("από"),
    )

    class Meta:
        verbose_name = _("έκδοση")
        verbose_name_plural = _("εκδόσεις")
        ordering = ["dataset", "-number"]
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="layers_datasetversion_number")]

    def __str__(self) -> str:
        return f"{self.dataset_id}/{self.number}"

    def column_of(self, name: str) -> dict[str, Any] | None:
        """Return the entry of ``columns`` for the file's column ``name``."""
        return next((column for column in self.columns if column["name"] == name), None)
