"""Tiles that were made once: compressed, kept until their layers change, and made by one process however many ask."""

import gzip
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from api.caching import State
from layers.locks import wait_for_turn

# What is kept of a tile that lies outside its layers' limits; of one that is merely empty, no bytes at all.
OUTSIDE = b"outside"

# A tile of 28,000 points: 13 ms for 299 kB of 610; at Python's own level 46 ms for 267 kB.
_LEVEL = 1


def kept(what: tuple[object, ...], states: list[State]) -> bytes | None:
    """Return the tile ``what`` (layers, place, properties), gzip-compressed, as it is in ``states`` of its layers; None: not made yet."""
    found: bytes | None = caches["tiles"].get(_key(what, states))
    return found


def make_once(
    what: tuple[object, ...], present: Callable[[], list[State]], make: Callable[[], tuple[list[State], bytes]]
) -> tuple[list[State], bytes]:
    """Return the tile ``what`` with the states that it shows, made now unless another request has just made it.

    ``make`` returns states and body that it read in one statement: the body is kept under what it shows, not under what was asked for.

    Raises:
        Busy: if another request makes it and takes more than ``settings.TILE_WAIT_S``.
    """
    with transaction.atomic():
        wait_for_turn(repr(("tile", what)), timeout_s=settings.TILE_WAIT_S)
        states = present()
        found = kept(what, states)
        if found is None:
            states, body = make()
            found = body if body in (b"", OUTSIDE) else gzip.compress(body, compresslevel=_LEVEL, mtime=0)
            caches["tiles"].set(_key(what, states), found)
    return states, found


def _key(what: tuple[object, ...], states: list[State]) -> str:
    return blake2b(repr((settings.RELEASE, what, states)).encode(), digest_size=20).hexdigest()
