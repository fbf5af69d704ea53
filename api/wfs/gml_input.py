"""Geometries that a filter writes in GML 3.2, 3.1 or 2: as GeoJSON, in the order of axes in which they came.

Read here rather than by GDAL, which would look up reference systems, arcs and units by what a stranger writes.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from gisserver.parsers.xml import NSElement

from api.literals import real_of
from api.wfs.refusals import Refused, invalid
from api.wfs.systems import System, system_named
from api.wfs.xml_text import local_name, namespace_of

GML = ("http://www.opengis.net/gml/3.2", "http://www.opengis.net/gml")
MAX_NUMBERS = 6_000

Position = list[float]
Shape = dict[str, Any]


def is_geometry(element: NSElement) -> bool:
    return namespace_of(element) in GML


def geometry_of(element: NSElement, default: System, *, locator: str) -> tuple[Shape, System]:
    """Return what ``element`` draws, and in which system; an envelope is ``{"bbox": …}``, x and y in the order of the system.

    Raises:
        Refused
    """
    name = next((part.get("srsName") for part in element.iter() if part.get("srsName")), None)
    system = system_named(name, locator=locator) if name else default
    reader = _READERS.get(local_name(element))
    if reader is None or not is_geometry(element):
        raise _no_geometry(element, locator)
    try:
        return reader(element), system
    except _Broken as error:
        raise _no_geometry(element, locator) from error


class _Broken(ValueError):
    """An element is missing, or has something else in it than it should."""


def _no_geometry(element: NSElement, locator: str) -> Refused:
    told = _("Το <%(element)s> δεν είναι γεωμετρία GML που διαβάζεται εδώ. Διαβάζονται: %(known)s.")
    return invalid(locator, told % {"element": local_name(element)[:80], "known": ", ".join(_READERS)})


def _child(element: NSElement, *names: str) -> NSElement:
    found = [child for child in element if local_name(child) in names]
    if len(found) != 1 or len(element) != 1:
        raise _Broken
    return found[0]


def _positions(element: NSElement) -> list[Position]:
    """Read pos, posList or GML 2's coordinates; heights are left out."""
    found = [position for child in element for position in _written(child)]
    if not found:
        raise _Broken
    return found


def _written(element: NSElement) -> list[Position]:
    text = element.text or ""
    if local_name(element) == "coordinates":
        return [_numbers(part.split(","))[:2] for part in text.split()]
    if local_name(element) not in ("pos", "posList", "lowerCorner", "upperCorner"):
        raise _Broken
    numbers = _numbers(text.split())
    size = 3 if element.get("srsDimension") == "3" else 2
    if local_name(element) != "posList" and len(numbers) in (2, 3):
        size = len(numbers)
    if len(numbers) % size:
        raise _Broken
    return [numbers[start : start + 2] for start in range(0, len(numbers), size)]


def _numbers(parts: list[str]) -> list[float]:
    if len(parts) > MAX_NUMBERS:
        raise _Broken
    numbers = [real_of(part) for part in parts]
    if len(numbers) < 2 or None in numbers:
        raise _Broken
    return [number for number in numbers if number is not None]


def _point(element: NSElement) -> Shape:
    positions = _positions(element)
    if len(positions) != 1:
        raise _Broken
    return {"type": "Point", "coordinates": positions[0]}


def _line(element: NSElement) -> Shape:
    positions = _positions(element)
    if len(positions) < 2:
        raise _Broken
    return {"type": "LineString", "coordinates": positions}


def _curve(element: NSElement) -> Shape:
    return _line(_child(_child(element, "segments"), "LineStringSegment"))


def _polygon(element: NSElement) -> Shape:
    rings = [_ring(_child(border, "LinearRing")) for border in element]
    kinds = [local_name(border) for border in element]
    if not kinds or kinds[0] not in ("exterior", "outerBoundaryIs") or set(kinds[1:]) - {"interior", "innerBoundaryIs"}:
        raise _Broken
    return {"type": "Polygon", "coordinates": rings}


def _ring(element: NSElement) -> list[Position]:
    positions = _positions(element)
    if len(positions) < 4 or positions[0] != positions[-1]:
        raise _Broken
    return positions


def _surface(element: NSElement) -> Shape:
    return _polygon(_child(_child(element, "patches", "polygonPatches"), "PolygonPatch"))


def _several(kind: str) -> Callable[[NSElement], Shape]:
    def read(element: NSElement) -> Shape:
        parts = [_READERS[local_name(part)](part) for part in _members(element)]
        if not parts or any(part.get("type") != kind.removeprefix("Multi") for part in parts):
            raise _Broken
        return {"type": kind, "coordinates": [part["coordinates"] for part in parts]}

    return read


def _members(element: NSElement) -> Iterator[NSElement]:
    for member in element:
        if not local_name(member).endswith(("Member", "Members")):
            raise _Broken
        for part in member:
            if local_name(part) not in _READERS:
                raise _Broken
            yield part


def _envelope(element: NSElement) -> Shape:
    corners = _positions(element)
    if len(corners) != 2:
        raise _Broken
    return {"bbox": [*corners[0], *corners[1]]}


# What the capabilities tell of: the geometries of GML 3.2; the others are of the versions before it.
OPERANDS = ("Point", "LineString", "Curve", "Polygon", "Surface", "MultiPoint", "MultiCurve", "MultiSurface", "Envelope")
_READERS: dict[str, Callable[[NSElement], Shape]] = {
    "Point": _point,
    "LineString": _line,
    "Curve": _curve,
    "Polygon": _polygon,
    "Surface": _surface,
    "MultiPoint": _several("MultiPoint"),
    "MultiLineString": _several("MultiLineString"),
    "MultiCurve": _several("MultiLineString"),
    "MultiPolygon": _several("MultiPolygon"),
    "MultiSurface": _several("MultiPolygon"),
    "Envelope": _envelope,
    "Box": _envelope,
}
