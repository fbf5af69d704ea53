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


class UnknownOperation(ValueError):
    """The setting names a grid operation that the municipality's file does not have."""


@dataclass(frozen=True, kw_only=True)
class Crs:
    """A reference system.

    ``proj`` is what PROJ transforms by where the database's own entry for ``srid`` would take another way; empty: the entry.
    ``is_lat_lon`` says whether its authority puts latitude first. ``domain`` is the box in which its coordinates mean something, in its
    own units, x before y. ``decimals`` of its unit tell a tenth of a millimetre.
    """

    uri: str
    srid: int
    domain: Extent
    decimals: int
    proj: str = ""
    is_lat_lon: bool = False

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
        ),
        national_grid(),
    )


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
    return Crs(uri=_EPSG_URI.format(srid), srid=srid, domain=domain, decimals=4, proj=proj, is_lat_lon=is_lat_lon)


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
