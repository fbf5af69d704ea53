"""The home page as it leaves: kept for everybody who is nobody in particular, and sent again only when it changed.

What is kept holds until the revision of anything that it shows changes, or the clock reaches what it shows (an end of a duty, midnight).
One question to the database tells. Of a page that a cookie could make somebody's own nothing is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from gzip import compress
from hashlib import blake2b
from http import HTTPStatus
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from api.recall import Ground, remember
from geoportal.site.language import page_language
from layers.revisions import revisions_of

_KEPT_S = 86_400
# One request makes the page anew; those that come meanwhile wait for it and take what it made.
_making = Lock()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A page's bytes with what they were made of."""

    body: bytes
    zipped: bytes
    etag: str
    revisions: dict[str, int]
    lapses_at: datetime

    def holds(self, revisions: dict[str, int]) -> bool:
        return self.revisions == revisions and timezone.now() < self.lapses_at


Make = Callable[[datetime], tuple[bytes, datetime]]
"""Renders the page of an instant and says until when it holds."""


def is_anybodys(request: HttpRequest) -> bool:
    """Whether the request could come from anybody: no session, no message that waits, no words in the address that the page repeats."""
    return not ({settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys() or request.META.get("QUERY_STRING"))


def answer(request: HttpRequest, *, reads: tuple[str, ...], make: Make) -> HttpResponseBase:
    """Return the page that ``make`` renders from the layers ``reads``, or that it is still the same."""
    kept = _kept(request, reads, make)
    response = get_conditional_response(request, etag=kept.etag) or HttpResponse(kept.body)
    response.headers["ETag"] = kept.etag
    response.headers["Cache-Control"] = "public, no-cache"
    # Who signs in gets another page at this address.
    patch_vary_headers(response, ["Cookie"])
    return remember(response, Ground(revisions=kept.revisions, lapses_at=kept.lapses_at, body=_reader(request, kept, response)))


def _kept(request: HttpRequest, reads: tuple[str, ...], make: Make) -> Kept:
    key = _key(request)
    found: Kept | None = cache.get(key)
    if found is not None and found.holds(revisions_of(reads)):
        return found
    with _making:
        # The revisions are read before the rows: a change meanwhile makes the next question differ, never an old page stay.
        revisions = revisions_of(reads)
        found = cache.get(key)
        if found is None or not found.holds(revisions):
            found = _made(revisions, make)
            cache.set(key, found, timeout=_KEPT_S)
    return found


def _made(revisions: dict[str, int], make: Make) -> Kept:
    body, lapses_at = make(timezone.now())
    # Weak, since it is compressed on the way or not. It is that of the bytes: processes that keep nothing in common agree on it.
    etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    return Kept(body=body, zipped=compress(body, mtime=0), etag=etag, revisions=revisions, lapses_at=lapses_at)


def _key(request: HttpRequest) -> str:
    return f"home:{settings.RELEASE}:{page_language()}:{request.scheme}://{request.get_host()}"


def _reader(request: HttpRequest, kept: Kept, response: HttpResponseBase) -> Callable[[bool], bytes | None] | None:
    """Return what finds the page's bytes as long as they are kept; what was answered without a body has none to be told again."""
    if response.status_code != HTTPStatus.OK:
        return None
    key, etag = _key(request), kept.etag

    def read(is_zipped: bool) -> bytes | None:  # noqa: FBT001  # api.recall asks by position
        present: Kept | None = cache.get(key)
        return None if present is None or present.etag != etag else present.zipped if is_zipped else present.body

    return read
