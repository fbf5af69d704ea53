"""GeoJSON geometries (RFC 7946 §3.1) into what a layer's geometry field holds: EPSG:4326, of its type, valid, in the country."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import (
    GEOSGeometry,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)
from django.db import connection
from django.utils.translation import gettext as _

from layers.crs import Crs
from layers.geometry import SRID
from layers.layer import GeometryType, Layer
from layers.municipality import Extent

_SHORTEST_LINE = 2
_SHORTEST_RING = 4


class UnusableShape(ValueError):
    """The geometry cannot be stored; the message says what of it and why."""


def read_shape(value: Any, layer: Layer, crs: Crs) -> Any:
    """Return the geometry ``value``, given in ``crs``, as ``layer`` stores it. Heights are left out: the layers are flat.

    Raises:
        UnusableShape
    """
    kind = value.get("type") if isinstance(value, dict) else None
    make = _MAKERS.get(kind) if isinstance(kind, str) else None
    if make is None or not isinstance(value.get("coordinates"), list):
        known = ", ".join(_MAKERS)
        raise UnusableShape(_('πρέπει να είναι γεωμετρία GeoJSON: {"type": …, "coordinates": […]}, με τύπο %(known)s.') % {"known": known})
    shape = _fitted(make(value["coordinates"], crs), layer)
    stored = _stored(shape, crs)
    _check_place(stored)
    if not stored.valid:
        raise UnusableShape(_("δεν είναι έγκυρη κατά το OGC 06-103r4: %(reason)s.") % {"reason": stored.valid_reason})
    return stored


def _position(value: Any, crs: Crs) -> tuple[float, float]:
    if not isinstance(value, list) or not 2 <= len(value) <= 3 or any(type(number) not in (int, float) for number in value):
        raise UnusableShape(_("η θέση %(value)s δεν είναι δύο αριθμοί (ή τρεις, με το ύψος).") % {"value": str(value)[:80]})
    x, y = (value[1], value[0]) if crs.is_lat_lon else (value[0], value[1])
    west, south, east, north = crs.domain
    if not (west <= x <= east and south <= y <= north):
        raise UnusableShape(_("η θέση %(value)s είναι έξω από όσα ορίζει το σύστημα %(crs)s.") % {"value": str(value)[:80], "crs": crs.uri})
    return float(x), float(y)


def _positions(value: Any, crs: Crs, *, at_least: int) -> list[tuple[float, float]]:
    places = [_position(entry, crs) for entry in _list(value)]
    if len(places) < at_least:
        raise UnusableShape(
            _("μια γραμμή ή ένας δακτύλιος έχει %(count)d θέσεις, θέλει %(least)d.") % {"count": len(places), "least": at_least}
        )
    return places


def _ring(value: Any, crs: Crs) -> list[tuple[float, float]]:
    places = _positions(value, crs, at_least=_SHORTEST_RING)
    if places[0] != places[-1]:
        raise UnusableShape(_("ένας δακτύλιος δεν κλείνει: η πρώτη και η τελευταία θέση του διαφέρουν."))
    return places


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise UnusableShape(_("οι συντεταγμένες δεν έχουν το σχήμα που θέλει ο τύπος, ή είναι κενές."))
    return value


def _line(value: Any, crs: Crs) -> LineString:
    return LineString(_positions(value, crs, at_least=_SHORTEST_LINE))


def _polygon(value: Any, crs: Crs) -> Polygon:
    return Polygon(*(_ring(ring, crs) for ring in _list(value)))


_MAKERS: dict[str, Callable[[Any, Crs], GEOSGeometry]] = {
    "Point": lambda value, crs: Point(*_position(value, crs)),
    "MultiPoint": lambda value, crs: MultiPoint(*(Point(*_position(part, crs)) for part in _list(value))),
    "LineString": _line,
    "MultiLineString": lambda value, crs: MultiLineString(*(_line(part, crs) for part in _list(value))),
    "Polygon": _polygon,
    "MultiPolygon": lambda value, crs: MultiPolygon(*(_polygon(part, crs) for part in _list(value))),
}
_MULTIPLE: dict[str, type[Any]] = {"Point": MultiPoint, "LineString": MultiLineString, "Polygon": MultiPolygon}


def _fitted(shape: Any, layer: Layer) -> Any:
    """Return ``shape`` in the layer's type: a single one as a multiple of one part, and the other way about."""
    given, wanted = shape.geom_type, layer.geometry_type.value
    if wanted in (GeometryType.ANY.value, given):
        return shape
    if wanted == f"Multi{given}":
        return _MULTIPLE[given](shape)
    if given == f"Multi{wanted}" and len(shape) == 1:
        return shape[0]
    raise UnusableShape(
        _("είναι %(given)s. Το επίπεδο «%(slug)s» θέλει %(wanted)s.") % {"given": given, "slug": layer.slug, "wanted": wanted}
    )


def _stored(shape: Any, crs: Crs) -> Any:
    if crs.is_storage:
        shape.srid = SRID
        return shape
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ST_AsEWKB({crs.to_storage_sql('ST_GeomFromEWKB(%s)')})", [bytes(shape.wkb)])
        return GEOSGeometry(memoryview(cursor.fetchone()[0]))


def _check_place(shape: Any) -> None:
    """Refuse what lies outside the country, where no coordinate is believed: most often its axes are the wrong way about."""
    extent: Extent = settings.MUNICIPALITY.country_extent
    west, south, east, north = shape.extent
    if _holds(extent, (west, south, east, north)):
        return
    words = {"box": ", ".join(f"{number:.4f}" for number in shape.extent), "known": ", ".join(f"{number:g}" for number in extent)}
    if _holds(extent, (south, west, north, east)):
        raise UnusableShape(_("η γεωμετρία (%(box)s) είναι έξω από τη χώρα: μάλλον το πλάτος μπήκε πριν από το μήκος.") % words)
    raise UnusableShape(_("η γεωμετρία (%(box)s) είναι έξω από τη χώρα (%(known)s). Ελέγξτε το σύστημα στο Content-Crs.") % words)


def _holds(outer: Extent, inner: Extent) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
