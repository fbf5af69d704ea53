"""Where a problem is, as a form tells it: numbers from a map or a telephone, a choice among addresses, or words alone."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from layers.addresses import address_at
from layers.gazetteer.queries import QueryRefused
from layers.gazetteer.search import Found, find_by_name
from layers.geometry import SRID
from layers.requests.places import PlaceRefused, find_place

_CHOICES = 6


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An address that what was typed may mean."""

    text: str
    note: str
    lon: float
    lat: float

    @property
    def value(self) -> str:
        return f"{self.lat:.6f},{self.lon:.6f},{self.text}"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a form says of the place. ``error`` is what is wrong with it; ``choices`` are to be chosen from first."""

    geom: Point | None = None
    address: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()


def read_place(given: Any) -> Told:
    """Read ``choice``, else ``lat`` and ``lon``, else ``address``, of a form.

    ``located`` is the address that ``lat`` and ``lon`` belong to. Another one is looked for: a house is found at once, of several things
    one is to be chosen; whoever chooses "none of these" (``choice=text``) has it kept as words.
    """
    address = given.get("address", "").replace("\0", " ").strip()[:300]
    chosen = given.get("choice", "")
    if chosen and chosen != "text":
        lat, _comma, rest = chosen.partition(",")
        lon, _comma, text = rest.partition(",")
        return _at(lat, lon, text[:300])
    if chosen == "text":
        return _words(address)
    lat, lon = given.get("lat", "").strip(), given.get("lon", "").strip()
    # Without a script, an address that was changed has not moved the point.
    is_moved = address != given.get("located", "") and bool(address)
    if lat and lon and not is_moved:
        return _at(lat, lon, address)
    return _looked_for(address)


def _at(lat: str, lon: str, address: str) -> Told:
    try:
        found = find_place(float(lon.replace(",", ".")), float(lat.replace(",", ".")))
    except PlaceRefused as refusal:
        return Told(address=address, error=str(refusal))
    except ValueError:
        return Told(
            address=address,
            error=_("«%(lat)s, %(lon)s»: δεν είναι συντεταγμένες. Γράψτε αριθμούς, π.χ. 35.5138 και 24.0187.")
            % {"lat": lat[:20], "lon": lon[:20]},
        )
    return Told(geom=found.point, address=address or address_of(found.point))


def _words(address: str) -> Told:
    if not address:
        return Told(error=_("Διαλέξτε σημείο στον χάρτη ή γράψτε πού είναι το πρόβλημα."))
    return Told(address=address)


def _looked_for(address: str) -> Told:
    if not address:
        return _words(address)
    try:
        found = find_by_name(address, limit=_CHOICES)
    except QueryRefused as refusal:
        return Told(address=address, error=str(refusal))
    if not found:
        return _words(address)
    best = found[0]
    if best.precision == "house" and best.missing_number is None:
        return _at(str(best.lon_lat[1]), str(best.lon_lat[0]), address)
    return Told(address=address, choices=tuple(_choice(one) for one in found))


def _choice(found: Found) -> Choice:
    note = " · ".join(part for part in (str(found.layer.title), found.locality.text) if part)
    return Choice(text=found.text, note=note, lon=found.lon_lat[0], lat=found.lon_lat[1])


def address_of(point: Point) -> str:
    """Return street and number at ``point``, or the neighbourhood; empty where nothing is known."""
    found = address_at(point)
    return found.text if found is not None else ""


def point_in(given: Any) -> Point | None:
    """Return the point that ``lat`` and ``lon`` of a form name, if it is one of this municipality."""
    try:
        return within_municipality(Point(float(given.get("lon", "")), float(given.get("lat", "")), srid=SRID))
    except ValueError:
        return None


def within_municipality(point: Point) -> Point | None:
    """Return ``point`` if it is of this municipality."""
    try:
        return find_place(point.x, point.y).point
    except PlaceRefused:
        return None
