"""Reference systems by the names that clients give them, with the order of axes that each name implies.

A URN or a URI of OGC means the order of the authority (OGC 09-025r2 §7.9.2.4.4); the older ``EPSG:4326`` and
``http://www.opengis.net/gml/srs/epsg.xml#4326`` mean x before y, as clients of WFS 1 wrote and read them.
"""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from api.wfs.refusals import Refused
from layers.crs import CRS84, Crs, map_systems

_BY_AUTHORITY = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:EPSG:[0-9.]{0,12}:|https?://www\.opengis\.net/def/crs/EPSG/[0-9.]{1,12}/)([0-9]{1,6})", re.IGNORECASE
)
_X_BEFORE_Y = re.compile(r"(EPSG:|https?://www\.opengis\.net/gml/srs/epsg\.xml#)([0-9]{1,6})", re.IGNORECASE)
_CRS84 = re.compile(
    r"urn:(?:x-)?ogc:def:crs:OGC:[0-9.]{0,12}:CRS84|https?://www\.opengis\.net/def/crs/OGC/[0-9.]{1,12}/CRS84|(?:OGC|CRS):(?:CRS)?84",
    re.IGNORECASE,
)
_CRS84_URN = "urn:ogc:def:crs:OGC:1.3:CRS84"


@dataclass(frozen=True, kw_only=True)
class System:
    """A reference system as a client named it: ``crs`` has the order of axes that the name implies, ``name`` is what answers call it."""

    crs: Crs
    name: str


def systems() -> tuple[System, ...]:
    """Return what the capabilities list, the default first: WGS 84, CRS84, Web Mercator, the national grid, ETRS89, UTM zones."""
    known = sorted(map_systems(), key=lambda crs: not (crs.is_storage and crs.is_lat_lon))
    return tuple(System(crs=crs, name=_CRS84_URN if crs == CRS84 else _urn(crs.srid)) for crs in known)


def default_system() -> System:
    return systems()[0]


def system_named(text: str, *, locator: str = "srsName") -> System:
    """Return the system that ``text`` names.

    Raises:
        Refused: lists those that there are.
    """
    known = {system.name: system for system in systems()}
    if _CRS84.fullmatch(text):
        return known[_CRS84_URN]
    if (match := _BY_AUTHORITY.fullmatch(text)) and _urn(int(match[1])) in known:
        return known[_urn(int(match[1]))]
    if (match := _X_BEFORE_Y.fullmatch(text)) and _urn(int(match[2])) in known:
        found = known[_urn(int(match[2]))]
        if not found.crs.is_lat_lon:
            return found
        return System(crs=replace(found.crs, is_lat_lon=False), name=f"http://www.opengis.net/gml/srs/epsg.xml#{found.crs.srid}")
    raise Refused(
        "InvalidParameterValue",
        locator,
        _("Το σύστημα αναφοράς «%(name)s» δεν υποστηρίζεται. Υποστηρίζονται: %(known)s.") % {"name": text[:80], "known": ", ".join(known)},
    )


def _urn(srid: int) -> str:
    return f"urn:ogc:def:crs:EPSG::{srid}"
