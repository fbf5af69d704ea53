"""What the worker does with messages that are due.

A message is sent with its row locked (FOR UPDATE SKIP LOCKED) in a transaction of its own, which says what came of it: two workers never
take the same one, and of a worker that is killed the database takes the lock back, and the message is due as before. One gap no outbox
can close: where we die, or lose the database or the server's answer, after the mail server took the message and before our commit, it is
sent again. Both carry the same Message-ID, by which mail systems may fold the double; not all do.
"""

import logging
from datetime import datetime, timedelta
from secrets import SystemRandom

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from geoportal.messaging.channels import Deferred, Refused, Unreachable, get_channel
from geoportal.messaging.models import Message, MessageQuerySet

_AT_ONCE = 500
_ERROR_LENGTH = 1000
# A server that hangs is asked once in a while, not once for each message: the worker has other jobs too.
_REST = timedelta(seconds=50)
_resting_until: dict[str, datetime] = {}
_log = logging.getLogger(__name__)


def send_one(message_id: int) -> bool:
    """Send the message if it is due and nobody else is at it; say whether it left."""
    return bool(_send_next(Message.objects.filter(pk=message_id)))


def send_due(*, at_most: int = _AT_ONCE) -> int:
    """Send what is due, the oldest first; return how many left."""
    count = 0
    for _number in range(at_most):
        has_left = _send_next(Message.objects.all())
        if has_left is None:
            break
        count += has_left
    return count


def forget_rests() -> None:
    """Ask every server again at once."""
    _resting_until.clear()


@transaction.atomic(durable=True)
def _send_next(messages: MessageQuerySet) -> bool | None:
    """Send the first of ``messages`` that is due and free; say whether it left, None if there is none."""
    now = timezone.now()
    resting = [channel for channel, until in _resting_until.items() if until > now]
    free = messages.due().exclude(channel__in=resting).select_for_update(skip_locked=True, no_key=True)
    message = free.order_by("next_attempt_at", "pk").first()
    if message is None:
        return None
    message.attempts += 1
    _attempt(message)
    message.save(update_fields=["state", "attempts", "last_error", "next_attempt_at", "sent_at"])
    return message.state == Message.State.SENT


def _attempt(message: Message) -> None:
    try:
        get_channel(message.channel).deliver(message)
    except Refused as refusal:
        message.state, message.last_error = Message.State.FAILED, _told(refusal)
    except Deferred as delay:
        if isinstance(delay, Unreachable):
            _resting_until[message.channel] = timezone.now() + _REST
        _put_off(message, delay)
    except Exception as fault:  # noqa: BLE001  # the worker's loop
        # Else a fault of ours would be met anew each minute, for ever, before all messages that come after.
        _log.exception("Message %s could not be sent.", message.pk)
        _put_off(message, fault)
    else:
        message.state, message.sent_at, message.last_error = Message.State.SENT, timezone.now(), ""


def _put_off(message: Message, error: Exception) -> None:
    message.last_error = _told(error)
    if message.attempts >= settings.MESSAGE_ATTEMPTS:
        message.state = Message.State.FAILED
    else:
        message.next_attempt_at = timezone.now() + _wait_after(message.attempts)


def _wait_after(attempts: int) -> timedelta:
    """Return how long to wait: twice as long each time, and never quite as long as the others."""
    wait_s = min(settings.MESSAGE_WAIT_S * 2 ** (attempts - 1), settings.MESSAGE_WAIT_MAX_S)
    return timedelta(seconds=wait_s * SystemRandom().uniform(0.75, 1.25))


def _told(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:_ERROR_LENGTH]
