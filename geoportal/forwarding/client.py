"""Asking another system by Open311 GeoReport v2, in XML, which is what every one speaks.

Only addresses of the operator's file are asked, and where they lead on is not followed: the answer of a stranger must not send our server
anywhere. It has so much time, and may say so much.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.utils.dateparse import parse_datetime

from geoportal.forwarding.endpoints import Endpoint

_MOST_BYTES = 5 * 2**20
_CHUNK_BYTES = 2**16
_SAID_LENGTH = 300
# RFC 9110: those of 4xx that may be otherwise tomorrow. A wrong key is mended by people, on either side.
_FOR_NOW = (401, 403, 408, 425, 429)


class Refused(Exception):
    """The other side will not have it, however often it is sent."""


class Unanswered(Exception):
    """No usable answer came now; one may come later."""


class NotThere(Refused):
    """The other side has no such address, or no such case."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Their number for what was sent; or a token, by which the number can be asked for later."""

    remote_id: str = ""
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class Update:
    """What they did with a case; ``status`` is "open" or "closed", or a word of theirs."""

    update_id: str
    remote_id: str
    status: str
    text: str
    at: datetime | None = None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects())


def post_request(endpoint: Endpoint, values: Mapping[str, str], *, key: str) -> Receipt:
    """Submit a case there; ``key`` says that it is the same one when it is sent again, to those who heed it.

    Raises:
        Refused, Unanswered
    """
    given = {"api_key": endpoint.key, **_jurisdiction(endpoint), **values}
    entry = _first(_answered(f"{endpoint.url}/requests.xml", {"Idempotency-Key": key}, data=urlencode(given).encode()), "request")
    receipt = Receipt(remote_id=_text(entry, "service_request_id")[:100], token=_text(entry, "token")[:100])
    if not receipt.remote_id and not receipt.token:
        raise Unanswered("The answer holds neither service_request_id nor token.")
    return receipt


def id_of_token(endpoint: Endpoint, token: str) -> str:
    """Return the number of what was submitted for ``token``, empty while there is none.

    Raises:
        Refused, Unanswered
    """
    entry = _first(_asked(endpoint, f"tokens/{quote(token, safe='')}.xml", {}), "request")
    return _text(entry, "service_request_id")[:100]


def updates(endpoint: Endpoint, *, since: datetime, until: datetime) -> list[Update]:
    """Return what they did in that time with the cases that we sent, oldest first.

    Raises:
        NotThere: if they do not tell updates (it is an extension).
        Refused, Unanswered
    """
    root = _asked(endpoint, "servicerequestupdates.xml", {"start_date": since.isoformat(), "end_date": until.isoformat()})
    return [_update(entry) for entry in root.iter("request_update")]


def case_of(endpoint: Endpoint, remote_id: str) -> dict[str, str]:
    """Return what they tell of a case: its ``status``, ``status_notes``, ``outcome`` (from those who know that extension).

    Raises:
        NotThere: also where a case was hidden.
        Refused, Unanswered
    """
    entry = _first(_asked(endpoint, f"requests/{quote(remote_id, safe='')}.xml", {"extensions": "true"}), "request")
    told = {name: _text(entry, name) for name in ("status", "status_notes")}
    return {**told, "outcome": _text(entry, "extended_attributes/outcome")}


def _update(entry: Element) -> Update:
    return Update(
        update_id=_text(entry, "update_id")[:100],
        remote_id=_text(entry, "service_request_id"),
        status=_text(entry, "status").lower(),
        text=_text(entry, "description"),
        at=_instant(_text(entry, "updated_datetime")),
    )


def _instant(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _asked(endpoint: Endpoint, path: str, given: Mapping[str, str]) -> Element:
    query = urlencode({**_jurisdiction(endpoint), **given})
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    return _answered(f"{endpoint.url}/{path}?{query}", headers)


def _jurisdiction(endpoint: Endpoint) -> dict[str, str]:
    return {"jurisdiction_id": endpoint.jurisdiction_id} if endpoint.jurisdiction_id else {}


def _answered(address: str, headers: Mapping[str, str], *, data: bytes | None = None) -> Element:
    request = urllib.request.Request(address, data=data, headers=dict(headers))  # noqa: S310  # the checks let only https pass
    try:
        with _opener.open(request, timeout=settings.OPEN311_TIMEOUT_S) as answer:
            body = _read(answer)
    except urllib.error.HTTPError as refusal:
        raise _judged(refusal) from None
    except (OSError, HTTPException) as fault:
        raise Unanswered(f"{type(fault).__name__}: {fault}"[:_SAID_LENGTH]) from fault
    try:
        root: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise Unanswered(f"The answer is no XML: {type(fault).__name__}.") from fault
    return root


def _read(answer: Any) -> bytes:
    """Read it all, in one time for all of it: who sends a byte now and then does not hold the worker."""
    until, body = time.monotonic() + settings.OPEN311_TIMEOUT_S, b""
    while chunk := answer.read1(_CHUNK_BYTES):
        body += chunk
        if len(body) > _MOST_BYTES:
            raise Unanswered(f"The answer is longer than {_MOST_BYTES} bytes.")
        if time.monotonic() > until:
            raise Unanswered("The answer took too long.")
    return body


def _judged(refusal: urllib.error.HTTPError) -> Exception:
    told = f"{refusal.code} {_said(refusal)}".strip()
    if refusal.code in (404, 405, 501):
        return NotThere(told)
    return Unanswered(told) if refusal.code >= 500 or refusal.code < 400 or refusal.code in _FOR_NOW else Refused(told)


def _said(refusal: urllib.error.HTTPError) -> str:
    """Return GeoReport's own words for what is wrong, if there are any."""
    try:
        root = fromstring(refusal.read(_CHUNK_BYTES))
        return "; ".join(entry.text or "" for entry in root.iter("description"))[:_SAID_LENGTH]
    except (ParseError, DefusedXmlException, ValueError, OSError, HTTPException):
        return ""


def _first(root: Element, name: str) -> Element:
    entry = next(root.iter(name), None)
    if entry is None:
        raise Unanswered(f"The answer holds no {name}.")
    return entry


def _text(entry: Element, path: str) -> str:
    return (entry.findtext(path) or "").strip()
