"""What everybody may know of a case, in a table of its own: what is not in it, no surface can tell."""

from typing import Self

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, TextField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from layers.departments import Department
from layers.districts import District
from layers.geometry import SRID, SpatialQuerySet, geography_index
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.workflow import Outcome, Status


class Folded(Func):
    """A text as searches compare it: without accents, capitals, or the alphabet it was typed in."""

    function = "layers_fold"
    output_field = TextField()


class ComplaintQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.all()


class Complaint(models.Model):
    """The public side of a case that has a place, written with every change of it (``layers.requests.recording``)."""

    number = models.CharField(_("αριθμός"), max_length=30, unique=True)
    text = models.TextField(_("τι συμβαίνει"), blank=True)
    status = models.CharField(_("κατάσταση"), max_length=12, choices=Status)
    outcome = models.CharField(_("αποτέλεσμα"), max_length=14, choices=Outcome, blank=True)

    geom = PointField(_("θέση"), srid=SRID)

    submitted_at = models.DateTimeField(_("υποβλήθηκε"), default=timezone.now)
    updated_at = models.DateTimeField(_("τελευταία αλλαγή"), default=timezone.now)
    closed_at = models.DateTimeField(_("έκλεισε"), null=True)

    request = models.OneToOneField(ServiceRequest, on_delete=models.CASCADE, null=True, related_name="complaint")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+", verbose_name=_("είδος"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("υπηρεσία"))
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("δημοτική ενότητα"))

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("πρόβλημα")
        verbose_name_plural = _("προβλήματα")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="layers_complaint_status_known"),
        ]
        indexes = [
            geography_index("geom", name="layers_complaint_geog"),
            # As ``sortby`` orders them: an index whose nulls come first is of no use to it.
            models.Index(F("submitted_at").desc(nulls_last=True), "id", name="layers_complaint_sorted"),
            # The orders in which lists go on from the last row shown.
            models.Index(fields=["-submitted_at", "-id"], name="layers_complaint_newest"),
            # With the place in it the map counts a kind's complaints without the table.
            models.Index(fields=["service", "-submitted_at", "-id"], include=["geom"], name="layers_complaint_of_service"),
            models.Index(fields=["status", "-submitted_at", "-id"], name="layers_complaint_of_status"),
            models.Index(fields=["outcome", "-submitted_at", "-id"], condition=~Q(outcome=""), name="layers_complaint_of_outcome"),
            models.Index(fields=["district", "-submitted_at", "-id"], name="layers_complaint_of_district"),
            models.Index(fields=["-updated_at", "-id"], name="layers_complaint_changed"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="layers_complaint_closed"),
            GinIndex(OpClass(Folded(F("text")), name="gin_trgm_ops"), condition=~Q(text=""), name="layers_complaint_words"),
        ]

    def __str__(self) -> str:
        return self.number


def show(case: ServiceRequest) -> None:
    """Let everybody see of ``case`` what they may, and nothing if they may not."""
    if case.geom is None or not ServiceRequest.objects.public().filter(pk=case.pk).exists():
        Complaint.objects.filter(request=case).delete()
        return
    Complaint.objects.update_or_create(
        request=case,
        defaults={
            "number": f"{case.protocol_year}-{case.protocol_number}",
            "text": case.public_text,
            **{name: getattr(case, name) for name in _AS_THEY_ARE},
        },
    )


_AS_THEY_ARE = ("status", "outcome", "geom", "submitted_at", "updated_at", "closed_at", "service", "department", "district")
