"""Letters as files, for the demo and wherever no mail server is named: one readable ``.eml`` for each."""

import os
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.text import slugify

# A name has 255 bytes at most, and a Greek letter two.
_NAME_LENGTH = 80


class EmailFiles(BaseEmailBackend):
    """Django's own (``filebased``) writes one file for each connection, in an encoding that only programs read."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder: Path = settings.VAR_DIR / "mail"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for letter in email_messages:
            _write(folder, letter)
        return len(email_messages)


def _write(folder: Path, letter: EmailMessage) -> None:
    body = letter.message().as_bytes()
    written = folder / f".{os.getpid()}-{timezone.now():%H%M%S%f}"
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor has no path
        file.write(body)
    for number in count(1):
        try:
            # Appears whole, and replaces no other.
            (folder / _name(letter, timezone.localtime(), number)).hardlink_to(written)
        except FileExistsError:
            continue
        break
    written.unlink()


def _name(letter: EmailMessage, now: datetime, number: int) -> str:
    again = f"-{number}" if number > 1 else ""
    return f"{now:%Y-%m-%d-%H%M%S}-{slugify(letter.subject, allow_unicode=True)[:_NAME_LENGTH]}{again}.eml"
