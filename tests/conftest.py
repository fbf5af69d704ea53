"""What tests share: a language that does not leak, files to try things on, the browser."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from pytest_django.live_server_helper import LiveServer

from geoportal.demo.content import load_demo
from layers.datasets.layers import forget_dataset_layers
from layers.datasets.tables import SCHEMA

# Playwright runs an event loop in the thread of the tests; what they ask of the database there is asked on purpose.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    caches["tiles"].clear()
    forget_dataset_layers()
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
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """Make the test database, whichever tests run: pytest-django's own makes none for tests whose fixtures alone ask for one (``site``)."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb and not django_db_createdb)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo's Chania behind an address, loaded once. A test that writes to it takes back what it wrote.

    Such tests ask for no other database fixture, so pytest-django runs them after all tests that empty the database.
    """
    with django_db_blocker.unblock():
        load_demo()
        server = LiveServer("localhost")
        yield str(server.url)
        server.stop()
        connections.close_all()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The trial files that lie beside the checkout; the product never needs them."""
    folder = Path(os.environ.get("GEOPORTAL_SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no trial files at {folder}; GEOPORTAL_SHARED_DATA names another place")
    return folder
