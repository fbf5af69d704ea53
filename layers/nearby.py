"""What lies at a place and what is nearest to it, of any layer, in metres on the spheroid: one statement for each question."""

from django.db import connection

from layers.crs import national_grid
from layers.geojson import properties_sql
from layers.geometry import SRID
from layers.layer import FeatureQuery, Layer
from layers.reading import FEATURE_SQL, Feature, feature_of, rows_statement

LonLat = tuple[float, float]

_POINT = f"ST_SetSRID(ST_MakePoint(%s, %s), {SRID:d})"
# As geography_index writes it: any other way to say it leaves the index aside.
_GEOGRAPHY = f"f.geom::geography(Geometry, {SRID:d})"


def read_nearest(
    layer: Layer, lon_lat: LonLat, query: FeatureQuery | None = None, *, limit: int, offset: int = 0
) -> list[tuple[Feature, float]]:
    """Return the features nearest to ``lon_lat`` among those that ``query`` asks for, each with its distance in metres; 0 inside an area.

    The index finds them by distances on the sphere, which differ from those on the spheroid by less than 0.6 %: among the last ones of
    a page and the first of the next the order may be wrong by as much. Within a page it is right.
    """
    order = f"{_GEOGRAPHY} <-> {_POINT}::geography"
    rows, parameters = rows_statement(layer, query or FeatureQuery(), order=order, limit=limit, offset=offset)
    statement = f"""
        SELECT {FEATURE_SQL}, distance_m
        FROM (
            SELECT id, geom, ST_PointOnSurface(geom) AS point, {properties_sql(layer)} AS properties,
                ST_Distance({_GEOGRAPHY}, {_POINT}::geography) AS distance_m
            FROM ({rows}) AS f
        ) AS page
        ORDER BY distance_m, id
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*lon_lat, *parameters, *lon_lat])
        return [(feature_of(row), row[8]) for row in cursor.fetchall()]


def read_at(layer: Layer, lon_lat: LonLat, *, limit: int) -> list[Feature]:
    """Return the features in which ``lon_lat`` lies, edges included, the smallest first: it says most about the place."""
    relation, parameters = rows_statement(layer, FeatureQuery())
    statement = f"""
        SELECT {FEATURE_SQL}
        FROM (
            SELECT id, geom, ST_PointOnSurface(geom) AS point, {properties_sql(layer)} AS properties
            FROM ({relation} AND ST_Intersects(f.geom, {_POINT}) ORDER BY ST_Area(f.geom), f.id LIMIT {limit:d}) AS f
        ) AS page
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *lon_lat])
        return [feature_of(row) for row in cursor.fetchall()]


def to_national_grid(lon_lat: LonLat) -> LonLat:
    """Return the easting and northing of ``lon_lat`` in the municipality's national grid, in metres."""
    return _read_point(f"SELECT {national_grid().from_storage_sql(_POINT)} AS p", lon_lat)


def from_national_grid(east_north: LonLat) -> LonLat:
    """Return the longitude and latitude of a point of the municipality's national grid."""
    return _read_point(f"SELECT {national_grid().to_storage_sql('ST_MakePoint(%s, %s)')} AS p", east_north)


def _read_point(point: str, pair: LonLat) -> LonLat:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ST_X(p), ST_Y(p) FROM ({point}) AS point", pair)
        x, y = cursor.fetchone()
    return x, y
