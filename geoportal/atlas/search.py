"""Search as a page: what a name or an address may mean, and what address is at a place."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from api.viewers import viewer_of
from geoportal.atlas.cards import Fact
from layers.addresses import Address, address_at
from layers.gazetteer.queries import QueryRefused
from layers.gazetteer.search import Found, find_by_name
from layers.geometry import SRID
from layers.layer import Layer
from layers.municipality import LonLat

_RESULTS = 20
_DOOR_ZOOM = 19
# Latitude first, as people copy it from a map or a telephone.
_PLACE = re.compile(r"\s*(-?\d{1,2}\.\d+)\s*[,;\s]\s*(-?\d{1,3}\.\d+)\s*")


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of the list; ``note`` says what of the query was not found there."""

    name: str
    layer: Layer
    locality: str
    url: str
    note: str = ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    place = _place(request.GET.get("here", "") or text)
    context: dict[str, Any] = {
        "text": text,
        "place": place,
        "is_asked": "q" in request.GET,
        "example_place": _example_place(),
    }
    if place is not None:
        address = address_at(Point(*place, srid=SRID))
        context |= {"address": address, "facts": _facts(address) if address else [], "place_url": map_url(place)}
    elif context["is_asked"]:
        try:
            found = find_by_name(text, limit=_RESULTS, viewer=viewer_of(request))
            context["results"] = [_result(entry) for entry in found]
        except QueryRefused as refusal:
            context["refusal"] = str(refusal)
    return render(request, "atlas/search.html", context)


def map_url(place: LonLat) -> str:
    """Return the map's address with a pin at ``place``."""
    lon, lat = place
    return f"{reverse('atlas:map')}?at={_DOOR_ZOOM}/{lat:.6f}/{lon:.6f}&pin={lat:.6f},{lon:.6f}"


def _place(text: str) -> LonLat | None:
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    lat, lon = float(match.group(1)), float(match.group(2))
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _example_place() -> str:
    lon, lat = settings.MUNICIPALITY.home_lon_lat
    return f"{lat:.4f}, {lon:.4f}"


def _result(found: Found) -> Result:
    note = ""
    if found.missing_number is not None:
        note = _("Ο αριθμός %(number)d δεν είναι καταγεγραμμένος εδώ.") % {"number": found.missing_number}
    is_house = found.number is not None
    return Result(
        name=found.text,
        layer=found.layer,
        locality=found.locality.text,
        url=map_url(found.lon_lat) if is_house else reverse("atlas:feature", args=(found.layer.slug, found.feature.id)),
        note=note,
    )


def _facts(address: Address) -> list[Fact]:
    """Return what is known beside the address itself."""
    facts = []
    if address.street is not None:
        facts.append(Fact(title=_("Περιοχή"), text=address.locality.text))
        facts.append(Fact(title=_("Ταχυδρομικός κώδικας"), text=address.street.postcode))
    if address.distance_m is not None:
        facts.append(Fact(title=_("Απόσταση από την οδό"), text=_("%(distance)d μ.") % {"distance": round(address.distance_m)}))
    return [fact for fact in facts if fact.text]
