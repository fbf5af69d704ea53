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
from api.wms.pictures import kept_picture, picture_once


def map_response(request: HttpRequest, read: Callable[[], MapAsked]) -> HttpResponseBase:
    """Return the map that ``read`` says is asked for; a dataset that was replaced while it was drawn is looked for again.

    Raises:
        ServiceException: as ``read`` does.
        Busy, DataIsChanging, DrawingTimedOut, DrawingFailed
    """
    for attempt in range(ATTEMPTS):
        asked = read()
        states = states_of(asked.layers)
        unchanged = not_modified(request, etag_of(request, asked.language, states))
        if unchanged is not None:
            return remember(unchanged, _ground(asked, states))
        try:
            states, picture = picture_once(asked, partial(states_of, asked.layers), partial(draw, asked))
        except DrawingFailed:
            # The table of the version that this process knew may be gone.
            if attempt or all(layer.revision is None for layer in asked.layers):
                raise
            continue
        response = HttpResponse(picture, content_type=asked.picture.media_type)
        return remember(with_etag(request, response, etag_of(request, asked.language, states)), _ground(asked, states))
    raise DataIsChanging


def _ground(asked: MapAsked, states: list[State]) -> Ground:
    return Ground(
        revisions={layer.slug: revision for layer, (revision, _) in zip(asked.layers, states, strict=True)},
        lapses_at=min((lapses_at for _, lapses_at in states if lapses_at is not None), default=None),
        body=partial(_body, asked, states),
    )


def _body(asked: MapAsked, states: list[State], _packed: bool) -> bytes | None:  # noqa: FBT001  # as Ground.body passes it
    return kept_picture(asked, states)
