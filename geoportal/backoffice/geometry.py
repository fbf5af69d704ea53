"""Where something is, typed or drawn: what is typed counts, and the map only helps to type it.

A point is typed as people write one (degrees, latitude first, or metres of the national grid), lines and areas as GeoJSON (RFC 7946) or
WKT; where any shape will do, all of these. The map beside it needs a mouse; the text needs none.
"""

from typing import Any

from django import forms
from django.contrib.gis.forms import GeometryField
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiLineString, MultiPoint, MultiPolygon, Point
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from leaflet.forms.widgets import LeafletWidget

from geoportal.atlas.coordinates import InvalidPoint, address_of, point_of
from geoportal.site.city_map import map_of
from layers.geometry import SRID

_MULTI = {"MULTIPOINT": MultiPoint, "MULTILINESTRING": MultiLineString, "MULTIPOLYGON": MultiPolygon}
_NAMES = {
    "POINT": gettext_lazy("σημείο"),
    "MULTIPOINT": gettext_lazy("σημεία"),
    "LINESTRING": gettext_lazy("γραμμή"),
    "MULTILINESTRING": gettext_lazy("γραμμές"),
    "POLYGON": gettext_lazy("περιοχή"),
    "MULTIPOLYGON": gettext_lazy("περιοχές"),
    "GEOMETRY": gettext_lazy("σχήμα"),
}
_WITH_POINTS = ("POINT", "GEOMETRY")
# How GeoJSON, WKT and EWKT begin.
_SHAPES = ("{", "[", "P", "L", "M", "G", "S")
_LONGEST = 5_000_000


class MapPicker(LeafletWidget):
    """A text that says where, with a map to draw on and a search for addresses where there are scripts (static/js/backoffice/picker.js)."""

    template_name = "backoffice/map_picker.html"
    include_media = True

    @property
    def media(self) -> forms.Media:
        styles = ("leaflet/leaflet.css", "leaflet/draw/leaflet.draw.css", "css/search.css", "css/backoffice/picker.css")
        scripts: tuple[Any, ...] = (
            "leaflet/leaflet.js",
            "leaflet/draw/leaflet.draw.js",
            "leaflet/leaflet.forms.js",
            _Module("js/backoffice/picker.js"),
        )
        return forms.Media(js=scripts, css={"screen": styles})

    @property
    def is_point(self) -> bool:
        return bool(self.geom_type == "POINT")

    def serialize(self, value: GEOSGeometry | None) -> str:
        if value is None:
            return ""
        if isinstance(value, Point) and self.geom_type in _WITH_POINTS:
            return address_of((value.x, value.y)).replace(",", ", ")
        return str(value.geojson)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # Not the parent's: it composes an inline script and asks for tiles from outside.
        text = value if isinstance(value, str) else self.serialize(value)
        context: dict[str, Any] = forms.Textarea().get_context(name, text, attrs)
        context["widget"] |= {"is_point": self.is_point, "is_any": self.geom_type == "GEOMETRY"}
        context |= {
            "kind": _NAMES[self.geom_type],
            "language": get_language(),
            "config": map_of([]) | {"geometryType": self.geom_type, "controls": _controls()},
        }
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:  # noqa: ARG002
        # The renderer of forms knows the templates of Django's own widgets only.
        return mark_safe(get_template(template_name).render(context))  # noqa: S308  # a template of ours, which escapes

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        return data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        return name not in data


class _Module:
    """A module of ours among a form's scripts."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __html__(self) -> str:
        return f'<script type="module" src="{static(self.path)}"></script>'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Module) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)


def _controls() -> dict[str, str]:
    """Return the words of the map's drawing tools, which come in English."""
    return {
        "marker": _("Βάλτε σημείο"),
        "polyline": _("Σχεδιάστε γραμμή"),
        "polygon": _("Σχεδιάστε περιοχή"),
        "edit": _("Αλλάξτε το σχήμα"),
        "remove": _("Σβήστε σχήματα"),
        "save": _("Έτοιμο"),
        "cancel": _("Άκυρο"),
        "clear": _("Σβήσιμο όλων"),
        "finish": _("Τέλος"),
        "undo": _("Αναίρεση τελευταίου σημείου"),
        "start": _("Πατήστε στον χάρτη για να αρχίσετε."),
        "go_on": _("Πατήστε για το επόμενο σημείο· το «Τέλος» κλείνει το σχήμα."),
        "place": _("Πατήστε στον χάρτη εκεί όπου είναι."),
        "change": _("Σύρετε τις λαβές και πατήστε «Έτοιμο»."),
        "delete": _("Πατήστε ένα σχήμα για να σβηστεί."),
    }


class PickerField(GeometryField):
    """A geometry in EPSG:4326, of the type of the model's field; a single shape becomes a collection of one where the field wants that.

    Raises:
        ValidationError: for a text that is none, for another type, and for a shape that is not valid or lies nowhere on earth.
    """

    widget = MapPicker

    def __init__(self, *, geom_type: str, srid: int = SRID, **options: Any) -> None:
        super().__init__(srid=srid, geom_type=geom_type, **options)
        self.widget.geom_type = self.geom_type

    def to_python(self, value: Any) -> GEOSGeometry | None:
        if isinstance(value, GEOSGeometry):
            return value
        text = str(value or "").strip()
        return self._read(text) if text else None

    def clean(self, value: Any) -> GEOSGeometry | None:
        geometry = self.to_python(value)
        if geometry is None:
            if self.required:
                raise ValidationError(_("Πείτε πού είναι: γράψτε τη θέση ή διαλέξτε την στον χάρτη."), code="required")
            return None
        return geometry

    def has_changed(self, initial: Any, data: Any) -> bool:
        picker: Any = self.widget
        return bool(picker.serialize(initial) != (data or "").strip())

    def _read(self, text: str) -> GEOSGeometry:
        if self.geom_type in _WITH_POINTS and not text.startswith(_SHAPES):
            try:
                return Point(*point_of(text), srid=SRID)
            except InvalidPoint as error:
                raise ValidationError(str(error), code="invalid_geom") from error
        return self._fitting(_parsed(text))

    def _fitting(self, geometry: GEOSGeometry) -> GEOSGeometry:
        wanted = self.geom_type
        given = geometry.geom_type.upper()
        if wanted in _MULTI and wanted == f"MULTI{given}":
            geometry = _MULTI[wanted](geometry, srid=SRID)
        elif wanted not in (given, "GEOMETRY"):
            raise ValidationError(
                _("Δώσατε «%(given)s» εκεί όπου χρειάζεται %(wanted)s (%(type)s).")
                % {"given": geometry.geom_type, "wanted": _NAMES[wanted], "type": wanted},
                code="invalid_geom_type",
            )
        if geometry.empty or geometry.hasz:
            raise ValidationError(_("Το σχήμα είναι κενό ή έχει υψόμετρα. Γράψτε μήκος και πλάτος για κάθε σημείο."), code="invalid_geom")
        if not geometry.valid:
            raise ValidationError(_("Το σχήμα δεν είναι έγκυρο: %(reason)s. Διορθώστε τα σημεία του.") % {"reason": geometry.valid_reason})
        west, south, east, north = geometry.extent
        if west < -180 or east > 180 or south < -90 or north > 90:
            raise ValidationError(
                _("Το σχήμα φτάνει έως %(lon)s, %(lat)s, που δεν είναι μοίρες. Γράψτε πρώτα το μήκος, μετά το πλάτος (EPSG:4326).")
                % {"lon": round(east, 3), "lat": round(north, 3)}
            )
        return geometry


def _parsed(text: str) -> GEOSGeometry:
    if len(text) > _LONGEST:
        raise ValidationError(_("Το σχήμα έχει %(count)d χαρακτήρες. Δεκτοί είναι έως %(most)d.") % {"count": len(text), "most": _LONGEST})
    try:
        geometry = GEOSGeometry(text, srid=SRID if text.startswith("{") else None)
    except (ValueError, GEOSException, GDALException) as error:
        raise ValidationError(
            _("Το «%(text)s» δεν διαβάζεται. Γράψτε GeoJSON, π.χ. %(json)s, ή WKT, π.χ. %(wkt)s.")
            % {
                "text": text[:80],
                "json": '{"type": "Point", "coordinates": [24.02, 35.51]}',
                "wkt": "LINESTRING(24.01 35.51, 24.02 35.52)",
            },
            code="invalid_geom",
        ) from error
    if geometry.srid not in (None, SRID):
        raise ValidationError(_("Το σχήμα είναι σε EPSG:%(srid)s. Δώστε το σε EPSG:4326.") % {"srid": geometry.srid})
    geometry.srid = SRID
    return geometry
