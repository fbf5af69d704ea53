"""Streets with house numbers near the centre of Chania, and the demo's loader of them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import LineString, MultiLineString

from layers.geometry import SRID
from layers.streets import AddressRange, Street
from tests.planting import CENTRE

Parity = AddressRange.Parity
Numbers = tuple[str, int, int]

# About a kilometre.
EAST_KM, NORTH_KM = 0.01102, 0.009014


def make_street(
    code: str, name_el: str, name_en: str = "", *, at: tuple[float, float] = (0, 0), to: tuple[float, float] | None = None, **given: Any
) -> Street:
    """Create a street from ``at`` to ``to`` (kilometres east and north of the centre; 200 m to the north if not given)."""
    line = line_between(at, to or (at[0], at[1] + 0.2))
    numbers: Sequence[Numbers] = given.pop("numbers", ())
    street = Street.objects.create(code=code, name_el=name_el, name_en=name_en or name_el, geom=MultiLineString(line, srid=SRID), **given)
    for parity, first, last in numbers:
        AddressRange.objects.create(street=street, parity=parity, first=first, last=last, geom=line)
    return street


def line_between(at: tuple[float, float], to: tuple[float, float]) -> LineString:
    return LineString(*(lon_lat(*place) for place in (at, to)), srid=SRID)


def lon_lat(east_km: float, north_km: float) -> tuple[float, float]:
    return CENTRE.x + east_km * EAST_KM, CENTRE.y + north_km * NORTH_KM
