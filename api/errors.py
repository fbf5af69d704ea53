"""What may go wrong with a request of a machine, and how it is told: one form, RFC 9457 problem details, in the language asked for."""

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.language import is_machine_surface, negotiated_language
from api.negotiation import HTML, wanted_format
from api.pages.problems import problem_page
from layers.lookups import UnknownLayer

logger = logging.getLogger(__name__)


class ApiError(Exception):
    """Something a client can mend; the message names the value, the place and the remedy in the client's language."""


class InvalidParameter(ApiError):
    """A query parameter whose value cannot be used."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter = parameter


class UnknownParameter(InvalidParameter):
    """A query parameter that this resource does not have (OGC 17-069r4 Req 8)."""


class UnknownFeature(ApiError):
    """The layer has no feature of this id."""


class UnknownTile(ApiError):
    """A tile outside the matrix, or at a zoom at which the layer is not shown."""


class MethodNotAllowed(ApiError):
    """The resource is only read."""


class DataIsChanging(ApiError):
    """The layer was replaced again and again while we read it."""

    def __init__(self) -> None:
        super().__init__(_("Το επίπεδο ενημερώνεται αυτή τη στιγμή. Ξαναρωτήστε σε δύο δευτερόλεπτα."))


# The only table from exception to HTTP status, with the title that RFC 9457 §3.1.4 wants to be the same for each kind.
PROBLEMS: dict[type[Exception], tuple[int, str, object]] = {
    UnknownParameter: (400, "UnknownParameter", gettext_lazy("Άγνωστη παράμετρος")),
    InvalidParameter: (400, "InvalidParameterValue", gettext_lazy("Άκυρη τιμή παραμέτρου")),
    PermissionDenied: (403, "Forbidden", gettext_lazy("Δεν επιτρέπεται")),
    UnknownLayer: (404, "UnknownCollection", gettext_lazy("Άγνωστη συλλογή")),
    UnknownFeature: (404, "UnknownFeature", gettext_lazy("Άγνωστο στοιχείο")),
    UnknownTile: (404, "UnknownTile", gettext_lazy("Άγνωστο πλακίδιο")),
    Http404: (404, "NotFound", gettext_lazy("Δεν βρέθηκε")),
    MethodNotAllowed: (405, "MethodNotAllowed", gettext_lazy("Η μέθοδος δεν επιτρέπεται")),
    OperationalError: (503, "DatabaseUnavailable", gettext_lazy("Η βάση δεν απαντά")),
    DataIsChanging: (503, "DataIsChanging", gettext_lazy("Τα δεδομένα αλλάζουν")),
    Exception: (500, "InternalError", gettext_lazy("Εσωτερικό σφάλμα")),
}


def problem(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return ``error`` as ``application/problem+json``, to a browser as a page.

    What is not the client's to mend is logged and told without details.
    """
    kind = next(kind for kind in type(error).__mro__ if kind in PROBLEMS)
    status, code, title = PROBLEMS[kind]
    language = negotiated_language(request)
    with translation.override(language):
        document = {
            "type": "about:blank",
            "title": str(title),
            "status": status,
            "code": code,
            "detail": _detail(error, status),
        }
        if isinstance(error, InvalidParameter):
            document["parameter"] = error.parameter
        response = problem_page(request, document) if wanted_format(request) == HTML else _problem_json(document)
    for name, value in {"Content-Language": language, "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}.items():
        response.headers[name] = value
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    if status == 405:
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response


def _problem_json(document: dict[str, object]) -> HttpResponse:
    return JsonResponse(
        document,
        status=document["status"],
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _detail(error: Exception, status: int) -> str:
    if status >= 500 and not isinstance(error, ApiError):
        logger.error("Unexpected error in the API", exc_info=error)
        return _("Κάτι χάλασε από τη δική μας πλευρά. Το καταγράψαμε· δοκιμάστε ξανά σε λίγο.")
    if isinstance(error, UnknownLayer):
        return _("Δεν υπάρχει συλλογή «%(slug)s». Όλες οι συλλογές: /api/collections") % {"slug": error.slug}
    if isinstance(error, Http404):
        return _("Σε αυτή τη διεύθυνση δεν υπάρχει κάτι. Ξεκινήστε από το /api/.")
    return str(error)


class ProblemMiddleware:
    """Gives every exception of the machine surfaces the form of ``problem``; pages for people keep Django's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return problem(request, error) if is_machine_surface(request) else None
