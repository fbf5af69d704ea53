"""Forms of pages that set no cookie: whoever sends one has to come from a page of this site (docs/adr/0027)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


def own_form(view: View) -> View:
    """Refuse what another site makes a browser send to ``view``; no token, and so no cookie, is needed.

    Browsers tell where a request comes from (Fetch Metadata, ``Sec-Fetch-Site``; older ones ``Origin``), and no page can change that.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not _is_ours(request):
            return render(request, "403_csrf.html", status=403)
        return view(request, *args, **kwargs)

    exempt: View = csrf_exempt(guarded)
    return exempt


def _is_ours(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    # Neither: no browser of the last ten years, and so nobody whom another page could have sent.
    return origin is None or urlsplit(origin).netloc == request.get_host() or origin in settings.CSRF_TRUSTED_ORIGINS
