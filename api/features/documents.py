"""The metadata documents of OGC API Features Part 1 (17-069r4 §7.2–7.14), made from the Layer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from api.documents import GEOJSON, JSON, OPENAPI, link
from api.features.crs import crs_members
from layers.crs import CRS84_URI
from layers.layer import Layer
from layers.reading import Summary

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)


def url(request: HttpRequest, name: str, *args: object) -> str:
    """Return the absolute address of a resource of the API; the language asked for by ``lang`` goes along."""
    address = request.build_absolute_uri(reverse(f"api:{name}", args=args))
    return f"{address}?lang={request.GET['lang']}" if "lang" in request.GET else address


def landing_document(request: HttpRequest) -> dict[str, Any]:
    municipality = settings.MUNICIPALITY.name[translation.get_language() or "el"]
    return {
        "title": _("%(municipality)s: ανοικτά γεωχωρικά δεδομένα") % {"municipality": municipality},
        "description": _("Όλα τα επίπεδα του χάρτη ως GeoJSON, κατά το OGC API – Features."),
        "attribution": municipality,
        "links": [
            link(url(request, "landing"), "self", JSON, _("Αυτή η σελίδα")),
            link(url(request, "openapi"), "service-desc", OPENAPI, _("Περιγραφή της διεπαφής (OpenAPI 3.0)")),
            link(url(request, "conformance"), "conformance", JSON, _("Κλάσεις συμμόρφωσης")),
            link(url(request, "collections"), "data", JSON, _("Συλλογές")),
        ],
    }


def conformance_document() -> dict[str, Any]:
    return {"conformsTo": list(CONFORMANCE)}


def collections_document(request: HttpRequest, collections: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "links": [link(url(request, "collections"), "self", JSON, _("Αυτή η σελίδα"))],
        "collections": collections,
    }


def collection_document(request: HttpRequest, layer: Layer, summary: Summary) -> dict[str, Any]:
    """Return the description of ``layer``: the same in the list and alone (Req 16)."""
    extent: dict[str, Any] = {}
    if summary.extent is not None:
        extent["spatial"] = {"bbox": [list(summary.extent)], "crs": CRS84_URI}
    if summary.interval is not None:
        extent["temporal"] = {"interval": [list(summary.interval)], "trs": GREGORIAN}
    return {
        "id": layer.slug,
        "title": str(layer.title),
        "description": str(layer.description),
        "attribution": str(layer.attribution or settings.MUNICIPALITY.name[translation.get_language() or "el"]),
        **({"extent": extent} if extent else {}),
        "itemType": "feature",
        **crs_members(),
        "links": [
            link(url(request, "collection", layer.slug), "self", JSON, layer.title),
            link(url(request, "items", layer.slug), "items", GEOJSON, layer.title),
            link(layer.licence.url, "license", "text/html", layer.licence.title),
        ],
    }
