"""Feeds for programs, and the page that lists them for people.

The documents are a machine surface: one address for both languages, chosen by ``lang``, then Accept-Language, and said in the answer.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from api.language import negotiated_language
from api.recall import remember
from geoportal.feeds import opml as lists
from geoportal.feeds.addresses import feed_path
from geoportal.feeds.feed import Feed, State
from geoportal.feeds.registry import feed_rooms, find_feed
from geoportal.feeds.writing import FORMS, write
from geoportal.site.language import page_language

_View = Callable[..., HttpResponseBase]


def _speaking(view: _View) -> _View:
    """Make ``view`` answer in the language asked for, to scripts of any site."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = negotiated_language(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        response.headers["Access-Control-Allow-Origin"] = "*"
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return wrapper


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """Every feed there is, for people."""
    rooms = [(room.title, listed) for room in feed_rooms() if (listed := list(room.listed()))]
    return render(request, "feeds/feeds.html", {"rooms": rooms})


@require_safe
@_speaking
def feed(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """What changed, newest first; who holds it already is told so before any row is read."""
    found = find_feed(slug, request.GET)
    if found is None:
        raise Http404(_("Δεν υπάρχει ροή «%(slug)s».") % {"slug": slug})
    # The state is read first: a change between it and the rows makes the next question differ, never an old body stay.
    state = found.state()
    etag = _etag(request, state.facts)
    changed_at = None if state.changed_at is None else int(state.changed_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed_at)
    if response is None:
        response = HttpResponse(_document(request, found, form, state), content_type=FORMS[form].content_type)
    response.headers["ETag"] = etag
    # Nobody gets more than the public: any cache may hold it, and asks whether it still holds.
    response.headers["Cache-Control"] = "public, no-cache"
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at)
    return response if state.ground is None else remember(response, state.ground)


def _document(request: HttpRequest, found: Feed, form: str, state: State) -> bytes:
    own_url = request.build_absolute_uri(feed_path(found, form))
    return write(found, found.entries(), form=form, own_url=own_url, changed_at=state.changed_at, absolute=request.build_absolute_uri)


@require_safe
@_speaking
def opml(request: HttpRequest) -> HttpResponseBase:
    body = lists.opml(
        feed_rooms(), url_of=lambda entry: request.build_absolute_uri(feed_path(entry, "rss")), absolute=request.build_absolute_uri
    )
    etag = _etag(request, body)
    response = get_conditional_response(request, etag=etag) or HttpResponse(body, content_type=lists.MEDIA_TYPE)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _etag(request: HttpRequest, facts: object) -> str:
    """Return a weak ETag: the same news may leave compressed or not."""
    parts = (settings.RELEASE, page_language(), request.build_absolute_uri(), facts)
    return f'W/"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'
