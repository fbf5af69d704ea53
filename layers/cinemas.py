"""Cinemas, their screens, films and screenings. A programme's week runs from Thursday to Wednesday."""

from datetime import date, datetime, timedelta
from typing import Self

from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.geometry import SRID, SpatialQuerySet, geography_index
from layers.places import Place

PRIVATE = ("internal_notes",)

_THURSDAY = 3


class CinemaQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(is_published=True)


class Cinema(models.Model):
    code = models.SlugField(_("κωδικός"), unique=True)
    name_el = models.CharField(_("όνομα"), max_length=200)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=200)

    description_el = models.TextField(_("περιγραφή"), blank=True)
    description_en = models.TextField(_("περιγραφή στα αγγλικά"), blank=True)
    address_el = models.CharField(_("διεύθυνση"), max_length=200, blank=True)
    address_en = models.CharField(_("διεύθυνση στα αγγλικά"), max_length=200, blank=True)
    phone = models.CharField(_("τηλέφωνο"), max_length=40, blank=True)
    website = models.URLField(_("ιστοσελίδα"), blank=True)
    wheelchair = models.CharField(_("πρόσβαση με αμαξίδιο"), max_length=10, choices=Place.Wheelchair, default=Place.Wheelchair.UNKNOWN)
    internal_notes = models.TextField(_("σημειώσεις υπηρεσίας"), blank=True)
    is_published = models.BooleanField(_("δημοσιευμένος"), default=True)

    geom = PointField(_("θέση"), srid=SRID)

    objects = CinemaQuerySet.as_manager()

    class Meta:
        verbose_name = _("κινηματογράφος")
        verbose_name_plural = _("κινηματογράφοι")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_el="") & ~Q(name_en=""), name="layers_cinema_named"),
            models.CheckConstraint(condition=Q(wheelchair__in=Place.Wheelchair.values), name="layers_cinema_wheelchair_known"),
        ]
        indexes = [geography_index("geom", name="layers_cinema_geog")]

    def __str__(self) -> str:
        return self.name_el


class Screen(models.Model):
    code = models.SlugField(_("κωδικός"))
    name_el = models.CharField(_("όνομα"), max_length=100)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=100)

    is_open_air = models.BooleanField(_("θερινή"), default=False)
    seats = models.PositiveIntegerField(_("θέσεις"), null=True, blank=True)

    cinema = models.ForeignKey(Cinema, on_delete=models.CASCADE, related_name="screens", verbose_name=_("κινηματογράφος"))

    class Meta:
        verbose_name = _("αίθουσα")
        verbose_name_plural = _("αίθουσες")
        ordering = ["cinema", "code"]
        constraints = [models.UniqueConstraint(fields=["cinema", "code"], name="layers_screen_code_unique")]

    def __str__(self) -> str:
        return self.name_el


class Film(models.Model):
    class Rating(models.TextChoices):
        ALL = "K", _("Κατάλληλη για όλους")
        TWELVE = "K12", _("Από 12 ετών")
        FIFTEEN = "K15", _("Από 15 ετών")
        EIGHTEEN = "K18", _("Από 18 ετών")

    code = models.SlugField(_("κωδικός"), unique=True)
    title_el = models.CharField(_("τίτλος"), max_length=200)
    title_en = models.CharField(_("τίτλος στα αγγλικά"), max_length=200)

    original_title = models.CharField(_("πρωτότυπος τίτλος"), max_length=200, blank=True)
    director = models.CharField(_("σκηνοθεσία"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("έτος"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("διάρκεια σε λεπτά"))
    rating = models.CharField(_("καταλληλότητα"), max_length=3, choices=Rating, default=Rating.ALL)
    genre_el = models.CharField(_("είδος"), max_length=100, blank=True)
    genre_en = models.CharField(_("είδος στα αγγλικά"), max_length=100, blank=True)
    summary_el = models.TextField(_("περίληψη"), blank=True)
    summary_en = models.TextField(_("περίληψη στα αγγλικά"), blank=True)

    class Meta:
        verbose_name = _("ταινία")
        verbose_name_plural = _("ταινίες")
        ordering = ["title_el"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_el="") & ~Q(title_en=""), name="layers_film_titled"),
            models.CheckConstraint(condition=Q(duration_minutes__range=(1, 900)), name="layers_film_duration_believable"),
        ]

    def __str__(self) -> str:
        return self.title_el


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def published(self) -> Self:
        return self.filter(screen__cinema__is_published=True)


class Screening(models.Model):
    """A film on a screen at an instant. ``language`` and ``subtitles`` are BCP 47 tags; no subtitles: empty."""

    starts_at = models.DateTimeField(_("αρχίζει"))
    language = models.CharField(_("γλώσσα"), max_length=10, default="en")
    subtitles = models.CharField(_("υπότιτλοι"), max_length=10, blank=True)
    price_cents = models.PositiveIntegerField(_("τιμή σε λεπτά του ευρώ"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("ακυρώθηκε"), default=False)

    screen = models.ForeignKey(Screen, on_delete=models.CASCADE, related_name="screenings", verbose_name=_("αίθουσα"))
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="screenings", verbose_name=_("ταινία"))

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("προβολή")
        verbose_name_plural = _("προβολές")
        ordering = ["starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["screen", "starts_at"], name="layers_screening_one_film_at_a_time")]
        indexes = [models.Index(fields=["starts_at"], name="layers_screening_starts")]

    def __str__(self) -> str:
        return f"{self.film} {self.starts_at:%Y-%m-%d %H:%M}"


def next_screening_at() -> Subquery:
    """Return the expression of the instant at which a cinema's next screening begins."""
    ahead = Screening.objects.filter(screen__cinema=OuterRef("pk"), starts_at__gt=Now(), is_cancelled=False)
    return Subquery(ahead.order_by("starts_at").values("starts_at")[:1])


def next_start_of_screenings() -> datetime | None:
    """Return the instant at which the next of all screenings begins, None if there is none."""
    return Screening.objects.filter(starts_at__gt=Now()).order_by("starts_at").values_list("starts_at", flat=True).first()


def programme_week(day: date) -> tuple[date, date]:
    """Return the Thursday and the Wednesday of the programme's week that holds ``day``."""
    thursday = day - timedelta(days=(day.weekday() - _THURSDAY) % 7)
    return thursday, thursday + timedelta(days=6)


def ends_at() -> models.Expression:
    """Return the expression of when a screening's film is over."""
    minutes = models.Func(
        F("film__duration_minutes"), template="make_interval(mins => %(expressions)s)", output_field=models.DurationField()
    )
    return models.ExpressionWrapper(F("starts_at") + minutes, output_field=models.DateTimeField())
