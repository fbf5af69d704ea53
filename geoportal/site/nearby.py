"""«Κοντά μου»: the point that a page's address names."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import QueryDict
from django.utils.translation import gettext as _

from layers.gazetteer.queries import QueryRefused
from layers.gazetteer.search import find_by_name
from layers.geometry import SRID

_NUMBER = r"[-+]?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*(?:[,;\s])\s*({_NUMBER})\s*", re.ASCII)
_LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class Near:
    """``text`` is what was asked, ``name`` what was found by it (empty: a point given in numbers); ``notice`` says what went wrong."""

    point: Point | None = None
    text: str = ""
    name: str = ""
    notice: str = ""

    @property
    def lat_lon(self) -> tuple[float, float] | None:
        return None if self.point is None else (self.point.y, self.point.x)


def near_of(given: QueryDict) -> Near:
    """Return the point of ``near``: latitude and longitude, in numbers, or the name of anything that has one: a street with a
    house number, a place, a neighbourhood."""
    text = given.get("near", "").replace("\0", " ").strip()[:_LONGEST]
    if not text:
        return Near()
    pair = _PAIR.fullmatch(text)
    return _at(pair, text) if pair else _called(text)


def _at(pair: re.Match[str], text: str) -> Near:
    lat, lon = (float(number.replace(",", ".")) for number in pair.groups())
    west, south, east, north = settings.MUNICIPALITY.country_extent
    if not (south <= lat <= north and west <= lon <= east):
        notice = _("Το σημείο «%(text)s» δεν είναι στη χώρα. Γράψτε πρώτα το πλάτος, π.χ. 35.5138, 24.0187.") % {"text": text}
        return Near(text=text, notice=notice)
    return Near(point=Point(lon, lat, srid=SRID), text=text)


def _called(text: str) -> Near:
    """Find a street, a house, a place or a neighbourhood by its name, written as in any search box."""
    try:
        found = next(iter(find_by_name(text, limit=1)), None)
    except QueryRefused as refused:
        return Near(text=text, notice=str(refused))
    if found is None:
        notice = _("Δεν βρέθηκε «%(text)s». Δοκιμάστε έναν δρόμο, ένα γνωστό σημείο, μια γειτονιά ή συντεταγμένες.") % {"text": text}
        return Near(text=text, notice=notice)
    notice = ""
    if found.missing_number is not None:
        notice = _("Ο αριθμός %(number)s δεν είναι γνωστός· μετράμε από τον δρόμο.") % {"number": found.missing_number}
    return Near(point=Point(*found.lon_lat, srid=SRID), text=text, name=found.text, notice=notice)


def directions_url(point: Point) -> str:
    """Return the way to ``point`` on another site."""
    return f"https://www.openstreetmap.org/directions?to={point.y:.5f},{point.x:.5f}"
