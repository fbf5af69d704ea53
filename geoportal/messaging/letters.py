"""A message as a letter: the headers, the text, and the same text for programs that show HTML."""

import re
from collections.abc import Iterable
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from geoportal.messaging.models import Message


def letter_of(message: Message) -> EmailMultiAlternatives:
    """Return the letter, the same at every attempt (but for its Date).

    Raises:
        ValueError: when it is made into bytes, if an address or a header would hold a line break.
    """
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((settings.MUNICIPALITY.name[message.language], settings.EMAIL_FROM)),
        to=[message.address],
        reply_to=[settings.EMAIL_REPLY_TO],
        headers=_headers(message),
    )
    letter.attach_alternative(html_of(message), "text/html")
    return letter


def html_of(message: Message) -> str:
    paragraphs = paragraphs_of(message.text, links=message.links)
    return render_to_string("messages/letter.html", {"message": message, "paragraphs": paragraphs})


def paragraphs_of(text: str, *, links: Iterable[str]) -> list[SafeString]:
    """Return the paragraphs of ``text`` as HTML, of which nothing is markup but line ends and ``links``.

    Other addresses stay text: what a citizen wrote must not lead away from a letter in the municipality's name.
    """
    longest_first = sorted({str(escape(link)) for link in links if link}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
    return [_paragraph(part, pattern) for part in re.split(r"\n{2,}", text) if part]


def _paragraph(text: str, links: re.Pattern[str] | None) -> SafeString:
    html = str(escape(text))
    if links is not None:
        html = links.sub(lambda found: format_html('<a href="{0}">{0}</a>', mark_safe(found[0])), html)  # noqa: S308  # escaped above
    return mark_safe(html.replace("\n", "<br>\n"))  # noqa: S308  # escaped above


def _headers(message: Message) -> dict[str, str]:
    headers = {
        "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{settings.EMAIL_FROM.rpartition('@')[2]}>",
        # RFC 3834 §5: nobody's absence answers it.
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
    }
    if message.unsubscribe_url:
        # RFC 2369 §3.2. No one-click (RFC 8058): the address is a page with a button, since mail scanners open whatever they find.
        headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
    return headers
