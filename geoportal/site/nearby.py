"""«Κοντά μου»: the point that a page's address names, and distances as people say them."""

import re
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db.models import Q
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoportal.site.language import localised
from layers.districts import District
from layers.geometry import SRID
from layers.places import Place

_NUMBER = r"[-+]?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*(?:[,;\s])\s*({_NUMBER})\s*", re.ASCII)
_LONGEST = 100

# 4.5 km an hour; farther than this nobody asks for minutes on foot.
_WALK_M_A_MINUTE = 75
_WALK_MAX_M = 5_000


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
    """Return the point of ``near``: latitude and longitude, in numbers, or the name of a place or a neighbourhood."""
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
    words = Q()
    for word in text.split():
        words &= Q(name_el__unaccent__icontains=word) | Q(name_en__unaccent__icontains=word)
    place = Place.objects.published().filter(words).order_by("name_el").first()
    if place is not None:
        return Near(point=place.geom, text=text, name=localised(place, "name"))
    district = District.objects.filter(words).order_by("-kind", "name_el").first()
    if district is not None:
        return Near(point=district.geom.point_on_surface, text=text, name=localised(district, "name"))
    return Near(text=text, notice=_("Δεν βρέθηκε «%(text)s». Δοκιμάστε ένα γνωστό σημείο, μια γειτονιά ή συντεταγμένες.") % {"text": text})


def distance_words(distance_m: float) -> str:
    """Return a distance to ten metres, to a hundred from a kilometre on: «350 μ.», «2,4 χλμ.»."""
    if distance_m < 995:
        return _("%(metres)s μ.") % {"metres": max(10, round(distance_m / 10) * 10)}
    # Rounded first: number_format cuts decimals off.
    kilometres = round(distance_m / 1000, 1)
    return _("%(kilometres)s χλμ.") % {"kilometres": number_format(kilometres, 1)}


def how_far(distance_m: float) -> str:
    """Return a distance in a straight line, and how long it is on foot where somebody would walk: «350 μ., 5 λεπτά με τα πόδια»."""
    if distance_m > _WALK_MAX_M:
        return distance_words(distance_m)
    minutes = max(1, ceil(distance_m / _WALK_M_A_MINUTE))
    walk = ngettext("%(minutes)s λεπτό με τα πόδια", "%(minutes)s λεπτά με τα πόδια", minutes) % {"minutes": minutes}
    return _("%(distance)s, %(walk)s") % {"distance": distance_words(distance_m), "walk": walk}


def directions_url(point: Point) -> str:
    """Return the way to ``point`` on another site."""
    return f"https://www.openstreetmap.org/directions?to={point.y:.5f},{point.x:.5f}"
