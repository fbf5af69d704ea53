"""The tiles of WebMercatorQuad: squares of half the width at each zoom, counted from the north-west."""

import math
from dataclasses import dataclass

from layers.municipality import Extent

MAX_ZOOM = 22
# Units of a tile's own coordinates on a side, and how many of them beside it still belong to it, so that no symbol is cut at the edge.
EXTENT = 4096
BUFFER = 64
WORLD_M = 2 * 20_037_508.342789244


@dataclass(frozen=True, kw_only=True)
class Tile:
    """``x`` counts columns from the west, ``y`` rows from the north."""

    z: int
    x: int
    y: int

    @property
    def is_in_matrix(self) -> bool:
        return 0 <= self.z <= MAX_ZOOM and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    @property
    def size_m(self) -> float:
        """The length of a side in metres of Web Mercator."""
        return WORLD_M / float(2**self.z)

    def extent(self) -> Extent:
        """Return the tile with its margin in degrees (EPSG:4326)."""
        margin, count = BUFFER / EXTENT, 2**self.z
        west, east = (self.x - margin) / count * 360 - 180, (self.x + 1 + margin) / count * 360 - 180
        return max(west, -180.0), _latitude((self.y + 1 + margin) / count), min(east, 180.0), _latitude((self.y - margin) / count)


def _latitude(share: float) -> float:
    """Return the latitude that lies ``share`` of the world's height below its northern edge."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def world_x_sql(geometry: str) -> str:
    """Return the SQL of how far east a point lies, as a share of the world's width in Web Mercator."""
    return f"((ST_X({geometry}) + 180) / 360)"


def world_y_sql(geometry: str, *, may_be_polar: bool = False) -> str:
    """Return the SQL of how far south a point lies, as a share of the world's height in Web Mercator, which ends before the poles."""
    latitude = f"least(greatest(ST_Y({geometry}), -85.06), 85.06)" if may_be_polar else f"ST_Y({geometry})"
    return f"(0.5 - ln(tan((90 + {latitude}) * {math.pi / 360!r})) / {2 * math.pi!r})"
