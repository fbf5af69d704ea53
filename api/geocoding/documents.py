"""Names and addresses with their places, as GeoJSON (RFC 7946)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from api.documents import url
from layers.addresses import Address, Locality
from layers.gazetteer.search import Found
from layers.municipality import LonLat

# 1 cm: no door is known better.
_DECIMALS = 7


def collection_of(features: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "numberReturned": len(features), "features": features}


def found_document(request: HttpRequest, found: Found) -> dict[str, Any]:
    """Return what was found by a name; ``item`` is where the API tells the rest of it."""
    slug, pk = found.layer.slug, found.feature.id
    properties = {
        "name": found.text,
        "layer": slug,
        "layer_title": str(found.layer.title),
        "feature": pk,
        "number": found.number,
        "missing_number": found.missing_number,
        "precision": found.precision,
        **_locality(found.locality),
        "item": url(request, "item", slug, pk),
    }
    return {"type": "Feature", "id": f"{slug}/{pk}", "geometry": _point(found.lon_lat), "properties": properties}


def address_document(address: Address) -> dict[str, Any]:
    """Return the address of a place; the geometry is the door, else the place itself."""
    properties = {
        "name": address.text,
        "street": address.street_name,
        "number": address.number,
        "postcode": address.street.postcode if address.street else "",
        "precision": address.precision,
        "distance_m": None if address.distance_m is None else round(address.distance_m, 1),
        **_locality(address.locality),
    }
    return {"type": "Feature", "geometry": _point(address.lon_lat), "properties": properties}


def _locality(locality: Locality) -> dict[str, str]:
    return {"locality": locality.text}


def _point(lon_lat: LonLat) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(number, _DECIMALS) for number in lon_lat]}
