"""What tests share: a language that does not leak, files to try things on, the browser."""

import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from psycopg import Cursor
from psycopg.sql import SQL, Identifier
from pytest_django.live_server_helper import LiveServer

from api.recall import forget
from api.wms.renderers import renderers
from geoportal.demo.content import load_demo
from geoportal.site.roles import grant_to_maps_role
from layers.crs import degrees_of, grid_operation, map_systems, national_grid, reference_systems
from layers.datasets.layers import forget_dataset_layers
from layers.datasets.tables import SCHEMA
from tests.chromium import launch

# Playwright runs an event loop in the thread of the tests; what they ask of the database there is asked on purpose.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    for name in settings.CACHES:
        caches[name].clear()
    forget_dataset_layers()
    forget()
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
        grant_to_maps_role()
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            _end_sessions()
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo's Chania for the tests of a module that roll back, loaded once for all of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


def _end_sessions() -> None:
    """Let nobody use the database any more: one in use cannot be dropped.

    A thread of the server may still be answering a browser that is gone, and ask for a map. Those that draw use a role whose sessions we
    may not end: without their process they end by themselves, after the statement that they are at. Who vacuums is nobody, and ended by
    dropping.
    """
    name = connection.settings_dict["NAME"]
    others = "FROM pg_stat_activity WHERE datname = %s AND usename IS NOT NULL"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(name)))
        renderers().end()
        cursor.execute(f"SELECT pg_terminate_backend(pid) {others} AND usename = current_user", [name])
        until = monotonic() + settings.MAP_STATEMENT_TIMEOUT_S + 5
        while cursor.execute(f"SELECT count(*) {others}", [name]).fetchone() != (0,):
            assert monotonic() < until, f"Somebody is still using the database {name}."
            sleep(0.05)


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


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let the tests of a module write what other sessions see, such as those that draw maps; they take back what they wrote.

    Like those of ``site``, such tests ask for no other database fixture.
    """
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is sent to the database from here on, what goes past Django's own count too; to be emptied where counting begins."""
    sent: list[str] = []
    execute = Cursor.execute

    def noted(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        sent.append(str(query))
        return execute(self, query, *arguments, **options)

    monkeypatch.setattr(Cursor, "execute", noted)
    return sent


@pytest.fixture
def hepos(settings: Any) -> Iterator[None]:
    """Tie the national grid to WGS 84 by HEPOS instead of by EPSG:1272."""

    def forget_systems() -> None:
        for cached in (reference_systems, map_systems, national_grid, grid_operation, degrees_of):
            cached.cache_clear()

    settings.GRID_OPERATION = "HEPOS"
    forget_systems()
    yield
    settings.GRID_OPERATION = ""
    forget_systems()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The trial files that lie beside the checkout; the product never needs them."""
    folder = Path(os.environ.get("GEOPORTAL_SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no trial files at {folder}; GEOPORTAL_SHARED_DATA names another place")
    return folder
