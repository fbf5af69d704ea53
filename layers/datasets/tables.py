"""The real tables behind dataset versions.

Identifiers are made from numbers alone (``v12``, ``c3``); names of the file appear only as comments, quoted as literals.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.apps.registry import Apps
from django.contrib.gis.db.models import GeometryField
from django.db import connection, models
from psycopg import sql

from layers.datasets.models import DatasetVersion
from layers.geometry import SRID, SpatialQuerySet
from layers.layer import GeometryType, Kind

SCHEMA = "datasets"

# Of fewer rows, or of more values, an index on a column is not worth what it takes.
_INDEXED_FROM_ROWS = 5_000
_MOST_CATEGORIES = 2_000
_LONGEST_CATEGORY_BYTES = 1_000
_SQL_TYPES = {
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double precision",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.INSTANT: "timestamptz",
}
_FIELDS: dict[Kind, type[models.Field]] = {
    Kind.TEXT: models.TextField,
    Kind.INTEGER: models.BigIntegerField,
    Kind.NUMBER: models.FloatField,
    Kind.BOOLEAN: models.BooleanField,
    Kind.DATE: models.DateField,
    Kind.INSTANT: models.DateTimeField,
}


def table_of(version: DatasetVersion) -> sql.Identifier:
    return sql.Identifier(SCHEMA, f"v{version.pk:d}")


def create_table(version: DatasetVersion) -> None:
    """Create the empty table of ``version``, without indexes: they come after the rows (``finish_table``).

    ``document`` will hold all properties of a row as JSON: to write them anew for every answer takes more than to find the rows.
    """
    columns: list[sql.Composable] = [sql.SQL("id bigint NOT NULL"), sql.SQL(f"geom geometry({_geometry_name(version)}, {SRID:d}) NOT NULL")]
    columns += [sql.SQL("{} {}").format(_column(entry), sql.SQL(_SQL_TYPES[Kind(entry["kind"])])) for entry in version.columns]
    columns.append(sql.SQL("document text"))
    _execute(sql.SQL("CREATE TABLE {} ({})").format(table_of(version), sql.SQL(", ").join(columns)))


def copy_rows(version: DatasetVersion, rows: Iterable[Sequence[Any]]) -> int:
    """Write ``rows`` (id, geometry as EWKB, values in the order of the version's columns) and return how many they were."""
    names = [sql.Identifier("id"), sql.Identifier("geom"), *map(_column, version.columns)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table_of(version), sql.SQL(", ").join(names))
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def finish_table(version: DatasetVersion) -> None:
    """Give the loaded table its key, its indexes, its statistics, its comments, and the trigger that counts its revision."""
    table, slug = table_of(version), sql.Literal(version.dataset.slug)
    _arrange(version)
    _execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (id)").format(table))
    _execute(sql.SQL("CREATE INDEX ON {} USING gist (geom)").format(table))
    _execute(sql.SQL("CREATE INDEX ON {} USING gist ((geom::geography(Geometry, {})))").format(table, sql.Literal(SRID)))
    _execute(
        sql.SQL(
            "CREATE TRIGGER layers_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {} "
            "FOR EACH STATEMENT EXECUTE FUNCTION layers_touch_by_statement({})"
        ).format(table, slug)
    )
    comment = sql.Literal(f"{version.dataset.title_el} ({version.number})")
    _execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(table, comment))
    for entry in version.columns:
        _execute(sql.SQL("COMMENT ON COLUMN {}.{} IS {}").format(table, _column(entry), sql.Literal(entry["name"])))
    _execute(sql.SQL("ANALYZE {}").format(table))
    _index_categories(version)


def _index_categories(version: DatasetVersion) -> None:
    """Index the columns by whose values features are told apart (kinds, states), by id within each: a page of one kind is one look-up.

    The statistics say which they are: in tables large enough, those with some values, but far fewer than rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_stats JOIN pg_class ON oid = format('%%I.%%I', schemaname, tablename)::regclass "
            "WHERE schemaname = %s AND tablename = %s AND attname = ANY(%s) AND reltuples >= %s AND n_distinct BETWEEN 2 AND %s",
            [SCHEMA, f"v{version.pk:d}", [entry["column"] for entry in version.columns], _INDEXED_FROM_ROWS, _MOST_CATEGORIES],
        )
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            column = sql.Identifier(name)
            # A value longer than a third of a page cannot be in an index.
            cursor.execute(sql.SQL("SELECT max(octet_length({}::text)) FROM {}").format(column, table_of(version)))
            (longest,) = cursor.fetchone()
            if longest <= _LONGEST_CATEGORY_BYTES:
                cursor.execute(sql.SQL("CREATE INDEX ON {} ({}, id)").format(table_of(version), column))


def _arrange(version: DatasetVersion) -> None:
    """Write the rows anew with their documents, neighbours beside each other: a map reads a few pages instead of one for each row.

    Points are put in order along a Hilbert curve, which is how PostGIS compares geometries.
    """
    table, loaded = table_of(version), sql.Identifier(SCHEMA, f"v{version.pk:d}_loaded")
    named = [sql.SQL("{} AS {}").format(_column(entry), sql.Identifier(entry["name"])) for entry in version.columns]
    written = sql.SQL("row_to_json((SELECT p FROM (SELECT {}) AS p))::text").format(sql.SQL(", ").join(named))
    document = written if named else sql.SQL("'{}'")
    columns = sql.SQL(", ").join([sql.Identifier("id"), sql.Identifier("geom"), *map(_column, version.columns)])
    _execute(sql.SQL("SET LOCAL work_mem = '64MB'"))
    _execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(table, sql.Identifier(f"v{version.pk:d}_loaded")))
    _execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(table, loaded))
    _execute(sql.SQL("INSERT INTO {} SELECT {}, {} FROM {} ORDER BY geom").format(table, columns, document, loaded))
    _execute(sql.SQL("DROP TABLE {}").format(loaded))
    arguments = [sql.Literal(text) for entry in version.columns for text in (entry["column"], entry["name"])]
    _execute(
        sql.SQL("CREATE TRIGGER layers_write_document BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {}({})").format(
            table, sql.Identifier("layers_write_document"), sql.SQL(", ").join(arguments)
        )
    )
    version.has_documents = True
    version.save(update_fields=["has_documents"])


def drop_table(version: DatasetVersion) -> None:
    _execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table_of(version)))


def model_of(version: DatasetVersion) -> type[models.Model]:
    """Return the model of the version's table: unmanaged, made at run time, in a registry of its own."""
    return _model(version.pk, tuple((entry["column"], entry["kind"]) for entry in version.columns), has_documents=version.has_documents)


@lru_cache(maxsize=256)
def _model(version_id: int, columns: tuple[tuple[str, str], ...], *, has_documents: bool) -> type[models.Model]:
    options = {
        "managed": False,
        "db_table": f'"{SCHEMA}"."v{version_id:d}"',
        "app_label": "layers",
        "apps": Apps(),
        "default_manager_name": "objects",
    }
    attributes: dict[str, Any] = {
        "__module__": __name__,
        "Meta": type("Meta", (), options),
        "objects": SpatialQuerySet.as_manager(),
        "id": models.BigIntegerField(primary_key=True),
        "geom": GeometryField(srid=SRID),
    }
    attributes |= {column: _FIELDS[Kind(kind)](null=True) for column, kind in columns}
    if has_documents:
        attributes["document"] = models.TextField(null=True, editable=False)
    return type(f"DatasetV{version_id:d}", (models.Model,), attributes)


def _geometry_name(version: DatasetVersion) -> str:
    return GeometryType(version.geometry_type).value


def _column(entry: dict[str, Any]) -> sql.Identifier:
    return sql.Identifier(f"c{int(entry['column'].removeprefix('c')):d}")


def _execute(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
