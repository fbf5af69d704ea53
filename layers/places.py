"""Places: what a citizen or a visitor looks for on the map, in a tree of categories."""

from typing import Self

from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from layers.audiences import AudiencesField, is_for
from layers.geometry import SRID, SpatialQuerySet, geography_index
from layers.hours.models import Timetable

PRIVATE = ("internal_notes",)


class PlaceCategory(models.Model):
    """A node of the category tree; places hang on its leaves."""

    code = models.SlugField(_("κωδικός"), unique=True)
    name_el = models.CharField(_("όνομα"), max_length=100)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=100)
    audiences = AudiencesField(verbose_name=_("για ποιους"), help_text=_("Ισχύει για όλα τα σημεία της κατηγορίας."))
    position = models.PositiveSmallIntegerField(_("σειρά"), default=0)

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("ανήκει σε")
    )

    class Meta:
        verbose_name = _("κατηγορία σημείων")
        verbose_name_plural = _("κατηγορίες σημείων")
        ordering = ["position", "name_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_placecategory_named"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="layers_placecategory_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name_el


class PlaceQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def for_audience(self, audience: str) -> Self:
        """Return the places that are for ``audience`` themselves, or by their category."""
        return self.filter(is_for(audience, "audiences", "category__audiences", "category__parent__audiences"))


class Place(models.Model):
    class Wheelchair(models.TextChoices):
        YES = "yes", _("Προσβάσιμο")
        LIMITED = "limited", _("Εν μέρει προσβάσιμο")
        NO = "no", _("Μη προσβάσιμο")
        UNKNOWN = "unknown", _("Άγνωστο")

    code = models.SlugField(_("κωδικός"), max_length=80, unique=True)
    name_el = models.CharField(_("όνομα"), max_length=200)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=200)

    description_el = models.TextField(_("περιγραφή"), blank=True)
    description_en = models.TextField(_("περιγραφή στα αγγλικά"), blank=True)
    address_el = models.CharField(_("διεύθυνση"), max_length=200, blank=True)
    address_en = models.CharField(_("διεύθυνση στα αγγλικά"), max_length=200, blank=True)
    website = models.URLField(_("ιστοσελίδα"), blank=True)
    phone = models.CharField(_("τηλέφωνο"), max_length=40, blank=True)
    wheelchair = models.CharField(_("πρόσβαση με αμαξίδιο"), max_length=10, choices=Wheelchair, default=Wheelchair.UNKNOWN)
    audiences = AudiencesField(verbose_name=_("για ποιους"), help_text=_("Πέρα από όσους ορίζει η κατηγορία του."))
    internal_notes = models.TextField(_("σημειώσεις υπηρεσίας"), blank=True)
    is_published = models.BooleanField(_("δημοσιευμένο"), default=True)

    geom = PointField(_("θέση"), srid=SRID)

    updated_at = models.DateTimeField(_("τελευταία αλλαγή"), auto_now=True)

    category = models.ForeignKey(PlaceCategory, on_delete=models.PROTECT, related_name="places", verbose_name=_("κατηγορία"))
    timetable = models.ForeignKey(Timetable, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("ωράριο"))

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("σημείο")
        verbose_name_plural = _("σημεία")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_place_named"),
            models.CheckConstraint(condition=Q(wheelchair__in=["yes", "limited", "no", "unknown"]), name="layers_place_wheelchair_known"),
        ]
        indexes = [geography_index("geom", name="layers_place_geog")]

    def __str__(self) -> str:
        return self.name_el
