"""Servers under load, and the processor time that they and the database take."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.db import connection

WORKERS = 2


@contextmanager
def gunicorn(settings: str, *, port: int, probe: str) -> Iterator[psutil.Process]:
    """Serve the settings' application as in production, with two workers, and yield the master's process."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "geoportal.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(WORKERS),
        "--threads",
        "2",
    ]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": database_url()}
    with subprocess.Popen([*command, "--log-level", "warning", "--worker-tmp-dir", "/dev/shm"], env=environment) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}{probe}")
            yield psutil.Process(server.pid)
        finally:
            server.terminate()


def database_url() -> str:
    parameters = connection.get_connection_params()
    return f"postgis://{parameters['user']}@/{connection.settings_dict['NAME']}?host={parameters['host']}"


def _wait_for(address: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(100):
        try:
            opener.open(address, timeout=5).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


def cpu_s(root: psutil.Process) -> float:
    """Return the processor seconds that the tree under ``root`` has taken, those of children that ended included."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
        except psutil.NoSuchProcess:
            continue
    return total


def postmaster() -> psutil.Process:
    """Return the database server's first process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    parent = backend.parent()
    assert parent is not None, "the database does not run on this machine"
    return parent


def pg_tool(name: str) -> str:
    """Return the path of one of the server's own tools."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
    path = Path(f"/usr/lib/postgresql/{version}/bin/{name}")
    return str(path) if path.exists() else name
