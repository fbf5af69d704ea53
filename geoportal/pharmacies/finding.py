"""Pharmacies as their pages ask for them: who is on duty or open at an instant, nearest first; the roster of the coming days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.gis.geos import Point
from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.enums import TextChoices
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geoportal.site.instants import day_bounds
from geoportal.site.language import page_language
from layers.hours.questions import OpenAt
from layers.pharmacies import DutyShift, Pharmacy, PharmacyQuerySet

ROSTER_DAYS = 7


class Show(TextChoices):
    OPEN = "open", _("Ανοιχτά και εφημερεύοντα")
    DUTY = "duty", _("Μόνο όσα εφημερεύουν")
    ALL = "all", _("Όλα")


@dataclass(frozen=True, kw_only=True)
class RosterDay:
    """Who has which duty on a day: shifts by kind, in the order in which they begin."""

    day: date
    duties: dict[str, list[DutyShift]]


def find_pharmacies(show: Show, *, at: datetime, near: Point | None) -> PharmacyQuerySet:
    """Return the pharmacies asked for, each with ``duty_kind``, ``duty_until`` and ``open_then``.

    Those near come first; where nobody said near what, those on duty, then by name.
    """
    shift = DutyShift.objects.filter(pharmacy=OuterRef("pk"), period__contains=at).order_by(F("period__endswith").desc(), "pk")
    rows: PharmacyQuerySet = Pharmacy.objects.published().annotate(
        duty_kind=Subquery(shift.values("kind")[:1]),
        duty_until=Subquery(shift.values(until=F("period__endswith"))[:1]),
        open_then=OpenAt("timetable", at),
    )
    if show is Show.DUTY:
        rows = rows.filter(duty_kind__isnull=False)
    elif show is Show.OPEN:
        rows = rows.open(at)
    if near is not None:
        return rows.nearest(near)
    is_off_duty = ExpressionWrapper(Q(duty_kind__isnull=True), BooleanField())
    return rows.order_by(is_off_duty, Collate(F(f"name_{page_language()}"), "el-x-icu"), "pk")


def roster(*, since: date, days: int = ROSTER_DAYS) -> list[RosterDay]:
    """Return the duties that begin on each of the days, with their pharmacies."""
    first, last = day_bounds(since, days=days)
    shifts = DutyShift.objects.filter(period__startswith__gte=first, period__startswith__lt=last, pharmacy__is_published=True)
    by_day: dict[date, dict[str, list[DutyShift]]] = {
        since + timedelta(days=offset): {kind: [] for kind in DutyShift.Kind.values} for offset in range(days)
    }
    for shift in shifts.select_related("pharmacy").order_by("period", "pharmacy__name_el"):
        by_day[timezone.localtime(shift.period.lower).date()][shift.kind].append(shift)
    return [RosterDay(day=day, duties=duties) for day, duties in by_day.items()]


def duties_of(pharmacy: Pharmacy, *, now: datetime, count: int = 10) -> list[DutyShift]:
    """Return the duties of ``pharmacy`` that have not ended, soonest first."""
    return list(pharmacy.shifts.filter(period__endswith__gt=now).order_by("period")[:count])
