"""A report on one page, for a line that is slow or not there. The browser keeps the page and what is written on it, and sends it later;
each report has a key of its own, so that one that was sent twice is one."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geoportal.requests.kinds import icon_of
from geoportal.requests.uploads import read_uploads
from geoportal.site.language import localised, page_language
from geoportal.site.limits import is_within
from geoportal.site.origin import own_form
from layers.requests.codes import written
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.submitting import Contact, Report, ReportRefused, submit

_KEY = re.compile(r"[0-9a-f-]{32,36}")
_HOUR_S = 3600
# What the page needs besides itself; the rest of the site needs a line anyway.
_PARTS = ("js/queue.js", "js/offline.js", "img/mark.svg", "img/icon.svg", "img/icon-32.png", icon_of("other"))


@own_form
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def offline(request: HttpRequest) -> HttpResponse:
    """The page, and where it sends to: by a script, which is answered in JSON, or as a plain form."""
    if request.method != "POST":
        return render(request, "requests/offline.html", _page({}, {}))
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not is_within(request, "reports", most=settings.REPORTS_PER_HOUR, window_s=_HOUR_S):
        return _refused(request, {"": _("Πολλές αναφορές από τη σύνδεσή σας. Περιμένετε λίγο.")}, wants_json=wants_json, status=429)
    try:
        case = _submitted(request)
    except ReportRefused as refusal:
        return _refused(request, refusal.errors, wants_json=wants_json, status=422)
    url = reverse("requests:track", args=[written(case.code)])
    return JsonResponse({"code": written(case.code), "url": url}) if wants_json else redirect(url)


def _submitted(request: HttpRequest) -> ServiceRequest:
    given = {name: value.replace("\0", "").strip() for name, value in request.POST.items() if isinstance(value, str)}
    service = Service.objects.offered().filter(code=given.get("service", "")[:50]).first()
    if service is None:
        raise ReportRefused({"service": _("Διαλέξτε τι είδους πρόβλημα είναι.")})
    uploads = read_uploads(request.FILES.getlist("photos"))
    if uploads.refusals:
        raise ReportRefused({"photos": " ".join(uploads.refusals)})
    key = given.get("key", "").lower()
    report = Report(
        service=service,
        description=given.get("description", ""),
        lon_lat=_lon_lat(given),
        address=given.get("address", "")[:300],
        contact=Contact(email=given.get("email", "")[:254]),
        language=page_language(),
        key=f"offline {key}" if _KEY.fullmatch(key) else "",
        notes={"written_at": given["written_at"][:40]} if given.get("written_at") else {},
        pictures=uploads.pictures,
        may_lack_answers=True,
    )
    return submit(report).case


def _lon_lat(given: Mapping[str, str]) -> tuple[float, float] | None:
    if not (given.get("lat") and given.get("lon")):
        return None
    try:
        return float(given["lon"].replace(",", ".")), float(given["lat"].replace(",", "."))
    except ValueError:
        raise ReportRefused({"place": _("Οι συντεταγμένες δεν είναι αριθμοί. Σβήστε τες ή γράψτε π.χ. 35.5138 και 24.0187.")}) from None


def _refused(request: HttpRequest, errors: Mapping[str, str], *, wants_json: bool, status: int) -> HttpResponse:
    if wants_json:
        return JsonResponse({"errors": dict(errors)}, status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, "requests/offline.html", _page(request.POST, errors), status=status)


def _page(given: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, Any]:
    fields = {"place": "address", "contact": "email"}
    return {
        "services": [
            {"code": service.code, "title": localised(service, "title"), "needs_email": not service.may_be_anonymous}
            for service in Service.objects.offered().order_by("position", "title_el", "code")
        ],
        "given": given,
        "errors": {fields.get(name, name): message for name, message in errors.items()},
        "summary": [(f"#{fields.get(name, name)}", message) for name, message in errors.items()],
    }


@require_safe
@cache_control(max_age=0, must_revalidate=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page of reports in the browser. Its address is the root: it looks after the whole site."""
    pages = {}
    for code, _title in settings.LANGUAGES:
        with translation.override(code):
            pages[code] = reverse("requests:offline")
    config = {
        "cache": f"report-{settings.RELEASE}",
        "pages": pages,
        "parts": [staticfiles_storage.url(name) for name in _PARTS],
        "static": settings.STATIC_URL,
    }
    context = {"config": json.dumps(config), "queue": staticfiles_storage.url("js/queue.js")}
    return render(request, "requests/service-worker.js", context, content_type="text/javascript; charset=utf-8")
