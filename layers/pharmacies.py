"""Pharmacies, their hours, and the duty roster (ν. 4613/2019, άρθρο 26): who is on duty by day, by night, with extended hours."""

from datetime import datetime
from typing import Self

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import connection, models
from django.db.models import Exists, Expression, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.geometry import SRID, SpatialQuerySet, geography_index
from layers.hours.models import Timetable
from layers.hours.questions import OpenAt
from layers.places import Place

PRIVATE = ("internal_notes",)


class PharmacyQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def on_duty(self, at: datetime) -> Self:
        """Return those with a duty of any kind at ``at``, with ``duty_kind`` and ``duty_until`` of the duty that lasts longest."""
        shift = DutyShift.objects.filter(pharmacy=OuterRef("pk"), period__contains=at).order_by(F("period__endswith").desc(), "pk")
        return self.filter(on_duty_at(at)).annotate(
            duty_kind=Subquery(shift.values("kind")[:1]), duty_until=Subquery(shift.values(until=F("period__endswith"))[:1])
        )

    def open(self, at: datetime) -> Self:
        """Return those whose own hours hold at ``at``, and those on duty then."""
        return self.filter(Q(OpenAt("timetable", at)) | Q(on_duty_at(at)))


class Pharmacy(models.Model):
    code = models.SlugField(_("κωδικός"), unique=True)
    name_el = models.CharField(_("όνομα"), max_length=200)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=200)

    address_el = models.CharField(_("διεύθυνση"), max_length=200, blank=True)
    address_en = models.CharField(_("διεύθυνση στα αγγλικά"), max_length=200, blank=True)
    phone = models.CharField(_("τηλέφωνο"), max_length=40, blank=True)
    wheelchair = models.CharField(_("πρόσβαση με αμαξίδιο"), max_length=10, choices=Place.Wheelchair, default=Place.Wheelchair.UNKNOWN)
    internal_notes = models.TextField(_("σημειώσεις υπηρεσίας"), blank=True)
    is_published = models.BooleanField(_("δημοσιευμένο"), default=True)

    geom = PointField(_("θέση"), srid=SRID)

    updated_at = models.DateTimeField(_("τελευταία αλλαγή"), auto_now=True)

    timetable = models.ForeignKey(Timetable, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("ωράριο"))

    objects = PharmacyQuerySet.as_manager()

    class Meta:
        verbose_name = _("φαρμακείο")
        verbose_name_plural = _("φαρμακεία")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_pharmacy_named"),
            models.CheckConstraint(
                condition=Q(wheelchair__in=["yes", "limited", "no", "unknown"]), name="layers_pharmacy_wheelchair_known"
            ),
        ]
        indexes = [geography_index("geom", name="layers_pharmacy_geog")]

    def __str__(self) -> str:
        return self.name_el


class DutyShift(models.Model):
    """One duty of one pharmacy, from ``period``'s lower bound up to, and without, its upper one."""

    class Kind(models.TextChoices):
        DAY = "day", _("διημέρευση")
        NIGHT = "night", _("διανυκτέρευση")
        EXTENDED = "extended", _("διευρυμένο ωράριο")

    kind = models.CharField(_("είδος"), max_length=10, choices=Kind)
    period = DateTimeRangeField(_("από – έως"))

    pharmacy = models.ForeignKey(Pharmacy, on_delete=models.CASCADE, related_name="shifts", verbose_name=_("φαρμακείο"))

    class Meta:
        verbose_name = _("εφημερία")
        verbose_name_plural = _("εφημερίες")
        ordering = ["period", "pharmacy"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["day", "night", "extended"]), name="layers_dutyshift_kind_known"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False), name="layers_dutyshift_bounded"
            ),
            ExclusionConstraint(
                name="layers_dutyshift_no_overlap",
                expressions=[("pharmacy", RangeOperators.EQUAL), ("kind", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [GistIndex("period", name="layers_dutyshift_period")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"


def on_duty_at(at: datetime | Expression | None = None, *, kind: str = "") -> Exists:
    """Return the condition that a pharmacy has a duty at ``at`` (now, by the database's clock), of ``kind`` if given."""
    shifts = DutyShift.objects.filter(pharmacy=OuterRef("pk"), period__contains=Now() if at is None else at)
    return Exists(shifts.filter(kind=kind) if kind else shifts)


def duty_until() -> Subquery:
    """Return the expression of when the present duty of a pharmacy ends, the longest if it has two; NULL off duty."""
    shifts = DutyShift.objects.filter(pharmacy=OuterRef("pk"), period__contains=Now())
    return Subquery(shifts.order_by(F("period__endswith").desc()).values(until=F("period__endswith"))[:1])


def gaps(*, kind: str, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return when, between ``since`` and ``until``, no published pharmacy has a duty of ``kind``: pairs of start and end, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lower(gap), upper(gap) FROM unnest(tstzmultirange(tstzrange(%s, %s)) - coalesce((SELECT range_agg(period) "
            "FROM layers_dutyshift JOIN layers_pharmacy ON layers_pharmacy.id = pharmacy_id "
            "WHERE kind = %s AND is_published AND period && tstzrange(%s, %s)), '{}')) AS gap",
            [since, until, kind, since, until],
        )
        return [(start, end) for start, end in cursor.fetchall()]


def next_change_of_duties(now: datetime) -> datetime | None:
    """Return when the next duty begins or ends, None if the roster holds no more."""
    bounds = DutyShift.objects.filter(period__endswith__gt=now).aggregate(
        end=models.Min(F("period__endswith")), start=models.Min(F("period__startswith"), filter=Q(period__startswith__gt=now))
    )
    return min((bound for bound in bounds.values() if bound is not None), default=None)
