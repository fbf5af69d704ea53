"""Streets with their names, and the runs of house numbers along them."""

from typing import Self

from django.contrib.gis.db.models import LineStringField, MultiLineStringField
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from layers.geometry import SRID, SpatialQuerySet, geography_index, valid_geometry

PRIVATE = ("internal_notes",)


class StreetQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(is_published=True)


class Street(models.Model):
    """A street, square or road under one name; ``aliases`` are the other names that people use for it, in any language."""

    code = models.SlugField(_("κωδικός"), max_length=80, unique=True)
    name_el = models.CharField(_("όνομα"), max_length=200)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=200)

    aliases = ArrayField(models.CharField(max_length=200), verbose_name=_("άλλα ονόματα"), default=list, blank=True)
    postcode = models.CharField(_("ταχυδρομικός κώδικας"), max_length=20, blank=True)
    internal_notes = models.TextField(_("σημειώσεις υπηρεσίας"), blank=True)
    is_published = models.BooleanField(_("δημοσιευμένη"), default=True)

    geom = MultiLineStringField(_("άξονας"), srid=SRID)

    updated_at = models.DateTimeField(_("τελευταία αλλαγή"), auto_now=True)

    objects = StreetQuerySet.as_manager()

    class Meta:
        verbose_name = _("οδός")
        verbose_name_plural = _("οδοί")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_street_named"),
            valid_geometry("geom", name="layers_street_geom_valid"),
        ]
        indexes = [geography_index("geom", name="layers_street_geog")]

    def __str__(self) -> str:
        return self.name_el


class AddressRangeQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(street__is_published=True)

    def holding(self, number: int) -> Self:
        """Return the ranges that ``number`` belongs to, of any street."""
        own = AddressRange.Parity.ODD if number % 2 else AddressRange.Parity.EVEN
        return self.filter(first__lte=number, last__gte=number, parity__in=(AddressRange.Parity.ALL, own))


class AddressRange(models.Model):
    """The house numbers ``first`` to ``last`` along one piece of a street; the line runs in the direction of growing numbers.

    Odd and even numbers that face each other have a range each, which may share one line.
    """

    class Parity(models.TextChoices):
        ALL = "all", _("όλοι οι αριθμοί")
        ODD = "odd", _("μονοί")
        EVEN = "even", _("ζυγοί")

    parity = models.CharField(_("αριθμοί"), max_length=4, choices=Parity)
    first = models.PositiveIntegerField(_("πρώτος αριθμός"))
    last = models.PositiveIntegerField(_("τελευταίος αριθμός"))

    geom = LineStringField(_("γραμμή"), srid=SRID)

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="ranges", verbose_name=_("οδός"))

    objects = AddressRangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("αρίθμηση οδού")
        verbose_name_plural = _("αριθμήσεις οδών")
        ordering = ["street", "parity", "first"]
        constraints = [
            models.CheckConstraint(condition=Q(first__gte=1, first__lte=F("last")), name="layers_addressrange_grows"),
            models.CheckConstraint(
                condition=Q(parity="all")
                | Q(Exact(F("first") % 2, 1), Exact(F("last") % 2, 1), parity="odd")
                | Q(Exact(F("first") % 2, 0), Exact(F("last") % 2, 0), parity="even"),
                name="layers_addressrange_parity_agrees",
            ),
            # Deferred, so that the numbers of a street may be moved about in one transaction.
            ExclusionConstraint(
                name="layers_addressrange_numbers_once",
                expressions=[
                    ("street", RangeOperators.EQUAL),
                    ("parity", RangeOperators.EQUAL),
                    (Func("first", "last", Value("[]"), function="int4range", output_field=IntegerRangeField()), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
            valid_geometry("geom", name="layers_addressrange_geom_valid"),
        ]
        indexes = [geography_index("geom", name="layers_addressrange_geog")]

    def __str__(self) -> str:
        return f"{self.street_id}: {self.first}–{self.last}"
