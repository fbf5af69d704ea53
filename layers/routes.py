"""Cultural routes: a line to walk along, and the stops on it in their order."""

from typing import Any, Self

from django.contrib.gis.db.models import LineStringField, PointField
from django.db import models
from django.db.models import F, FloatField, Func, GeneratedField, Q, Value
from django.utils.translation import gettext_lazy as _

from layers.geometry import SRID, SpatialQuerySet, as_geography, geography_index
from layers.places import Place

PRIVATE = ("internal_notes",)


class LengthM(Func):
    """The length of a line on the WGS 84 spheroid, in metres, to the centimetre (finer digits differ from sum to sum)."""

    function = "ST_Length"
    template = "CAST(ROUND(CAST(%(function)s(%(expressions)s) AS numeric), 2) AS double precision)"
    output_field = FloatField()


class LocatePoint(Func):
    """Where along a line the point lies that is nearest to another: 0 at its start, 1 at its end (ISO 19148, relative)."""

    function = "ST_LineLocatePoint"
    output_field = FloatField()


class LineUpTo(Func):
    """The part of a line from its start to the point at a relative position."""

    function = "ST_LineSubstring"
    output_field = LineStringField(srid=SRID)

    def __init__(self, line: F, position: Any) -> None:
        super().__init__(line, Value(0.0), position)


class RouteQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(is_published=True)


class Route(models.Model):
    class Difficulty(models.TextChoices):
        EASY = "easy", _("Εύκολη")
        MODERATE = "moderate", _("Μέτρια")
        HARD = "hard", _("Απαιτητική")

    code = models.SlugField(_("κωδικός"), unique=True)
    name_el = models.CharField(_("όνομα"), max_length=200)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=200)

    summary_el = models.TextField(_("περίληψη"), blank=True)
    summary_en = models.TextField(_("περίληψη στα αγγλικά"), blank=True)
    description_el = models.TextField(_("περιγραφή"), blank=True)
    description_en = models.TextField(_("περιγραφή στα αγγλικά"), blank=True)
    theme_el = models.CharField(_("θέμα"), max_length=100, blank=True)
    theme_en = models.CharField(_("θέμα στα αγγλικά"), max_length=100, blank=True)
    difficulty = models.CharField(_("δυσκολία"), max_length=10, choices=Difficulty, default=Difficulty.EASY)
    is_loop = models.BooleanField(_("κυκλική"), default=False)
    duration_minutes = models.PositiveIntegerField(_("διάρκεια σε λεπτά"), null=True, blank=True)
    wheelchair = models.CharField(_("πρόσβαση με αμαξίδιο"), max_length=10, choices=Place.Wheelchair, default=Place.Wheelchair.UNKNOWN)
    wheelchair_note_el = models.TextField(_("για αμαξίδιο"), blank=True)
    wheelchair_note_en = models.TextField(_("για αμαξίδιο, στα αγγλικά"), blank=True)
    internal_notes = models.TextField(_("σημειώσεις υπηρεσίας"), blank=True)
    is_published = models.BooleanField(_("δημοσιευμένη"), default=True)

    geom = LineStringField(_("διαδρομή"), srid=SRID)
    length_m = GeneratedField(expression=LengthM(as_geography(F("geom"))), output_field=FloatField(_("μήκος σε μέτρα")), db_persist=True)

    updated_at = models.DateTimeField(_("τελευταία αλλαγή"), auto_now=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("διαδρομή")
        verbose_name_plural = _("διαδρομές")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_route_named"),
            models.CheckConstraint(condition=Q(wheelchair__in=Place.Wheelchair.values), name="layers_route_wheelchair_known"),
        ]
        indexes = [geography_index("geom", name="layers_route_geog")]

    def __str__(self) -> str:
        return self.name_el

    @property
    def walking_minutes(self) -> int:
        """How long the walk takes: what is stored, else four kilometres an hour, a stroll on flat ground."""
        return self.duration_minutes or max(1, round(self.length_m / 4000 * 60))


class StopQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(route__is_published=True)

    def with_position(self) -> Self:
        """Add ``position``, 0 to 1 along the route's line, and ``distance_m``, the metres from its start to there."""
        position: Any = LocatePoint(F("route__geom"), F("geom"))
        # Not a share of the length: the position counts degrees, and a degree of longitude is shorter than one of latitude.
        walked = LineUpTo(F("route__geom"), position)
        return self.annotate(position=position, distance_m=LengthM(as_geography(walked)))


class Stop(models.Model):
    number = models.PositiveSmallIntegerField(_("αριθμός"))
    name_el = models.CharField(_("όνομα"), max_length=200)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=200)

    text_el = models.TextField(_("κείμενο"), blank=True)
    text_en = models.TextField(_("κείμενο στα αγγλικά"), blank=True)

    geom = PointField(_("θέση"), srid=SRID)

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops", verbose_name=_("διαδρομή"))
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="stops", verbose_name=_("σημείο"))

    objects = StopQuerySet.as_manager()

    class Meta:
        verbose_name = _("στάση διαδρομής")
        verbose_name_plural = _("στάσεις διαδρομών")
        ordering = ["route", "number"]
        constraints = [
            models.UniqueConstraint(fields=["route", "number"], deferrable=models.Deferrable.DEFERRED, name="layers_stop_number_unique"),
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_stop_named"),
        ]
        indexes = [geography_index("geom", name="layers_stop_geog")]

    def __str__(self) -> str:
        return f"{self.number}. {self.name_el}"
