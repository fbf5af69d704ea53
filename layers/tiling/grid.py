"""Tiles of WebMercatorQuad (OGC 17-083r4, Annex D.1) and where they lie on the earth.

A tile is cut into ``EXTENT`` units each way. A unit of the world is counted from its north-western corner, so that two tiles that share an
edge give a position the same number: it is rounded once, before a tile's own corner is taken away.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from layers.municipality import Extent

EXTENT = 4096
# What lies so far outside a tile is in it too: symbols and outlines are then whole where tiles meet.
BUFFER = 64
# A pixel of a map that shows the tile 256 pixels wide.
PIXEL = EXTENT // 256
MAX_ZOOM = 24
# Where the square ends: atan(sinh(π)) in degrees.
MAX_LATITUDE = 85.05112877980659
# Half the square's side, π times the equator's radius of WGS 84, in metres of EPSG:3857.
HALF_SIDE_M = 20037508.342789244


@dataclass(frozen=True, kw_only=True, order=True)
class Tile:
    """Columns count from the west, rows from the north."""

    zoom: int
    column: int
    row: int

    @property
    def exists(self) -> bool:
        """Whether the matrix has such a tile."""
        return 0 <= self.zoom <= MAX_ZOOM and max(self.column, self.row) < 2**self.zoom and min(self.column, self.row) >= 0

    @property
    def envelope(self) -> Extent:
        """The box of the tile and its buffer in EPSG:4326."""
        margin = BUFFER / EXTENT
        return (
            _longitude((self.column - margin) / 2**self.zoom),
            _latitude((self.row + 1 + margin) / 2**self.zoom),
            _longitude((self.column + 1 + margin) / 2**self.zoom),
            _latitude((self.row - margin) / 2**self.zoom),
        )

    @property
    def bounds_m(self) -> Extent:
        """The tile's own box in EPSG:3857."""
        side_m = 2 * HALF_SIDE_M / 2**self.zoom
        west, north = self.column * side_m - HALF_SIDE_M, HALF_SIDE_M - self.row * side_m
        return west, north - side_m, west + side_m, north

    @property
    def children(self) -> Iterator["Tile"]:
        for row in (0, 1):
            for column in (0, 1):
                yield Tile(zoom=self.zoom + 1, column=2 * self.column + column, row=2 * self.row + row)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The tiles of one zoom in which something can be, the last included (OGC 17-083r4, tileMatrixSetLimits)."""

    zoom: int
    columns: tuple[int, int]
    rows: tuple[int, int]

    def hold(self, tile: Tile) -> bool:
        return self.columns[0] <= tile.column <= self.columns[1] and self.rows[0] <= tile.row <= self.rows[1]


def limits_of(extent: Extent, zoom: int) -> Limits:
    """Return the tiles of ``zoom`` that ``extent`` touches, their buffers included."""
    west, south, east, north = extent
    margin = BUFFER / EXTENT
    return Limits(
        zoom=zoom,
        columns=(_index(_x(west), -margin, zoom), _index(_x(east), margin, zoom)),
        rows=(_index(_y(north), -margin, zoom), _index(_y(south), margin, zoom)),
    )


def units(zoom: int) -> int:
    """Return how many units the world is wide and high."""
    return EXTENT << zoom


def x_sql(zoom: int) -> str:
    """Return the SQL of the unit of the world in which the point ``f.geom`` lies, counted from the west.

    Arithmetic in place of ST_Transform and ST_AsMVTGeom: docs/adr/0011 has the measurements.
    """
    return f"floor(ST_X(f.geom) * {units(zoom) / 360!r}::float8 + {units(zoom) / 2!r}::float8)"


def y_sql(zoom: int) -> str:
    """Return the SQL of the unit of the world in which the point ``f.geom`` lies, counted from the north."""
    scale = units(zoom) / (2 * math.pi)
    return f"floor({units(zoom) / 2!r}::float8 - atanh(sin(ST_Y(f.geom) * {math.pi / 180!r}::float8)) * {scale!r}::float8)"


def _index(place: float, margin: float, zoom: int) -> int:
    return min(max(math.floor(place * (1 << zoom) + margin), 0), (1 << zoom) - 1)


def _x(longitude: float) -> float:
    return longitude / 360 + 0.5


def _y(latitude: float) -> float:
    bounded = min(max(latitude, -MAX_LATITUDE), MAX_LATITUDE)
    return 0.5 - math.atanh(math.sin(math.radians(bounded))) / (2 * math.pi)


def _longitude(x: float) -> float:
    return min(max(x * 360 - 180, -180.0), 180.0)


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))
