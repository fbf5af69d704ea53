"""Departments (υπηρεσίες): where their office is, what area they answer for, how they are reached."""

from typing import Self

from django.contrib.gis.db.models import MultiPolygonField, PointField
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, FloatField, Func, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from layers.geometry import SRID, SpatialQuerySet, geography_index, valid_geometry, with_srid
from layers.hours.models import Timetable

PRIVATE = ("internal_phone", "internal_notes")


class DepartmentQuerySet(SpatialQuerySet):
    """Asked in metres, departments answer for their offices; ``responsible_at`` asks for their areas."""

    geometry = "office"

    def published(self) -> Self:
        return self.filter(is_published=True)

    def responsible_at(self, point: GEOSGeometry) -> Self:
        """Return the departments in whose area ``point`` lies, its edge included; those of the smallest area come first.

        Raises:
            GeometryWithoutSrid: if ``point`` has no SRID.
        """
        area = Func(F("jurisdiction"), function="ST_Area", output_field=FloatField())
        return self.filter(jurisdiction__covers=with_srid(point)).order_by(area, "name_el")

    def with_channels(self) -> Self:
        """Add ``channels``: each way to reach the department that the public may use, in order."""
        channels = ContactChannel.objects.filter(department=OuterRef("pk"), is_public=True).order_by("position", "pk")
        return self.annotate(
            channels_=ArraySubquery(channels.values(json=JSONObject(kind="kind", value="value", label_el="label_el", label_en="label_en")))
        )


class Department(models.Model):
    code = models.SlugField(_("κωδικός"), unique=True)
    name_el = models.CharField(_("όνομα"), max_length=200)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=200)

    tasks_el = models.TextField(_("αρμοδιότητες"), blank=True)
    tasks_en = models.TextField(_("αρμοδιότητες στα αγγλικά"), blank=True)
    address_el = models.CharField(_("διεύθυνση"), max_length=200, blank=True)
    address_en = models.CharField(_("διεύθυνση στα αγγλικά"), max_length=200, blank=True)
    hours_el = models.CharField(_("ώρες κοινού"), max_length=200, blank=True)
    hours_en = models.CharField(_("ώρες κοινού στα αγγλικά"), max_length=200, blank=True)
    internal_phone = models.CharField(_("εσωτερικό τηλέφωνο"), max_length=40, blank=True)
    internal_notes = models.TextField(_("σημειώσεις υπηρεσίας"), blank=True)
    is_published = models.BooleanField(_("δημοσιευμένη"), default=True)

    office = PointField(_("γραφείο"), srid=SRID, null=True, blank=True)
    jurisdiction = MultiPolygonField(_("περιοχή ευθύνης"), srid=SRID, null=True, blank=True)

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("ανήκει σε")
    )
    timetable = models.ForeignKey(Timetable, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("ωράριο"))

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("υπηρεσία")
        verbose_name_plural = _("υπηρεσίες")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_department_named"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="layers_department_not_its_own_parent"),
            valid_geometry("jurisdiction", name="layers_department_jurisdiction_valid"),
        ]
        indexes = [
            geography_index("office", name="layers_department_office_geog"),
            geography_index("jurisdiction", name="layers_department_area_geog"),
        ]

    def __str__(self) -> str:
        return self.name_el


class ContactChannel(models.Model):
    """One way to reach a department."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Τηλέφωνο")
        EMAIL = "email", _("E-mail")
        WEB = "web", _("Ιστοσελίδα")
        FORM = "form", _("Φόρμα")

    kind = models.CharField(_("είδος"), max_length=10, choices=Kind)
    value = models.CharField(_("αριθμός ή διεύθυνση"), max_length=200)
    label_el = models.CharField(_("ετικέτα"), max_length=100, blank=True)
    label_en = models.CharField(_("ετικέτα στα αγγλικά"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("σειρά"), default=0)
    is_public = models.BooleanField(_("δημόσιο"), default=True)

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="channels", verbose_name=_("υπηρεσία"))

    class Meta:
        verbose_name = _("τρόπος επικοινωνίας")
        verbose_name_plural = _("τρόποι επικοινωνίας")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["department", "kind", "value"], name="layers_contactchannel_unique"),
            models.CheckConstraint(condition=~Q(value=""), name="layers_contactchannel_value_given"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.position}"
