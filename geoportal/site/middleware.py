from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


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
