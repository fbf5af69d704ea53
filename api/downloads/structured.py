"""A layer for search engines and for links: schema.org's Dataset, and where its files are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.documents import link
from api.downloads.about import about
from api.downloads.dcat import dataset_uri, download_url
from api.downloads.formats import FORMATS
from layers.layer import Layer
from layers.reading import Summary


def download_links(request: HttpRequest, layer: Layer) -> list[dict[str, str]]:
    """Return a link to each file of the whole layer (rel enclosure, RFC 4287 §4.2.7.2), in the active language."""
    return [
        link(
            _in_language(request, download_url(request, layer, entry)),
            "enclosure",
            entry.media_type,
            _("%(title)s ως %(format)s") % {"title": layer.title, "format": entry.title},
        )
        for entry in FORMATS.values()
    ]


def dataset_document(request: HttpRequest, layer: Layer, summary: Summary) -> dict[str, Any]:
    """Return the layer as a Dataset of schema.org (JSON-LD), in the active language."""
    told = about(layer, revision=summary.revision)
    creator = {"@type": "GovernmentOrganization", "name": told.publisher, "url": settings.MUNICIPALITY.contact.website}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": dataset_uri(request, layer),
        "name": told.title,
        "description": told.description or told.title,
        "identifier": layer.slug,
        "url": dataset_uri(request, layer).partition("#")[0],
        "inLanguage": told.language,
        "isAccessibleForFree": True,
        "license": told.licence_url,
        "creditText": told.attribution,
        "creator": creator,
        "publisher": creator,
        **_coverage(summary),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": entry.title,
                "encodingFormat": entry.media_type.partition(";")[0],
                "contentUrl": _in_language(request, download_url(request, layer, entry)),
            }
            for entry in FORMATS.values()
        ],
    }


def _coverage(summary: Summary) -> dict[str, Any]:
    """Where and when; schema.org writes a box with latitude first, and an interval after ISO 8601."""
    coverage: dict[str, Any] = {}
    if summary.extent is not None:
        west, south, east, north = summary.extent
        box = f"{south!r} {west!r} {north!r} {east!r}"
        coverage["spatialCoverage"] = {"@type": "Place", "geo": {"@type": "GeoShape", "box": box}}
    if summary.interval is not None:
        coverage["temporalCoverage"] = "/".join(summary.interval)
    return coverage


def _in_language(request: HttpRequest, address: str) -> str:
    """The language asked for by ``lang`` goes along, as in every link of the API."""
    return f"{address}?lang={request.GET['lang']}" if "lang" in request.GET else address
