from dataclasses import asdict
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class CompressionMiddleware(GZipMiddleware):
    """Compresses what gets smaller by it: pictures are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith(("image/png", "image/jpeg")):
            return response
        return super().process_response(request, response)


class LanguageMiddleware(LocaleMiddleware):
    """The address alone decides a page's language: English under ``/en/``, Greek elsewhere, whatever the browser asks for.

    Machine surfaces choose for themselves (``api.params.negotiated_language``) and say so in ``Vary`` and ``Content-Language``.
    """

    def process_request(self, request: HttpRequest) -> None:
        language = "en" if request.path_info == "/en" or request.path_info.startswith("/en/") else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class PolicyMiddleware(CSPMiddleware):
    """The site's policy, composed once in a process; an answer that asks for one of its own, or for a nonce, gets it from django-csp."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_usual = getattr(request, "_csp_nonce", None) is None and not any(name.startswith("_csp") for name in vars(response))
        if not is_usual:
            return super().process_response(request, response)
        is_backoffice = request.path_info.startswith(settings.BACKOFFICE_PATH)
        response.headers.setdefault(HEADER, _policy_of_the_backoffice() if is_backoffice else _usual_policy())
        return response


@cache
def _policy_of_the_backoffice() -> str:
    return build_policy(**asdict(PolicyParts(replace=settings.BACKOFFICE_SECURITY_POLICY)))


@cache
def _usual_policy() -> str:
    return build_policy(**asdict(PolicyParts()))
