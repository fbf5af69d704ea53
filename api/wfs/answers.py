"""How answers of the WFS leave: from one state of the data, in bounded time, under an ETag of the revisions they show."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from api.caching import etag_of, not_modified, with_etag
from api.recall import Ground, remember
from layers.layer import Layer
from layers.revisions import revisions_of
from layers.streaming import snapshot


class Outdated(Exception):
    """A dataset was replaced between finding its entry and reading its rows: ask again."""


def answer(
    request: HttpRequest, layers: Sequence[Layer], build: Callable[[], HttpResponse], *, depends_on_list: bool = False
) -> HttpResponseBase:
    """Return what ``build`` reads of ``layers``; it is not asked where the client holds what is there still.

    ``depends_on_list`` says that the answer also shows which layers there are.

    Raises:
        Outdated
    """
    slugs = [layer.slug for layer in layers]
    lapses = [lapse for layer in layers if (lapse := layer.next_change_at()) is not None]
    facts = (lapses, sorted(slugs)) if depends_on_list else (lapses,)
    is_read = request.method in ("GET", "HEAD")
    if is_read and "If-None-Match" in request.headers:
        present = revisions_of(slugs)
        unchanged = not_modified(request, etag_of(request, sorted(present.items()), *facts))
        if unchanged is not None:
            return unchanged
    with snapshot():
        _bound_time()
        revisions = revisions_of(slugs)
        if any(layer.revision not in (None, revisions.get(layer.slug)) for layer in layers):
            raise Outdated
        response = build()
    if not is_read:
        response.headers["Cache-Control"] = "no-store"
        return response
    with_etag(request, response, etag_of(request, sorted(revisions.items()), *facts))
    if depends_on_list:
        return response
    return remember(response, Ground(revisions=revisions, lapses_at=min(lapses, default=None)))


def _bound_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{settings.WFS_TIMEOUT_S:d}s"])
