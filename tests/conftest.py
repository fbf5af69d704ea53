"""What tests share: a language that does not leak, files to try things on, the browser."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from layers.datasets.tables import SCHEMA

# Playwright runs an event loop in the thread of the tests; what they ask of the database there is asked on purpose.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _no_tables_left(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Drop the tables of uploaded datasets after a test that commits: emptying the database afterwards doesn't know of them."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("SELECT format('DROP TABLE %%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = %s", [SCHEMA])
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The trial files that lie beside the checkout; the product never needs them."""
    folder = Path(os.environ.get("GEOPORTAL_SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no trial files at {folder}; GEOPORTAL_SHARED_DATA names another place")
    return folder
