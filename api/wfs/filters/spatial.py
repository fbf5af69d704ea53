"""Comparisons with places (OGC 09-026r2 §7.8)."""

from typing import Any

from django.utils.translation import gettext as _
from gisserver.parsers.xml import NSElement

from api.cql2.spatial import geometry_operand, spatial_condition
from api.literals import real_of
from api.wfs.filters.reading import Reading
from api.wfs.gml_input import geometry_of, is_geometry
from api.wfs.names import GEOMETRY
from api.wfs.refusals import invalid
from api.wfs.systems import System
from api.wfs.xml_text import local_name
from layers.municipality import Extent
from layers.ordering import GEOGRAPHY_SQL, Sql

RELATIONS = ("Equals", "Disjoint", "Touches", "Within", "Overlaps", "Crosses", "Intersects", "Contains", "BBOX")
DISTANCES = ("DWithin", "Beyond")
MAX_DISTANCE_M = 1_000_000
_METRES = {"m": 1.0, "metre": 1.0, "meter": 1.0, "km": 1_000.0}
_METRE_URNS = ("urn:ogc:def:uom:EPSG::9001", "http://www.opengis.net/def/uom/EPSG/0/9001")


def relation(reading: Reading, element: NSElement) -> Sql:
    name, parts = local_name(element), list(element)
    if name == "BBOX" and len(parts) == 1:
        (drawn,) = parts
    else:
        reference, drawn = reading.children(element, 2)
        _check_reference(reading, reference, name)
    shape, system = _shape(reading, drawn)
    if shape is None:
        # A box beyond all that its system can tell meets nothing.
        return ("TRUE", []) if name == "Disjoint" else ("FALSE", [])
    operator = "s_intersects" if name == "BBOX" else f"s_{name.lower()}"
    return spatial_condition(operator, [{"property": "geometry"}, shape], reading.context(system))


def distance(reading: Reading, element: NSElement) -> Sql:
    """In metres on the spheroid, whatever system the geometry is drawn in."""
    reference, drawn, length = reading.children(element, 3)
    name = local_name(element)
    _check_reference(reading, reference, name)
    metres = _metres(reading, length)
    shape, system = _shape(reading, drawn)
    if shape is None:
        return ("FALSE", []) if name == "DWithin" else ("TRUE", [])
    text, values = geometry_operand(shape, "s_intersects", reading.context(system))
    near = f"ST_DWithin({GEOGRAPHY_SQL}, ({text})::geography, %s)"
    return (near if name == "DWithin" else f"(NOT {near})"), [*values, metres]


def extent_of(root: NSElement, reading: Reading) -> tuple[Extent, System] | None:
    """Return the box, x before y, of a filter that is a box and nothing else, None of any other: boxes alone have a faster way."""
    if len(root) != 1 or local_name(root[0]) != "BBOX" or not len(root[0]) or local_name(root[0][-1]) not in ("Envelope", "Box"):
        return None
    box = root[0]
    if len(box) > 1:
        reference, _drawn = reading.children(box, 2)
        _check_reference(reading, reference, "BBOX")
    shape, system = geometry_of(box[-1], reading.system, locator=reading.locator)
    extent = clipped(shape["bbox"], system, locator=reading.locator)
    return None if extent is None else (extent, system)


def clipped(corners: list[float], system: System, *, locator: str) -> Extent | None:
    """Return the box, x before y, as far as ``system`` means something; None if that is nowhere.

    A map that shows more than the country still asks for the country.

    Raises:
        Refused: where the lower corner is not the lower one.
    """
    first, second, third, fourth = corners
    west, south, east, north = (second, first, fourth, third) if system.crs.is_lat_lon else (first, second, third, fourth)
    if west > east or south > north:
        told = _("Το πλαίσιο έχει ανάποδα τις γωνίες του: πρώτα η κάτω, μετά η πάνω, με τη σειρά αξόνων του %(system)s.")
        raise invalid(locator, told % {"system": system.name})
    low_x, low_y, high_x, high_y = system.crs.domain
    box = max(west, low_x), max(south, low_y), min(east, high_x), min(north, high_y)
    return box if box[0] <= box[2] and box[1] <= box[3] else None


def _shape(reading: Reading, element: NSElement) -> tuple[Any, System]:
    """Return what ``element`` draws as CQL2 has it, None for a box that is nowhere."""
    if local_name(element) == "Literal" and len(element) == 1:
        element = element[0]
    if not is_geometry(element):
        raise reading.refuse(_("Το <%(name)s> δεν είναι γεωμετρία GML.") % {"name": local_name(element)[:80]})
    shape, system = geometry_of(element, reading.system, locator=reading.locator)
    if "bbox" not in shape:
        return shape, system
    extent = clipped(shape["bbox"], system, locator=reading.locator)
    return (None if extent is None else _drawn(extent, system)), system


def _drawn(extent: Extent, system: System) -> dict[str, Any]:
    """A box without an area is a line or a point; one in metres has points on its sides, which bend when they become degrees."""
    west, south, east, north = extent
    steps = 1 if system.crs.is_storage else 50
    x = [west + (east - west) * step / steps for step in range(steps)]
    y = [south + (north - south) * step / steps for step in range(steps)]
    there = [*((one, south) for one in x), *((east, one) for one in y)]
    back = [*((west + east - one, north) for one in x), *((west, south + north - one) for one in y)]
    corners = [[*pair[::-1]] if system.crs.is_lat_lon else [*pair] for pair in (*there, *back, (west, south))]
    if west < east and south < north:
        return {"type": "Polygon", "coordinates": [corners]}
    if (west, south) == (east, north):
        return {"type": "Point", "coordinates": corners[0]}
    return {"type": "LineString", "coordinates": corners[: len(there) + 1]}


def _check_reference(reading: Reading, element: NSElement, operator: str) -> None:
    if reading.named(element) != GEOMETRY:
        raise reading.refuse(_("Το <%(name)s> θέλει τη γεωμετρία: %(geometry)s.") % {"name": operator, "geometry": GEOMETRY})


def _metres(reading: Reading, element: NSElement) -> float:
    unit = element.get("uom", "m")
    factor = 1.0 if unit in _METRE_URNS else _METRES.get(unit)
    value = real_of((element.text or "").strip()) if local_name(element) == "Distance" else None
    if value is None or factor is None or not 0 <= value * factor <= MAX_DISTANCE_M:
        told = _('<Distance>: δώστε απόσταση από 0 έως %(maximum)d μέτρα, με uom="m" ή "km".')
        raise reading.refuse(told % {"maximum": MAX_DISTANCE_M})
    return value * factor
