"""ETags from revisions (RFC 9110 §8.8.3): what did not change is neither sent again nor read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags

from api.errors import DataIsChanging
from api.item_tags import answer_half, joined_tag
from api.language import negotiated_language
from api.recall import Ground, remember
from api.viewers import is_private, viewer_of
from layers.layer import Layer
from layers.lookups import get_layer, known_layer
from layers.revisions import revision_of, revisions_of

ATTEMPTS = 4

State = tuple[int, datetime | None]
"""What a layer's answers depend on beside the request: its revision, and when it changes by itself."""


def states_of(layers: Sequence[Layer]) -> list[State]:
    """Return the present state of each of ``layers``; those whose entry says its revision need no query."""
    asked = [layer.slug for layer in layers if layer.revision is None]
    revisions = revisions_of(asked) if asked else {}
    return [(layer.revision or revisions.get(layer.slug) or 0, layer.next_change_at()) for layer in layers]


def etag_of(request: HttpRequest, *facts: object) -> str:
    """Return the ETag of what ``request`` gets while ``facts`` (revisions, times of change) hold.

    It is weak: answers carry the time they were made (``timeStamp``) and may be compressed on the way.
    """
    parts = (settings.RELEASE, negotiated_language(request), viewer_of(request), request.build_absolute_uri(), *facts)
    return f'W/"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def with_etag(request: HttpRequest, response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Add what lets a cache keep ``response`` and ask again whether it still holds."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache" if is_private(request) else "public, no-cache"
    return response


def not_modified(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """Return 304 if the client holds what has this ``etag``, else None."""
    given = parse_etags(request.headers.get("If-None-Match", ""))
    held = next((tag for tag in given if answer_half(tag) == answer_half(etag)), etag)
    response = get_conditional_response(request, etag=held)
    return None if response is None else with_etag(request, response, held)


Revision = int | tuple[int, int]
"""What ``build`` read: the layer's revision, or the layer's and that of another which the request asks about."""


def layer_response(
    request: HttpRequest, slug: str, build: Callable[[Layer], tuple[Revision, HttpResponseBase]], *facts: object, beside: str = ""
) -> HttpResponseBase:
    """Return what ``build`` makes of the layer ``slug`` (with the revision it read), under the ETag of just that revision and ``facts``.

    ``beside`` names another layer on which the answer depends; ``build`` then returns both revisions. Where the answer of ``build`` has an
    ETag already, it is the state of an item (api/item_tags.py).

    A dataset's entry describes one version. When a new one is shown between finding the entry and reading its rows, entry and
    revision disagree, and we look again: an old body never leaves under a new ETag.

    Raises:
        UnknownLayer, DataIsChanging
    """
    for attempt in range(ATTEMPTS):
        layer = _layer(request, slug, is_hopeful=attempt == 0)
        changes_at = layer.next_change_at()
        if "If-None-Match" in request.headers:
            present = _present(slug, beside)
            unchanged = not_modified(request, etag_of(request, present, changes_at, *facts))
            if unchanged is not None:
                return remember(unchanged, _ground(slug, beside, present, changes_at))
        try:
            revision, response = build(layer)
        except ProgrammingError:
            # The table of the version that this process knew was dropped meanwhile.
            if attempt or layer.revision is None:
                raise
            continue
        own = revision[0] if isinstance(revision, tuple) else revision
        if layer.revision in (None, own):
            state, answer = response.headers.get("ETag", ""), etag_of(request, revision, changes_at, *facts)
            with_etag(request, response, joined_tag(state, answer) if state else answer)
            return remember(response, _ground(slug, beside, revision, changes_at))
    raise DataIsChanging


def _present(slug: str, beside: str) -> Revision:
    present = revision_of(slug) or 0
    return (present, revision_of(beside) or 0) if beside else present


def _ground(slug: str, beside: str, revision: Revision, changes_at: datetime | None) -> Ground:
    own, other = revision if isinstance(revision, tuple) else (revision, 0)
    return Ground(revisions={beside: other, slug: own} if beside else {slug: own}, lapses_at=changes_at)


def _layer(request: HttpRequest, slug: str, *, is_hopeful: bool) -> Layer:
    """Hope that the entry this process knows is of the present revision, which is compared in any case; else look it up."""
    viewer = viewer_of(request)
    known = known_layer(slug, viewer=viewer) if is_hopeful else None
    return known or get_layer(slug, viewer=viewer)
