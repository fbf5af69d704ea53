"""Where a picture lies on the earth, and how a place gets to its pixel.

Pixels are counted from the upper left corner of the picture, to the right and downwards, in parts of a pixel.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from layers.crs import Crs, degrees_of
from layers.municipality import Extent
from layers.tiling.grid import HALF_SIDE_M

# No symbol reaches farther from its place.
_REACH_PX = 64
# How far a place may be drawn from where it belongs when its transformation is replaced by a linear one.
_ERROR_PX = 0.2
# From pixels of so many degrees on, the ways to a national grid differ by less than a pixel shows: the database's own is a hundred times
# as fast as one that is written out (4.8 s against 50 ms for a town's layers).
_COARSE_DEG = 4e-5
_SAMPLES = 9
# A tile of zoom 0 shows the world on 256 pixels.
_WORLD_PX = 256
# OGC 06-042 §7.2.4.6.9
PIXEL_M = 0.00028
# On the equator.
_SCALE_AT_ZOOM_0 = 2 * HALF_SIDE_M / _WORLD_PX / PIXEL_M

Linear = tuple[float, float, float, float, float, float]
"""a, b, d, e, x and y of PostGIS's ST_Affine: X = a·x + b·y + x, Y = d·x + e·y + y."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A picture of ``width_px`` × ``height_px`` that shows ``extent``, a box in ``crs`` (x before y), from edge to edge."""

    extent: Extent
    crs: Crs
    width_px: int
    height_px: int

    def box_around(self, margin_px: int) -> Extent | None:
        """Return the box in degrees of the picture and so much around it; None where the system has no such place."""
        return self._degrees_around(self.extent, margin_px)

    def box_at(self, pixel: tuple[float, float]) -> Extent | None:
        """Return the box in degrees of all whose symbol may cover ``pixel``; None where the system has no such place."""
        west, south, east, north = self.extent
        x, y = west + (east - west) * pixel[0] / self.width_px, north - (north - south) * pixel[1] / self.height_px
        return self._degrees_around((x, y, x, y), _REACH_PX)

    def grown(self) -> "Frame":
        """Return the picture with one more line below and one more column on the right."""
        west, south, east, north = self.extent
        across, along = (east - west) / self.width_px, (north - south) / self.height_px
        return replace(self, extent=(west, south - along, east + across, north), width_px=self.width_px + 1, height_px=self.height_px + 1)

    def _degrees_around(self, part: Extent, margin_px: int) -> Extent | None:
        west, south, east, north = self.extent
        margin_x, margin_y = (east - west) * margin_px / self.width_px, (north - south) * margin_px / self.height_px
        around = (part[0] - margin_x, part[1] - margin_y, part[2] + margin_x, part[3] + margin_y)
        inside = _common(around, self.crs.domain)
        if inside is None:
            return None
        bounds = degrees_of(self.crs).transform_bounds(*inside) if self.crs.srid not in (4326, 4258) else inside
        return _common(bounds if all(map(math.isfinite, bounds)) else self.crs.area, self.crs.area)

    @cached_property
    def zoom(self) -> float:
        """The zoom level of WebMercatorQuad at which the picture's middle is shown as large."""
        west, south, east, north = self.extent
        middle_x, middle_y, step = (west + east) / 2, (south + north) / 2, (east - west) / self.width_px
        (lon, beside), _ = degrees_of(self.crs).transform([middle_x, middle_x + step], [middle_y, middle_y])
        degrees_px = abs(beside - lon)
        return math.log2(360 / _WORLD_PX / degrees_px) if math.isfinite(degrees_px) and degrees_px > 0 else 0.0

    @cached_property
    def _from_crs(self) -> Linear:
        west, south, east, north = self.extent
        a, e = self.width_px / (east - west), -self.height_px / (north - south)
        return (a, 0.0, 0.0, e, -west * a, -north * e)

    @cached_property
    def linear(self) -> Linear | None:
        """The linear transformation from degrees to pixels that is as good as the right one; None where there is none.

        Within a town every projection is next to linear: the database then multiplies instead of projecting.
        """
        inside = _common(self.extent, self.crs.domain)
        if inside is None:
            return None
        xs, ys = (
            axis.ravel() for axis in np.meshgrid(np.linspace(inside[0], inside[2], _SAMPLES), np.linspace(inside[1], inside[3], _SAMPLES))
        )
        lons, lats = (np.asarray(values) for values in degrees_of(self.crs).transform(xs, ys))
        if not (np.isfinite(lons).all() and np.isfinite(lats).all()):
            return None
        a, _, _, e, x, y = self._from_crs
        pixels = np.column_stack([xs * a + x, ys * e + y])
        middle = np.array([lons.mean(), lats.mean()])
        places = np.column_stack([lons - middle[0], lats - middle[1], np.ones(len(lons))])
        fitted, *_rest = np.linalg.lstsq(places, pixels, rcond=None)
        if np.abs(places @ fitted - pixels).max() > _ERROR_PX:
            return None
        offset = fitted[2] - middle @ fitted[:2]
        (a, d), (b, e) = fitted[0].tolist(), fitted[1].tolist()
        return (a, b, d, e, float(offset[0]), float(offset[1]))

    def _in_crs_sql(self, geometry: str) -> str:
        is_coarse = 360 / _WORLD_PX / 2**self.zoom > _COARSE_DEG
        return (
            f"ST_Transform({geometry}, {self.crs.srid:d})" if is_coarse and not self.crs.is_storage else self.crs.from_storage_sql(geometry)
        )

    def pixels_sql(self, geometry: str) -> str:
        """Return the SQL of ``geometry``, an expression in the SRID of storage that lies within the system's area, in pixels."""
        if self.linear is not None:
            return _affine(f"ST_SetSRID({geometry}, 0)", self.linear)
        return _affine(f"ST_SetSRID({self._in_crs_sql(geometry)}, 0)", self._from_crs)

    def pixel_sql(self, point: str) -> tuple[str, str]:
        """Return the SQL of x and y in pixels of ``point``, an expression in the SRID of storage."""
        if self.linear is None:
            moved = self._in_crs_sql(point)
            a, _, _, e, x, y = self._from_crs
            return f"ST_X({moved}) * {a!r}::float8 + {x!r}::float8", f"ST_Y({moved}) * {e!r}::float8 + {y!r}::float8"
        a, b, d, e, x, y = self.linear
        lon, lat = f"ST_X({point})", f"ST_Y({point})"
        return (
            f"{lon} * {a!r}::float8 + {lat} * {b!r}::float8 + {x!r}::float8",
            f"{lon} * {d!r}::float8 + {lat} * {e!r}::float8 + {y!r}::float8",
        )


def scale_of(zoom: float) -> float:
    """Return the denominator of the scale of ``zoom`` of WebMercatorQuad on the equator, a pixel being 0.28 mm."""
    return _SCALE_AT_ZOOM_0 / 2**zoom


def _affine(geometry: str, linear: Linear) -> str:
    return f"ST_Affine({geometry}, {', '.join(repr(number) for number in linear)})"


def _common(one: Extent, other: Extent) -> Extent | None:
    west, south, east, north = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (west, south, east, north) if west < east and south < north else None
