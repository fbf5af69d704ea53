"""What the web processes may do in the database: read and write rows. Creating and dropping tables is the import role's."""

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from layers.datasets.tables import SCHEMA


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
