"""One number per layer that grows when its data does.

Statement triggers, generated from every layer's ``depends_on``, note which layers a transaction touches; one deferred constraint
trigger then counts each of them up once, at commit, in the order of their names (two writers can wait for each other, but not in a
circle). Numbers therefore follow the order of commits. docs/adr/0003 tells why it is done so.

Who shows rows under a revision must read both in one statement (``REVISION_SQL``) or in one snapshot.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import connection, models, transaction
from django.db.models import Model
from django.db.models.functions import Now
from psycopg import Cursor

REVISION_SQL = "(SELECT number FROM layers_revision WHERE layer = %s)"


class Revised(Protocol):
    """What a revision is kept of: a layer, or what pages show beside layers."""

    @property
    def slug(self) -> str: ...

    @property
    def depends_on(self) -> Sequence[type[Model]]: ...


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Tables that are no layer and have a revision all the same: ``slug`` holds a colon, so that no layer or dataset is called so."""

    slug: str
    depends_on: tuple[type[Model], ...]


class Revision(models.Model):
    """The number of one layer's present data, and since when it is that.

    Rows are never removed: a slug that is used again goes on counting.
    """

    layer = models.CharField(max_length=80, primary_key=True)
    number = models.BigIntegerField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "layers_revision"

    def __str__(self) -> str:
        return f"{self.layer} {self.number}"


def revision_of(slug: str) -> int | None:
    """Return the present revision of the layer ``slug``, None if it never had one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {REVISION_SQL}", [slug])
        (number,) = cursor.fetchone()
    return None if number is None else int(number)


def revisions_of(slugs: Iterable[str]) -> dict[str, int]:
    """Return the present revisions of the layers that have one, with one question.

    Every answer that did not change waits for it and for little else, so it is a prepared statement, for half of the price.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute("SELECT layer, number FROM layers_revision WHERE layer = ANY(%s)", [list(slugs)], prepare=True)
        return dict(cursor.fetchall())


def changes_of(slugs: Iterable[str]) -> dict[str, tuple[int, datetime]]:
    """Return the present revision and since when it is that, of the layers that have one.

    Before migration 0011 nobody noted the time: what has not changed since is as old as that migration's run.
    """
    return {
        layer: (number, changed_at)
        for layer, number, changed_at in Revision.objects.filter(layer__in=list(slugs)).values_list("layer", "number", "changed_at")
    }


@transaction.atomic
def synchronise_triggers(layers: Iterable[Revised]) -> None:
    """Make the triggers of the tables that ``layers`` depend on; drop those of tables that no layer depends on any more.

    A table that is not there has no trigger: migrations may have been taken back below it.
    """
    present = set(connection.introspection.table_names())
    slugs: dict[str, set[str]] = defaultdict(set)
    for layer in layers:
        for model in layer.depends_on:
            if _table(model) in present:
                slugs[_table(model)].add(layer.slug)
    with connection.cursor() as cursor:
        for table in _tables_with_trigger():
            if table not in slugs:
                cursor.execute(f"DROP TRIGGER layers_touch ON {connection.ops.quote_name(table)}")
        for table, names in slugs.items():
            arguments = ", ".join(f"'{name}'" for name in sorted(names))
            cursor.execute(
                "CREATE OR REPLACE TRIGGER layers_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
                f"ON {connection.ops.quote_name(table)} FOR EACH STATEMENT EXECUTE FUNCTION layers_touch_by_statement({arguments})"
            )
        known = sorted({name for names in slugs.values() for name in names})
        cursor.execute("INSERT INTO layers_revision (layer, number) SELECT unnest(%s::text[]), 1 ON CONFLICT DO NOTHING", [known])


def _table(model: type[Model]) -> str:
    return model._meta.db_table


def _tables_with_trigger() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname = 'layers_touch' AND relnamespace = 'public'::regnamespace"
        )
        yield from [name for (name,) in cursor.fetchall()]
