"""Layers like those on which implementations of WMS are tried: shapes with round numbers around zero, each in a colour of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from layers.layer import GeometryType
from layers.styles import Symbol
from tests.maps import areas, box, lines, make_layer, points, shown

LAKE, LAND, FOREST, ROAD, PLACE = "#4a90d9", "#d9c89a", "#5a8f3c", "#b5482c", "#6a3fa0"


@contextmanager
def cite_layers() -> Iterator[None]:
    """Show them; two polygons that meet in a corner, a lake in the land with a road across, places with names and years."""
    polygons = [(box(-2, -1, 0, 1), "ένα"), (box(0, 1, 2, 3), "δύο")]
    road = [("MULTILINESTRING((-2 2, 4 2))", "Οδός 5", "primary")]
    places = [
        ("POINT(1 2)", "Γούς Ίβιν", "village", 1821, "2026-01-10T08:00:00+00:00"),
        ("POINT(3 2)", "Άσπρο & <Μαύρο>", "town", 1913, "2026-02-20T20:30:00+00:00"),
    ]
    made = [
        make_layer("basic-polygons", polygons, geometry_type=GeometryType.MULTI_POLYGON, style=areas(colour=LAND)),
        make_layer("lakes", [(box(0, 0, 2, 1), "Μπλε λίμνη")], geometry_type=GeometryType.MULTI_POLYGON, style=areas(colour=LAKE)),
        make_layer(
            "forests", [(box(-1, -1, 3, 3), "Δάσος")], geometry_type=GeometryType.MULTI_POLYGON, style=areas(colour=FOREST, opacity=0.5)
        ),
        make_layer("road-segments", road, geometry_type=GeometryType.MULTI_LINE, style=lines(colour=ROAD, size_px=4)),
        make_layer(
            "named-places",
            places,
            geometry_type=GeometryType.POINT,
            style=points(colour=PLACE, size_px=11),
            time_column="seen",
            title_en="Named places",
        ),
    ]
    with shown(*made):
        yield


def rgb(colour: str) -> tuple[int, ...]:
    """Return the colour's red, green and blue."""
    return tuple(bytes.fromhex(Symbol(colour=colour).colour[1:]))
