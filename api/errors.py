"""What may go wrong with a request of a machine, and how it is told: one form, RFC 9457 problem details, in the language asked for."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

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
from layers.locks import Busy
from layers.lookups import UnknownLayer
from layers.tiling.tiles import RevisionsKeptChanging

logger = logging.getLogger(__name__)

# Challenges of RFC 7617 and 6750. Basic stands first: Qt and browsers look no further than the first of a header.
_BASIC = 'Basic realm="api", charset="UTF-8"'
_BEARER = 'Bearer realm="api"'


class ApiError(Exception):
    """Something a client can mend; the message names the value, the place and the remedy in the client's language.

    ``members`` go into the problem, ``headers`` into the answer, beside what every problem has.
    """

    def __init__(self, detail: str, *, members: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.members = members or {}
        self.headers = headers or {}


class InvalidParameter(ApiError):
    """A query parameter whose value cannot be used."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter = parameter


class UnknownParameter(InvalidParameter):
    """A query parameter that this resource does not have (OGC 17-069r4 Req 8)."""


class UnknownFeature(ApiError):
    """The layer has no feature of this id."""


class UnknownDownload(ApiError):
    """There is no such file to take along: its format does not exist, or it is gone."""


class MethodNotAllowed(ApiError):
    """The resource has no such method; the header Allow lists those that it has."""


class TokenRequired(ApiError):
    """Nobody writes without a token (RFC 6750 §3: a challenge without an error), which only comes as Bearer there."""

    def __init__(self, detail: str, *, challenge: str = _BEARER) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class TokenAsked(TokenRequired):
    """The client wants to be asked: it sends what it has after a 401 only (RFC 9110 §11.6.1)."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, challenge=f"{_BASIC}, {_BEARER}")


class InvalidToken(ApiError):
    """A token that is unknown, expired or revoked, or no token at all."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": f'{_BASIC}, {_BEARER}, error="invalid_token"'})


class NotPermitted(ApiError):
    """The token does not reach so far."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": f'{_BEARER}, error="insufficient_scope"'})


class InvalidBody(ApiError):
    """What was sent cannot be read."""


class InvalidFeature(ApiError):
    """What was sent can be read, but not stored; ``errors`` tells field by field why."""

    def __init__(self, detail: str, errors: list[dict[str, Any]]) -> None:
        super().__init__(detail, members={"errors": errors})


class Conflict(ApiError):
    """Another row stands in the way."""


class Stale(ApiError):
    """If-Match names another state of the feature than the present one (RFC 9110 §13.1.1)."""


class ConditionMissing(ApiError):
    """If-Match is missing (RFC 6585 §3)."""


class BodyTooLarge(ApiError):
    """More was sent than one feature may take."""


class UnsupportedMediaType(ApiError):
    """What was sent is of a kind that is not read here."""


class DataIsChanging(ApiError):
    """The layer was replaced again and again while we read it."""

    def __init__(self) -> None:
        super().__init__(_("Το επίπεδο ενημερώνεται αυτή τη στιγμή. Ξαναρωτήστε σε δύο δευτερόλεπτα."))


class TooManyExports(ApiError):
    """As many files are being made as we can make."""

    def __init__(self) -> None:
        super().__init__(_("Ετοιμάζονται ήδη πολλά αρχεία. Δοκιμάστε ξανά σε λίγα λεπτά."))


class OutsideLimits(ApiError):
    """The tile lies outside the matrix or the layer's limits."""


class UnknownTileMatrixSet(ApiError):
    """There is no tile matrix set of this name here."""


# The only table from exception to HTTP status, with the title that RFC 9457 §3.1.4 wants to be the same for each kind.
PROBLEMS: dict[type[Exception], tuple[int, str, object]] = {
    UnknownParameter: (400, "UnknownParameter", gettext_lazy("Άγνωστη παράμετρος")),
    InvalidParameter: (400, "InvalidParameterValue", gettext_lazy("Άκυρη τιμή παραμέτρου")),
    PermissionDenied: (403, "Forbidden", gettext_lazy("Δεν επιτρέπεται")),
    UnknownLayer: (404, "UnknownCollection", gettext_lazy("Άγνωστη συλλογή")),
    UnknownDownload: (404, "UnknownDownload", gettext_lazy("Άγνωστη λήψη")),
    UnknownFeature: (404, "UnknownFeature", gettext_lazy("Άγνωστο στοιχείο")),
    OutsideLimits: (404, "OutsideLimits", gettext_lazy("Έξω από τα όρια")),
    UnknownTileMatrixSet: (404, "UnknownTileMatrixSet", gettext_lazy("Άγνωστο πλέγμα πλακιδίων")),
    Http404: (404, "NotFound", gettext_lazy("Δεν βρέθηκε")),
    InvalidBody: (400, "InvalidBody", gettext_lazy("Δεν διαβάζεται ό,τι στείλατε")),
    TokenRequired: (401, "TokenRequired", gettext_lazy("Χρειάζεται κλειδί")),
    InvalidToken: (401, "InvalidToken", gettext_lazy("Άκυρο κλειδί")),
    NotPermitted: (403, "NotPermitted", gettext_lazy("Το κλειδί δεν φτάνει έως εδώ")),
    Conflict: (409, "Conflict", gettext_lazy("Συγκρούεται με άλλη εγγραφή")),
    Stale: (412, "PreconditionFailed", gettext_lazy("Το στοιχείο άλλαξε στο μεταξύ")),
    BodyTooLarge: (413, "BodyTooLarge", gettext_lazy("Πολύ μεγάλο")),
    UnsupportedMediaType: (415, "UnsupportedMediaType", gettext_lazy("Άγνωστη μορφή")),
    InvalidFeature: (422, "InvalidFeature", gettext_lazy("Άκυρο στοιχείο")),
    ConditionMissing: (428, "PreconditionRequired", gettext_lazy("Λείπει το If-Match")),
    MethodNotAllowed: (405, "MethodNotAllowed", gettext_lazy("Η μέθοδος δεν επιτρέπεται")),
    OperationalError: (503, "DatabaseUnavailable", gettext_lazy("Η βάση δεν απαντά")),
    TooManyExports: (503, "TooManyExports", gettext_lazy("Πολλές λήψεις μαζί")),
    DataIsChanging: (503, "DataIsChanging", gettext_lazy("Τα δεδομένα αλλάζουν")),
    RevisionsKeptChanging: (503, "DataIsChanging", gettext_lazy("Τα δεδομένα αλλάζουν")),
    Busy: (503, "Busy", gettext_lazy("Ετοιμάζεται")),
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
        if isinstance(error, ApiError):
            document |= error.members
        response = problem_page(request, document) if wanted_format(request) == HTML else _problem_json(document)
    for name, value in _headers(error, status, language).items():
        response.headers[name] = value
    patch_vary_headers(response, ["Accept", "Accept-Language"])
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


def _headers(error: Exception, status: int, language: str) -> dict[str, str]:
    return {
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Access-Control-Allow-Origin": "*",
        **({"Allow": "GET, HEAD, OPTIONS"} if status == 405 else {}),
        **(error.headers if isinstance(error, ApiError) else {}),
    }


def _detail(error: Exception, status: int) -> str:
    if isinstance(error, RevisionsKeptChanging):
        return str(DataIsChanging())
    if isinstance(error, Busy):
        return _("Το ετοιμάζει ήδη άλλο αίτημα. Ξαναρωτήστε σε δύο δευτερόλεπτα.")
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
