"""A geometry that an editor types: a pair of numbers, or GeoJSON. The one place to give the field another widget."""

import json
import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.geometry import SRID

_NUMBER = r"-?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"({_NUMBER})\s*[,;\s]\s*({_NUMBER})")
_TYPES = ("Point", "LineString", "Polygon")


class TypedPlaceField(forms.CharField):
    """«24.018, 35.514» (longitude first) or GeoJSON of a point, a line or an area; cleans to a geometry in EPSG:4326, or None."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def __init__(self, **options: Any) -> None:
        help_text = gettext_lazy("Γεωγραφικό μήκος και πλάτος, όπως 24.018, 35.514, ή GeoJSON (Point, LineString, Polygon).")
        super().__init__(**{"required": False, "label": gettext_lazy("θέση στον χάρτη"), "help_text": help_text, **options})

    def prepare_value(self, value: Any) -> str:
        if not isinstance(value, GEOSGeometry):
            return str(value or "")
        return f"{value.x}, {value.y}" if isinstance(value, Point) else value.json

    def to_python(self, value: Any) -> GEOSGeometry | None:  # type: ignore[override]
        """Return what the text says.

        Raises:
            ValidationError: if it is no geometry, or none in the municipality.
        """
        if isinstance(value, GEOSGeometry):
            return value
        text = (super().to_python(value) or "").strip()
        return _within(_read(text), text) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def _read(text: str) -> GEOSGeometry:
    if match := _PAIR.fullmatch(text):
        return Point(float(match[1]), float(match[2]), srid=SRID)
    try:
        geometry = GEOSGeometry(json.dumps(json.loads(text)), srid=SRID)
    except (ValueError, GEOSException, GDALException, TypeError) as error:
        raise ValidationError(
            _("Η θέση «%(text)s» δεν διαβάζεται. Γράψτε μήκος και πλάτος, όπως 24.018, 35.514, ή GeoJSON.") % {"text": text[:80]}
        ) from error
    if geometry.geom_type not in _TYPES:
        raise ValidationError(
            _("Η θέση είναι %(type)s. Γράψτε ένα από: %(types)s.") % {"type": geometry.geom_type, "types": ", ".join(_TYPES)}
        )
    if not geometry.valid:
        raise ValidationError(_("Το σχήμα δεν είναι έγκυρο (%(reason)s). Διορθώστε τις κορυφές του.") % {"reason": geometry.valid_reason})
    return geometry


def _within(geometry: GEOSGeometry, text: str) -> GEOSGeometry:
    west, south, east, north = settings.MUNICIPALITY.extent
    left, bottom, right, top = geometry.extent
    if left > east or right < west or bottom > north or top < south:
        raise ValidationError(
            _("Η θέση «%(text)s» είναι έξω από τον Δήμο (μήκος %(west)s–%(east)s, πλάτος %(south)s–%(north)s). Το μήκος γράφεται πρώτο.")
            % {"text": text[:80], "west": west, "east": east, "south": south, "north": north}
        )
    return geometry
