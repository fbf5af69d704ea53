"""What citizens may ask for or report: kinds of requests, as data. Open311 calls one a service."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from layers.departments import Department


class ServiceGroup(models.Model):
    code = models.SlugField(_("κωδικός"), unique=True)
    title_el = models.CharField(_("τίτλος"), max_length=100)
    title_en = models.CharField(_("τίτλος στα αγγλικά"), max_length=100)
    position = models.PositiveSmallIntegerField(_("σειρά"), default=0)

    class Meta:
        verbose_name = _("ομάδα ειδών")
        verbose_name_plural = _("ομάδες ειδών")
        ordering = ["position", "title_el"]
        constraints = [models.CheckConstraint(condition=~Q(title_el="") & ~Q(title_en=""), name="layers_servicegroup_titled")]

    def __str__(self) -> str:
        return self.title_el


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> Self:
        return self.filter(is_active=True)


class Service(models.Model):
    """A kind of request: what is asked, who answers, and until when.

    ``questions`` are Open311's attributes in both languages, as ``layers.requests.service_file`` reads them.
    """

    code = models.SlugField(_("κωδικός"), unique=True)
    title_el = models.CharField(_("τίτλος"), max_length=100)
    title_en = models.CharField(_("τίτλος στα αγγλικά"), max_length=100)

    description_el = models.TextField(_("περιγραφή"))
    description_en = models.TextField(_("περιγραφή στα αγγλικά"))
    keywords_el = ArrayField(models.CharField(max_length=60), verbose_name=_("λέξεις του κόσμου"), default=list, blank=True)
    keywords_en = ArrayField(models.CharField(max_length=60), verbose_name=_("λέξεις του κόσμου στα αγγλικά"), default=list, blank=True)
    questions = models.JSONField(_("ερωτήσεις"), default=list, blank=True)
    emergency_el = models.CharField(_("σε κίνδυνο"), max_length=300, blank=True)
    emergency_en = models.CharField(_("σε κίνδυνο, στα αγγλικά"), max_length=300, blank=True)
    emergency_phone = models.CharField(_("τηλέφωνο σε κίνδυνο"), max_length=40, blank=True)

    is_location_required = models.BooleanField(_("χρειάζεται θέση"), default=True)
    may_be_anonymous = models.BooleanField(_("δέχεται ανώνυμα"), default=True)
    is_photo_public = models.BooleanField(_("οι φωτογραφίες δημοσιεύονται μετά από έλεγχο"), default=True)
    is_active = models.BooleanField(_("προσφέρεται"), default=True)
    position = models.PositiveSmallIntegerField(_("σειρά"), default=0)

    deadline_days = models.PositiveSmallIntegerField(_("προθεσμία (εργάσιμες ημέρες)"))
    duplicate_radius_m = models.PositiveSmallIntegerField(_("ακτίνα όμοιων (μ.)"), default=0, help_text=_("0: δεν αναζητούνται."))
    duplicate_days = models.PositiveSmallIntegerField(_("χρόνος όμοιων (ημέρες)"), default=60)

    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="services", verbose_name=_("ομάδα"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="services", verbose_name=_("υπηρεσία"))

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("είδος αιτήματος")
        verbose_name_plural = _("είδη αιτημάτων")
        ordering = ["position", "title_el", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_el="") & ~Q(title_en=""), name="layers_service_titled"),
            models.CheckConstraint(condition=Q(deadline_days__gte=1), name="layers_service_deadline_given"),
        ]

    def __str__(self) -> str:
        return self.title_el
