"""What is kept of those who only look: to whom alerts go, and which button was pressed already."""

from django.contrib.gis.db.models import PointField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from layers.districts import District
from layers.geometry import SRID
from layers.requests.services import Service

PRIVATE = ("email", "code")
_CODE_LENGTH = 32
LEAST_RADIUS_M, MOST_RADIUS_M = 100, 5000


def new_code() -> str:
    return get_random_string(_CODE_LENGTH)


class Alert(models.Model):
    """An address that is told once a day what is new of a kind, in a district or around a point. Its row is all that is kept, and goes
    with the wish. ``told_up_to`` is the last complaint that it was told of, or that was there before it; ``told_on`` the day of its last
    letter."""

    code = models.CharField(max_length=_CODE_LENGTH, unique=True, default=new_code, editable=False)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("γλώσσα"), max_length=2, default="el")

    place = models.CharField(_("πού"), max_length=100, blank=True)
    geom = PointField(_("θέση"), srid=SRID, null=True, blank=True)
    radius_m = models.PositiveSmallIntegerField(
        _("ακτίνα (μ.)"), default=500, validators=[MinValueValidator(LEAST_RADIUS_M), MaxValueValidator(MOST_RADIUS_M)]
    )

    made_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)
    told_up_to = models.BigIntegerField(default=0)
    told_on = models.DateField(null=True)

    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("είδος"))
    district = models.ForeignKey(
        District, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("δημοτική ενότητα")
    )

    class Meta:
        verbose_name = _("ειδοποίηση")
        verbose_name_plural = _("ειδοποιήσεις")
        constraints = [
            models.CheckConstraint(
                condition=Q(geom__isnull=False) | Q(service__isnull=False) | Q(district__isnull=False), name="complaints_alert_of_something"
            ),
            models.UniqueConstraint(
                fields=["email", "service", "district", "geom", "radius_m"], name="complaints_alert_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class SupportGiven(models.Model):
    """A form of «κι εγώ» that was sent: sent again, by a double click or a slow line, it counts nobody twice."""

    key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("υποστήριξη που στάλθηκε")
        verbose_name_plural = _("υποστηρίξεις που στάλθηκαν")

    def __str__(self) -> str:
        return f"{self.at}"
