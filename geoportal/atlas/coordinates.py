"""A point as people write it and as it is shown to them: WGS 84 in degrees, and the national grid in metres."""

import math
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from layers.nearby import LonLat, from_national_grid, to_national_grid

# The grids by the name that people know them by.
_GRID_NAMES = {2100: "ΕΓΣΑ87"}

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*")
_PAIR_WITH_DECIMAL_COMMAS = re.compile(r"\s*([-+]?\d+,\d+)\s*[;\s]\s*([-+]?\d+,\d+)\s*")
_ANGLE = r"(\d{1,3})\s*°\s*(\d{1,2})\s*[′']\s*(\d{1,2}(?:[.,]\d+)?)\s*[″\"]"
_ANGLES = re.compile(rf"\s*{_ANGLE}\s*([ΒBNSΝ])?[\s,;]*{_ANGLE}\s*([ΑAEΕWΔ])?\s*")


class InvalidPoint(ValueError):
    """A text that is no point; the message says how one is written."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A point of the map with every way to write it; ``grid`` is empty where the national grid does not reach."""

    lon_lat: LonLat
    decimal: str
    sexagesimal: str
    grid: str
    grid_title: str

    @property
    def address(self) -> str:
        """The point as the page's address writes it: latitude first, as people say it."""
        return address_of(self.lon_lat)


def spot_at(lon_lat: LonLat) -> Spot:
    """Return ``lon_lat`` with its coordinates; those of the national grid to the metre, as far as they can be trusted (docs/adr/0010)."""
    srid = settings.MUNICIPALITY.national_srid
    west, south, east, north = settings.MUNICIPALITY.country_extent
    lon, lat = lon_lat
    grid = to_national_grid(lon_lat) if west <= lon <= east and south <= lat <= north else None
    north_south = _("Β") if lat >= 0 else _("Ν")
    east_west = _("Α") if lon >= 0 else _("Δ")
    return Spot(
        lon_lat=lon_lat,
        decimal=f"{lat:.6f}, {lon:.6f}",
        sexagesimal=f"{_angle(lat)} {north_south}, {_angle(lon)} {east_west}",
        grid="" if grid is None else f"{grid[0]:.0f}, {grid[1]:.0f}",
        grid_title=grid_title(srid),
    )


def grid_title(srid: int) -> str:
    return _GRID_NAMES.get(srid, f"EPSG:{srid}")


def _angle(degrees: float) -> str:
    tenths = round(abs(degrees) * 36_000)
    whole, rest = divmod(tenths, 36_000)
    minutes, seconds = divmod(rest, 600)
    return f"{whole}°{minutes:02}′{seconds / 10:04.1f}″"


def address_of(lon_lat: LonLat) -> str:
    """Return ``lat,lon`` to six decimals (a decimetre), without zeros at the end."""
    return f"{_short(lon_lat[1])},{_short(lon_lat[0])}"


def _short(degrees: float) -> str:
    return f"{degrees:.6f}".rstrip("0").rstrip(".")


def lat_lon(text: str) -> LonLat:
    """Return the longitude and latitude that ``text`` gives as ``lat,lon``.

    Raises:
        InvalidPoint
    """
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        lat = lon = math.nan
    return _on_earth((lon, lat), text)


def point_of(text: str) -> LonLat:
    """Return the point that somebody typed: degrees (decimal, or with minutes and seconds), latitude first, or metres of the national grid.

    Raises:
        InvalidPoint
    """
    angles = _ANGLES.fullmatch(text)
    if angles:
        return _on_earth(_from_angles(angles), text)
    pair = _PAIR_WITH_DECIMAL_COMMAS.fullmatch(text) or _PAIR.fullmatch(text)
    if pair is None or len(text) > 100:
        raise _invalid(text)
    first, second = (float(part.replace(",", ".")) for part in pair.groups())
    if abs(first) > 180 and abs(second) > 180:
        return _from_grid((first, second), text)
    return _on_earth((second, first), text)


def _from_angles(angles: re.Match[str]) -> LonLat:
    numbers = [float(part.replace(",", ".")) for part in angles.group(1, 2, 3, 5, 6, 7)]
    lat, lon = (degrees + minutes / 60 + seconds / 3600 for degrees, minutes, seconds in (numbers[:3], numbers[3:]))
    return lon * (-1 if angles[8] in ("W", "Δ") else 1), lat * (-1 if angles[4] in ("S", "Ν") else 1)


def _from_grid(east_north: LonLat, text: str) -> LonLat:
    east, north = east_north
    # Any grid of a country in metres; beyond it PROJ finds no inverse and PostGIS raises an error.
    if not (0 <= east <= 2_000_000 and 0 <= north <= 10_000_000):
        raise _invalid(text)
    return _on_earth(from_national_grid(east_north), text)


def _on_earth(lon_lat: LonLat, text: str) -> LonLat:
    lon, lat = lon_lat
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise _invalid(text)
    return lon, lat


def _invalid(text: str) -> InvalidPoint:
    return InvalidPoint(
        _("Το «%(text)s» δεν διαβάζεται ως σημείο. Γράψτε πλάτος και μήκος, π.χ. %(degrees)s, ή συντεταγμένες ΕΓΣΑ87, π.χ. %(metres)s.")
        % {"text": text[:100], "degrees": "35.5138, 24.0187", "metres": "501546, 3929735"}
    )
