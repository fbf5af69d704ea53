"""What the worker does with cases that are to be sent to another system.

As with messages (docs/adr/0025): the row is locked while it is sent, so that two workers never send the same; and where we die after the
other side took it, it is sent again, under the same Idempotency-Key, which our own endpoint and others heed.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from secrets import SystemRandom

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geoportal.accounts.models import User
from geoportal.forwarding.actors import actor_of
from geoportal.forwarding.client import Receipt, Refused, Unanswered, post_request
from geoportal.forwarding.endpoints import Endpoint, Share, endpoint_named
from geoportal.forwarding.models import Forwarding, ForwardingQuerySet
from layers.requests import actions
from layers.requests.models import Reporter, ServiceRequest
from layers.requests.policy import NotPermitted
from layers.requests.submitting import LONGEST_TEXT
from layers.requests.workflow import OPEN, TransitionNotAllowed

# Twice as long each time, up to six hours: two days in all.
ATTEMPTS, _WAIT_S, _WAIT_MAX_S = 16, 60, 6 * 3600
_AT_ONCE, _ERROR_LENGTH = 100, 1000
_log = logging.getLogger(__name__)


def send_one(forwarding_id: int) -> bool:
    """Send the case if it is due and nobody else is at it; say whether it left."""
    return bool(_send_next(Forwarding.objects.filter(pk=forwarding_id)))


def send_due() -> int:
    """Send what is due, the oldest first; return how many left."""
    count = 0
    for _number in range(_AT_ONCE):
        has_left = _send_next(Forwarding.objects.all())
        if has_left is None:
            break
        count += has_left
    return count


@transaction.atomic
def _send_next(forwardings: ForwardingQuerySet) -> bool | None:
    forwarding = forwardings.due().select_for_update(skip_locked=True, no_key=True).order_by("next_attempt_at", "pk").first()
    if forwarding is None:
        return None
    forwarding.attempts += 1
    _attempt(forwarding)
    forwarding.save()
    return forwarding.state == Forwarding.State.SENT


def _attempt(forwarding: Forwarding) -> None:
    endpoint = endpoint_named(forwarding.endpoint)
    case = ServiceRequest.objects.select_related("service", "department").get(pk=forwarding.request_id)
    is_here = endpoint is not None and case.department is not None and case.department.code == endpoint.department
    if endpoint is None or not is_here or case.status not in OPEN:
        # Somebody was faster: it is closed, or another department's by now.
        forwarding.state = Forwarding.State.CLOSED
        return
    if not endpoint.key:
        _put_off(forwarding, case, endpoint, f"{endpoint.key_variable} is not set.")
        return
    try:
        receipt = post_request(endpoint, dict(_values(case, endpoint, forwarding.earlier_id)), key=_key(case, forwarding.times))
    except Refused as refusal:
        _give_up(forwarding, case, endpoint, str(refusal))
    except Unanswered as fault:
        _put_off(forwarding, case, endpoint, str(fault))
    else:
        _sent(forwarding, case, endpoint, receipt)


def _key(case: ServiceRequest, times: int) -> str:
    """The tracking code is its reporter's; what is made of it here tells nobody what it is."""
    return sha256(f"forwarding {case.code} {times}".encode()).hexdigest()[:32]


def _values(case: ServiceRequest, endpoint: Endpoint, earlier_id: str) -> Iterator[tuple[str, str]]:
    """Yield GeoReport's arguments: of the citizen, only what the endpoint's ``shares`` name."""
    yield "service_code", endpoint.service_code(case.service.code) or ""
    words = case.description if Share.WORDS in endpoint.shares else case.public_text
    words = words or f"{case.service.title_el} ({case.protocol_number}/{case.protocol_year})"
    again = _("Άνοιξε ξανά· ο αριθμός σας ήταν %(number)s.") % {"number": earlier_id} if earlier_id else ""
    yield "description", f"{again} {words}".strip()[:LONGEST_TEXT]
    if case.geom is not None:
        yield "lat", f"{case.geom.y:.6f}"
        yield "long", f"{case.geom.x:.6f}"
    if case.address and (Share.ADDRESS in endpoint.shares or case.geom is None):
        yield "address_string", case.address
    if Share.ANSWERS in endpoint.shares:
        for code, value in case.answers.items():
            yield f"attribute[{code}]", ", ".join(value) if isinstance(value, list) else str(value)
    if Share.REPORTER in endpoint.shares:
        yield from _reporter(case)


def _reporter(case: ServiceRequest) -> Iterator[tuple[str, str]]:
    reporter = Reporter.objects.filter(request=case).first()
    if reporter is not None:
        named = {"email": reporter.email, "phone": reporter.phone, "last_name": reporter.name}
        yield from ((name, value) for name, value in named.items() if value)


def _sent(forwarding: Forwarding, case: ServiceRequest, endpoint: Endpoint, receipt: Receipt) -> None:
    forwarding.state, forwarding.sent_at, forwarding.last_error = Forwarding.State.SENT, timezone.now(), ""
    forwarding.remote_id, forwarding.remote_token = receipt.remote_id, receipt.token
    actor = actor_of(endpoint)
    told = _("Στάλθηκε στο σύστημα «%(system)s» ως %(number)s.")
    _write_down(case, told % {"system": endpoint.title, "number": receipt.remote_id or receipt.token}, by=actor)
    try:
        with transaction.atomic():
            actions.claim(case, by=actor)
    except (TransitionNotAllowed, NotPermitted) as refusal:
        # Somebody of the department has it: they see the number, and go on as they like.
        _log.info("Case %s was sent and not claimed: %s", case.pk, refusal)


def _give_up(forwarding: Forwarding, case: ServiceRequest, endpoint: Endpoint, told: str) -> None:
    forwarding.state, forwarding.last_error = Forwarding.State.FAILED, told[:_ERROR_LENGTH]
    said = _("Δεν στάλθηκε στο σύστημα «%(system)s»: %(told)s")
    _write_down(case, said % {"system": endpoint.title, "told": told}, by=actor_of(endpoint))


def _put_off(forwarding: Forwarding, case: ServiceRequest, endpoint: Endpoint, told: str) -> None:
    if forwarding.attempts >= ATTEMPTS:
        _give_up(forwarding, case, endpoint, told)
        return
    forwarding.last_error = told[:_ERROR_LENGTH]
    wait_s = min(_WAIT_S * 2 ** (forwarding.attempts - 1), _WAIT_MAX_S)
    forwarding.next_attempt_at = timezone.now() + timedelta(seconds=wait_s * SystemRandom().uniform(0.75, 1.25))


def _write_down(case: ServiceRequest, text: str, *, by: User) -> None:
    """Tell the staff. What was sent stays sent, also where nothing may be written any more."""
    try:
        with transaction.atomic():
            actions.note(case, text=text, by=by)
    except (TransitionNotAllowed, NotPermitted) as refusal:
        _log.warning("Case %s: not written down: %s", case.pk, refusal)
