"""OGC API Features Part 1 (17-069r4): landing page, conformance, collections, features."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from api.caching import Revision, etag_of, layer_response, not_modified, with_etag
from api.documents import GEOJSON, JSON, OPENAPI, json_response, link, reading, to_json, url
from api.errors import UnknownFeature
from api.features.crs import crs_of, with_content_crs
from api.features.documents import (
    collection_document,
    collections_document,
    conformance_document,
    landing_document,
)
from api.features.openapi import openapi_document
from api.features.query import asks_for_count, feature_query
from api.features.schemas import SCHEMA_JSON, queryables_document, sortables_document
from api.features.sorting import written_place
from api.features.writing.views import number_of
from api.item_tags import state_of
from api.params import COMMON, check_names
from api.viewers import is_staff
from layers.items import read_item
from layers.layer import FeatureQuery, Layer
from layers.lookups import all_layers, get_layer
from layers.reading import Page, count_features, read_page, read_summary
from layers.revisions import Revision as RevisionRow


@reading
def landing(request: HttpRequest) -> HttpResponse:
    check_names(request.GET)
    return json_response(landing_document(request))


@reading
def conformance(request: HttpRequest) -> HttpResponse:
    check_names(request.GET)
    return json_response(conformance_document())


@reading
def openapi(request: HttpRequest) -> HttpResponse:
    check_names(request.GET)
    return json_response(openapi_document(request, all_layers(for_staff=is_staff(request))), content_type=OPENAPI)


@reading
def collections(request: HttpRequest) -> HttpResponseBase:
    check_names(request.GET)
    revisions = dict(RevisionRow.objects.values_list("layer", "number"))
    layers = all_layers(for_staff=is_staff(request))
    etag = etag_of(request, [(layer.slug, revisions.get(layer.slug), layer.next_change_at()) for layer in layers])
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    summaries = [read_summary(layer, revision=revisions.get(layer.slug)) for layer in layers]
    documents = [collection_document(request, layer, summary) for layer, summary in zip(layers, summaries, strict=True)]
    response = json_response(collections_document(request, documents))
    if any(summary.revision != revisions.get(layer.slug) for layer, summary in zip(layers, summaries, strict=True)):
        # Something was written while we read: what we send belongs to no one state of the data, so nobody may keep it.
        response.headers["Cache-Control"] = "no-store"
        return response
    return with_etag(request, response, etag)


@reading
def collection(request: HttpRequest, slug: str) -> HttpResponseBase:
    check_names(request.GET)

    def build(layer: Layer) -> tuple[int, HttpResponse]:
        summary = read_summary(layer, revision=layer.revision)
        return summary.revision, json_response(collection_document(request, layer, summary))

    return layer_response(request, slug, build)


@reading
def queryables(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _schema(request, slug, queryables_document)


@reading
def sortables(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _schema(request, slug, sortables_document)


def _schema(request: HttpRequest, slug: str, document: Callable[[HttpRequest, Layer], dict[str, Any]]) -> HttpResponseBase:
    """A schema changes with the layer's definition, not with its rows: its own content is what it is known by."""
    check_names(request.GET)
    described = document(request, get_layer(slug, for_staff=is_staff(request)))
    etag = etag_of(request, described)
    return not_modified(request, etag) or with_etag(request, json_response(described, content_type=SCHEMA_JSON), etag)


@reading
def items(request: HttpRequest, slug: str) -> HttpResponseBase:
    def build(layer: Layer) -> tuple[Revision, HttpResponse]:
        query = feature_query(request.GET, layer, for_staff=is_staff(request))
        is_counted = asks_for_count(request.GET)
        page = read_page(layer, query, limit=query.limit or 1)
        matched = count_features(layer, replace(query, after=None, after_place=None), at_most=None) if is_counted else None
        response = HttpResponse(_collection_text(request, layer, page, matched), content_type=GEOJSON)
        revisions: Revision = page.revision if query.inside is None else (page.revision, query.inside.revision)
        return revisions, with_content_crs(response, query.crs)

    return layer_response(request, slug, build, beside=request.GET.get("within", "").partition("/")[0])


def _collection_text(request: HttpRequest, layer: Layer, page: Page, matched: int | None) -> bytes:
    links = [
        link(request.build_absolute_uri(), "self", GEOJSON, layer.title),
        link(url(request, "collection", layer.slug), "collection", JSON, layer.title),
    ]
    if page.next_after is not None:
        following = request.GET.copy()
        following["after"] = written_place(page.next_after)
        links.append(
            link(
                f"{request.build_absolute_uri(request.path)}?{following.urlencode()}",
                "next",
                GEOJSON,
                _("Επόμενη σελίδα"),
            )
        )
    head = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **({} if matched is None else {"numberMatched": matched}),
        "numberReturned": page.count,
        "links": links,
    }
    return b"".join((to_json(head)[:-1], b',"features":[', page.features, b"]}"))


@reading
def item(request: HttpRequest, slug: str, feature_id: str) -> HttpResponseBase:
    check_names(request.GET, allowed=(*COMMON, "crs"))
    crs = crs_of(request.GET, "crs")

    def build(layer: Layer) -> tuple[int, HttpResponse]:
        number = number_of(feature_id)
        found = read_item(layer, FeatureQuery(ids=(number,), crs=crs))
        if found is None:
            raise UnknownFeature(
                _("Η συλλογή «%(slug)s» δεν έχει στοιχείο %(id)s. Όλα τα στοιχεία της: /api/collections/%(slug)s/items")
                % {"slug": layer.slug, "id": feature_id}
            )
        links = [
            link(url(request, "item", layer.slug, feature_id), "self", GEOJSON, layer.title),
            link(url(request, "collection", layer.slug), "collection", JSON, layer.title),
        ]
        text = b"".join((found.text[:-1], b',"links":', to_json(links), b"}"))
        response = HttpResponse(text, content_type=GEOJSON, headers={"ETag": state_of(layer.slug, number, found.state)})
        return found.revision, with_content_crs(response, crs)

    return layer_response(request, slug, build)
