"""Opening hours, shared by every room that has them: weekly hours, and days that differ.

Hours are what the clock on the wall shows in the municipality's time zone, so the night on which clocks change needs no rule of its
own. Hours that close at or before they open end on the next day; 00:00 to 00:00 is the whole day.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField, Q
from django.utils.translation import gettext_lazy as _

from layers.hours.holidays import PublicHoliday

HOURS_MODELS: tuple[type[models.Model], ...]


class Weekday(models.IntegerChoices):
    """ISO 8601 weekdays, and public holidays as a day of their own."""

    MONDAY = 1, _("Δευτέρα")
    TUESDAY = 2, _("Τρίτη")
    WEDNESDAY = 3, _("Τετάρτη")
    THURSDAY = 4, _("Πέμπτη")
    FRIDAY = 5, _("Παρασκευή")
    SATURDAY = 6, _("Σάββατο")
    SUNDAY = 7, _("Κυριακή")
    HOLIDAY = 8, _("Αργίες")


class Minute(Func):
    """The minute of the day of a time of day: 0 to 1439."""

    template = "(extract(hour FROM %(expressions)s)::int * 60 + extract(minute FROM %(expressions)s)::int)"
    output_field = IntegerField()


def _opens_minute() -> models.GeneratedField:
    return models.GeneratedField(expression=Minute(F("opens")), output_field=IntegerField(), db_persist=True)


def _closes_minute() -> models.GeneratedField:
    """Minutes after the midnight with which the day began: over 1440 when the hours end on the next day."""
    next_day = models.Case(models.When(closes__lte=F("opens"), then=1440), default=0)
    return models.GeneratedField(expression=Minute(F("closes")) + next_day, output_field=IntegerField(), db_persist=True)


class MinutesField(models.Field):
    """Minutes of a week as PostgreSQL's int4multirange; written by a trigger of the database, never by us."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        return "int4multirange"


class Timetable(models.Model):
    """The hours of one entity, or of several that share them.

    The other fields follow the opening hours and exceptions by triggers (migration 0008), so that a search asks one row: ``week`` holds
    the minutes at which it is open in an ordinary week, for weekday d from (d - 1) · 2880 on; ``week_hours`` the hours that hold them;
    ``week_rules`` the hours as data; ``is_variable`` says whether there are weeks in which that is not all there is to say
    (``week_hours`` then has -1 too).
    """

    code = models.SlugField(_("κωδικός"), unique=True, max_length=100)
    ignores_holidays = models.BooleanField(_("ανοιχτά και στις αργίες, όπως κάθε μέρα"), default=False)

    week = MinutesField(db_default="{}", default="{}", editable=False)
    week_hours = ArrayField(models.IntegerField(), db_default=[], default=list, editable=False)
    week_rules = models.JSONField(db_default=[], default=list, editable=False)
    is_variable = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("ωράριο")
        verbose_name_plural = _("ωράρια")
        ordering = ["code"]
        indexes = [GinIndex(fields=["week_hours"], name="layers_timetable_hours")]

    def __str__(self) -> str:
        return self.code


class OpeningHours(models.Model):
    """Hours of one weekday (schema.org OpeningHoursSpecification), within ``valid_from`` and ``valid_through``, both included."""

    class Kind(models.TextChoices):
        OPEN = "open", _("ανοιχτά")
        APPOINTMENT = "appointment", _("με ραντεβού")

    weekday = models.PositiveSmallIntegerField(_("ημέρα"), choices=Weekday)
    opens = models.TimeField(_("ανοίγει"))
    closes = models.TimeField(_("κλείνει"))
    opens_minute = _opens_minute()
    closes_minute = _closes_minute()
    valid_from = models.DateField(_("ισχύει από"), null=True, blank=True)
    valid_through = models.DateField(_("ισχύει έως"), null=True, blank=True)
    kind = models.CharField(_("είδος"), max_length=12, choices=Kind, default=Kind.OPEN)
    note_el = models.CharField(_("σημείωση"), max_length=200, blank=True)
    note_en = models.CharField(_("σημείωση στα αγγλικά"), max_length=200, blank=True)

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="hours", verbose_name=_("ωράριο"))

    class Meta:
        verbose_name = _("ώρες")
        verbose_name_plural = _("ώρες")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(1, 8)), name="layers_openinghours_weekday_known"),
            models.CheckConstraint(condition=Q(kind__in=["open", "appointment"]), name="layers_openinghours_kind_known"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_through__isnull=True) | Q(valid_from__lte=F("valid_through")),
                name="layers_openinghours_validity_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["timetable", "weekday"], name="layers_openinghours_weekdays"),
            models.Index(fields=["weekday", "opens_minute", "closes_minute"], name="layers_openinghours_minutes"),
            models.Index(fields=["weekday", "closes_minute"], name="layers_openinghours_ends"),
            models.Index(fields=["closes_minute"], name="layers_openinghours_closes"),
            models.Index(fields=["opens_minute"], name="layers_openinghours_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class HoursException(models.Model):
    """One day on which a timetable differs: other hours (one row each) instead of all the weekday's, or closed (no hours in the row)."""

    date = models.DateField(_("ημέρα"))
    opens = models.TimeField(_("ανοίγει"), null=True, blank=True)
    closes = models.TimeField(_("κλείνει"), null=True, blank=True)
    opens_minute = _opens_minute()
    closes_minute = _closes_minute()
    note_el = models.CharField(_("σημείωση"), max_length=200, blank=True)
    note_en = models.CharField(_("σημείωση στα αγγλικά"), max_length=200, blank=True)

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="exceptions", verbose_name=_("ωράριο"))

    class Meta:
        verbose_name = _("εξαίρεση ωραρίου")
        verbose_name_plural = _("εξαιρέσεις ωραρίου")
        ordering = ["date", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                name="layers_hoursexception_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["date", "timetable"], name="layers_hoursexception_day"),
            models.Index(fields=["timetable", "date"], name="layers_hoursexception_table"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"


HOURS_MODELS = (Timetable, OpeningHours, HoursException, PublicHoliday)
