"""Spatial functions (OGC 21-065r2 §8.6): relations between a feature's geometry and one that the filter writes."""

import json
import math
from collections.abc import Mapping
from typing import Any

import shapely
from django.utils.translation import gettext as _

from api.cql2.operands import GEOMETRY, Context
from layers.ordering import Sql

# PostGIS's name of each relation of 06-103r4 §6.1.15.3.
RELATIONS = {
    "s_contains": "ST_Contains({}, {})",
    "s_crosses": "ST_Crosses({}, {})",
    "s_disjoint": "NOT ST_Intersects({}, {})",
    "s_equals": "ST_Equals({}, {})",
    "s_intersects": "ST_Intersects({}, {})",
    "s_overlaps": "ST_Overlaps({}, {})",
    "s_touches": "ST_Touches({}, {})",
    "s_within": "ST_Within({}, {})",
}
_TAKE_COLLECTIONS = ("s_intersects", "s_disjoint")
MAX_POSITIONS = 2_000


def spatial_condition(relation: str, arguments: list[Any], context: Context) -> Sql:
    """Return the condition that ``relation`` (a key of RELATIONS) holds between the two ``arguments``.

    Raises:
        InvalidParameter
    """
    if len(arguments) != 2:
        raise context.refuse(_("filter: η %(function)s παίρνει δύο γεωμετρίες.") % {"function": relation})
    one, other = (geometry_operand(node, relation, context) for node in arguments)
    return RELATIONS[relation].format(one[0], other[0]), [*one[1], *other[1]]


def geometry_operand(node: Any, relation: str, context: Context) -> Sql:
    """Return the SQL of a geometry that a filter of ``relation`` names or draws, in the SRID of storage.

    Raises:
        InvalidParameter
    """
    if isinstance(node, Mapping) and "property" in node:
        if node["property"] != GEOMETRY:
            raise context.refuse(
                _("filter: το «%(name)s» δεν είναι γεωμετρία. Η γεωμετρία λέγεται %(geometry)s.")
                % {"name": str(node["property"])[:80], "geometry": GEOMETRY}
            )
        return "f.geom", []
    shape = _box(node["bbox"], context) if isinstance(node, Mapping) and "bbox" in node else _shape(node, context)
    if shape.geom_type == "GeometryCollection" and relation not in _TAKE_COLLECTIONS:
        raise context.refuse(_("filter: η %(function)s δεν παίρνει GEOMETRYCOLLECTION.") % {"function": relation})
    _check(shape, context)
    # Well-known binary keeps every bit; the filter's system may have latitude first.
    if context.crs.is_lat_lon:
        shape = shapely.transform(shape, lambda pairs: pairs[:, ::-1])
    return context.crs.to_storage_sql("ST_GeomFromWKB(decode(%s, 'hex'))"), [shapely.to_wkb(shape, hex=True)]


def _box(numbers: Any, context: Context) -> Any:
    """Four numbers, or six with heights that are ignored."""
    try:
        values = [float(number) for number in numbers]
    except (TypeError, ValueError):
        values = []
    if len(values) == 6:
        values = [*values[:2], *values[3:5]]
    if len(values) != 4 or not all(map(math.isfinite, values)):
        raise context.refuse(_("filter: το BBOX παίρνει τέσσερις αριθμούς, π.χ. BBOX(24.01, 35.51, 24.03, 35.52)."))
    first, second, third, fourth = values
    return shapely.box(min(first, third), min(second, fourth), max(first, third), max(second, fourth))


def _shape(node: Any, context: Context) -> Any:
    try:
        shape = shapely.from_geojson(json.dumps(node))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        raise context.refuse(_("filter: το «%(part)s» δεν είναι γεωμετρία.") % {"part": str(node)[:120]}) from error
    if shape is None or shape.is_empty:
        raise context.refuse(_("filter: η γεωμετρία «%(part)s» είναι κενή.") % {"part": str(node)[:120]})
    return shapely.force_2d(shape)


def _check(shape: Any, context: Context) -> None:
    if shapely.get_num_coordinates(shape) > MAX_POSITIONS:
        raise context.refuse(
            _("filter: η γεωμετρία έχει %(count)d σημεία. Δεκτά είναι έως %(maximum)d.")
            % {"count": shapely.get_num_coordinates(shape), "maximum": MAX_POSITIONS}
        )
    if not shape.is_valid:
        raise context.refuse(_("filter: η γεωμετρία δεν είναι έγκυρη (%(reason)s).") % {"reason": shapely.is_valid_reason(shape)})
    bounds = shape.bounds
    west, south, east, north = (bounds[1], bounds[0], bounds[3], bounds[2]) if context.crs.is_lat_lon else bounds
    low_x, low_y, high_x, high_y = context.crs.domain
    if west < low_x or south < low_y or east > high_x or north > high_y:
        raise context.refuse(
            _("filter: η γεωμετρία βγαίνει έξω από τα όρια του συστήματος %(crs)s (%(domain)s).")
            % {"crs": context.crs.uri, "domain": ", ".join(f"{number:.10g}" for number in context.crs.domain)}
        )
