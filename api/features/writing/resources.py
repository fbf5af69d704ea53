"""``/items`` and ``/items/<id>`` with all their methods: reads stay the plain views they are, the rest depends on the layer."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from api.documents import View, speaking
from api.errors import MethodNotAllowed
from api.features.writing.bodies import FEATURE_TYPES, PATCH_TYPES
from api.viewers import viewer_of
from layers.lookups import get_layer
from layers.writing import why_read_only

READ = ("GET", "HEAD", "OPTIONS")
ITEMS: Mapping[str, tuple[str, ...]] = {"POST": FEATURE_TYPES}
ITEM: Mapping[str, tuple[str, ...]] = {"PUT": FEATURE_TYPES, "PATCH": PATCH_TYPES, "DELETE": ()}
_ACCEPT = {"POST": "Accept-Post", "PATCH": "Accept-Patch"}


def with_writes(read: View, write: View, methods: Mapping[str, tuple[str, ...]]) -> View:
    """Return the resource that ``read`` shows, with those of ``methods`` that the layer allows; ``write`` does them.

    Tokens are no cookies, so a page of another site can write nothing in somebody's name: there is no CSRF to guard against.
    """

    @csrf_exempt
    @wraps(read)
    def resource(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        return (read if request.method in ("GET", "HEAD") else others)(request, slug, **kwargs)

    @speaking
    def others(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        reason = why_read_only(get_layer(slug, viewer=viewer_of(request)))
        allowed = ", ".join(READ if reason else (*READ, *methods))
        if request.method == "OPTIONS":
            return _options(allowed, {} if reason else methods)
        if request.method not in methods or reason:
            missing = _("Η μέθοδος %(method)s δεν υπάρχει εδώ. Υπάρχουν: %(allowed)s.") % {"method": request.method, "allowed": allowed}
            raise MethodNotAllowed(f"{missing} {reason}".strip(), headers={"Allow": allowed})
        return write(request, slug, **kwargs)

    return resource


def _options(allowed: str, methods: Mapping[str, tuple[str, ...]]) -> HttpResponse:
    """OGC 20-002r1 /req/create-replace-delete/options-response, options-accept-post, /req/update/options-accept-patch."""
    accepts = {header: ", ".join(methods[method]) for method, header in _ACCEPT.items() if method in methods}
    # The second is what browsers ask before they let a page of another site write (CORS).
    return HttpResponse(status=200, headers={"Allow": allowed, "Access-Control-Allow-Methods": allowed, **accepts})
