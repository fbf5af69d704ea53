"""The SQL of what a picture shows of a layer: geometry in pixels, class of symbol, name.

Points that would cover each other within two pixels are one, lines and areas have no corners that no pixel shows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from layers.drawing.frame import Frame
from layers.geometry import SRID
from layers.layer import FeatureQuery, GeometryType, Layer
from layers.ordering import Sql, quoted
from layers.reading import rows_statement
from layers.styles import Shape, Symbol

# Of an outline, what may be lost.
_TOLERANCE_PX = 0.25
# A point's pixel is one number: its line, then its place in the line in so many bits.
_COLUMN_BITS = 16
# How far from its point a name may reach.
LABEL_REACH_PX = 256
# No picture is larger, so that the number is one of four bytes.
MAX_SIDE_PX = 8192
_BOX = f"ST_MakeEnvelope(%s, %s, %s, %s, {SRID:d})"
_DIMENSIONS: dict[Shape, int] = {"point": 0, "line": 1, "polygon": 2}

_SHAPES: dict[GeometryType, Sequence[Shape]] = {
    GeometryType.POINT: ("point",),
    GeometryType.MULTI_POINT: ("point",),
    GeometryType.LINE: ("line",),
    GeometryType.MULTI_LINE: ("line",),
    GeometryType.MULTI_POLYGON: ("polygon",),
    # Areas below lines below points.
    GeometryType.ANY: ("polygon", "line", "point"),
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """Both ends are included; None: open."""

    since: datetime | None = None
    until: datetime | None = None


def shapes_of(layer: Layer) -> Sequence[Shape]:
    """Return which shapes the layer's features have, the lowest first."""
    return _SHAPES[layer.geometry_type]


def drawing_statement(layer: Layer, frame: Frame, shape: Shape, *, span: Span = Span()) -> Sql | None:  # it is frozen
    """Return the SQL of the features of ``shape`` in ``frame``, with its parameters: id, geom, class, label, in the order of drawing.

    ``geom`` is in pixels and has no SRID, ``class`` the number of the style's class, -1 if it has none; ``label`` is empty. None: the
    picture lies where the layer cannot be drawn.
    """
    box = frame.box_around(_margin_px(layer))
    if box is None:
        return None
    rows, parameters = rows_statement(layer, FeatureQuery(since=span.since, until=span.until, where=(f"f.geom && {_BOX}", box)))
    classes, values = _class_sql(layer)
    if layer.geometry_type == GeometryType.POINT:
        return _points(layer, frame, rows, classes), [*values, *parameters]
    # OFFSET 0: else the geometry is computed for the condition, and once more for what is told.
    statement = f"""
        SELECT id, geom, class, '' AS label FROM (
            SELECT f.id, {_shape_sql(layer, frame, shape)} AS geom, {classes} AS class FROM ({rows}) AS f OFFSET 0
        ) AS f WHERE NOT ST_IsEmpty(geom) ORDER BY id
    """
    return statement, [*box, *values, *parameters]


def label_statement(layer: Layer, frame: Frame, *, language: str, span: Span) -> Sql | None:
    """Return the SQL of the names of the layer's features, with its parameters: id, geom, class, label, the first the foremost.

    A name belongs to one point of its feature, whatever picture shows it: where two pictures meet, both write their part of it.
    None: the picture lies where the layer cannot be drawn.
    """
    box = frame.box_around(LABEL_REACH_PX)
    if box is None:
        return None
    rows, parameters = rows_statement(layer, FeatureQuery(since=span.since, until=span.until, where=(f"f.geom && {_BOX}", box)))
    classes, values = _class_sql(layer)
    x, y = frame.pixel_sql("f.anchor")
    anchor = "f.geom" if layer.geometry_type == GeometryType.POINT else "ST_PointOnSurface(f.geom)"
    statement = f"""
        SELECT id, ST_MakePoint({x}, {y}) AS geom, class, label FROM (
            SELECT f.id, {anchor} AS anchor, {classes} AS class, {_label_sql(layer, language)} AS label FROM ({rows}) AS f OFFSET 0
        ) AS f WHERE label <> '' AND anchor && {_BOX} ORDER BY id
    """
    return statement, [*values, *parameters, *box]


def hit_statement(layer: Layer, frame: Frame, pixel: tuple[float, float], *, span: Span, limit: int) -> Sql | None:
    """Return the SQL of the ids of the features whose symbols cover ``pixel`` (or nearly: a finger is no needle), the nearest first.

    None: the pixel lies where the layer cannot be drawn.
    """
    box = frame.box_at(pixel)
    if box is None:
        return None
    query = FeatureQuery(since=span.since, until=span.until, where=(f"f.geom && {_BOX}", tuple(box)))
    rows, parameters = rows_statement(layer, query)
    clipped = f"ST_ClipByBox2D(f.geom, {_BOX}::box2d)"
    # What is drawn over an area is nearer than the area itself.
    statement = f"""
        SELECT id FROM (
            SELECT f.id, {frame.pixels_sql(clipped)} AS geom,
                   CASE ST_Dimension(f.geom) WHEN 2 THEN 0.5 ELSE {_reach_px(layer):f} END AS reach
            FROM ({rows}) AS f
        ) AS f
        WHERE NOT ST_IsEmpty(geom) AND ST_DWithin(geom, ST_MakePoint(%s, %s), reach)
        ORDER BY ST_Dimension(geom), ST_Distance(geom, ST_MakePoint(%s, %s)), id LIMIT {limit:d}
    """
    return statement, [*box, *parameters, *pixel, *pixel]


def _symbols(layer: Layer) -> Sequence[Symbol]:
    return layer.style.symbol, *(entry.symbol for entry in layer.style.classes)


def _reach_px(layer: Layer) -> float:
    """Half of the largest symbol, its rim and a little more."""
    return max(symbol.size_px / 2 + symbol.outline_px for symbol in _symbols(layer)) + 2


def _margin_px(layer: Layer) -> int:
    """How far outside the picture a place may lie whose symbol reaches into it."""
    return math.ceil(_reach_px(layer))


def is_labelled(layer: Layer, frame: Frame) -> bool:
    """Return whether the picture writes the names of the layer's features."""
    # A picture a little smaller than the zoom's still is of that zoom.
    return layer.style.label_from_zoom is not None and frame.zoom >= layer.style.label_from_zoom - 0.01


def is_in_zoom(layer: Layer, frame: Frame) -> bool:
    """Return whether the layer is shown at the picture's scale."""
    return layer.min_zoom - 0.5 <= frame.zoom < layer.max_zoom + 1


def _points(layer: Layer, frame: Frame, rows: str, classes: str) -> str:
    """Symbols lie on whole pixels, the southern ones over the northern ones: so only one of a cell's need be drawn.

    One that lets the ground shine through darkens where two lie over each other; there only those of the same pixel are one.
    """
    margin = _margin_px(layer)
    x, y = frame.pixel_sql("f.geom")
    shines_through = any(symbol.opacity < 1 for symbol in _symbols(layer))
    bit = 0 if shines_through else 1
    # Both sides at once, by their signs: the planner would take two bounds for a narrow choice, and sort instead of hashing.
    inside = f"(place | ({frame.width_px + 2 * margin:d} - place) | line | ({frame.height_px + 2 * margin:d} - line)) >= 0"
    return f"""
        SELECT pixel AS id, class, '' AS label,
               ST_MakePoint((pixel & {2**_COLUMN_BITS - 1})::float8 - {margin - 0.5}::float8,
                            (pixel >> {_COLUMN_BITS})::float8 - {margin - 0.5}::float8) AS geom
        FROM (
            SELECT max(line << {_COLUMN_BITS} | place) AS pixel, class
            FROM (
                SELECT floor({x})::int + {margin} AS place, floor({y})::int + {margin} AS line, {classes} AS class
                FROM ({rows}) AS f OFFSET 0
            ) AS f
            WHERE {inside}
            GROUP BY (line >> {bit}) << {_COLUMN_BITS} | (place >> {bit}), class ORDER BY pixel, class OFFSET 0
        ) AS f
    """


def _shape_sql(layer: Layer, frame: Frame, shape: Shape) -> str:
    """What is far outside is cut off in degrees: it could not be transformed, and a town's outline is not needed for a street's tile."""
    geometry = f"ST_ClipByBox2D(f.geom, {_BOX}::box2d)"
    if layer.geometry_type == GeometryType.ANY:
        geometry = f"ST_CollectionExtract({geometry}, {_DIMENSIONS[shape] + 1:d})"
    placed = frame.pixels_sql(geometry)
    return placed if shape == "point" else f"ST_Simplify({placed}, {_TOLERANCE_PX!r}, TRUE)"


def _class_sql(layer: Layer) -> Sql:
    if not layer.style.classes:
        return "-1", []
    column = f"f.{quoted(layer.style.classify_by)}::text"
    cases = " ".join(f"WHEN {column} = ANY(%s) THEN {number:d}" for number in range(len(layer.style.classes)))
    return f"CASE {cases} ELSE -1 END", [list(entry.values) for entry in layer.style.classes]


def _label_sql(layer: Layer, language: str) -> str:
    names = [layer.label[code] for code in (language, "el") if layer.label.get(code)]
    columns = ", ".join(f"nullif(f.{quoted(name)}::text, '')" for name in dict.fromkeys(names))
    return f"coalesce({columns}, '')" if columns else "''"
