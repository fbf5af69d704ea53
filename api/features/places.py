"""Questions of place beyond the standard: near a point, within another collection's feature, open at an instant."""

import math
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from api.literals import instant_of, real_of
from layers.layer import Area, GeometryType, Layer
from layers.lookups import UnknownLayer, get_layer
from layers.ordering import Near
from layers.reading import read_area
from layers.viewers import Viewer

DEFAULT_RADIUS_M, MAX_RADIUS_M = 1_000, 100_000
_AREAS = (GeometryType.MULTI_POLYGON, GeometryType.ANY)


def near_of(given: QueryDict) -> Near | None:
    """Return what ``near=lon,lat`` and ``radius`` (metres) ask.

    Raises:
        InvalidParameter
    """
    text = given.get("near")
    if text is None:
        if "radius" in given:
            raise InvalidParameter("radius", _("Η παράμετρος radius θέλει και near=lon,lat, π.χ. near=24.0187,35.5138&radius=500."))
        return None
    if "sortby" in given:
        raise InvalidParameter("sortby", _("Με near η σειρά είναι πάντα κατά απόσταση: αφαιρέστε το sortby."))
    pair = [_float(part) for part in text.split(",")]
    if len(pair) != 2 or not (-180 <= pair[0] <= 180 and -90 <= pair[1] <= 90):
        raise InvalidParameter(
            "near", _("near=%(value)s: δώστε μήκος και πλάτος σε μοίρες WGS 84, π.χ. near=24.0187,35.5138.") % {"value": text}
        )
    radius = _float(given.get("radius", str(DEFAULT_RADIUS_M)))
    if not 0 < radius <= MAX_RADIUS_M:
        raise InvalidParameter(
            "radius",
            _("radius=%(value)s: δώστε μέτρα, πάνω από 0 και έως %(maximum)d.") % {"value": given.get("radius"), "maximum": MAX_RADIUS_M},
        )
    return Near(lon_lat=(pair[0], pair[1]), radius_m=radius)


def _float(text: str) -> float:
    """NaN for what is no number: it is in no range."""
    number = real_of(text)
    return math.nan if number is None else number


def area_of(given: QueryDict, *, viewer: Viewer) -> Area | None:
    """Return the area that ``within=<collection>/<id>`` names, with the revision that it was read at.

    Raises:
        InvalidParameter
    """
    text = given.get("within")
    if text is None:
        return None
    slug, _slash, feature_id = text.partition("/")
    is_number = feature_id.isascii() and feature_id.isdigit() and len(feature_id) <= 18
    try:
        layer = get_layer(slug, viewer=viewer)
    except UnknownLayer as error:
        raise _no_area(text) from error
    area = read_area(layer, int(feature_id)) if is_number and layer.geometry_type in _AREAS else None
    if area is None:
        raise _no_area(text)
    return area


def _no_area(text: str) -> InvalidParameter:
    return InvalidParameter(
        "within",
        _("within=%(value)s: δεν είναι περιοχή. Δώστε συλλογή με περιοχές και id, π.χ. within=municipal-units/3.") % {"value": text},
    )


def open_at_of(given: QueryDict, layer: Layer) -> datetime | None:
    """Return the instant that ``open_at`` names.

    Raises:
        InvalidParameter: also where the layer has no hours.
    """
    text = given.get("open_at")
    if text is None:
        return None
    if not layer.timetable:
        raise InvalidParameter("open_at", _("Η συλλογή «%(slug)s» δεν έχει ωράρια: αφαιρέστε το open_at.") % {"slug": layer.slug})
    instant = instant_of(text)
    if instant is None or not 1900 < instant.year < 2200:
        raise InvalidParameter(
            "open_at",
            _("open_at=%(value)s: δώστε στιγμή με ζώνη ώρας (RFC 3339), π.χ. open_at=2026-11-22T10:00:00Z.") % {"value": text},
        )
    return instant
