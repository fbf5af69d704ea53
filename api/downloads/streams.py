"""A file that goes out while it is read: the state of the data is held from its revision to its last row."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from api.downloads.about import About, about
from layers.layer import FeatureQuery, Layer
from layers.ordering import Sql
from layers.streaming import present_revision, read_batches, snapshot


@dataclass(frozen=True, kw_only=True)
class TextParts:
    """A text format: what comes before, the SQL of each feature's text, what stands between them, what comes after."""

    head: bytes
    row: Sql
    separator: bytes
    tail: bytes


PartsOf = Callable[[Layer, FeatureQuery, About], TextParts]


class Stream:
    """The bytes of one download and the ``revision`` that they show.

    Whoever takes it must read it to its end or ``close`` it: it holds a transaction. An error on the way ends it short, without the
    tail, so that nobody takes a part for the whole.
    """

    def __init__(self, layer: Layer, query: FeatureQuery, parts_of: PartsOf) -> None:
        self._held = ExitStack()
        self._held.enter_context(snapshot())
        try:
            self.revision = present_revision(layer)
            self._parts = parts_of(layer, query, about(layer, revision=self.revision))
        except BaseException:
            self.close()
            raise
        self._layer, self._query = layer, query

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield self._parts.head
            separator = b""
            for batch in read_batches(self._layer, self._query, [self._parts.row], as_bytes=True):
                yield separator + self._parts.separator.join([text for (text,) in batch])
                separator = self._parts.separator
            yield self._parts.tail
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the transaction; to close it again does nothing."""
        self._held.close()
