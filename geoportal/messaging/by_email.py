"""E-mail, by whatever ``settings.EMAIL_BACKEND`` is: a mail server, or files where none is named."""

import logging
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoportal.messaging.channels import Channel, Deferred, Refused, Unreachable
from geoportal.messaging.letters import letter_of
from geoportal.messaging.models import Message

# RFC 5321 §4.2.1: 4yz is for now, 5yz for good.
_FOR_GOOD = 500
_log = logging.getLogger(__name__)


class EmailChannel(Channel):
    """What a mail server says of the recipient or the letter decides over this message; what it says of us, over the channel."""

    title = gettext_lazy("Ηλεκτρονικό ταχυδρομείο")

    def deliver(self, message: Message) -> None:
        try:
            validate_email(message.address)
            letter = letter_of(message)
            letter.message()
        except (ValidationError, ValueError) as fault:
            raise Refused(_unaddressable(message.address)) from fault
        server = get_connection()
        try:
            server.open()
            _hand_over(letter, server)
        except (OSError, SMTPException) as fault:
            raise Unreachable(_told(fault)) from fault
        finally:
            _part(server)

    def mask(self, address: str) -> str:
        name, _at, domain = address.rpartition("@")
        return f"{name[:1]}…@{domain}" if name else "…"


def _hand_over(letter: EmailMessage, server: BaseEmailBackend) -> None:
    try:
        server.send_messages([letter])
    except SMTPRecipientsRefused as refusal:
        code, answer = next(iter(refusal.recipients.values()))
        raise _judged(code, f"{code} {_text(answer)}") from refusal
    except SMTPDataError as refusal:
        raise _judged(refusal.smtp_code, _told(refusal)) from refusal
    except ValueError as fault:
        raise Refused(_unaddressable(letter.to[0])) from fault


def _unaddressable(address: str) -> str:
    return _("Στη διεύθυνση «%(address)s» δεν μπορεί να σταλεί γράμμα: δεν είναι διεύθυνση, ή το γράμμα θα είχε άλλες επικεφαλίδες.") % {
        "address": address
    }


def _judged(code: int, told: str) -> Refused | Deferred:
    return Refused(told) if code >= _FOR_GOOD else Deferred(told)


def _part(server: BaseEmailBackend) -> None:
    """Take leave of the server. It has the letter by now, or never will: that it hangs here is no reason to send again."""
    try:
        server.close()
    except (OSError, SMTPException) as fault:
        _log.info("The mail server did not take leave: %s", fault)


def _told(fault: Exception) -> str:
    if isinstance(fault, SMTPResponseException):
        return f"{fault.smtp_code} {_text(fault.smtp_error)}"
    return f"{type(fault).__name__}: {fault}"


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
