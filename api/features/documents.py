"""The metadata documents of OGC API Features Part 1 (17-069r4 §7.2–7.14), made from the Layer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from api.documents import GEOJSON, HTML, JSON, OPENAPI, link, url
from api.downloads.structured import download_links
from api.features.crs import crs_members
from api.features.schemas import schema_links
from api.features.writing.schema import schema_link
from api.tiles.documents import CONFORMANCE as TILES_CONFORMANCE
from api.tiles.documents import collection_links, landing_links
from layers.crs import CRS84_URI
from layers.layer import Layer
from layers.reading import Summary

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/{}"

CONFORMANCE = (
    *(_FEATURES.format(1, name) for name in ("core", "oas30", "geojson", "html")),
    _FEATURES.format(2, "crs"),
    *(_FEATURES.format(3, name) for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *TILES_CONFORMANCE,
    *(
        _FEATURES.format(4, name)
        for name in (
            "create-replace-delete",
            "update",
            "optimistic-locking-etags",
            "return-resource-representation-in-response",
            "features",
        )
    ),
    *(
        _CQL2.format(name)
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "property-property",
        )
    ),
)


def page_url(request: HttpRequest, name: str, *args: object) -> str:
    """Return the absolute address of the page of a resource, for clients that ask for no media type."""
    address = url(request, name, *args)
    return f"{address}{'&' if '?' in address else '?'}f=html"


def page_link(request: HttpRequest, name: str, *args: object) -> dict[str, str]:
    return link(page_url(request, name, *args), "alternate", HTML, _("Ως σελίδα"))


def landing_document(request: HttpRequest) -> dict[str, Any]:
    municipality = settings.MUNICIPALITY.name[translation.get_language() or "el"]
    return {
        "title": _("%(municipality)s: ανοικτά γεωχωρικά δεδομένα") % {"municipality": municipality},
        "description": _("Όλα τα επίπεδα του χάρτη ως GeoJSON, κατά το OGC API – Features."),
        "attribution": municipality,
        "links": [
            link(url(request, "landing"), "self", JSON, _("Αυτή η σελίδα")),
            page_link(request, "landing"),
            link(url(request, "openapi"), "service-desc", OPENAPI, _("Περιγραφή της διεπαφής (OpenAPI 3.0)")),
            link(page_url(request, "openapi"), "service-doc", HTML, _("Περιγραφή της διεπαφής, για ανθρώπους")),
            link(url(request, "conformance"), "conformance", JSON, _("Κλάσεις συμμόρφωσης")),
            link(url(request, "collections"), "data", JSON, _("Συλλογές")),
            *landing_links(request),
        ],
    }


def conformance_document() -> dict[str, Any]:
    return {"conformsTo": list(CONFORMANCE)}


def collections_document(request: HttpRequest, collections: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "links": [link(url(request, "collections"), "self", JSON, _("Αυτή η σελίδα")), page_link(request, "collections")],
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
            page_link(request, "collection", layer.slug),
            link(url(request, "items", layer.slug), "items", GEOJSON, layer.title),
            *schema_links(request, layer),
            *collection_links(request, layer),
            schema_link(request, layer),
            link(layer.licence.url, "license", "text/html", layer.licence.title),
            *download_links(request, layer),
        ],
    }
