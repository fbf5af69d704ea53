"""Tiles that were written once: compressed, in the cache ``tiles``, under the revisions that they show."""

import gzip
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.db import OperationalError, connection, transaction

from layers.layer import Layer
from layers.tiling.grid import Tile

# The fastest level: a tile shrinks to a third in a tenth of the time it takes to write.
_LEVEL = 1
_WAIT_MS = 10_000

Fact = tuple[int | None, datetime | None]
Facts = Sequence[Fact]
"""What a tile's content hangs on besides its place: for each layer its revision and when it changes by itself."""


def kept_tile(layers: Sequence[Layer], tile: Tile, facts: Facts, shown: Sequence[str] | None) -> bytes | None:
    """Return the tile as gzip, empty for one that holds nothing; None if it is not kept."""
    kept: bytes | None = caches["tiles"].get(_key(layers, tile, facts, shown))
    return kept


def stored_tile(
    layers: Sequence[Layer], tile: Tile, facts: Facts, shown: Sequence[str] | None, *, write: Callable[[], tuple[Facts, bytes]]
) -> tuple[Facts, bytes]:
    """Return the tile that ``write`` makes and the facts it was made under, and keep it under just those.

    Of all who want a tile that is not kept, in however many processes, one writes it; the others wait for that one, ten seconds at most.
    """
    if isinstance(caches["tiles"], DummyCache):
        written, body = write()
        return written, gzip.compress(body, _LEVEL) if body else b""
    key = _key(layers, tile, facts, shown)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {_WAIT_MS}")
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            kept: bytes | None = caches["tiles"].get(key)
            return (facts, kept) if kept is not None else _written(layers, tile, shown, write)
    except OperationalError:
        # Whoever held the lock takes longer than we wait; better twice than never.
        return _written(layers, tile, shown, write)


def _written(
    layers: Sequence[Layer], tile: Tile, shown: Sequence[str] | None, write: Callable[[], tuple[Facts, bytes]]
) -> tuple[Facts, bytes]:
    facts, body = write()
    packed = gzip.compress(body, _LEVEL) if body else b""
    caches["tiles"].set(_key(layers, tile, facts, shown), packed)
    return facts, packed


def _key(layers: Sequence[Layer], tile: Tile, facts: Facts, shown: Sequence[str] | None) -> str:
    parts = (settings.RELEASE, [layer.slug for layer in layers], list(facts), shown, tile.z, tile.x, tile.y)
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()
