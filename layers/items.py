"""One feature as text, with the state of its row: what a client saw when it wants to change it."""

from dataclasses import dataclass

from django.db import connection

from layers.geojson import feature_sql
from layers.layer import FeatureQuery, Layer
from layers.reading import read_as_bytes, rows_statement
from layers.revisions import REVISION_SQL


@dataclass(frozen=True, kw_only=True)
class Item:
    """A feature as GeoJSON; ``state`` is another number whenever its row was written."""

    revision: int
    state: int
    text: bytes


def read_item(layer: Layer, query: FeatureQuery) -> Item | None:
    """Return the one feature that ``query`` asks for, None if there is none: all of one snapshot."""
    rows, parameters = rows_statement(layer, query)
    # The transaction that wrote the row: it tells what a hash would, and needs no reading of what the row holds.
    state = f"(SELECT xmin::text::bigint FROM {connection.ops.quote_name(layer.model._meta.db_table)} AS t WHERE t.id = f.id)"
    statement = f"SELECT {REVISION_SQL}, {state}, {feature_sql(layer, query.crs, query.shown)} FROM ({rows}) AS f LIMIT 1"
    with connection.cursor() as cursor:
        read_as_bytes(cursor)
        cursor.execute(statement, [layer.slug, *parameters])
        row = cursor.fetchone()
    return None if row is None else Item(revision=row[0] or 0, state=row[1], text=row[2])
