"""A mail server of our own, that takes letters or refuses them, and messages to send by it."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from time import sleep
from typing import Any

from aiosmtpd.controller import Controller
from django.db import transaction

from geoportal.messaging.actions import Recipient, enqueue
from geoportal.messaging.by_email import EmailChannel
from geoportal.messaging.models import Message

RECEIVED = {
    "code": "7K4M-29QD",
    "title": "Λακκούβα στην οδό Χάληδων",
    "department": "Τμήμα Οδοποιίας",
    "deadline": "Παρασκευή 18 Δεκεμβρίου 2026",
    "link": "https://chania.example/track/7K4M-29QD/",
}


class PostOffice:
    """What the server says and keeps. ``answers`` are its next words to a recipient, ``verdicts`` those to a letter; then it is content.

    With ``is_closed`` it keeps whoever brings a letter waiting, and ``has_visitor`` says that somebody is.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: list[str] = []
        self.verdicts: list[str] = []
        self.farewell_s = 0.0
        self.is_closed = False
        self.is_dropping = False
        self.has_visitor = Event()

    def drop_visitors(self) -> None:
        """Open again; who waited goes with what they brought."""
        self.is_dropping, self.is_closed = True, False
        sleep(0.2)
        self.is_dropping = False

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        while self.is_closed:
            self.has_visitor.set()
            await asyncio.sleep(0.02)
        if self.is_dropping:
            return "421 Gone"
        verdict = self.verdicts.pop(0) if self.verdicts else "250 Taken"
        if verdict.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return verdict

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.farewell_s)
        return "221 Bye"


@contextmanager
def post_office(settings: Any) -> Iterator[PostOffice]:
    """Run a server, and let the portal send by it."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    use_server(settings, controller.port)
    yield office
    office.is_closed = False
    controller.stop()


def use_server(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_TIMEOUT = 5


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def written(key: str = "one", *, address: str = "eleni@example.org", language: str = "el", **values: str) -> Message:
    """Return a message that is written and waits."""
    with transaction.atomic():
        to = Recipient(address=address, language=language)
        return enqueue("request-received", to=to, key=key, values=RECEIVED | values, subject_reference=RECEIVED["code"])


class FatalChannel(EmailChannel):
    """Dies between the server's taking of the letter and our commit."""

    def deliver(self, message: Message) -> None:
        super().deliver(message)
        raise KeyboardInterrupt


class FaultyChannel(EmailChannel):
    def deliver(self, message: Message) -> None:  # noqa: ARG002
        raise ZeroDivisionError
