"""What carries messages to people: a channel is a small class that ``settings.MESSAGE_CHANNELS`` names."""

from abc import ABC, abstractmethod

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from geoportal.messaging.models import Message


class UnknownChannel(LookupError):
    """The settings name no such channel."""


class Refused(Exception):
    """The message will never arrive: trying again would not help."""


class Deferred(Exception):
    """The message did not leave now, and may later."""


class Unreachable(Deferred):
    """Nothing leaves by this channel now, whoever it is for."""


class Channel(ABC):
    """One way to people; made anew for each message, so it keeps nothing."""

    title: str | Promise

    @abstractmethod
    def deliver(self, message: Message) -> None:
        """Hand ``message`` over, and return only when the other side has taken it.

        Called with the message's row locked. Whatever fails after the other side has taken it must not raise: it would be sent again.

        Raises:
            Refused, Deferred, Unreachable: what to do next. Anything else counts as Deferred, and is a fault of the channel.
        """

    @abstractmethod
    def mask(self, address: str) -> str:
        """Return as much of ``address`` as tells it from others in a list without telling whose it is."""


def get_channel(name: str) -> Channel:
    """Raises: UnknownChannel."""
    try:
        path = settings.MESSAGE_CHANNELS[name]
    except KeyError:
        known = ", ".join(settings.MESSAGE_CHANNELS)
        raise UnknownChannel(f"No channel {name!r}. settings.MESSAGE_CHANNELS names: {known}.") from None
    channel: Channel = import_string(path)()
    return channel
