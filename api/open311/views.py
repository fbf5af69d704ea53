"""The addresses of GeoReport v2, each in XML and JSON."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from api.language import LANGUAGES, negotiated_language
from api.open311 import asking, cases, posting, services, updating
from api.open311.errors import Open311Error, described
from api.open311.rendering import MEDIA_TYPES, rendered
from layers.requests.attachments import AT_ONCE

# Of what this server says about itself (not of its data).
_CHANGESET = "2026-11-30T12:00:00+02:00"
_WORDS_BYTES = 2**20
_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"

Answer = Callable[[HttpRequest, str], tuple[str, Any]]


def _endpoint(request: HttpRequest, form: str, answer: Answer, *, methods: tuple[str, ...] = ("GET", "HEAD")) -> HttpResponse:
    language = _language(request)
    status = 200
    with translation.override(language):
        try:
            _check(request, form, methods)
            root, content = answer(request, language)
            status = settings.OPEN311_CREATED_STATUS if request.method == "POST" else 200
        except Exception as error:  # noqa: BLE001  # whatever it is, a client of Open311 is told it in Open311's form
            status, descriptions = described(error)
            root, content = "errors", [{"code": status, "description": text} for text in descriptions]
    response = rendered(root, content, form if form in MEDIA_TYPES else "xml", status=status)
    return _dressed(request, response, language, methods)


def _dressed(request: HttpRequest, response: HttpResponse, language: str, methods: tuple[str, ...]) -> HttpResponse:
    """Give ``response`` its headers; who holds the same already is told so (RFC 9110 §13.1.2)."""
    status = response.status_code
    response.headers["Content-Language"] = language
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-store" if request.method == "POST" or status >= 500 else "no-cache"
    if status == 405:
        response.headers["Allow"] = ", ".join(methods)
    patch_vary_headers(response, ["Accept-Language", "Authorization"])
    if status != 200 or request.method == "POST":
        return response
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("locale") or ("" if _is_too_much(request) else request.POST.get("locale", ""))
    return asked if asked in LANGUAGES else negotiated_language(request)


def _is_too_much(request: HttpRequest) -> bool:
    """Whether more is sent than a report with all its pictures can be: it is not even read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and int(length) > AT_ONCE * settings.PICTURE_MAX_BYTES + _WORDS_BYTES


def _check(request: HttpRequest, form: str, methods: tuple[str, ...]) -> None:
    if _is_too_much(request):
        raise Open311Error(
            413, _("Στείλατε πολλά μαζί. Κάθε φωτογραφία έχει ως %(most)s MB.") % {"most": settings.PICTURE_MAX_BYTES // 2**20}
        )
    if form not in MEDIA_TYPES:
        raise Open311Error(404, _("«.%(form)s»: υπάρχουν .xml και .json.") % {"form": form[:20]})
    if request.method not in methods:
        raise Open311Error(405, _("%(method)s: εδώ γίνονται δεκτά %(known)s.") % {"method": request.method, "known": ", ".join(methods)})
    jurisdiction = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id")
    if jurisdiction and jurisdiction != settings.MUNICIPALITY.code:
        raise Open311Error(
            404,
            _("jurisdiction_id «%(given)s»: εδώ απαντά μόνο ο «%(ours)s»· μπορείτε και να το παραλείψετε.")
            % {"given": jurisdiction[:40], "ours": settings.MUNICIPALITY.code},
        )


@csrf_exempt
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    return _endpoint(request, form, _discovered)


@csrf_exempt
def service_list(request: HttpRequest, form: str) -> HttpResponse:
    return _endpoint(request, form, lambda _request, language: ("services", services.service_list(language)))


@csrf_exempt
def service_definition(request: HttpRequest, code: str, form: str) -> HttpResponse:
    return _endpoint(request, form, lambda *_: ("service_definition", services.definition_of(services.offered(code))))


@csrf_exempt
def requests(request: HttpRequest, form: str) -> HttpResponse:
    return _endpoint(request, form, _requests, methods=("GET", "HEAD", "POST"))


@csrf_exempt
def request_by_id(request: HttpRequest, identifier: str, form: str) -> HttpResponse:
    return _endpoint(request, form, lambda asked, language: ("service_requests", _one(asked, identifier, language)))


@csrf_exempt
def updates(request: HttpRequest, form: str) -> HttpResponse:
    return _endpoint(request, form, _updates, methods=("GET", "HEAD", "POST"))


@csrf_exempt
def token(request: HttpRequest, text: str, form: str) -> HttpResponse:
    return _endpoint(request, form, lambda *_: ("service_requests", posting.request_of_token(text)))


def _requests(request: HttpRequest, language: str) -> tuple[str, Any]:
    if request.method == "POST":
        return "service_requests", posting.posted(request, language)
    found = asking.cases_of(request.GET)
    return "service_requests", cases.told(found, language, is_extended=_is_extended(request), site=_site(request))


def _one(request: HttpRequest, identifier: str, language: str) -> list[dict[str, Any]]:
    return cases.told(asking.one(identifier), language, is_extended=_is_extended(request), site=_site(request))


def _updates(request: HttpRequest, _language: str) -> tuple[str, Any]:
    # The two roots are those that clients of this extension know.
    if request.method == "POST":
        return "service_request_updates", updating.posted(request)
    return "service_requests_updates", updating.told(request)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _is_extended(request: HttpRequest) -> bool:
    return request.GET.get("extensions") == "true"


def _discovered(request: HttpRequest, language: str) -> tuple[str, Any]:
    contact = settings.MUNICIPALITY.contact
    who = f"{settings.MUNICIPALITY.name[language]}, {contact.address[language]}, {contact.phone}, {contact.email}"
    address = request.build_absolute_uri(reverse("open311_services", args=("json",))).rsplit("/", 1)[0]
    endpoint = {
        "specification": _SPECIFICATION,
        "url": address,
        "changeset": _CHANGESET,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    keys = _("Κλειδί (api_key) δίνει ο Δήμος: %(email)s.") % {"email": contact.email}
    return "discovery", {"changeset": _CHANGESET, "contact": who, "key_service": keys, "endpoints": [endpoint]}
