"""One feature as text, with the state of its row: what a client saw when it wants to change it."""

from dataclasses import dataclass

from django.db import connection
from psycopg import Cursor

from layers.crs import CRS84, Crs
from layers.geojson import feature_sql
from layers.layer import FeatureQuery, Layer
from layers.reading import Utf8, rows_statement
from layers.revisions import REVISION_SQL


@dataclass(frozen=True, kw_only=True)
class Item:
    """A feature as GeoJSON; ``state`` is another number whenever its row was written."""

    state: int
    text: bytes


def read_state(layer: Layer, feature_id: int, *, crs: Crs = CRS84) -> tuple[int, Item | None]:
    """Return the layer's revision and the feature ``feature_id`` as it is in it, None if there is none: all of one snapshot.

    A prepared statement: the database plans it once in a connection, which takes longer than to find one row.
    """
    rows, parameters = rows_statement(layer, FeatureQuery(ids=(feature_id,)))
    # The transaction that wrote the row: it tells what a hash would, and needs no reading of what the row holds.
    state = f"(SELECT xmin::text::bigint FROM {connection.ops.quote_name(layer.model._meta.db_table)} AS t WHERE t.id = f.id)"
    statement = f"""
        SELECT r.number, {state}, {feature_sql(layer, crs)}
        FROM (SELECT {REVISION_SQL} AS number) AS r LEFT JOIN ({rows}) AS f ON TRUE
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.adapters.register_loader("text", Utf8)
        cursor.execute(statement, [layer.slug, *parameters], prepare=True)
        revision, written, text = cursor.fetchone() or (None, 0, None)
    return revision or 0, None if text is None else Item(state=written or 0, text=text)


def read_item(layer: Layer, feature_id: int, *, crs: Crs = CRS84) -> Item | None:
    """Return the feature ``feature_id`` as it is now, None if there is none."""
    return read_state(layer, feature_id, crs=crs)[1]
