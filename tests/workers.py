"""The worker of the jobs, in tests."""

from typing import Any
from unittest.mock import patch

from django.db import connection
from procrastinate.contrib.django import app


def work() -> None:
    """Run the real worker until nothing waits; what is due by the clock is not begun, else the minute in which a test runs decided."""
    connector: Any = app.connector
    with patch.dict(app.periodic_registry.periodic_tasks, clear=True), app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def lose_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
