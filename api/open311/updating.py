"""What became of cases, one update after the other: ``servicerequestupdates``, the extension of GeoReport v2 that FixMyStreet and others
speak (github.com/mysociety/fixmystreet/wiki, Open311-FMS).

Everybody may read when the status of a public case changed. What was said is for whoever reported: so the words are told to the key alone
by which the case came, which passes them on, and the same key sends the words of its people.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.open311.asking import identifier_of, numbered, page_of, span
from api.open311.cases import w3c
from api.open311.errors import Open311Error
from api.open311.posting import key_of, pictures_of
from api.tokens.authentication import token_of
from api.tokens.models import Scope, Token
from layers.locks import wait_for_turn
from layers.requests import citizens
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.submitting import LONGEST_TEXT
from layers.requests.workflow import CLOSED

_WAIT_S = 20
_TOLD = ("at", "status", "note", "by_citizen", "request__protocol_year", "request__protocol_number")


def told(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the updates between ``start_date`` and ``end_date``, oldest first, those of ``service_request_id`` alone where it is given;
    for a key that may report, those of the cases that came by it, public or not.

    Raises:
        Open311Error: 400
        InvalidToken
    """
    asked = request.GET
    token = token_of(request)
    is_own = token is not None and Scope.REPORT in token.scopes
    cases = _submissions(token).values("request") if token is not None and is_own else ServiceRequest.objects.public()
    entries = HistoryEntry.objects.filter(is_public=True, at__range=span(asked), request__in=cases).exclude(action=Action.SUBMIT)
    if asked.get("service_request_id"):
        entries = entries.filter(request__in=numbered(ServiceRequest.objects.all(), asked["service_request_id"].split(",")))
    rows = entries.exclude(request__protocol_number=None).select_related("request").only(*_TOLD).order_by("at", "pk")
    return [_update(entry, is_told=is_own and not entry.by_citizen) for entry in page_of(rows, asked)]


def _submissions(token: Token) -> Any:
    """Return the entries by which cases came under this key."""
    return HistoryEntry.objects.filter(action=Action.SUBMIT, details__token=token.prefix)


def _update(entry: HistoryEntry, *, is_told: bool) -> dict[str, Any]:
    return {
        "update_id": str(entry.pk),
        "service_request_id": identifier_of(entry.request),
        "status": "closed" if entry.status in CLOSED else "open",
        "updated_datetime": w3c(entry.at),
        "description": (entry.note or None) if is_told else None,
        "media_url": None,
    }


@transaction.atomic
def posted(request: HttpRequest) -> list[dict[str, Any]]:
    """Add to a case what its reporter said through the key by which it came; with ``status=open`` a closed one is opened again.

    The same words for the same case, sent again, are the same update.

    Raises:
        Open311Error, InvalidToken, PictureRefused, TooManyPictures, TransitionNotAllowed, Busy
    """
    token = key_of(request)
    case = _own_case(request.POST.get("service_request_id", ""), token)
    text = request.POST.get("description", "").strip()
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise Open311Error(400, _("description: ως %(longest)s χαρακτήρες.") % {"longest": LONGEST_TEXT})
    wait_for_turn(f"update {case.pk}", timeout_s=_WAIT_S)
    entry = _known(case, text) or _added(request, case, text)
    return [{"update_id": str(entry.pk)}]


def _own_case(identifier: str, token: Token) -> ServiceRequest:
    case: ServiceRequest | None = numbered(ServiceRequest.objects.all(), [identifier]).first()
    if case is None or not _submissions(token).filter(request=case).exists():
        raise Open311Error(
            404, _("service_request_id «%(id)s»: δεν υπάρχει τέτοιο αίτημα που να ήρθε με αυτό το κλειδί.") % {"id": identifier[:40]}
        )
    return case


def _known(case: ServiceRequest, text: str) -> HistoryEntry | None:
    if not text:
        return None
    said: HistoryEntry | None = case.history.filter(action__in=[Action.ANSWER, Action.REOPEN], by_citizen=True, note=text).first()
    return said


def _added(request: HttpRequest, case: ServiceRequest, text: str) -> HistoryEntry:
    if case.status in CLOSED and request.POST.get("status", "").lower() == "open":
        if not text:
            raise Open311Error(400, _("description: λείπει. Γράψτε τι συμβαίνει ακόμη."))
        return citizens.reopen(case, text=text)
    pictures = pictures_of(request)
    if not text and not pictures:
        raise Open311Error(400, _("description: λείπει. Γράψτε τι θέλετε να προσθέσετε, ή στείλτε φωτογραφία (media)."))
    return citizens.answer(case, text=text, pictures=pictures)
