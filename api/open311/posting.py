"""A case that another system sends: GeoReport's arguments made a report, under the key of who sends it."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.open311.asking import identifier_of
from api.open311.errors import Open311Error
from api.open311.services import offered
from api.tokens.actions import authenticate
from api.tokens.authentication import token_of
from api.tokens.models import Scope, Token
from layers.requests.attachments import AT_ONCE, TooManyPictures
from layers.requests.models import Channel, ServiceRequest
from layers.requests.pictures import Picture, read_picture
from layers.requests.submitting import Contact, Report, submit

_ATTRIBUTE = re.compile(r"attribute\[([^\]]+)\](\[\])?")
# Kept with the case for the staff: an address elsewhere is not fetched, and a device is nobody's business.
_NOTED = ("media_url", "device_id", "account_id")
_LONGEST_NOTE = 2000


def key_of(request: HttpRequest) -> Token:
    """Return the key that may send cases: ``api_key``, or a token in the header.

    Raises:
        Open311Error: 403
        InvalidToken
    """
    # Not from the address: addresses stand in logs.
    given = request.POST.get("api_key")
    token = authenticate(given) if given else token_of(request)
    if token is None:
        raise Open311Error(403, _("api_key: λείπει. Ζητήστε κλειδί από τον Δήμο και στείλτε το μαζί με κάθε αίτημα."))
    if Scope.REPORT not in token.scopes:
        raise Open311Error(403, _("api_key %(prefix)s: δεν επιτρέπει υποβολή αιτημάτων (report).") % {"prefix": token.prefix})
    return token


def posted(request: HttpRequest, language: str) -> list[dict[str, Any]]:
    """Make a case of what was posted and return GeoReport's answer: its number, never a token.

    Raises:
        Open311Error, ReportRefused, PictureRefused, TooManyPictures, InvalidToken, Busy
    """
    token = key_of(request)
    given = request.POST
    service = offered(given.get("service_code", ""))
    report = Report(
        service=service,
        description=given.get("description", ""),
        answers=_answers(given),
        lon_lat=_lon_lat(given),
        address=_address(given),
        contact=_contact(given),
        channel=Channel.OPEN311,
        language=language,
        key=_key(request, token),
        pictures=pictures_of(request),
        notes={"token": token.prefix, **{name: given[name][:_LONGEST_NOTE] for name in _NOTED if given.get(name)}},
    )
    return [_receipt(submit(report).case)]


def pictures_of(request: HttpRequest) -> list[Picture]:
    """Return the pictures of a multipart post, each a part called ``media``. Those that ``media_url`` names are never fetched: what
    address it is, is the sender's to choose, and our network is not theirs to ask.

    Raises:
        PictureRefused, TooManyPictures
    """
    files = request.FILES.getlist("media")
    if len(files) > AT_ONCE:
        raise TooManyPictures(AT_ONCE)
    return [read_picture(file) for file in files]


def _receipt(case: ServiceRequest) -> dict[str, Any]:
    notice = _("Θα σας απαντήσουμε ως τις %(day)s.") % {"day": f"{case.due_on:%d/%m/%Y}"}
    return {"service_request_id": identifier_of(case), "service_notice": notice, "account_id": None}


def request_of_token(text: str) -> list[dict[str, Any]]:
    """Raise 404: a case has its number from its first moment, so that no token was ever given."""
    raise Open311Error(404, _("token «%(token)s»: δεν υπάρχει. Ο αριθμός δίνεται αμέσως, ως service_request_id.") % {"token": text[:40]})


def _answers(given: Any) -> dict[str, list[str]]:
    answers: dict[str, list[str]] = {}
    for name, values in given.lists():
        if match := _ATTRIBUTE.fullmatch(name):
            answers.setdefault(match[1], []).extend(values)
    return answers


def _lon_lat(given: Mapping[str, str]) -> tuple[float, float] | None:
    """GeoReport says ``lat`` and ``long``; one without the other is a mistake."""
    texts = [given.get(name, "").strip() for name in ("lat", "long")]
    if not any(texts):
        return None
    try:
        lat, lon = map(float, texts)
    except ValueError:
        raise Open311Error(
            400, _("lat «%(lat)s», long «%(lon)s»: δώστε και τα δύο, σε δεκαδικές μοίρες.") % {"lat": texts[0][:40], "lon": texts[1][:40]}
        ) from None
    return lon, lat


def _address(given: Mapping[str, str]) -> str:
    if given.get("address_id") and not (given.get("lat") or given.get("address_string")):
        raise Open311Error(400, _("address_id: δεν έχουμε αριθμούς διευθύνσεων. Στείλτε lat και long, ή address_string."))
    return given.get("address_string", "")


def _contact(given: Mapping[str, str]) -> Contact:
    name = " ".join(part for part in (given.get("first_name", ""), given.get("last_name", "")) if part)
    return Contact(name=name, email=given.get("email", "").strip(), phone=given.get("phone", "").strip())


def _key(request: HttpRequest, token: Token) -> str:
    """Two systems may count alike."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 40 or not key.isascii():
        raise Open311Error(400, _("Idempotency-Key: ως 40 γράμματα ASCII."))
    return f"{token.prefix}:{key}" if key else ""
