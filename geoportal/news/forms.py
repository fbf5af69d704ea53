"""The form of a publication: its place is drawn, typed or found by its address, and lies in the municipality."""

from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from geoportal.backoffice.geometry import PickerField


class PublicationPlaceField(PickerField):
    """A point, a line or an area, or several of one of them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"geom_type": "GEOMETRY", "required": False, "label": gettext_lazy("θέση στον χάρτη"), **options})

    def clean(self, value: Any) -> GEOSGeometry | None:
        geometry = super().clean(value)
        if geometry is None:
            return None
        if geometry.geom_type == "GeometryCollection":
            raise ValidationError(_("Η θέση έχει σχήματα διαφορετικών ειδών. Κρατήστε μόνο σημεία, μόνο γραμμές ή μόνο περιοχές."))
        west, south, east, north = settings.MUNICIPALITY.extent
        left, bottom, right, top = geometry.extent
        if left > east or right < west or bottom > north or top < south:
            raise ValidationError(
                _("Η θέση «%(text)s» είναι έξω από τον Δήμο (%(south)s–%(north)s, %(west)s–%(east)s). Το πλάτος γράφεται πρώτο.")
                % {"text": str(value)[:80], "west": west, "east": east, "south": south, "north": north}
            )
        return geometry


class PublicationForm(WagtailAdminPageForm):
    geom = PublicationPlaceField()
