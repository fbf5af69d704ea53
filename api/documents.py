"""How answers of the API leave: JSON, the language said, readable from any site's pages."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from api.errors import MethodNotAllowed
from api.language import negotiated_language

JSON = "application/json"
HTML = "text/html"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

View = Callable[..., HttpResponseBase]


def reading(view: View) -> View:
    """Make ``view`` a resource that is only read: in the language asked for, open to scripts of other sites (CORS).

    Raises:
        MethodNotAllowed
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = negotiated_language(request)
        with translation.override(language):
            if request.method == "OPTIONS":
                response: HttpResponseBase = HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
            elif request.method in ("GET", "HEAD"):
                response = view(request, *args, **kwargs)
            else:
                raise MethodNotAllowed(
                    _("Η μέθοδος %(method)s δεν υπάρχει εδώ. Υπάρχουν: GET, HEAD, OPTIONS.") % {"method": request.method}
                )
        response.headers["Content-Language"] = language
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "Content-Crs, Content-Language, ETag, Link"
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return wrapper


def json_response(document: Mapping[str, Any], *, content_type: str = JSON) -> HttpResponse:
    return HttpResponse(to_json(document), content_type=content_type)


def to_json(value: Any) -> bytes:
    """Return ``value`` as UTF-8 JSON, Greek unescaped, lazy texts in the active language."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def link(href: str, rel: str, media_type: str, title: object = "") -> dict[str, str]:
    """Return a link as OGC 17-069r4 §5.2 wants it (RFC 8288)."""
    return {"href": href, "rel": rel, "type": media_type, **({"title": str(title)} if title else {})}


def url(request: HttpRequest, name: str, *args: object, plain: bool = False) -> str:
    """Return the absolute address of a resource of the API; the language asked for by ``lang`` goes along, unless ``plain``."""
    address = request.build_absolute_uri(reverse(f"api:{name}", args=args))
    return f"{address}?lang={request.GET['lang']}" if "lang" in request.GET and not plain else address
