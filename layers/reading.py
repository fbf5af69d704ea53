"""Reading a layer's rows as text that the database assembled: no Python object per feature.

Each read takes rows and revision from one statement, so that what is returned is exactly the data of the revision it names.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from psycopg.adapt import Loader

from layers.conditions import condition
from layers.geojson import feature_sql, properties_sql
from layers.layer import Area, FeatureQuery, Layer
from layers.municipality import Extent
from layers.ordering import GEOGRAPHY_SQL, POINT_SQL, Near, order_by, position, quoted
from layers.revisions import REVISION_SQL


class Utf8(Loader):
    """Leaves UTF-8 text as the bytes that the database sent: it goes into a response as it is."""

    def load(self, data: Any) -> bytes:
        return bytes(data)


def read_as_bytes(cursor: Any) -> None:
    """Let ``cursor`` return texts as the bytes that a response is made of."""
    cursor.cursor.adapters.register_loader("text", Utf8)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Features as GeoJSON, comma-separated, UTF-8. ``next_after`` says where the next page begins (an id, or a place in the order as a
    list); None: this is the last."""

    revision: int
    count: int
    features: bytes
    next_after: int | list[Any] | None


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature with its published properties; ``lon_lat`` is a point that surely lies in it, ``extent`` its box."""

    id: int
    lon_lat: tuple[float, float]
    extent: Extent
    properties: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How many features, the box that holds them all, and the first and last time as RFC 3339; None where there is none."""

    revision: int
    count: int
    extent: Extent | None
    interval: tuple[str, str] | None


def page_statement(layer: Layer, query: FeatureQuery, *, limit: int) -> tuple[str, list[Any]]:
    """Return the SQL, with its parameters, of one page, one row more than ``limit`` if there is: revision, id, place in the order, text.

    Where there is nothing the one row has the revision alone. The rows are joined outside: to aggregate them costs the database a fifth
    of the whole. Nearest first is the order of the index, by distances on the sphere; each feature tells its ``distance_m`` on the
    spheroid, by which ``read_page`` puts the page right.
    """
    order, order_values = order_by(query.order)
    rows, parameters = rows_statement(layer, query, order=order, order_values=order_values, limit=limit + 1)
    place, place_values = position(query.order) if query.order else ("NULL", [])
    distance, distance_values, members = "NULL", [], ""
    if isinstance(query.order, Near):
        distance, distance_values = f"ST_Distance({GEOGRAPHY_SQL}, {POINT_SQL})", list(query.order.lon_lat)
        members = """',"distance_m":' || round(f.distance_::numeric, 3)"""
    statement = f"""
        SELECT r.number, f.id, {place}, f.distance_, {feature_sql(layer, query.crs, query.shown, members=members)}
        FROM (SELECT {REVISION_SQL} AS number) AS r LEFT JOIN (SELECT f.*, {distance} AS distance_ FROM ({rows}) AS f) AS f ON TRUE
    """
    return statement, [*place_values, layer.slug, *distance_values, *parameters]


def read_page(layer: Layer, query: FeatureQuery, *, limit: int) -> Page:
    """Return at most ``limit`` of the features that ``query`` asks for, in its order."""
    with connection.cursor() as cursor:
        read_as_bytes(cursor)
        cursor.execute(*page_statement(layer, query, limit=limit))
        rows = cursor.fetchall()
    revision, first, *_ = rows[0]
    found = [] if first is None else rows[:limit]
    last = found[-1] if len(rows) > limit else None
    if isinstance(query.order, Near):
        found.sort(key=lambda row: (row[3], row[1]))
    return Page(
        revision=revision or 0,
        count=len(found),
        features=b",".join(row[4] for row in found),
        next_after=None if last is None else (json.loads(last[2]) if query.order else last[1]),
    )


def read_features(layer: Layer, query: FeatureQuery, *, order_by: str = "", offset: int = 0, among: int | None = None) -> list[Feature]:
    """Return the features that ``query`` asks for as objects, for pages that show few of them.

    They come by ascending id, or, where ``order_by`` names a property, by its value in Greek alphabetical order. ``among`` bounds the
    work: only so many, those of the lowest ids, are put in order (a map that shows no more needs no others).
    """
    order = f'f.{quoted(order_by)} COLLATE "el-x-icu", f.id' if order_by else "f.id"
    if among is None:
        rows, parameters = rows_statement(layer, query, order=order, limit=query.limit, offset=offset)
    else:
        rows, parameters = rows_statement(layer, query, order="f.id", limit=among)
        rows = f"SELECT * FROM ({rows}) AS f ORDER BY {order} LIMIT {query.limit or among:d} OFFSET {offset:d}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {FEATURE_SQL} FROM ({_shown(layer, rows)}) AS page", parameters)
        return [feature_of(entry) for entry in cursor.fetchall()]


def read_chosen(chosen: Mapping[Layer, Collection[int]]) -> dict[tuple[str, int], Feature]:
    """Return those of the ``chosen`` ids of several layers that are published, by slug and id, with one statement."""
    parts, parameters = [], []
    for layer, ids in chosen.items():
        rows, values = rows_statement(layer, FeatureQuery(ids=tuple(ids)), order="f.id")
        parts.append(f"(SELECT %s::text, {FEATURE_SQL} FROM ({_shown(layer, rows)}) AS page)")
        parameters += [layer.slug, *values]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return {(slug, row[0]): feature_of(row) for slug, *row in cursor.fetchall()}


def count_features(layer: Layer, query: FeatureQuery, *, at_most: int | None) -> int:
    """Return how many features ``query`` asks for, ``at_most`` if there are as many or more: only who asks for all reads a whole layer."""
    rows, parameters = rows_statement(layer, query, limit=at_most)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({rows}) AS f", parameters)
        return int(cursor.fetchone()[0])


# What ``feature_of`` reads, of a relation with id, geom, point and properties.
FEATURE_SQL = "id, ST_X(point), ST_Y(point), ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom), properties"


def feature_of(row: Sequence[Any]) -> Feature:
    west, south, east, north = row[3:7]
    return Feature(id=row[0], lon_lat=(row[1], row[2]), extent=(west, south, east, north), properties=row[7])


def _shown(layer: Layer, rows: str) -> str:
    return f"SELECT id, geom, ST_PointOnSurface(geom) AS point, {properties_sql(layer)} AS properties FROM ({rows}) AS f"


def read_summary(layer: Layer, *, revision: int | None) -> Summary:
    """Return the layer's summary; it is counted once a revision (``revision`` is the present one, if the caller knows it)."""
    key = f"summary:{layer.slug}"
    known: Summary | None = cache.get(key) if revision is not None else None
    if known is None or known.revision != revision:
        known = _count(layer)
        # The entry of a dataset that was replaced meanwhile counts the rows of another version.
        if layer.revision in (None, known.revision):
            cache.set(key, known, timeout=None)
    return known


def _count(layer: Layer) -> Summary:
    rows, parameters = rows_statement(layer, FeatureQuery())
    time = "NULL AS first, NULL AS last"
    if layer.time_property:
        column = quoted(layer.time_property)
        time = f"to_json(min({column})) #>> '{{}}' AS first, to_json(max({column})) #>> '{{}}' AS last"
    statement = f"""
        SELECT revision, count, ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box), first, last
        FROM (
            SELECT {REVISION_SQL} AS revision, count(*) AS count, ST_Extent(geom) AS box, {time} FROM ({rows}) AS f
        ) AS summary
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [layer.slug, *parameters])
        revision, count, west, south, east, north, first, last = cursor.fetchone()
    return Summary(
        revision=revision or 0,
        count=count,
        extent=None if west is None else (west, south, east, north),
        interval=None if first is None else (first, last),
    )


def rows_statement(
    layer: Layer, query: FeatureQuery, *, order: str = "", order_values: Sequence[Any] = (), limit: int | None = None, offset: int = 0
) -> tuple[str, list[Any]]:
    """Return the SQL of the layer's rows that ``query`` asks for, in the columns of ``layer.columns``; the order is the caller's."""
    relation, parameters = layer.relation_searched_by(query.equals, open_at=query.open_at)
    where, values = condition(layer, query)
    columns = ", ".join(map(quoted, layer.columns))
    paging = f" ORDER BY {order}" if order else ""
    if limit is not None:
        paging += f" LIMIT {limit:d} OFFSET {offset:d}"
    return f"SELECT * FROM ({relation}) AS f({columns}) WHERE {where}{paging}", [*parameters, *values, *order_values]


def read_area(layer: Layer, feature_id: int) -> Area | None:
    """Return the polygon of a feature, None if there is no such feature or it is no area."""
    rows, parameters = rows_statement(layer, FeatureQuery(ids=(feature_id,)))
    statement = f"SELECT {REVISION_SQL}, ST_AsEWKB(geom) FROM ({rows}) AS f WHERE ST_Dimension(geom) = 2"
    with connection.cursor() as cursor:
        cursor.execute(statement, [layer.slug, *parameters])
        found = cursor.fetchone()
    return None if found is None else Area(slug=layer.slug, revision=found[0] or 0, ewkb=bytes(found[1]))
