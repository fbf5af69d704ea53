"""From a report to a case that has a code, a number, a department and a deadline. What was acknowledged is committed."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.locks import wait_for_turn
from layers.requests import clock
from layers.requests.attachments import AT_ONCE, attach
from layers.requests.history import Action
from layers.requests.models import Channel, Reporter, ServiceRequest, Submission
from layers.requests.pictures import Picture
from layers.requests.places import Found, PlaceRefused, find_place
from layers.requests.policy import REGISTER, NotPermitted, may
from layers.requests.protocol import register
from layers.requests.questions import AnswersRefused, read_answers
from layers.requests.recording import Said, hold, note_down
from layers.requests.routing import route
from layers.requests.services import Service
from layers.requests.signals import contact_given
from layers.requests.workflow import Status, check_transition

LONGEST_TEXT = 4000
_WAIT_S = 20
_PEOPLE = (Channel.COUNTER, Channel.PHONE)
# Who holds a key of ours knows its own users.
_VOUCHED_FOR = (*_PEOPLE, Channel.OPEN311)


class ReportRefused(ValueError):
    """``errors``: what is wrong with which part of the report, in the user's language: ``description``, ``place``, ``contact``, ``email``,
    ``pictures`` or ``answers.CODE``."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who reports and how to be told; empty where nobody wants to be known. ``account``: of whoever is signed in."""

    name: str = ""
    email: str = ""
    phone: str = ""
    account: Any = None

    @property
    def is_given(self) -> bool:
        return bool(self.email or self.phone or self.account)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody sends. ``lon_lat`` in EPSG:4326; ``key`` is the sender's own: the same key is the same report, however
    often sent. ``notes`` are kept in the history, for the staff. ``pictures``: at most ``attachments.AT_ONCE``.
    ``may_lack_answers``: the questions of the kind could not be shown where it was written."""

    service: Service
    description: str = ""
    answers: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    lon_lat: tuple[float, float] | None = None
    address: str = ""
    contact: Contact = Contact()
    channel: Channel = Channel.WEB
    language: str = "el"
    key: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    pictures: Sequence[Picture] = ()
    may_lack_answers: bool = False


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """``email_token`` confirms the address and is told once; empty where nothing is to be confirmed. ``is_new``: the key was not known."""

    case: ServiceRequest
    email_token: str = ""
    is_new: bool = True


@transaction.atomic
def submit(report: Report, *, by: Any = None) -> Submitted:
    """Make a case of ``report``, entered by ``by`` of the staff or by a citizen (None).

    Raises:
        ReportRefused
        NotPermitted: if ``by`` may not enter cases for citizens.
        Busy: if the same key is being submitted for longer than anybody waits.
    """
    if report.key:
        wait_for_turn(f"submission {report.key}", timeout_s=_WAIT_S)
        known = Submission.objects.filter(key=report.key).select_related("request").first()
        if known is not None:
            return Submitted(case=known.request, is_new=False)
    answers, found = _checked(report)
    case = _case_of(report, answers, found)
    if by is not None and not may(by, REGISTER, case):
        raise NotPermitted("Entering cases for citizens: not this user.")
    return _written(case, report, by)


@transaction.atomic
def confirm(case: ServiceRequest, token: str) -> bool:
    """Confirm the reporter's address by the ``token`` that was sent there; return whether it is the right one. A case that waited for it
    is registered now."""
    held = hold(case)
    reporter = Reporter.objects.select_for_update().filter(request=held).first()
    if reporter is None or not reporter.email_token or not secrets.compare_digest(reporter.email_token, _digest(token)):
        return False
    if reporter.confirmed_at is None:
        # The parts of a case that was split have the same reporter, who was sent one link.
        parts = Q(request__split_from=held, email_token=reporter.email_token)
        Reporter.objects.filter(Q(pk=reporter.pk) | parts).update(confirmed_at=timezone.now())
        values = _registered(held) if held.status == Status.UNCONFIRMED else {}
        note_down(held, Action.CONFIRM, **values)
    return True


def _checked(report: Report) -> tuple[dict[str, Any], Found | None]:
    errors: dict[str, str] = {}
    answers: dict[str, Any] = {}
    found = None
    try:
        answers = read_answers(report.service, report.answers, may_lack=report.may_lack_answers)
    except AnswersRefused as refusal:
        errors |= {f"answers.{code}": message for code, message in refusal.errors.items()}
    try:
        found = find_place(*report.lon_lat) if report.lon_lat is not None else None
    except PlaceRefused as refusal:
        errors["place"] = str(refusal)
    errors = _wrong_words(report) | _wrong_contact(report) | errors
    if report.service.is_location_required and report.lon_lat is None and not report.address.strip():
        errors["place"] = _("Πείτε μας πού: διαλέξτε σημείο στον χάρτη ή γράψτε διεύθυνση.")
    if len(report.pictures) > AT_ONCE:
        errors["pictures"] = _("Στείλατε %(count)s φωτογραφίες. Χωρούν %(most)s: κρατήστε όσες δείχνουν το πρόβλημα καλύτερα.") % {
            "count": len(report.pictures),
            "most": AT_ONCE,
        }
    if errors:
        raise ReportRefused(errors)
    return answers, found


def description_fault(text: str) -> str:
    """Return what is wrong with the words of a report, in the user's language; empty if nothing is."""
    if not text.strip():
        return _("Πείτε μας με λίγα λόγια τι συμβαίνει.")
    return length_fault(text.strip())


def length_fault(text: str) -> str:
    """Return that ``text`` is too long, how long it is and what fits; empty if it fits."""
    if len(text) <= LONGEST_TEXT:
        return ""
    return _("Το κείμενο έχει %(count)s χαρακτήρες. Χωρούν %(longest)s: κρατήστε τα κυριότερα.") % {
        "count": len(text),
        "longest": LONGEST_TEXT,
    }


def email_fault(email: str) -> str:
    """Return what is wrong with an address, in the user's language; empty if nothing is, or there is none."""
    try:
        validate_email(email or "nobody@example.org")
    except ValidationError:
        return _("«%(email)s»: λείπει κάτι από τη διεύθυνση. Πρέπει να μοιάζει με onoma@example.gr.") % {"email": email[:80]}
    return ""


def _wrong_words(report: Report) -> dict[str, str]:
    if fault := description_fault(report.description):
        return {"description": fault}
    if "\0" in report.description + report.address:
        return {"description": _("Το κείμενο έχει έναν χαρακτήρα που δεν γράφεται (NUL). Γράψτε το ξανά.")}
    return {}


def _wrong_contact(report: Report) -> dict[str, str]:
    contact = report.contact
    if fault := email_fault(contact.email):
        return {"email": fault}
    if not report.service.may_be_anonymous and report.channel not in _PEOPLE and not (contact.email or contact.account):
        return {"contact": _("Για αυτό το είδος χρειαζόμαστε e-mail: θα σας στείλουμε έναν σύνδεσμο να το επιβεβαιώσετε.")}
    return {}


def _case_of(report: Report, answers: dict[str, Any], found: Found | None) -> ServiceRequest:
    return ServiceRequest(
        service=report.service,
        description=report.description.strip(),
        answers=answers,
        language="en" if report.language.startswith("en") else "el",
        channel=report.channel,
        status=Status.UNCONFIRMED,
        geom=found.point if found else None,
        district=found.district if found else None,
        address=report.address.strip()[:300],
        department=None,
    )


def _written(case: ServiceRequest, report: Report, by: Any) -> Submitted:
    """The number comes last of all that can fail: whoever waits for the next one waits for little."""
    contact = report.contact
    is_sure = contact.account is not None or report.channel in _VOUCHED_FOR or report.service.may_be_anonymous
    case.save()
    token = secrets.token_urlsafe(24) if contact.email and contact.account is None else ""
    if contact.is_given:
        Reporter.objects.create(
            request=case, name=contact.name[:200], email=contact.email, phone=contact.phone[:20], account=contact.account,
            email_token=_digest(token) if token else "",
        )  # fmt: skip
    if report.key:
        Submission.objects.create(key=report.key, request=case)
    values = _registered(case) if is_sure else {}
    said = Said(is_public=True, details={"channel": str(report.channel), **report.notes})
    attach(report.pictures, entry=note_down(case, Action.SUBMIT, by=by, said=said, **values))
    if token:
        contact_given.send(sender=ServiceRequest, case=case, token=token)
    return Submitted(case=case, email_token=token)


def _registered(case: ServiceRequest) -> dict[str, Any]:
    """What a case gets when it is the town hall's: a department and why, a deadline, a number."""
    check_transition(case.status, Status.SUBMITTED)
    way = route(case.service, case.geom)
    register(case)
    return {
        "status": Status.SUBMITTED,
        "department": way.department,
        "routing": way.as_json(),
        "due_on": clock.due_on(clock.today(), case.service.deadline_days),
        "protocol_year": case.protocol_year,
        "protocol_number": case.protocol_number,
    }


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
