"""Pages for people of what the API gives to machines (17-069r4 §8.2, requirements class HTML)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from api.documents import JSON as JSON_TYPE
from api.documents import json_response, url
from api.negotiation import HTML, JSON, in_format, wanted_format
from api.pages.links import page_links


def is_page(request: HttpRequest) -> bool:
    return wanted_format(request) == HTML


def answer(
    request: HttpRequest, document: Mapping[str, Any], template: str, *, content_type: str = JSON_TYPE, **context: object
) -> HttpResponse:
    """Return ``document`` as it is, or as the page that ``template`` makes of it and of ``context``."""
    if is_page(request):
        links = list(page_links(document.get("links", ())))
        return page(request, template, json_type=content_type, document=document, links=links, **context)
    return json_response(document, content_type=content_type)


def page(request: HttpRequest, template: str, *, json_type: str, **context: object) -> HttpResponse:
    """Return the page that ``template`` makes of ``context``; it links to the same as JSON, which is of ``json_type``."""
    shared = {
        "landing_url": url(request, "landing"),
        "collections_url": url(request, "collections"),
        "api_url": request.build_absolute_uri(reverse("api:landing")),
        "json_url": in_format(request, JSON),
        "json_type": json_type,
        # What is to be told once must not be kept under an ETag.
        "messages": (),
    }
    text = render_to_string(template, {**shared, **context}, request)
    return HttpResponse(text, headers={"Cache-Control": "private, no-cache"})


def facts_of(request: HttpRequest) -> tuple[object, ...]:
    """Return what else the ETag of an answer depends on: a page tells who is signed in, and names the files of its look."""
    if not is_page(request):
        return ()
    return HTML, request.user.is_authenticated, getattr(staticfiles_storage, "manifest_hash", ""), settings.BASEMAP_TILES_URL
