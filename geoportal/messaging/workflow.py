"""The life of a message."""

from collections.abc import Mapping

from geoportal.messaging.models import Message

_State = Message.State

# What was sent stays sent; what failed for good, or was held back, waits again when somebody says so.
NEXT: Mapping[str, frozenset[str]] = {
    _State.WAITING: frozenset({_State.SENT, _State.FAILED, _State.HELD}),
    _State.FAILED: frozenset({_State.WAITING}),
    _State.HELD: frozenset({_State.WAITING}),
    _State.SENT: frozenset(),
}
