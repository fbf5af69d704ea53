"""Cases, their history, and whom they are of. Who reported is kept apart from what was reported: it is read by fewer, and erased sooner."""

from typing import Any, Self

from django.conf import settings
from django.contrib.gis.db.models import MultiPolygonField, PointField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from layers.departments import Department
from layers.districts import District
from layers.geometry import SRID, SpatialQuerySet, geography_index, valid_geometry
from layers.requests.codes import new_code, written
from layers.requests.searching import PhoneDigits, Searched
from layers.requests.services import Service, ServiceGroup
from layers.requests.workflow import CLOSED, OPEN, Outcome, Status

PRIVATE = ("description", "address", "answers", "email", "phone", "name", "note", "email_token", "key")


class Channel(models.TextChoices):
    WEB = "web", _("Ιστοσελίδα")
    COUNTER = "counter", _("Θυρίδα")
    PHONE = "phone", _("Τηλέφωνο")
    SMS = "sms", _("SMS")
    OPEN311 = "open311", _("Άλλο σύστημα")


class ServiceRequestQuerySet(SpatialQuerySet):
    def public(self) -> Self:
        """Return what everybody may know of: confirmed cases that were neither taken back nor hidden; a merged one is told by the other."""
        return self.filter(is_public=True).exclude(status__in=[Status.UNCONFIRMED, Status.WITHDRAWN, Status.MERGED])

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def overdue(self, today: Any) -> Self:
        return self.filter(status__in=[Status.SUBMITTED, Status.ASSIGNED], due_on__lt=today)


class ServiceRequest(models.Model):
    """One case. ``routing`` tells why it went where it went; ``answers`` are those to its service's questions, by their code."""

    code = models.CharField(_("κωδικός παρακολούθησης"), max_length=10, unique=True, default=new_code, editable=False)
    protocol_year = models.PositiveSmallIntegerField(_("έτος πρωτοκόλλου"), null=True, editable=False)
    protocol_number = models.PositiveIntegerField(_("αριθμός πρωτοκόλλου"), null=True, editable=False)

    description = models.TextField(_("τι συμβαίνει"), max_length=4000, blank=True)
    public_text = models.TextField(_("κείμενο που δημοσιεύεται"), blank=True)
    answers = models.JSONField(_("απαντήσεις"), default=dict, blank=True)
    language = models.CharField(_("γλώσσα"), max_length=2, choices=[("el", _("Ελληνικά")), ("en", _("Αγγλικά"))], default="el")
    channel = models.CharField(_("από πού ήρθε"), max_length=10, choices=Channel)
    status = models.CharField(_("κατάσταση"), max_length=12, choices=Status)
    outcome = models.CharField(_("αποτέλεσμα"), max_length=14, choices=Outcome, blank=True)
    is_public = models.BooleanField(_("φαίνεται στον χάρτη"), default=True)
    routing = models.JSONField(_("γιατί ήρθε εδώ"), default=dict)

    geom = PointField(_("θέση"), srid=SRID, null=True, blank=True)
    address = models.CharField(_("πού"), max_length=300, blank=True)

    submitted_at = models.DateTimeField(_("υποβλήθηκε"), default=timezone.now)
    updated_at = models.DateTimeField(_("τελευταία αλλαγή"), default=timezone.now)
    due_on = models.DateField(_("προθεσμία"), null=True)
    paused_on = models.DateField(_("η προθεσμία σταμάτησε"), null=True)
    closed_at = models.DateTimeField(_("έκλεισε"), null=True)
    reopened = models.PositiveSmallIntegerField(_("φορές που άνοιξε ξανά"), default=0)

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="requests", verbose_name=_("είδος"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="requests", verbose_name=_("υπηρεσία"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("χειριστής")
    )
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("δημοτική ενότητα")
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("ίδια με")
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("μέρος της")
    )

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("αίτημα")
        verbose_name_plural = _("αιτήματα")
        permissions = [
            ("handle_request", "May handle the cases of the own department"),
            ("direct_requests", "May assign and forward the cases of the own department"),
            ("receive_requests", "May register cases for citizens and send them to any department"),
            ("oversee_requests", "May direct the cases of all departments"),
            ("audit_requests", "May read the cases of all departments"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["protocol_year", "protocol_number"], name="layers_servicerequest_protocol_unique"),
            models.CheckConstraint(
                condition=Q(protocol_year__isnull=True, protocol_number__isnull=True, department__isnull=True, status="unconfirmed")
                | Q(protocol_year__isnull=True, protocol_number__isnull=True, status="withdrawn")
                | Q(protocol_year__isnull=False, protocol_number__isnull=False, department__isnull=False, due_on__isnull=False),
                name="layers_servicerequest_registered",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="layers_servicerequest_status_known"),
            models.CheckConstraint(
                condition=Q(status="completed", outcome__in=Outcome.values) | (~Q(status="completed") & Q(outcome="")),
                name="layers_servicerequest_outcome_of_completed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False) | (~Q(status__in=CLOSED) & Q(closed_at__isnull=True)),
                name="layers_servicerequest_closed_with_time",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="layers_servicerequest_merged_into_one",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="layers_servicerequest_not_its_own_duplicate"),
            models.CheckConstraint(
                condition=Q(status="waiting", paused_on__isnull=False) | (~Q(status="waiting") & Q(paused_on__isnull=True)),
                name="layers_servicerequest_waits_without_clock",
            ),
        ]
        indexes = [
            geography_index("geom", name="layers_servicerequest_geog"),
            models.Index(fields=["department", "status", "due_on"], name="layers_servicerequest_queue"),
            models.Index(fields=["service", "-submitted_at"], name="layers_servicerequest_service"),
            models.Index(fields=["-submitted_at"], name="layers_servicerequest_newest"),
            models.Index(fields=["department", "-submitted_at"], name="layers_servicerequest_latest"),
            models.Index(fields=["department", "due_on", "id"], condition=Q(status__in=sorted(OPEN)), name="layers_servicerequest_urgent"),
            models.Index(fields=["due_on", "id"], condition=Q(status__in=sorted(OPEN)), name="layers_servicerequest_due"),
            GinIndex(OpClass(Searched(F("description"), F("address")), "gin_trgm_ops"), name="layers_servicerequest_words"),
        ]

    def __str__(self) -> str:
        return written(self.code)


class Reporter(models.Model):
    """Who reported a case and how to be told. Its row goes when its time has come; the case stays."""

    request = models.OneToOneField(ServiceRequest, on_delete=models.CASCADE, related_name="reporter")
    name = models.CharField(_("ονοματεπώνυμο"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("τηλέφωνο"), max_length=20, blank=True)
    email_token = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(_("επιβεβαιώθηκε"), null=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("στοιχεία πολίτη")
        verbose_name_plural = _("στοιχεία πολιτών")
        indexes = [
            models.Index(fields=["phone"], name="layers_reporter_phone"),
            models.Index(fields=["email"], name="layers_reporter_email"),
            models.Index(PhoneDigits(F("phone")), name="layers_reporter_digits"),
            models.Index(Lower("email"), name="layers_reporter_mail_folded"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Supporter(models.Model):
    """Somebody whom the same thing troubles: counted, told of what becomes of it, and heard (``note``)."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="supporters")
    merged_from = models.ForeignKey(ServiceRequest, on_delete=models.PROTECT, null=True, related_name="+")
    email = models.EmailField(_("e-mail"), blank=True)
    note = models.TextField(_("τι λέει"), max_length=4000, blank=True)
    language = models.CharField(max_length=2, default="el")
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("υποστηρικτής")
        verbose_name_plural = _("υποστηρικτές")
        constraints = [
            models.UniqueConstraint(fields=["request", "email"], condition=~Q(email=""), name="layers_supporter_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class RoutingRule(models.Model):
    """Cases of a service or group, anywhere or within an area, go to a department. Asked in order; the first that fits decides."""

    position = models.PositiveSmallIntegerField(_("σειρά"))
    is_active = models.BooleanField(_("ισχύει"), default=True)
    reason = models.CharField(_("γιατί"), max_length=300, blank=True)
    area = MultiPolygonField(_("περιοχή"), srid=SRID, null=True, blank=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("είδος"))
    group = models.ForeignKey(ServiceGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("ομάδα"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("προς"))

    class Meta:
        verbose_name = _("κανόνας δρομολόγησης")
        verbose_name_plural = _("κανόνες δρομολόγησης")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(service__isnull=True) | Q(group__isnull=True), name="layers_routingrule_service_or_group"),
            valid_geometry("area", name="layers_routingrule_area_valid"),
        ]
        indexes = [geography_index("area", name="layers_routingrule_area_geog")]

    def __str__(self) -> str:
        return f"{self.position}"


class ProtocolBook(models.Model):
    """The last number given in a year. Its row is locked until the case that took the number is there: no number is lost."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last_number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("πρωτόκολλο")
        verbose_name_plural = _("πρωτόκολλα")

    def __str__(self) -> str:
        return f"{self.last_number}/{self.year}"


class Submission(models.Model):
    """What a form or another system sent under a key of its own: sent again, it is the same case and no second one."""

    key = models.CharField(max_length=64, primary_key=True)
    request = models.OneToOneField(ServiceRequest, on_delete=models.CASCADE, related_name="submission")

    class Meta:
        verbose_name = _("υποβολή")
        verbose_name_plural = _("υποβολές")

    def __str__(self) -> str:
        return f"#{self.request_id}"
