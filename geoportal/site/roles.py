"""What the web processes may do in the database: read and write rows; what draws maps: read. Creating tables is the import role's."""

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from layers.datasets.tables import SCHEMA
from layers.lookups import catalogued_layers
from layers.revisions import Revision


@transaction.atomic
def grant_to_web_role() -> str:
    """Give ``settings.DATABASE_WEB_ROLE`` its rights on what is there and on what the present role will create; say what was done."""
    name = settings.DATABASE_WEB_ROLE
    if not name:
        return "one role does everything (GEOPORTAL_DATABASE_WEB_ROLE is empty)"
    role, datasets = sql.Identifier(name), sql.Identifier(SCHEMA)
    statements = [
        "GRANT USAGE ON SCHEMA public, {datasets} TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {datasets} TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {datasets} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        # What the migrations keep for themselves.
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(role=role, datasets=datasets))
    return f"{name} reads and writes rows"


@transaction.atomic
def grant_to_maps_role() -> str:
    """Let the role of ``settings.MAPS_DATABASE`` read the tables that layers are made of, and no others; say what was done."""
    name = settings.MAPS_DATABASE.get("USER", "")
    if not name:
        return "maps are drawn in the web processes' role (MAPS_DATABASE_URL is empty)"
    tables = sorted({model._meta.db_table for layer in catalogued_layers() for model in layer.depends_on} | {Revision._meta.db_table})
    role, datasets = sql.Identifier(name), sql.Identifier(SCHEMA)
    statements = [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"),
        sql.SQL("GRANT USAGE ON SCHEMA public, {datasets} TO {role}"),
        sql.SQL("GRANT SELECT ON {tables} TO {role}"),
        # PostGIS's own, of the schema public too.
        sql.SQL("GRANT SELECT ON spatial_ref_sys TO {role}"),
        sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {datasets} TO {role}"),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {datasets} GRANT SELECT ON TABLES TO {role}"),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(role=role, datasets=datasets, tables=sql.SQL(", ").join(map(sql.Identifier, tables))))
    return f"{name} reads {len(tables)} tables and the datasets"
