"""Districts: the municipal units (δημοτικές ενότητες) that partition the municipality, and the neighbourhoods in them."""

from typing import Self

from django.contrib.gis.db.models import MultiPolygonField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from layers.geometry import SRID, SpatialQuerySet, geography_index, valid_geometry

PRIVATE = ("internal_notes",)


class DistrictQuerySet(SpatialQuerySet):
    def municipal_units(self) -> Self:
        return self.filter(kind=District.Kind.MUNICIPAL_UNIT)

    def neighbourhoods(self) -> Self:
        return self.filter(kind=District.Kind.NEIGHBOURHOOD)


class District(models.Model):
    class Kind(models.TextChoices):
        MUNICIPAL_UNIT = "municipal_unit", _("Δημοτική ενότητα")
        NEIGHBOURHOOD = "neighbourhood", _("Γειτονιά")

    code = models.SlugField(_("κωδικός"), unique=True)
    kind = models.CharField(_("είδος"), max_length=20, choices=Kind)
    name_el = models.CharField(_("όνομα"), max_length=200)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=200)

    short_name_el = models.CharField(_("σύντομο όνομα"), max_length=100)
    short_name_en = models.CharField(_("σύντομο όνομα στα αγγλικά"), max_length=100)
    seat_el = models.CharField(_("έδρα"), max_length=100, blank=True)
    seat_en = models.CharField(_("έδρα στα αγγλικά"), max_length=100, blank=True)
    population = models.PositiveIntegerField(_("πληθυσμός (απογραφή 2021)"), null=True, blank=True)
    internal_notes = models.TextField(_("σημειώσεις υπηρεσίας"), blank=True)

    geom = MultiPolygonField(_("όρια"), srid=SRID)

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("ανήκει σε")
    )

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("περιοχή")
        verbose_name_plural = _("περιοχές")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_district_named"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="layers_district_not_its_own_parent"),
            models.CheckConstraint(condition=Q(kind__in=["municipal_unit", "neighbourhood"]), name="layers_district_kind_known"),
            valid_geometry("geom", name="layers_district_geom_valid"),
        ]
        indexes = [geography_index("geom", name="layers_district_geog")]

    def __str__(self) -> str:
        return self.name_el
