"""Reading every row that is asked for, without holding them: a server-side cursor in one snapshot of the database.

What is read in one ``snapshot`` belongs to one state of the data: the revision, the count and all rows, however many statements ask.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from layers.layer import FeatureQuery, Layer
from layers.ordering import Sql
from layers.reading import read_as_bytes, rows_statement
from layers.revisions import revision_of

# What one fetch should bring: enough to be quick, little enough that a thousand large areas do not fill the memory.
_FETCH_BYTES = 1_000_000
_FIRST_FETCH_ROWS = 100
_MOST_FETCH_ROWS = 5_000

Row = tuple[Any, ...]


@contextmanager
def snapshot() -> Iterator[None]:
    """Hold one state of the database (REPEATABLE READ, READ ONLY); inside a transaction that is open already, as it is."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def present_revision(layer: Layer) -> int:
    """Return the layer's revision in the present snapshot, 0 if it never had one."""
    return revision_of(layer.slug) or 0


def read_batches(
    layer: Layer, query: FeatureQuery, columns: Sequence[Sql], *, where: str = "TRUE", as_bytes: bool = False
) -> Iterator[list[Row]]:
    """Yield the rows that ``query`` asks for, by ascending id, about a megabyte at a time; call it in a ``snapshot``.

    ``columns`` are SQL expressions over the relation ``f`` of ``layer.columns``, each with its parameters, and ``where`` a further
    condition on it, all made from names and types, never from a user's text. ``as_bytes`` leaves text as UTF-8.
    """
    rows, values = rows_statement(layer, query, order="f.id")
    parameters = [value for _, given in columns for value in given]
    with connection.chunked_cursor() as cursor:
        if as_bytes:
            read_as_bytes(cursor)
        selected = ", ".join(text for text, _ in columns)
        cursor.execute(f"SELECT {selected} FROM ({rows}) AS f WHERE {where}", [*parameters, *values])
        count = _FIRST_FETCH_ROWS
        while batch := cursor.fetchmany(count):
            yield batch
            size = sum(len(value) for row in batch for value in row if isinstance(value, bytes | str))
            count = max(1, min(_MOST_FETCH_ROWS, len(batch) * _FETCH_BYTES // max(size, 1)))


def read_distinct(layer: Layer, query: FeatureQuery, expression: str) -> list[Any]:
    """Return the different values of an SQL expression over the rows that ``query`` asks for, in order."""
    rows, values = rows_statement(layer, query)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {expression} AS value FROM ({rows}) AS f ORDER BY value", values)
        return [value for (value,) in cursor.fetchall()]
