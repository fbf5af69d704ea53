"""Pictures that were drawn once: tiles are kept as vector tiles are, other maps among the last ones."""

from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from api.caching import State
from api.errors import DataIsChanging
from api.wms.asking import MapAsked
from layers.layer import Layer
from layers.locks import wait_for_turn
from layers.revisions import revisions_of

_ATTEMPTS = 3


def kept_picture(asked: MapAsked, states: list[State]) -> bytes | None:
    """Return the picture as it is in ``states`` of its layers; None: not drawn yet, or drawn too long ago."""
    found: bytes | None = caches[_cache_of(asked)].get(_key(asked, states))
    return found


def picture_once(asked: MapAsked, present: Callable[[], list[State]], draw: Callable[[], bytes]) -> tuple[list[State], bytes]:
    """Return the picture with the states that it shows, drawn now unless another request has just drawn it.

    MapServer reads each layer by itself. States that are the same before and after are those of all that was read.

    Raises:
        Busy: if another request draws it and takes more than ``settings.TILE_WAIT_S``.
        DataIsChanging: if the layers were written to each time while it was drawn, or a dataset was replaced.
        DrawingTimedOut, DrawingFailed
    """
    found = kept_picture(asked, states := present())
    if found is not None:
        return states, found
    with transaction.atomic():
        wait_for_turn(repr(("map", asked.key)), timeout_s=settings.TILE_WAIT_S)
        for _ in range(_ATTEMPTS):
            states = present()
            found = kept_picture(asked, states)
            if found is None:
                found = draw()
                if not are_present(asked.layers):
                    break
                if present() != states:
                    continue
                caches[_cache_of(asked)].set(_key(asked, states), found)
            return states, found
    raise DataIsChanging


def are_present(layers: tuple[Layer, ...]) -> bool:
    """Whether the entries of datasets still describe the version that is shown."""
    shown = {layer.slug: layer.revision for layer in layers if layer.revision is not None}
    return not shown or revisions_of(shown) == shown


def _cache_of(asked: MapAsked) -> str:
    return "tiles" if asked.is_tile else "maps"


def _key(asked: MapAsked, states: list[State]) -> str:
    return blake2b(repr((settings.RELEASE, "map", asked.key, states)).encode(), digest_size=20).hexdigest()
