"""What may go wrong with a request for a map, and the reports that tell it (OGC 06-042 §6.11, 01-068r3 Annex A.3)."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.errors import ApiError, DataIsChanging, InvalidToken, TokenAsked
from layers.locks import Busy
from layers.lookups import UnknownLayer

logger = logging.getLogger(__name__)


class ServiceException(ApiError):
    """Something the client can mend. ``code`` is one of the standard's, or of OWS Common (OGC 06-121r9 Table 27) where it has none."""

    def __init__(self, code: str, detail: str, *, locator: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.locator = locator

    @property
    def plain(self) -> str:
        """The message without the control characters that a request may hold: XML 1.0 has no form for them (§2.2)."""
        return "".join(letter if letter >= " " and letter not in "\ufffe\uffff" else "?" for letter in str(self))


class DrawingFailed(Exception):
    """The map could not be drawn: the renderer or the database failed."""


class DrawingTimedOut(DrawingFailed):
    """The map took longer than a map may take."""


_STATUS: dict[type[ApiError], int] = {InvalidToken: 401, TokenAsked: 401, DataIsChanging: 503}
_FAILED = gettext_lazy("Ο χάρτης δεν σχεδιάστηκε από δικό μας σφάλμα. Το καταγράψαμε· δοκιμάστε ξανά σε λίγο.")
_OURS: dict[type[Exception], tuple[int, object]] = {
    PermissionDenied: (403, gettext_lazy("Δεν επιτρέπεται.")),
    DrawingTimedOut: (
        503,
        gettext_lazy("Ο χάρτης ζητά περισσότερο χρόνο από όσο επιτρέπεται. Ζητήστε μικρότερη περιοχή ή λιγότερα επίπεδα."),
    ),
    Busy: (503, gettext_lazy("Σχεδιάζονται ήδη πολλοί χάρτες μαζί. Ξαναζητήστε τον σε δύο δευτερόλεπτα.")),
    DrawingFailed: (503, _FAILED),
    OperationalError: (503, _FAILED),
    Exception: (500, _FAILED),
}


def described(error: Exception) -> tuple[int, ServiceException]:
    """Return the HTTP status and the report of ``error``; what is ours to mend is logged and told without details."""
    if isinstance(error, ServiceException):
        return 400, error
    if isinstance(error, UnknownLayer):
        return 400, layer_not_defined(error.slug)
    if isinstance(error, ApiError):
        return _STATUS.get(type(error), 400), ServiceException("NoApplicableCode", str(error))
    for kind, (status, text) in _OURS.items():
        if isinstance(error, kind):
            if kind in (DrawingFailed, OperationalError, Exception):
                logger.error("A map could not be given", exc_info=error)
            return status, ServiceException("NoApplicableCode", str(text))
    raise TypeError(error)


def layer_not_defined(name: str, *, locator: str = "LAYERS") -> ServiceException:
    return ServiceException(
        "LayerNotDefined",
        _("Δεν υπάρχει επίπεδο «%(name)s». Τα επίπεδα τα λέει το GetCapabilities.") % {"name": name},
        locator=locator,
    )


def report(error: Exception, *, version: str) -> HttpResponse:
    """Return ``error`` as a service exception report of ``version``, to be kept nowhere."""
    status, exception = described(error)
    context: dict[str, Any] = {"exception": exception, "message": exception.plain}
    old = version == "1.1.1"
    body = render_to_string(f"wms/exception_{'111' if old else '130'}.xml", context)
    response = HttpResponse(body, status=status, content_type="application/vnd.ogc.se_xml" if old else "text/xml; charset=utf-8")
    for name, value in report_headers(error, status).items():
        response.headers[name] = value
    return response


def report_headers(error: Exception, status: int) -> dict[str, str]:
    """Return the headers of a report of ``error``: it is kept nowhere, and says when to ask again."""
    own = dict(error.headers) if isinstance(error, ApiError) else {}
    return {"Cache-Control": "no-store", **own, **({"Retry-After": "2"} if status == 503 else {})}
