"""What cannot be answered, told as an ``ows:ExceptionReport`` (OGC 06-121r9 §8) in the client's language, without a word of our inside."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from gisserver.exceptions import OWSException
from psycopg.errors import QueryCanceled

from api.errors import ApiError, DataIsChanging, InvalidParameter, InvalidToken, TokenAsked

logger = logging.getLogger(__name__)

XML = "text/xml; charset=utf-8"
# What a client has to mend is 400 (09-025r2 table D.2), what is not there 404.
_STATUS = {"NotFound": 404}


class Refused(Exception):
    """Something that the client can mend: a code of 09-025r2 §7.5, the parameter at fault, and the remedy in the client's language."""

    def __init__(self, code: str, locator: str, text: str, *, status: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.locator = locator
        self.status = status or _STATUS.get(code, 400)
        self.headers = headers or {}


def invalid(locator: str, text: str) -> Refused:
    return Refused("InvalidParameterValue", locator, text)


def missing(locator: str) -> Refused:
    return Refused("MissingParameterValue", locator, _("Λείπει η παράμετρος «%(name)s».") % {"name": locator})


def unreadable(locator: str, text: str = "") -> Refused:
    return Refused("OperationParsingFailed", locator, text or _("Το αίτημα δεν διαβάζεται ως WFS 2.0."))


def refusal_of(error: Exception) -> Refused | None:
    """Return what is to be told of ``error``, None if nobody foresaw it."""
    if isinstance(error, Refused):
        return error
    known = next((told for kind, told in _TOLD if isinstance(error, kind)), None)
    return known(error) if known else _of_the_database(error)


def _of_the_library(error: OWSException) -> Refused:
    """The library's texts are English and may repeat what was sent; its codes and locators are the standard's."""
    locator = str(error.locator or "")[:80]
    told = {
        "MissingParameterValue": _("Λείπει η παράμετρος «%(name)s»."),
        "InvalidParameterValue": _("Η τιμή της παραμέτρου «%(name)s» δεν είναι από όσες υποστηρίζονται· δείτε το GetCapabilities."),
        "OperationNotSupported": _("Αυτή η πράξη δεν υπάρχει εδώ· όσες υπάρχουν τις λέει το GetCapabilities."),
        "VersionNegotiationFailed": _("Η υπηρεσία μιλά μόνο την έκδοση 2.0.0."),
        "NotFound": _("Δεν υπάρχει τέτοιο στοιχείο."),
    }
    text = told.get(error.code, _("Το αίτημα δεν διαβάζεται ως WFS 2.0.")) % {"name": locator}
    return Refused(error.code if error.code in told else "OperationParsingFailed", locator, text)


def _of_the_database(error: Exception) -> Refused | None:
    if isinstance(error.__cause__, QueryCanceled):
        return Refused(
            "OperationProcessingFailed",
            "filter",
            _("Το ερώτημα θέλει περισσότερο χρόνο από όσον δίνουμε. Ζητήστε λιγότερα: BBOX, λιγότερες συνθήκες, μικρότερο startIndex."),
        )
    if isinstance(error, DataError):
        logger.warning("A WFS request asks the database what it cannot compute", exc_info=error)
        return Refused("OperationProcessingFailed", "filter", _("Το φίλτρο δεν υπολογίζεται με αυτές τις τιμές."))
    if isinstance(error, OperationalError):
        logger.error("The database does not answer the WFS", exc_info=error)
        return Refused("NoApplicableCode", "", _("Η βάση δεν απαντά. Δοκιμάστε ξανά σε λίγο."), status=503)
    return None


_TOLD: list[tuple[Any, Callable[[Any], Refused]]] = [
    (InvalidParameter, lambda error: invalid(error.parameter, str(error))),
    (InvalidToken | TokenAsked, lambda error: Refused("NoApplicableCode", "Authorization", str(error), status=401, headers=error.headers)),
    (DataIsChanging, lambda error: Refused("NoApplicableCode", "", str(error), status=503)),
    (OWSException, _of_the_library),
    (ApiError | PermissionDenied | SuspiciousOperation, lambda _error: unreadable("")),
]


def unforeseen(error: Exception) -> Refused:
    logger.error("Unexpected error in the WFS", exc_info=error)
    text = _("Κάτι χάλασε από τη δική μας πλευρά. Το καταγράψαμε· δοκιμάστε ξανά σε λίγο.")
    return Refused("NoApplicableCode", "", text, status=500)


def report(refused: Refused) -> HttpResponse:
    """Return ``refused`` as an exception report in the active language."""
    text = format_html(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://www.opengis.net/ows/1.1 http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd"'
        ' version="2.0.0" xml:lang="{}">\n'
        '<ows:Exception exceptionCode="{}"{}><ows:ExceptionText>{}</ows:ExceptionText></ows:Exception>\n'
        "</ows:ExceptionReport>\n",
        get_language(),
        refused.code,
        format_html(' locator="{}"', printable(refused.locator)) if refused.locator else "",
        printable(str(refused)),
    )
    response = HttpResponse(text, content_type=XML, status=refused.status, headers={"Cache-Control": "no-store", **refused.headers})
    if refused.status == 503:
        response.headers["Retry-After"] = "2"
    return response


def printable(text: str) -> str:
    """Return ``text`` without what XML 1.0 §2.2 cannot hold."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r" or (" " <= letter <= "\ufffd" and not "\ud800" <= letter <= "\udfff") or letter > "\uffff"
    )
