"""Work that one process does while the others wait: locks that the database holds for a transaction."""

from hashlib import blake2b

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable


class Busy(Exception):
    """Somebody else does the work and has not finished in time."""


def wait_for_turn(work: str, *, timeout_s: int) -> None:
    """Wait until no other transaction does ``work``; it is ours until the present one ends.

    What follows in the transaction runs without parallel workers: a worker that loads PostGIS costs more than a tile.

    Raises:
        Busy: after ``timeout_s``. The transaction can then only be rolled back.
    """
    key = int.from_bytes(blake2b(work.encode(), digest_size=8).digest(), signed=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true), set_config('max_parallel_workers_per_gather', '0', true), "
                "pg_advisory_xact_lock(%s)",
                [f"{timeout_s:d}s", key],
            )
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy(work) from error
        raise
