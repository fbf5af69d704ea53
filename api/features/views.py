"""OGC API Features Part 1 (17-069r4): landing page, conformance, collections, features."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from api.caching import Revision, etag_of, layer_response, not_modified, with_etag
from api.documents import GEOJSON, JSON, OPENAPI, json_response, link, own_url, reading, to_json, url
from api.documents import HTML as HTML_TYPE
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
from api.negotiation import FORMATS, HTML, asked_with, in_format, negotiated
from api.pages.addresses import layer_entry
from api.pages.collection import collection_page
from api.pages.conformance import conformance_groups
from api.pages.features import rows_of
from api.pages.items import item_page, items_page
from api.pages.operations import operation_groups
from api.pages.rendering import answer, facts_of, is_page
from api.params import COMMON, check_names, without_format
from api.viewers import viewer_of
from layers.crs import CRS84
from layers.items import read_state
from layers.layer import Layer
from layers.lookups import all_layers, get_layer
from layers.reading import Page, count_features, read_page, read_summary
from layers.revisions import Revision as RevisionRow


@reading
@negotiated
def landing(request: HttpRequest) -> HttpResponse:
    check_names(request.GET, formats=FORMATS)
    layers = all_layers(viewer=viewer_of(request)) if is_page(request) else ()
    entries = [layer_entry(request, layer) for layer in layers]
    return answer(request, landing_document(request), "api/landing.html", entries=entries)


@reading
@negotiated
def conformance(request: HttpRequest) -> HttpResponse:
    check_names(request.GET, formats=FORMATS)
    document = conformance_document()
    return answer(request, document, "api/conformance.html", groups=conformance_groups(document))


@reading
@negotiated
def openapi(request: HttpRequest) -> HttpResponse:
    check_names(request.GET, formats=FORMATS)
    document = openapi_document(request, all_layers(viewer=viewer_of(request)))
    return answer(request, document, "api/openapi.html", content_type=OPENAPI, groups=operation_groups(document))


@reading
@negotiated
def collections(request: HttpRequest) -> HttpResponseBase:
    check_names(request.GET, formats=FORMATS)
    revisions = dict(RevisionRow.objects.values_list("layer", "number"))
    layers = all_layers(viewer=viewer_of(request))
    etag = etag_of(request, [(layer.slug, revisions.get(layer.slug), layer.next_change_at()) for layer in layers], *facts_of(request))
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    summaries = [read_summary(layer, revision=revisions.get(layer.slug)) for layer in layers]
    documents = [collection_document(request, layer, summary) for layer, summary in zip(layers, summaries, strict=True)]
    entries = [layer_entry(request, layer, count=summary.count) for layer, summary in zip(layers, summaries, strict=True)]
    response = answer(request, collections_document(request, documents), "api/collections.html", entries=entries)
    if any(summary.revision != revisions.get(layer.slug) for layer, summary in zip(layers, summaries, strict=True)):
        # Something was written while we read: what we send belongs to no one state of the data, so nobody may keep it.
        response.headers["Cache-Control"] = "no-store"
        return response
    return with_etag(request, response, etag)


@reading
@negotiated
def collection(request: HttpRequest, slug: str) -> HttpResponseBase:
    check_names(request.GET, formats=FORMATS)

    def build(layer: Layer) -> tuple[int, HttpResponse]:
        if is_page(request):
            return collection_page(request, layer)
        summary = read_summary(layer, revision=layer.revision)
        return summary.revision, json_response(collection_document(request, layer, summary))

    return layer_response(request, slug, build, *facts_of(request))


@reading
@negotiated
def queryables(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _schema(request, slug, queryables_document, _("Ιδιότητες για φίλτρα"))


@reading
@negotiated
def sortables(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _schema(request, slug, sortables_document, _("Ιδιότητες για ταξινόμηση"))


def _schema(request: HttpRequest, slug: str, document: Callable[[HttpRequest, Layer], dict[str, Any]], heading: str) -> HttpResponseBase:
    """A schema changes with the layer's definition, not with its rows: its own content is what it is known by."""
    check_names(request.GET, formats=FORMATS)
    layer = get_layer(slug, viewer=viewer_of(request))
    described = document(request, layer)
    etag = etag_of(request, described, *facts_of(request))
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    entry = layer_entry(request, layer)
    response = answer(request, described, "api/schema.html", content_type=SCHEMA_JSON, heading=heading, entry=entry)
    return with_etag(request, response, etag)


@reading
@negotiated
def items(request: HttpRequest, slug: str) -> HttpResponseBase:
    def build(layer: Layer) -> tuple[Revision, HttpResponse]:
        if is_page(request):
            return items_page(request, layer)
        query = feature_query(without_format(request.GET), layer, viewer=viewer_of(request))
        is_counted = asks_for_count(request.GET)
        page = read_page(layer, query, limit=query.limit or 1)
        matched = count_features(layer, replace(query, after=None, after_place=None), at_most=None) if is_counted else None
        response = HttpResponse(_collection_text(request, layer, page, matched), content_type=GEOJSON)
        revisions: Revision = page.revision if query.inside is None else (page.revision, query.inside.revision)
        return revisions, with_content_crs(response, query.crs)

    return layer_response(request, slug, build, *facts_of(request), beside=request.GET.get("within", "").partition("/")[0])


def _collection_text(request: HttpRequest, layer: Layer, page: Page, matched: int | None) -> bytes:
    links = [
        link(request.build_absolute_uri(), "self", GEOJSON, layer.title),
        link(in_format(request, HTML), "alternate", HTML_TYPE, _("Ως σελίδα")),
        link(url(request, "collection", layer.slug), "collection", JSON, layer.title),
    ]
    if page.next_after is not None:
        following = asked_with(request, after=written_place(page.next_after))
        links.append(link(following, "next", GEOJSON, _("Επόμενη σελίδα")))
    head = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **({} if matched is None else {"numberMatched": matched}),
        "numberReturned": page.count,
        "links": links,
    }
    return b"".join((to_json(head)[:-1], b',"features":[', page.features, b"]}"))


@reading
@negotiated
def item(request: HttpRequest, slug: str, feature_id: str) -> HttpResponseBase:
    check_names(request.GET, allowed=(*COMMON, "crs"), formats=FORMATS)
    crs = crs_of(request.GET, "crs")

    def build(layer: Layer) -> tuple[int, HttpResponse]:
        revision, found = read_state(layer, number_of(feature_id), crs=CRS84 if is_page(request) else crs)
        if found is None:
            raise UnknownFeature(
                _("Η συλλογή «%(slug)s» δεν έχει στοιχείο %(id)s. Όλα τα στοιχεία της: /api/collections/%(slug)s/items")
                % {"slug": layer.slug, "id": feature_id}
            )
        if is_page(request):
            (row,) = rows_of(request, layer, Page(revision=revision, count=1, features=found.text, next_after=None))
            return revision, item_page(request, layer, row)
        links = [
            link(own_url(request), "self", GEOJSON, layer.title),
            link(in_format(request, HTML), "alternate", HTML_TYPE, _("Ως σελίδα")),
            link(url(request, "collection", layer.slug), "collection", JSON, layer.title),
        ]
        text = b"".join((found.text[:-1], b',"links":', to_json(links), b"}"))
        response = HttpResponse(text, content_type=GEOJSON, headers={"ETag": state_of(layer.slug, number_of(feature_id), found.state)})
        return revision, with_content_crs(response, crs)

    return layer_response(request, slug, build, *facts_of(request))
