"""How answers of the API leave: JSON, the language said, readable from any site's pages."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from api.errors import MethodNotAllowed
from api.language import negotiated_language
from api.tokens.authentication import let_in
from api.viewers import is_private

JSON = "application/json"
HTML = "text/html"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

# Made once: json.dumps makes one for each call that wants anything but its own ways.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)

View = Callable[..., HttpResponseBase]


def reading(view: View) -> View:
    """Make ``view`` a resource that is only read: in the language asked for, open to scripts of other sites (CORS).

    Nothing is written here, so there is no CSRF to guard against: an unknown method gets its 405, not the page of a form that expired.

    Raises:
        MethodNotAllowed
    """

    @csrf_exempt
    @speaking
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        raise MethodNotAllowed(_("Η μέθοδος %(method)s δεν υπάρχει εδώ. Υπάρχουν: GET, HEAD, OPTIONS.") % {"method": request.method})

    return wrapper


def speaking(view: View) -> View:
    """Make ``view`` answer in the language asked for, to scripts of any site (CORS), and refuse a token that is none.

    What is told to somebody who said who they are leaves for nobody else, whatever the view says.

    Raises:
        InvalidToken, TokenAsked
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = negotiated_language(request)
        with translation.override(language):
            let_in(request)
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept-Language, Authorization, Content-Crs, Content-Type, If-Match, If-None-Match, Prefer, X-Request-Id"
        )
        response.headers["Access-Control-Expose-Headers"] = "Content-Crs, Content-Language, ETag, Link, Location, Preference-Applied"
        # Of every answer: a cache that has the public one must not give it to who would see more.
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        if is_private(request) and not {"private", "no-store"} & _kept_as(response):
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    return wrapper


def _kept_as(response: HttpResponseBase) -> set[str]:
    return {part.strip() for part in response.headers.get("Cache-Control", "").split(",")}


def json_response(document: Mapping[str, Any], *, content_type: str = JSON) -> HttpResponse:
    return HttpResponse(to_json(document), content_type=content_type)


def to_json(value: Any) -> bytes:
    """Return ``value`` as UTF-8 JSON, Greek unescaped, lazy texts in the active language."""
    return _ENCODER.encode(value).encode()


def link(href: str, rel: str, media_type: str, title: object = "") -> dict[str, str]:
    """Return a link as OGC 17-069r4 §5.2 wants it (RFC 8288)."""
    return {"href": href, "rel": rel, "type": media_type, **({"title": str(title)} if title else {})}


_path = lru_cache(maxsize=1000)(lambda name, *args: reverse(f"api:{name}", args=args))


def url(request: HttpRequest, name: str, *args: object, plain: bool = False) -> str:
    """Return the absolute address of a resource of the API; the language asked for by ``lang`` goes along, unless ``plain``."""
    address = request.build_absolute_uri(_path(name, *args))
    return address if plain else _in_language(request, address)


def own_url(request: HttpRequest) -> str:
    """Return the absolute address of the resource asked for, the language with it, without what else was asked of it."""
    return _in_language(request, request.build_absolute_uri(request.path))


def _in_language(request: HttpRequest, address: str) -> str:
    return f"{address}?lang={request.GET['lang']}" if "lang" in request.GET else address
