"""Addresses that pages lead to."""

from django.http import HttpRequest

from api.documents import url
from layers.layer import Layer


def geojson_url(request: HttpRequest, layer: Layer) -> str:
    """Return where the features of ``layer`` are as GeoJSON, for browsers too."""
    return f"{url(request, 'items', layer.slug).partition('?')[0]}?f=json"


def layer_entry(request: HttpRequest, layer: Layer, **facts: object) -> dict[str, object]:
    """Return ``layer`` with its addresses, as lists of layers show it, and further ``facts``."""
    return {
        "layer": layer,
        "url": url(request, "collection", layer.slug),
        "items_url": url(request, "items", layer.slug),
        "geojson_url": geojson_url(request, layer),
        **facts,
    }
