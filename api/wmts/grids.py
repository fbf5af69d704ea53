"""The tile matrix sets: the world's usual one, and one in the municipality's national grid (OGC 07-057r7 §6.1)."""

import math
from dataclasses import dataclass
from functools import cache

from layers.crs import Crs, degrees_of, national_grid, reference_systems
from layers.drawing.frame import Frame
from layers.geometry import WEB_MERCATOR_SRID
from layers.municipality import Extent
from layers.tiling.grid import HALF_SIDE_M

TILE_PX = 256
# A pixel of a screen, in metres (07-057r7 §6.1).
_PIXEL_M = 0.00028
_FINEST_CELL_M = 0.1
_MERCATOR_LEVELS = 23


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """One level: ``cell_m`` is how wide a pixel is on the map, ``columns`` and ``rows`` how many tiles there are."""

    level: int
    cell_m: float
    columns: int
    rows: int

    @property
    def scale(self) -> float:
        return self.cell_m / _PIXEL_M


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A tile matrix set: ``corner`` is its upper left one, x before y, as its authority has it too."""

    name: str
    crs: Crs
    corner: tuple[float, float]
    matrices: tuple[Matrix, ...]
    well_known: str = ""

    def frame(self, matrix: Matrix, column: int, row: int) -> Frame:
        """Return the place of a tile."""
        side = matrix.cell_m * TILE_PX
        west, north = self.corner[0] + column * side, self.corner[1] - row * side
        return Frame(extent=(west, north - side, west + side, north), crs=self.crs, width_px=TILE_PX, height_px=TILE_PX)

    def limits(self, matrix: Matrix, extent: Extent) -> tuple[int, int, int, int] | None:
        """Return the first and last row, then the first and last column, of the tiles that ``extent`` (degrees) touches; None: no tile."""
        area = self.crs.area
        west, south, east, north = max(extent[0], area[0]), max(extent[1], area[1]), min(extent[2], area[2]), min(extent[3], area[3])
        if west > east or south > north:
            return None
        box = degrees_of(self.crs).transform_bounds(west, south, east, north, direction="INVERSE")
        side = matrix.cell_m * TILE_PX
        first_row, last_row = (_index((self.corner[1] - y) / side, matrix.rows) for y in (box[3], box[1]))
        first_column, last_column = (_index((x - self.corner[0]) / side, matrix.columns) for x in (box[0], box[2]))
        return first_row, last_row, first_column, last_column


@cache
def grids() -> tuple[Grid, ...]:
    """Return every tile matrix set, the world's first."""
    mercator = next(crs for crs in reference_systems() if crs.srid == WEB_MERCATOR_SRID)
    cell_m = 2 * HALF_SIDE_M / TILE_PX
    world = Grid(
        name="WebMercatorQuad",
        crs=mercator,
        corner=(-HALF_SIDE_M, HALF_SIDE_M),
        matrices=tuple(Matrix(level=level, cell_m=cell_m / 2**level, columns=2**level, rows=2**level) for level in range(_MERCATOR_LEVELS)),
        well_known="urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible",
    )
    return world, _national(national_grid())


def grid_of(name: str) -> Grid | None:
    return next((grid for grid in grids() if grid.name == name), None)


def _national(crs: Crs) -> Grid:
    """Levels double from the one that shows the whole country on four tiles at the most; cells are powers of two in metres."""
    west, south, east, north = crs.domain
    corner = (math.floor(west / 10_000) * 10_000.0, math.ceil(north / 10_000) * 10_000.0)
    width, height = east - corner[0], corner[1] - south
    cell_m = 2.0 ** math.ceil(math.log2(max(width, height) / TILE_PX / 2))
    levels = int(math.log2(cell_m / _FINEST_CELL_M)) + 1
    return Grid(
        name=f"EPSG-{crs.srid}",
        crs=crs,
        corner=corner,
        matrices=tuple(
            Matrix(
                level=level,
                cell_m=cell_m / 2**level,
                columns=math.ceil(width / (cell_m / 2**level * TILE_PX)),
                rows=math.ceil(height / (cell_m / 2**level * TILE_PX)),
            )
            for level in range(levels)
        ),
    )


def _index(place: float, count: int) -> int:
    return min(max(math.floor(place), 0), count - 1)
