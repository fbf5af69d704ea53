"""A map as an answer: under the ETag of what it shows, out of the cache where it lies there."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from api.caching import ATTEMPTS, State, etag_of, not_modified, states_of, with_etag
from api.errors import DataIsChanging
from api.recall import Ground, remember
from api.wms.asking import MapAsked
from api.wms.errors import DrawingFailed
from api.wms.maps import draw
from api.wms.pictures import are_present, kept_picture, picture_once


def map_response(request: HttpRequest, read: Callable[[], MapAsked]) -> HttpResponseBase:
    """Return the map that ``read`` says is asked for; a dataset that was replaced while it was drawn is looked for again.

    Raises:
        ServiceException: as ``read`` does.
        Busy, DataIsChanging, DrawingTimedOut, DrawingFailed
    """
    for _attempt in range(ATTEMPTS):
        asked = read()
        states = states_of(asked.layers)
        unchanged = not_modified(request, _etag(request, asked, states))
        if unchanged is not None:
            return _remembered(unchanged, asked, states)
        try:
            states, picture = picture_once(asked, partial(states_of, asked.layers), partial(draw, asked))
        except (DataIsChanging, DrawingFailed):
            # A dataset that was replaced has another entry now; the table of the one that was drawn may be gone.
            if are_present(asked.layers):
                raise
            continue
        response = HttpResponse(picture, content_type=asked.picture.media_type)
        return _remembered(with_etag(request, response, _etag(request, asked, states)), asked, states)
    raise DataIsChanging


def _etag(request: HttpRequest, asked: MapAsked, states: list[State]) -> str:
    return etag_of(request, asked.language, [layer.slug for layer in asked.layers], states)


def _remembered(response: HttpResponseBase, asked: MapAsked, states: list[State]) -> HttpResponseBase:
    """Offer ``response`` to be remembered, unless a layer that comes or goes would change it."""
    if asked.has_theme:
        return response
    ground = Ground(
        revisions={layer.slug: revision for layer, (revision, _) in zip(asked.layers, states, strict=True)},
        lapses_at=min((lapses_at for _, lapses_at in states if lapses_at is not None), default=None),
        body=partial(_body, asked, states),
    )
    return remember(response, ground)


def _body(asked: MapAsked, states: list[State], _packed: bool) -> bytes | None:  # noqa: FBT001  # as Ground.body passes it
    return kept_picture(asked, states)
