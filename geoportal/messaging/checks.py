"""What must hold of the kinds and channels before the portal may start."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from geoportal.messaging.channels import get_channel
from geoportal.messaging.kinds import Kind, all_kinds
from geoportal.messaging.texts import faults_of
from geoportal.messaging.wording import LANGUAGES, original


@register
def check_kinds(**_: Any) -> list[CheckMessage]:
    """Each kind has an original text in each language that names just what the kind declares."""
    return [fault for kind in all_kinds() for language in LANGUAGES for fault in _faults(kind, language)]


@register
def check_channels(**_: Any) -> list[CheckMessage]:
    try:
        for name in settings.MESSAGE_CHANNELS:
            get_channel(name)
    except ImportError as error:
        return [Error(str(error), hint="Correct settings.MESSAGE_CHANNELS: name, then dotted path of a class.", id="messaging.E003")]
    return []


@register
def check_email_security(**_: Any) -> list[CheckMessage]:
    if settings.EMAIL_SECURITY in ("starttls", "tls", "none"):
        return []
    told = f"GEOPORTAL_EMAIL_SECURITY={settings.EMAIL_SECURITY}: there is no such way to a mail server."
    return [Error(told, hint="Set starttls, tls or none.", id="messaging.E004")]


def _faults(kind: Kind, language: str) -> Iterator[CheckMessage]:
    place = f"templates/messages/{kind.slug}.{language}.txt"
    try:
        text = original(kind.slug, language)
    except (OSError, ValueError):
        yield Error(f"{place} is not there, or is no subject, empty line and body.", hint="Write it.", id="messaging.E001")
        return
    for field, fault in faults_of(kind, text):
        yield Error(f"{place}, {field}: {fault}", hint=f"The kind declares {kind.known}.", id="messaging.E002")
