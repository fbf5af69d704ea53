"""What other systems did with the cases that were sent there, written down here as if the department itself had done it."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geoportal.forwarding.actors import actor_of
from geoportal.forwarding.client import NotThere, Refused, Unanswered, Update, case_of, id_of_token, updates
from geoportal.forwarding.endpoints import Endpoint, endpoint_named
from geoportal.forwarding.models import Forwarding, ReadUpdate
from layers.requests import actions
from layers.requests.models import ServiceRequest
from layers.requests.policy import NotPermitted
from layers.requests.workflow import Outcome, TransitionNotAllowed

# Clocks differ, and who was away for a while is asked for all of it; longer than this, GeoReport allows no span.
_OVERLAP, _SPAN = timedelta(hours=1), timedelta(days=89)
_ONE_BY_ONE = 50
# Words of Open311's extensions for how a case was closed; GeoReport itself says only that it was.
_OUTCOMES = {
    "fixed": Outcome.FIXED,
    "no_further_action": Outcome.NOT_FIXED,
    "unable_to_fix": Outcome.NOT_FIXED,
    "not_councils_responsibility": Outcome.OTHER_BODY,
}
_OPEN_WORDS = ("open", "investigating", "planned", "in_progress", "action_scheduled")
_log = logging.getLogger(__name__)


def read_back() -> int:
    """Ask every endpoint for news of the cases that it has; return how many were written down."""
    count = 0
    for name in sorted(set(Forwarding.objects.followed().values_list("endpoint", flat=True))):
        endpoint = endpoint_named(name)
        if endpoint is None:
            continue
        try:
            count += _read_from(endpoint)
        except (Refused, Unanswered) as fault:
            _log.warning("%s told nothing new: %s", name, fault)
    return count


def _read_from(endpoint: Endpoint) -> int:
    _find_numbers(endpoint)
    now = timezone.now()
    followed = Forwarding.objects.followed().filter(endpoint=endpoint.name).exclude(remote_id="")
    since = _since(list(followed.values_list("read_at", "sent_at")), now)
    try:
        found = updates(endpoint, since=since, until=now + _OVERLAP)
    except NotThere:
        return _read_one_by_one(endpoint, now)
    waiting = {forwarding.remote_id: forwarding.pk for forwarding in followed}
    count = sum(_apply(waiting[update.remote_id], update, endpoint) for update in found if update.remote_id in waiting)
    followed.update(read_at=now)
    return count


def _since(times: list[tuple[datetime | None, datetime | None]], now: datetime) -> datetime:
    """Return the time since which some case's news was not read."""
    first = min((read or sent or now for read, sent in times), default=now)
    return max(first - _OVERLAP, now - _SPAN)


def _find_numbers(endpoint: Endpoint) -> None:
    """Ask for the numbers of those cases for which only a token was given."""
    for forwarding in Forwarding.objects.followed().filter(endpoint=endpoint.name, remote_id="").exclude(remote_token="")[:_ONE_BY_ONE]:
        try:
            number = id_of_token(endpoint, forwarding.remote_token)
        except (Refused, Unanswered) as fault:
            _log.info("Forwarding %s has no number yet: %s", forwarding.pk, fault)
            continue
        Forwarding.objects.filter(pk=forwarding.pk, remote_id="").update(remote_id=number)


def _read_one_by_one(endpoint: Endpoint, now: datetime) -> int:
    """Ask for each case alone, those first that were not asked for the longest time: this side tells no updates."""
    count = 0
    followed = Forwarding.objects.followed().filter(endpoint=endpoint.name).exclude(remote_id="")
    for forwarding in followed.order_by("read_at", "pk")[:_ONE_BY_ONE]:
        try:
            told = case_of(endpoint, forwarding.remote_id)
        except NotThere as fault:
            _log.info("Forwarding %s is not told of: %s", forwarding.pk, fault)
        else:
            text = told["status_notes"] if told["status"] == "closed" else ""
            update = Update(update_id=told["status"], remote_id=forwarding.remote_id, status=told["status"], text=text)
            count += _apply(forwarding.pk, update, endpoint)
        Forwarding.objects.filter(pk=forwarding.pk).update(read_at=now)
    return count


def _apply(forwarding_id: int, update: Update, endpoint: Endpoint) -> bool:
    """Write ``update`` down, once; say whether there was anything to write."""
    is_open = update.status in _OPEN_WORDS
    outcome = Outcome.FIXED if is_open else _outcome(update, endpoint)
    try:
        with transaction.atomic():
            forwarding = Forwarding.objects.select_for_update(no_key=True).select_related("request").get(pk=forwarding_id)
            if forwarding.state != Forwarding.State.SENT or not update.update_id:
                return False
            ReadUpdate.objects.create(forwarding=forwarding, update_id=update.update_id)
            return _told(forwarding, update, endpoint, outcome=None if is_open else outcome)
    except IntegrityError:
        # It was read before.
        return False


def _told(forwarding: Forwarding, update: Update, endpoint: Endpoint, *, outcome: Outcome | None) -> bool:
    if outcome is None and not update.text:
        return False
    try:
        with transaction.atomic():
            _act(forwarding.request, update.text, endpoint, outcome=outcome)
    except (TransitionNotAllowed, NotPermitted) as refusal:
        # It was closed here, or sent to another department: theirs is not the last word any more.
        forwarding.last_error = str(refusal)
        outcome = outcome or Outcome.OTHER_BODY
    if outcome is not None:
        forwarding.state = Forwarding.State.CLOSED
    forwarding.save(update_fields=["state", "last_error"])
    return True


def _act(case: ServiceRequest, text: str, endpoint: Endpoint, *, outcome: Outcome | None) -> None:
    actor = actor_of(endpoint)
    if outcome is None:
        actions.note(case, text=text, by=actor, is_public=True)
    else:
        closed = _("Ο φορέας «%(system)s» έκλεισε το αίτημα.") % {"system": endpoint.title}
        actions.complete(case, outcome=outcome, text=text or closed, by=actor)


def _outcome(update: Update, endpoint: Endpoint) -> Outcome:
    """Return what came of a closed case, as far as the other side tells it: by its status, or by our own extension."""
    if update.status in _OUTCOMES:
        return _OUTCOMES[update.status]
    try:
        told = case_of(endpoint, update.remote_id)["outcome"]
    except (Refused, Unanswered):
        told = ""
    return Outcome(told) if told in Outcome.values else Outcome.OTHER_BODY
