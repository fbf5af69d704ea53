"""Answers that a process remembers having given the public, told again after one query for their layers' revisions.

An answer that did not change needs no session, no language, no form's protection: those middlewares cost more than the rest of a 304.
What is remembered is little: the ETag with what it stands for, and of a tile where its bytes are kept, with the bytes themselves of those
asked for last (``settings.RECALL_BYTES``). A view offers an answer by ``remember``; nothing is remembered of a request with a cookie or
credentials.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from cachetools import LRUCache
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from layers.revisions import revisions_of

# Of each process; an entry has about a kilobyte.
_MOST = 10_000
Key = tuple[object, ...]
_KEY_PARTS = (
    "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE",
    "HTTP_ACCEPT_ENCODING",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What an answer stands on: its layers' revisions, and when it lapses without a write.

    ``body`` gets its bytes, gzip-compressed or not, if they are still kept: the same whenever the ETag is the same. An answer that also
    depends on which layers there are has no such ground.
    """

    revisions: Mapping[str, int]
    lapses_at: datetime | None
    body: Callable[[bool], bytes | None] | None = None


@dataclass(frozen=True, kw_only=True)
class _Memory:
    ground: Ground
    etag: str
    status: int
    headers: Mapping[str, str]


_lock = Lock()
_memories: LRUCache[Key, _Memory] = LRUCache(_MOST)
_bodies: LRUCache[tuple[Key, str], bytes] = LRUCache(settings.RECALL_BYTES, getsizeof=len)


def remember(response: HttpResponseBase, ground: Ground) -> HttpResponseBase:
    """Offer ``response`` to be remembered: it has an ETag that holds as long as its ``ground``."""
    response.ground = ground  # type: ignore[attr-defined]
    return response


def forget() -> None:
    """Forget every answer: for tests, whose emptied databases count revisions from the start again."""
    with _lock:
        _memories.clear()
        _bodies.clear()


class RecallMiddleware:
    """Stands before all that reads cookies; what it does not remember goes on to the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or request.META.get("HTTP_COOKIE") or request.META.get("HTTP_AUTHORIZATION"):
            return self.get_response(request)
        key = tuple(map(request.META.get, _KEY_PARTS))
        with _lock:
            memory = _memories.get(key)
        if memory is not None:
            told = _told_again(request, key, memory)
            if told is not None:
                return told
        response = self.get_response(request)
        ground = getattr(response, "ground", None)
        if ground is not None and not response.cookies and _is_news(memory, response):
            memory = _Memory(ground=ground, etag=response.headers["ETag"], status=response.status_code, headers=_kept_headers(response))
            with _lock:
                _memories[key] = memory
        return response


def _is_news(memory: _Memory | None, response: HttpResponseBase) -> bool:
    """Whether ``response`` tells what is not remembered: another state, or the bytes of what was only known to be unchanged."""
    if response.status_code not in (200, 204, 304):
        return False
    if memory is None or memory.etag != response.headers["ETag"]:
        return True
    return response.status_code != 304 and memory.status == 304


def _kept_headers(response: HttpResponseBase) -> dict[str, str]:
    # GZipMiddleware pads what it compresses: the length of one answer is not that of the next.
    return {name: text for name, text in response.headers.items() if name != "Content-Length"}


def _told_again(request: HttpRequest, key: Key, memory: _Memory) -> HttpResponse | None:
    is_held = request.META.get("HTTP_IF_NONE_MATCH") == memory.etag
    if not is_held and memory.ground.body is None:
        return None
    if not _holds(memory.ground):
        return None
    if is_held:
        return HttpResponse(status=304, headers={name: text for name, text in memory.headers.items() if not name.startswith("Content-")})
    body = _body(key, memory)
    if body is None:
        return None
    return HttpResponse(body, status=memory.status, headers={**memory.headers, "Content-Length": str(len(body))})


def _body(key: Key, memory: _Memory) -> bytes | None:
    with _lock:
        body = _bodies.get((key, memory.etag))
    if body is None and memory.ground.body is not None:
        body = memory.ground.body(memory.headers.get("Content-Encoding") == "gzip")
        if body is not None and len(body) <= _bodies.maxsize:
            with _lock:
                _bodies[key, memory.etag] = body
    return body


def _holds(ground: Ground) -> bool:
    if ground.lapses_at is not None and ground.lapses_at <= timezone.now():
        return False
    try:
        return revisions_of(ground.revisions) == ground.revisions
    except DatabaseError:
        # The view meets it too, and tells it as a problem.
        return False
