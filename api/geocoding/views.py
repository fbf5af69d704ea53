"""From a name to a place and back: ``/search`` and ``/reverse``."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from api.documents import GEOJSON, json_response, reading
from api.errors import InvalidParameter
from api.geocoding.documents import address_document, collection_of, found_document
from api.geocoding.params import name_query, place_query
from api.viewers import is_private, viewer_of
from layers.addresses import address_at
from layers.gazetteer.queries import QueryRefused
from layers.gazetteer.search import find_by_name

# The index of names itself follows the layers within a minute.
_MAX_AGE_S = 60


@reading
def search(request: HttpRequest) -> HttpResponse:
    asked = name_query(request.GET)
    try:
        found = find_by_name(asked.text, limit=asked.limit, near=asked.near, viewer=viewer_of(request))
    except QueryRefused as refusal:
        raise InvalidParameter("q", str(refusal)) from refusal
    return _answer(request, [found_document(request, entry) for entry in found])


@reading
def reverse(request: HttpRequest) -> HttpResponse:
    address = address_at(place_query(request.GET))
    return _answer(request, [address_document(address)] if address else [])


def _answer(request: HttpRequest, features: Sequence[dict[str, Any]]) -> HttpResponse:
    response = json_response(collection_of(features), content_type=GEOJSON)
    response.headers["Cache-Control"] = "private, no-store" if is_private(request) else f"public, max-age={_MAX_AGE_S}"
    return response
