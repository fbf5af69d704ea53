"""Reports that are being written: kept on the server, so that nothing typed is lost between two pages, scripts and cookies or not."""

import secrets

from django.contrib.gis.geos import Point
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.geometry import SRID
from layers.requests.models import ServiceRequest
from layers.requests.services import Service

PRIVATE = ("description", "address", "answers", "name", "email", "phone", "key")
FOLDER = "drafts"


def new_key() -> str:
    return secrets.token_urlsafe(18)


def file_name(_picture: "DraftPicture", _name: str) -> str:
    return f"{FOLDER}/{secrets.token_hex(16)}.jpg"


class Draft(models.Model):
    """A report as far as it is written. Its key stands in the addresses of its pages: who has it may go on writing.

    When it is sent, ``request`` is its case, and what is personal in it goes.
    """

    key = models.CharField(max_length=32, primary_key=True, default=new_key, editable=False)

    address = models.CharField(_("πού"), max_length=300, blank=True)
    description = models.TextField(_("τι συμβαίνει"), max_length=4000, blank=True)
    answers = models.JSONField(_("απαντήσεις"), default=dict, blank=True)
    name = models.CharField(_("ονοματεπώνυμο"), max_length=200, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("τηλέφωνο"), max_length=20, blank=True)

    # Not a layer's geometry: nobody else ever sees it.
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("είδος"))
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("αίτημα"))

    class Meta:
        verbose_name = _("πρόχειρο αιτήματος")
        verbose_name_plural = _("πρόχειρα αιτημάτων")
        indexes = [models.Index(fields=["updated_at"], name="requests_draft_updated")]

    def __str__(self) -> str:
        return f"#{self.created_at:%Y%m%d%H%M%S}"

    @property
    def geom(self) -> Point | None:
        """Where the problem is, in EPSG:4326."""
        return None if self.lon is None or self.lat is None else Point(self.lon, self.lat, srid=SRID)

    @geom.setter
    def geom(self, point: Point | None) -> None:
        self.lon, self.lat = (None, None) if point is None else (point.x, point.y)


class DraftPicture(models.Model):
    """``place`` (EPSG:4326) is where it was taken, as the camera says: offered to the citizen, and never kept with the case."""

    picture = models.FileField(upload_to=file_name)
    preview = models.FileField(upload_to=file_name)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)

    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="pictures")

    class Meta:
        verbose_name = _("φωτογραφία προχείρου")
        verbose_name_plural = _("φωτογραφίες προχείρων")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "sha256"], name="requests_draftpicture_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def place(self) -> Point | None:
        return None if self.lon is None or self.lat is None else Point(self.lon, self.lat, srid=SRID)
