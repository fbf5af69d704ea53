"""Rows made from the model alone, so that a new layer is tested without a word about it: every private field holds ``SECRET``."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.contrib.gis.geos import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from layers.checks import private_fields
from layers.geometry import SRID
from layers.layer import Layer

SECRET = "ΑΠΟΡΡΗΤΟ-8d1f"
CENTRE = Point(24.0187, 35.5138, srid=SRID)

_numbers = count(1)


def plant(model: type[models.Model], **given: Any) -> Any:
    """Create a row of ``model`` near the centre of Chania; what is not ``given`` is made up."""
    number = next(_numbers)
    values = {field.name: _value(field, number) for field in model._meta.concrete_fields if field.name not in given and _needs_value(field)}
    values |= {name: f"{SECRET} {name}" for name in private_fields(model) if name not in given}
    return model._default_manager.create(**values, **given)


def plant_in(layer: Layer) -> Any:
    """Create a row that ``layer`` publishes: where the first choice of a field keeps it out, another may let it in."""
    row = plant(layer.model)
    choices = [field for field in layer.model._meta.concrete_fields if field.choices]
    for field in choices:
        for value, _ in field.choices or ():
            if layer.published().filter(pk=row.pk).exists():
                return row
            layer.model._default_manager.filter(pk=row.pk).update(**{field.name: value})
    assert layer.published().filter(pk=row.pk).exists(), f"{layer.slug} publishes no row that can be made up"
    return row


def _needs_value(field: Any) -> bool:
    if isinstance(field, models.AutoField | models.GeneratedField) or getattr(field, "auto_now", False):
        return False
    if isinstance(field, models.ForeignKey):
        return not field.null
    return not field.has_default()


def _value(field: Any, number: int) -> Any:
    if isinstance(field, models.ForeignKey):
        return plant(field.related_model)
    if hasattr(field, "geom_type"):
        return shape(field.geom_type, number)
    if field.choices:
        return field.choices[0][0]
    makers: list[tuple[type, Any]] = [
        (models.SlugField, f"{field.name}-{number}"),
        (models.URLField, f"https://example.org/{number}"),
        (models.CharField, "" if _has_rules_of_its_own(field) else f"{field.name} {number}"[: field.max_length]),
        (models.TextField, f"{field.name} {number}"),
        (models.BooleanField, True),
        (models.IntegerField, number % 800 + 1),
        (models.DateTimeField, datetime(2026, 11, 22, 10, tzinfo=UTC) + timedelta(minutes=number)),
        (models.DateField, date(2100, 1, 1) + timedelta(days=number) if field.unique else date(2026, 11, 22)),
        (models.DurationField, timedelta(hours=2)),
        (DateTimeRangeField, DateTimeTZRange(datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))),
        (models.TimeField, time(8)),
        (models.FloatField, float(number)),
        (models.JSONField, {}),
    ]
    return next(value for kind, value in makers if isinstance(field, kind))


def _has_rules_of_its_own(field: Any) -> bool:
    """Whether made-up words would not do, and nothing would."""
    return bool(field.blank and len(field.validators) > 1)


def shape(geom_type: str, number: int = 1) -> Any:
    """Return a shape of the type at the centre, a little further east for each number."""
    x, y = CENTRE.x + number % 50 * 1e-5, CENTRE.y
    corners = [(x, y), (x + 0.01, y), (x + 0.01, y + 0.01), (x, y + 0.01), (x, y)]
    shapes = {
        "POINT": Point(x, y),
        "GEOMETRY": Point(x, y),
        "MULTIPOINT": MultiPoint(Point(x, y)),
        "LINESTRING": LineString(corners[:3]),
        "MULTILINESTRING": MultiLineString(LineString(corners[:3])),
        "POLYGON": Polygon(corners),
        "MULTIPOLYGON": MultiPolygon(Polygon(corners)),
    }
    made = shapes[geom_type]
    made.srid = SRID
    return made


def multiply(row: models.Model, copies: int) -> None:
    """Add ``copies`` of ``row`` to its table, spread over the town, each different where the table wants it: in SQL, for large numbers.

    A number that is unique among the rows of one parent grows to a thousand; further copies get copies of the parent.
    """
    model = type(row)
    unique = _unique_names(model)
    parent = next((f for f in model._meta.concrete_fields if f.name in unique and isinstance(f, models.ForeignKey)), None)
    counted = next((f for f in model._meta.concrete_fields if f.name in unique and isinstance(f, models.PositiveSmallIntegerField)), None)
    if parent and counted:
        multiply(getattr(row, parent.name), copies // _PER_PARENT)
    columns: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.AutoField | models.GeneratedField):
            columns[field.column or ""] = _copied(field, varies=field.name in unique, has_many_parents=bool(parent and counted))
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(model)} ({names}) SELECT {', '.join(columns.values())} "
            f"FROM {_table(model)} AS row, generate_series(1, %s) AS n WHERE row.id = %s",
            [copies, row.pk],
        )
        cursor.execute(f"ANALYZE {_table(model)}")


_PER_PARENT = 1000


def _unique_names(model: type[models.Model]) -> set[str]:
    together = {name for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint) for name in rule.fields}
    return together | {field.name for field in model._meta.concrete_fields if field.unique}


def _copied(field: Any, *, varies: bool, has_many_parents: bool) -> str:
    column = f'row."{field.column}"'
    kinds = {
        models.ForeignKey: f"{column} + n / {_PER_PARENT}" if has_many_parents else column,
        models.PositiveSmallIntegerField: f"{column} + n %% {_PER_PARENT}",
        models.DateTimeField: f"{column} + make_interval(secs => n + 0.5)",
        models.CharField: f"{column} || '-' || n",
    }
    if hasattr(field, "geom_type"):
        return f"ST_Translate({column}, n %% 400 * 0.0002, n / 400 * 0.0002)"
    if field.primary_key:
        return f"(SELECT max(id) FROM {_table(field.model)}) + n"
    return next((copied for kind, copied in kinds.items() if varies and isinstance(field, kind)), column)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
