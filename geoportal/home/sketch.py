"""The town as a small drawing for the home page, made of the schematic basemap, and where points lie on it."""

import json
from collections.abc import Iterable, Iterator
from math import cos, radians
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon

from layers.geometry import SRID

WIDTH, HEIGHT = 640, 420
# So much farther off than the map opens.
_ZOOMS_OFF = 1.3
# What lies outside is cut off so many pixels beyond the edge, where no line shows that it was.
_EDGE_PX = 12
_FILLS = {"land": "#f5f2ea", "park": "#d5e8cf", "forest": "#e4edd9", "lake": "#cfe3f2"}
# Width and colours of a road: its rim, then itself.
_ROADS = {"street": (3.2, "#dcd8cd", "#fff"), "main": (4.6, "#e3d3a4", "#fdeab9"), "motorway": (6.0, "#e0c98f", "#fbdf9b")}
_RIM_PX = 1.6


def dots(points: Iterable[Point], *, kind: str) -> list[dict[str, str]]:
    """Return where those of ``points`` that the drawing shows lie on it, each place once."""
    placed = sorted({_place(point.x, point.y) for point in points})
    return [{"x": f"{x:.1f}", "y": f"{y:.1f}", "kind": kind} for x, y in placed if _is_inside(x, WIDTH) and _is_inside(y, HEIGHT)]


def draw(folder: Path) -> str:
    """Return the drawing as SVG, from the basemap's files in ``folder``."""
    frame = _frame()
    areas = [path for name in ("land", "green", "water") for path in _areas(folder / f"{name}.geojson", frame)]
    roads = list(_roads(folder / "roads.geojson", frame))
    sea = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#cfe3f2"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{sea}{"".join(areas)}{"".join(roads)}</svg>\n'


def _is_inside(place: float, size: int) -> bool:
    return _EDGE_PX < place < size - _EDGE_PX


def _pixels_a_degree() -> float:
    return 256 * 2 ** (settings.MUNICIPALITY.home_zoom - _ZOOMS_OFF) / 360


def _place(lon: float, lat: float) -> tuple[float, float]:
    """Return a point's place in pixels: over a town the earth is flat."""
    home_lon, home_lat = settings.MUNICIPALITY.home_lon_lat
    scale = _pixels_a_degree()
    return WIDTH / 2 + (lon - home_lon) * scale, HEIGHT / 2 - (lat - home_lat) * scale / cos(radians(home_lat))


def _frame() -> Polygon:
    home_lon, home_lat = settings.MUNICIPALITY.home_lon_lat
    scale = _pixels_a_degree()
    half_lon = (WIDTH / 2 + _EDGE_PX) / scale
    half_lat = (HEIGHT / 2 + _EDGE_PX) / scale * cos(radians(home_lat))
    frame = Polygon.from_bbox((home_lon - half_lon, home_lat - half_lat, home_lon + half_lon, home_lat + half_lat))
    frame.srid = SRID
    return frame


def _areas(file: Path, frame: Polygon) -> Iterator[str]:
    for kind, geometry in _within(file, frame):
        rings = [ring for polygon in _parts(geometry, "Polygon") for ring in polygon]
        if rings:
            yield f'<path fill="{_FILLS[kind]}" fill-rule="evenodd" d="{"".join(_line(ring.coords) + "z" for ring in rings)}"/>'


def _roads(file: Path, frame: Polygon) -> Iterator[str]:
    """Yield the roads by kind, small ones first, all rims of a kind under all its roads."""
    found = list(_within(file, frame))
    for wanted, (width, rim, colour) in _ROADS.items():
        path = "".join(_line(line.coords) for kind, geometry in found if kind == wanted for line in _parts(geometry, "LineString"))
        if path:
            drawn = f'd="{path}" fill="none" stroke-linejoin="round" stroke-linecap="round"'
            yield f'<path {drawn} stroke="{rim}" stroke-width="{width + _RIM_PX:g}"/>'
            yield f'<path {drawn} stroke="{colour}" stroke-width="{width:g}"/>'


def _within(file: Path, frame: Polygon) -> Iterator[tuple[str, GEOSGeometry]]:
    for feature in json.loads(file.read_text("utf-8"))["features"]:
        geometry = GEOSGeometry(json.dumps(feature["geometry"]), srid=SRID).intersection(frame)
        if not geometry.empty:
            yield feature["properties"]["kind"], geometry


def _parts(geometry: Any, kind: str) -> Iterator[Any]:
    """Yield the simple geometries of the type ``kind`` in a geometry of any type."""
    if geometry.geom_type == kind:
        yield geometry
    elif geometry.num_geom > 1:
        yield from (part for entry in geometry for part in _parts(entry, kind))


def _line(coordinates: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join("{:.1f} {:.1f}".format(*_place(lon, lat)) for lon, lat in coordinates)
