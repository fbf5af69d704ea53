"""Writing messages, and what staff may do with those that are written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from geoportal.messaging.channels import get_channel
from geoportal.messaging.kinds import Kind, get_kind
from geoportal.messaging.models import Message
from geoportal.messaging.tasks import defer_sending
from geoportal.messaging.texts import addresses_in
from geoportal.messaging.wording import LANGUAGES, current, in_words
from geoportal.messaging.workflow import NEXT

_LINK = re.compile(r"https?://[^\s<>\"]+")
_KEY_LENGTH = 200


class OutsideTransaction(RuntimeError):
    """A message goes with the news that it tells, in one transaction."""


class BadMessage(ValueError):
    """What the message was to be written with does not fit its kind."""


class TransitionNotAllowed(ValueError):
    """``workflow.NEXT`` does not lead there, or the message is being sent at this moment."""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom to tell, by which channel, in which language ("el", "en")."""

    address: str
    language: str
    channel: str = "email"


def enqueue(kind: str, *, to: Recipient, key: str, values: Mapping[str, str | Promise], subject_reference: str = "") -> Message:
    """Write a message that leaves after the present transaction, if that commits; return it.

    ``key`` names this news to this person (``request-received:ΧΝ-2026-17:citizen``): where a message has it already, that one is
    returned and nothing is written. ``values`` are texts in the recipient's language, one for each placeholder of the kind; those that
    are not required may be empty. What ``subject_reference`` says (a tracking code), staff find the message by. Subject and text are
    rendered here: a wording that is changed later does not change what was promised. An address where nothing can arrive is no error
    here: the message fails when it is sent, and what it tells of stays.

    Raises:
        OutsideTransaction, UnknownKind, UnknownChannel
        BadMessage: names what is missing or too much.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"The message {key!r} is written outside a transaction. Write it inside that of the news it tells.")
    declared = get_kind(kind)
    get_channel(to.channel)
    texts = _checked(declared, to, key=key, values=values)
    message, is_new = Message.objects.get_or_create(
        key=key, defaults={**_in_words(declared, to, texts), "subject_reference": subject_reference}
    )
    if is_new:
        defer_sending(message.pk)
    return message


def _checked(kind: Kind, to: Recipient, *, key: str, values: Mapping[str, str | Promise]) -> dict[str, str]:
    if to.language not in LANGUAGES:
        raise BadMessage(f"No language {to.language!r}. There are: {', '.join(LANGUAGES)}.")
    if not 0 < len(key) <= _KEY_LENGTH:
        raise BadMessage(f"The key {key!r} has {len(key)} characters. It may have 1 to {_KEY_LENGTH}.")
    with translation.override(to.language):
        texts = {name: str(value) for name, value in values.items()}
    if texts.keys() != {entry.name for entry in kind.placeholders}:
        raise BadMessage(f"{kind.slug}: values for {', '.join(sorted(texts))}. It takes exactly: {kind.known}.")
    for entry in kind.placeholders:
        if entry.is_required and not texts[entry.name].strip():
            raise BadMessage(f"{kind.slug}: {{{entry.name}}} is empty, and no text of this kind makes sense without it.")
        if entry.is_link and texts[entry.name] and not _LINK.fullmatch(texts[entry.name]):
            raise BadMessage(f"{kind.slug}: {{{entry.name}}} is {texts[entry.name]!r}, no whole web address (https://…).")
    return texts


def _in_words(kind: Kind, to: Recipient, values: Mapping[str, str]) -> dict[str, Any]:
    wording = current(kind, to.language)
    told = in_words(kind, wording, language=to.language, values=values)
    given = [values[entry.name] for entry in kind.placeholders if entry.is_link and values[entry.name]]
    return {
        "kind": kind.slug,
        "channel": to.channel,
        "address": to.address.replace("\x00", "").strip(),
        "language": to.language,
        "subject": told.subject,
        "text": told.body,
        "links": [*given, *addresses_in([wording.body])],
        "unsubscribe_url": values.get("unsubscribe", ""),
    }


def try_again(message_id: int) -> Message:
    """Let a message that failed, or was held back, wait to be sent, with all attempts before it.

    Raises:
        TransitionNotAllowed
    """
    return _moved(message_id, to=Message.State.WAITING)


def hold_back(message_id: int) -> Message:
    """Keep a message that waits from being sent.

    Raises:
        TransitionNotAllowed
    """
    return _moved(message_id, to=Message.State.HELD)


@transaction.atomic
def _moved(message_id: int, *, to: Message.State) -> Message:
    # Who sends it holds its row, perhaps for as long as a mail server hangs.
    message = Message.objects.select_for_update(skip_locked=True).filter(pk=message_id).first()
    if message is None:
        raise TransitionNotAllowed(f"Message {message_id} is being sent at this moment, or is not there.")
    if to not in NEXT[message.state]:
        raise TransitionNotAllowed(f"Message {message_id} does not become {to}: it is {message.state}.")
    if not message.address:
        raise TransitionNotAllowed(f"Message {message_id} is so old that its address and text are forgotten.")
    message.state = to
    if to == Message.State.WAITING:
        message.attempts, message.next_attempt_at = 0, timezone.now()
        defer_sending(message.pk)
    message.save(update_fields=["state", "attempts", "next_attempt_at"])
    return message
