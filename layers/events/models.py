"""Events, and the occurrences that their recurrence (RFC 5545 RRULE) comes down to within a bounded horizon."""

from datetime import datetime
from typing import Any, Self

from django.contrib.gis.db.models import PointField
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from layers.audiences import AudiencesField, is_for
from layers.departments import Department
from layers.events import recurrence
from layers.geometry import SRID, SpatialQuerySet, geography_index
from layers.places import Place

PRIVATE = ("internal_notes",)


class EventCategory(models.Model):
    code = models.SlugField(_("κωδικός"), unique=True)
    name_el = models.CharField(_("όνομα"), max_length=100)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=100)
    audiences = AudiencesField(verbose_name=_("για ποιους"), help_text=_("Ισχύει για όλες τις εκδηλώσεις της κατηγορίας."))
    position = models.PositiveSmallIntegerField(_("σειρά"), default=0)

    class Meta:
        verbose_name = _("κατηγορία εκδηλώσεων")
        verbose_name_plural = _("κατηγορίες εκδηλώσεων")
        ordering = ["position", "name_el"]

    def __str__(self) -> str:
        return self.name_el


class EventQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(is_published=True)


class Status(models.TextChoices):
    """schema.org EventStatusType, in its words."""

    SCHEDULED = "scheduled", _("Προγραμματισμένη")
    CANCELLED = "cancelled", _("Ακυρώθηκε")
    POSTPONED = "postponed", _("Αναβλήθηκε")
    RESCHEDULED = "rescheduled", _("Νέα ημερομηνία")


class Event(models.Model):
    """``geom`` is the event's own place; where there is a ``venue``, the database keeps it equal to the venue's (migration 0005)."""

    code = models.SlugField(_("κωδικός"), unique=True, max_length=100)
    title_el = models.CharField(_("τίτλος"), max_length=200)
    title_en = models.CharField(_("τίτλος στα αγγλικά"), max_length=200)

    summary_el = models.TextField(_("περιγραφή"), blank=True)
    summary_en = models.TextField(_("περιγραφή στα αγγλικά"), blank=True)
    audience_el = models.CharField(_("κοινό"), max_length=200, blank=True)
    audience_en = models.CharField(_("κοινό στα αγγλικά"), max_length=200, blank=True)
    audiences = AudiencesField(verbose_name=_("για ποιους"), help_text=_("Πέρα από όσους ορίζει η κατηγορία της."))
    is_free = models.BooleanField(_("δωρεάν"), default=False)
    price_el = models.CharField(_("τιμή"), max_length=200, blank=True)
    price_en = models.CharField(_("τιμή στα αγγλικά"), max_length=200, blank=True)
    url = models.URLField(_("ιστοσελίδα"), blank=True)
    status = models.CharField(_("κατάσταση"), max_length=12, choices=Status, default=Status.SCHEDULED)
    internal_notes = models.TextField(_("σημειώσεις υπηρεσίας"), blank=True)
    is_published = models.BooleanField(_("δημοσιευμένη"), default=True)

    place_name_el = models.CharField(_("χώρος"), max_length=200, blank=True)
    place_name_en = models.CharField(_("χώρος στα αγγλικά"), max_length=200, blank=True)
    geom = PointField(_("θέση"), srid=SRID, null=True, blank=True)

    starts_at = models.DateTimeField(_("αρχίζει"))
    duration = models.DurationField(_("διάρκεια"), null=True, blank=True)
    is_all_day = models.BooleanField(_("όλη την ημέρα"), default=False)
    rrule = models.CharField(_("επανάληψη"), max_length=500, blank=True, validators=[recurrence.validate_rrule])
    updated_at = models.DateTimeField(_("τελευταία αλλαγή"), auto_now=True)

    category = models.ForeignKey(EventCategory, on_delete=models.PROTECT, related_name="events", verbose_name=_("κατηγορία"))
    venue = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("χώρος"))
    organiser = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("διοργάνωση"))

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("εκδήλωση")
        verbose_name_plural = _("εκδηλώσεις")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_el="") & ~Q(title_en=""), name="layers_event_titled"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="layers_event_status_known"),
        ]
        indexes = [geography_index("geom", name="layers_event_geog")]

    def __str__(self) -> str:
        return self.title_el

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the event together with its occurrences."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            expand_occurrences(self)

    def clean(self) -> None:
        """Stand where the venue stands, as the database will have it."""
        if self.venue is not None:
            self.geom = self.venue.geom


class OccurrenceQuerySet(models.QuerySet["EventOccurrence"]):
    def published(self) -> Self:
        return self.filter(event__is_published=True)

    def for_audience(self, audience: str) -> Self:
        """Return the dates of events that are for ``audience`` themselves, or by their category."""
        return self.filter(is_for(audience, "event__audiences", "event__category__audiences"))

    def between(self, since: datetime, until: datetime) -> Self:
        """Return what begins before ``until`` and isn't over at ``since``; an event of unknown length is over as it begins."""
        return self.filter(starts_at__lt=until).filter(Q(ends_at__gt=since) | Q(starts_at__gte=since))


class EventOccurrence(models.Model):
    """One time an event takes place. ``original_at`` is when its rule says so (RFC 5545 RECURRENCE-ID); staff may move or cancel it."""

    original_at = models.DateTimeField(_("κατά τον κανόνα"))
    starts_at = models.DateTimeField(_("αρχίζει"))
    ends_at = models.DateTimeField(_("τελειώνει"), null=True, blank=True)
    status = models.CharField(_("κατάσταση"), max_length=12, choices=Status, default=Status.SCHEDULED)
    is_overridden = models.BooleanField(_("διαφέρει από τον κανόνα"), default=False)

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="occurrences", verbose_name=_("εκδήλωση"))

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ημερομηνία εκδήλωσης")
        verbose_name_plural = _("ημερομηνίες εκδηλώσεων")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "original_at"], name="layers_eventoccurrence_unique"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="layers_eventoccurrence_in_order"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="layers_eventoccurrence_status_known"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="layers_eventoccurrence_starts")]

    def __str__(self) -> str:
        return f"{self.event} {self.starts_at:%Y-%m-%d}"


def expand_occurrences(event: Event, *, now: datetime | None = None) -> int:
    """Make the occurrences of ``event`` what its rule says within the horizon, leaving those that staff changed; return how many it has.

    Occurrences before the horizon stay as they are: they happened.
    """
    since, until = recurrence.horizon(now)
    instants = recurrence.instants(event.starts_at, rrule=event.rrule, since=since, until=until)
    length = event.duration
    rows = [
        EventOccurrence(event=event, original_at=at, starts_at=at, ends_at=None if length is None else at + length, status=event.status)
        for at in instants
    ]
    own = EventOccurrence.objects.filter(event=event, is_overridden=False)
    own.filter(Q(original_at__gte=since) if event.rrule else Q()).exclude(original_at__in=instants).delete()
    kept = set(EventOccurrence.objects.filter(event=event, is_overridden=True).values_list("original_at", flat=True))
    EventOccurrence.objects.bulk_create(
        [row for row in rows if row.original_at not in kept],
        update_conflicts=True,
        unique_fields=["event", "original_at"],
        update_fields=["starts_at", "ends_at", "status"],
    )
    return EventOccurrence.objects.filter(event=event).count()
