"""The reference systems in which coordinates are handed out and taken: WGS 84, Web Mercator and the municipality's national grid.

Rows are stored in EPSG:4326, longitude first; everything here is a door. Named by the URIs of OGC 18-058r1 §6.2.
"""

import warnings
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from pyproj import CRS, Transformer

from layers.geometry import SRID
from layers.municipality import Extent, GridOperation

CRS84_URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG_URI = "http://www.opengis.net/def/crs/EPSG/0/{}"
_MERCATOR_M = 20_037_508.342789244
# atan(sinh(π)) in degrees, a little less: at the pole itself Mercator has no number.
_MERCATOR_AREA = (-180.0, -85.06, 180.0, 85.06)
WORLD: Extent = (-180.0, -90.0, 180.0, 90.0)
# How far beyond the middle of its zone a UTM is used here.
_UTM_REACH_DEG = 12


class UnknownOperation(ValueError):
    """The setting names a grid operation that the municipality's file does not have."""


@dataclass(frozen=True, kw_only=True)
class Crs:
    """A reference system.

    ``proj`` is what PROJ transforms by where the database's own entry for ``srid`` would take another way; empty: the entry.
    ``is_lat_lon`` says whether its authority puts latitude first. ``domain`` is the box in which its coordinates mean something, in its
    own units, x before y; ``area`` the box in degrees outside of which nothing is transformed to it. ``decimals`` of its unit tell a
    tenth of a millimetre.
    """

    uri: str
    srid: int
    domain: Extent
    decimals: int
    proj: str = ""
    is_lat_lon: bool = False
    area: Extent = WORLD

    @property
    def authority(self) -> str:
        return f"EPSG:{self.srid}"

    @property
    def is_storage(self) -> bool:
        return self.srid == SRID

    def from_storage_sql(self, geometry: str) -> str:
        """Return the SQL of ``geometry``, an expression in the SRID of storage, in this system; x before y."""
        if self.is_storage:
            return geometry
        return f"ST_Transform({geometry}, '{self.proj}'::text)" if self.proj else f"ST_Transform({geometry}, {self.srid:d})"

    def to_storage_sql(self, geometry: str) -> str:
        """Return the SQL of ``geometry``, an expression in this system without SRID, x before y, in the SRID of storage."""
        if self.is_storage:
            return f"ST_SetSRID({geometry}, {SRID:d})"
        if self.proj:
            return f"ST_Transform({geometry}, '{self.proj}'::text, {SRID:d})"
        return f"ST_Transform(ST_SetSRID({geometry}, {self.srid:d}), {SRID:d})"


CRS84 = Crs(uri=CRS84_URI, srid=SRID, domain=(-180, -90, 180, 90), decimals=9)


@cache
def reference_systems() -> tuple[Crs, ...]:
    """Return every system that the surfaces speak, that of storage first.

    Raises:
        UnknownOperation: if the setting ``GRID_OPERATION`` names none of the municipality's.
    """
    return (
        CRS84,
        Crs(uri=_EPSG_URI.format(SRID), srid=SRID, domain=CRS84.domain, decimals=9, is_lat_lon=True),
        Crs(
            uri=_EPSG_URI.format(3857),
            srid=3857,
            domain=(-_MERCATOR_M, -_MERCATOR_M, _MERCATOR_M, _MERCATOR_M),
            decimals=4,
            area=_MERCATOR_AREA,
        ),
        national_grid(),
    )


@cache
def map_systems() -> tuple[Crs, ...]:
    """Return every system that maps are drawn in: those of ``reference_systems``, ETRS89, and the UTM zones of the municipality's country.

    ETRS89 is taken for WGS 84, as EPSG:1149 has it (accurate to a metre).

    Raises:
        UnknownOperation
    """
    west, _, east, north = settings.MUNICIPALITY.country_extent
    zones = range(int((west + 180) // 6) + 1, int((east + 179.999) // 6) + 2)
    etrs89 = Crs(uri=_EPSG_URI.format(4258), srid=4258, domain=WORLD, decimals=9, is_lat_lon=True)
    return (*reference_systems(), etrs89, *(_utm(zone, is_north=north > 0) for zone in zones))


def _utm(zone: int, *, is_north: bool) -> Crs:
    srid = (32600 if is_north else 32700) + zone
    middle = 6 * zone - 183
    area = (
        max(middle - _UTM_REACH_DEG, -180.0),
        0.0 if is_north else -80.0,
        min(middle + _UTM_REACH_DEG, 180.0),
        84.0 if is_north else 0.0,
    )
    domain = Transformer.from_crs(SRID, srid, always_xy=True).transform_bounds(*area)
    return Crs(uri=_EPSG_URI.format(srid), srid=srid, domain=domain, decimals=4, area=area)


@cache
def degrees_of(crs: Crs) -> Transformer:
    """Return what transforms coordinates of ``crs``, x before y, to degrees of EPSG:4326, longitude first: as the database would."""
    return Transformer.from_crs(CRS.from_proj4(crs.proj) if crs.proj else CRS.from_epsg(crs.srid), CRS.from_epsg(SRID), always_xy=True)


@cache
def national_grid() -> Crs:
    """Return the municipality's national grid, tied to WGS 84 by the operation that the settings name.

    Raises:
        UnknownOperation
    """
    srid = settings.MUNICIPALITY.national_srid
    shifts = ",".join(f"{number:.10g}" for number in grid_operation().towgs84)
    proj = f"{_projection(srid)} +towgs84={shifts}"
    west, south, east, north = settings.MUNICIPALITY.country_extent
    domain = Transformer.from_crs(SRID, CRS.from_proj4(proj), always_xy=True).transform_bounds(west, south, east, north)
    is_lat_lon = CRS.from_epsg(srid).axis_info[0].direction == "north"
    area = settings.MUNICIPALITY.country_extent
    return Crs(uri=_EPSG_URI.format(srid), srid=srid, domain=domain, decimals=4, proj=proj, is_lat_lon=is_lat_lon, area=area)


@cache
def grid_operation() -> GridOperation:
    """Return how the national grid is tied to WGS 84.

    Raises:
        UnknownOperation
    """
    known = settings.MUNICIPALITY.grid_operations
    wanted = settings.GRID_OPERATION or known[0].name
    for operation in known:
        if operation.name == wanted:
            return operation
    names = ", ".join(operation.name for operation in known)
    raise UnknownOperation(f"GEOPORTAL_GRID_OPERATION={wanted}: the municipality's file has only {names}.")


def _projection(srid: int) -> str:
    """Return the projection of ``srid`` for PROJ, without a tie to WGS 84: the datum is what the operation is for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        parts = CRS.from_epsg(srid).to_proj4().split()
    return " ".join(part for part in parts if not part.startswith(("+type", "+towgs84", "+datum")))
