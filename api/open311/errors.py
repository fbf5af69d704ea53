"""What may go wrong, in GeoReport's own form: a list of codes, which are those of HTTP, and descriptions."""

import logging
from collections.abc import Sequence

from django.utils.translation import gettext as _

from api.errors import InvalidToken
from layers.locks import Busy
from layers.requests.attachments import TooManyPictures
from layers.requests.pictures import PictureRefused, Refusal
from layers.requests.submitting import ReportRefused
from layers.requests.workflow import TransitionNotAllowed

logger = logging.getLogger(__name__)

Description = str | tuple[str, ...]


class Open311Error(Exception):
    """``status`` is HTTP's; ``descriptions`` name the value, the place and the remedy in the client's language, one for each mistake."""

    def __init__(self, status: int, *descriptions: str) -> None:
        super().__init__(*descriptions)
        self.status, self.descriptions = status, descriptions


def described(error: Exception) -> tuple[int, Sequence[str]]:
    """Return the status and the descriptions of ``error``; what is our own fault is logged and told without its words."""
    if isinstance(error, Open311Error):
        return error.status, error.descriptions
    if isinstance(error, ReportRefused):
        return 400, [f"{_argument(part)}: {message}" for part, message in error.errors.items()]
    if isinstance(error, InvalidToken):
        return 403, [str(error)]
    if isinstance(error, Busy):
        return 503, [_("Το ίδιο αίτημα υποβάλλεται αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.")]
    if (refused := _refused(error)) is not None:
        return refused
    logger.error("A request of Open311 failed", exc_info=error)
    return 500, [_("Δεν τα καταφέραμε από δικό μας σφάλμα. Το καταγράψαμε· δοκιμάστε ξανά σε λίγο.")]


def _refused(error: Exception) -> tuple[int, Sequence[str]] | None:
    """Return what is told of pictures that are not kept, and of cases that nothing can be added to."""
    if isinstance(error, PictureRefused):
        return 503 if error.code is Refusal.BUSY else 400, [f"media: {error}"]
    if isinstance(error, TooManyPictures):
        return 400, [_("media: χωρούν ως %(most)s φωτογραφίες.") % {"most": error.most}]
    if isinstance(error, TransitionNotAllowed):
        return 400, [_("service_request_id: το αίτημα έχει κλείσει. Ανοίγει ξανά με status=open, όσο δεν έχει περάσει ο χρόνος.")]
    return None


def _argument(part: str) -> str:
    """Return the argument of GeoReport that a part of a report came in."""
    kind, _point, code = part.partition(".")
    return f"attribute[{code}]" if kind == "answers" else {"place": "lat, long", "contact": "email", "pictures": "media"}.get(kind, kind)
