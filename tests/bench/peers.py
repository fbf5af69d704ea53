"""./portal bench peers FOLDER: the portal beside its peers, on one cluster, in one run.

FOLDER is where the peers' benchmark was laid out (../shared/bench/start-here.sh FOLDER). A database of the portal's own is made on that
cluster, the tables of the benchmark become datasets of the same ids and attributes, and the portal is served as in production with two
workers. Arguments behind FOLDER go to the benchmark's own run.sh.
"""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

PORT, CACHED_PORT = 8099, 8098
WMS = (
    "/ows/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=bench-parcels,bench-roads,bench-places&STYLES=&CRS=EPSG:3857"
    "&BBOX={mx0},{my0},{mx1},{my1}&WIDTH={width}&HEIGHT={height}&FORMAT=image/png"
)
CLUSTER = "host=127.0.0.1 port=5544 user=bench password=bench dbname={}"
URL = "postgis://bench:bench@127.0.0.1:5544/portal"
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "places": ("Point", {"name": "text", "category": "text", "status": "text", "created": "instant", "description": "text"}),
    "complaints": ("Point", {"category": "text", "status": "text", "created": "instant", "title": "text"}),
    "parcels": ("MultiPolygon", {"kaek": "text", "landuse": "text", "area_m2": "number"}),
    "roads": ("MultiLineString", {"name": "text", "class": "text"}),
}
TARGET = f"""
[[target]]
name = "ours"
base = "http://127.0.0.1:{PORT}"
start = ""
pids = "run/ours.pids"
features_url_template = "/api/collections/bench-{{collection}}/items?bbox={{minx}},{{miny}},{{maxx}},{{maxy}}&limit={{limit}}"
item_url_template = "/api/collections/bench-{{collection}}/items/{{id}}"
filter_url_template = "/api/collections/bench-{{collection}}/items?category={{category}}&limit={{limit}}"
page_url_template = "/api/collections/bench-{{collection}}/items?limit={{limit}}&after={{offset}}"
tile_url_template = "/tiles/bench-{{collection}}/{{z}}/{{x}}/{{y}}.mvt?properties=category,status"
wms_url_template = "{WMS}"

[[target]]
name = "ours-cached"
base = "http://127.0.0.1:{CACHED_PORT}"
start = ""
pids = "run/ours-cached.pids"
wms_url_template = "{WMS}"
"""
# As the peers draw them (conf/bench.map, conf/make_qgs.py).
SYMBOLS: dict[str, dict[str, Any]] = {
    "places": {"colour": "#c82828", "size_px": 7, "outline_px": 1, "outline_colour": "#ffffff"},
    "complaints": {"colour": "#c82828", "size_px": 7, "outline_px": 1, "outline_colour": "#ffffff"},
    "parcels": {"colour": "#dcd2b4", "outline_px": 0.8, "outline_colour": "#827864"},
    "roads": {"colour": "#5a5a5a", "size_px": 1.6},
}


def main(folder: Path, arguments: list[str]) -> None:
    """Set up, serve, measure; the results are the benchmark's own files in ``folder``."""
    environment = {
        **os.environ,
        "DATABASE_URL": URL,
        "DJANGO_SETTINGS_MODULE": "geoportal.settings.test",
        "GEOPORTAL_TILE_CACHE_URL": "dummycache://",
        # One role does everything there.
        "MAPS_DATABASE_URL": "",
    }
    with psycopg.connect(CLUSTER.format("bench"), autocommit=True) as bench:
        is_new = not bench.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone()
        if is_new:
            bench.execute("CREATE DATABASE portal")
    if is_new:
        with psycopg.connect(CLUSTER.format("portal"), autocommit=True) as portal:
            for extension in ("postgis", "btree_gist", "pg_trgm", "unaccent"):
                portal.execute(f"CREATE EXTENSION {extension}")
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], check=True, env=environment)
        subprocess.run([sys.executable, "-m", "tests.bench", "load-peers"], check=True, env=environment)
    _add_target(folder / "targets.toml")
    kept = {"GEOPORTAL_TILE_CACHE_URL": f"filecache://{folder}/run/kept", "GEOPORTAL_RELEASE": str(time.time())}
    servers = [_serve(environment, PORT, folder / "run" / "ours.pids")]
    servers.append(_serve({**environment, **kept}, CACHED_PORT, folder / "run" / "ours-cached.pids"))
    try:
        subprocess.run([folder / "run.sh", *arguments, "--verify-only"], check=True)
        _fill_cache(folder / "requests")
        subprocess.run([folder / "run.sh", *arguments, "--no-verify"], check=True)
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def _serve(environment: dict[str, str], port: int, pids: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "geoportal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    server = subprocess.Popen([*command, "--log-level", "warning", "--worker-tmp-dir", "/dev/shm"], env=environment)
    pids.write_text(f"{server.pid}\n")
    return server


def _fill_cache(requests: Path) -> None:
    """Ask once for everything that is to be measured as kept."""
    for file in sorted(requests.glob("ours-cached.*.txt")):
        for path in file.read_text().split():
            with urllib.request.urlopen(f"http://127.0.0.1:{CACHED_PORT}{path}", timeout=60) as answer:
                answer.read()


def _add_target(file: Path) -> None:
    kept = file.read_text().split('\n[[target]]\nname = "ours"\n')[0]
    file.write_text(kept + TARGET)


def load() -> None:
    """Make datasets of the benchmark's tables, in the portal's database on the same cluster."""
    from layers.datasets.actions import add_version
    from layers.datasets.models import Dataset
    from layers.layer import GeometryType
    from layers.styles import Style, Symbol

    shapes: dict[str, Any] = {"Point": "point", "MultiPolygon": "polygon", "MultiLineString": "line"}
    for table, (geometry_type, kinds) in TABLES.items():
        style = Style(shape=shapes[geometry_type], symbol=Symbol(**SYMBOLS[table])).as_json()
        dataset = Dataset.objects.create(slug=f"bench-{table}", title_el=table, style=style)
        columns = [{"column": f"c{n}", "name": name, "kind": kind} for n, (name, kind) in enumerate(kinds.items(), start=1)]
        source = {"source_name": table, "source_sha256": "0" * 64, "source_options": {}}
        add_version(dataset, rows=_rows(table, list(kinds)), columns=columns, geometry_type=GeometryType(geometry_type), source=source)


def _rows(table: str, names: list[str]) -> Iterator[tuple[Any, ...]]:
    promoted = "geom" if table in ("places", "complaints") else "ST_Multi(geom)"
    with psycopg.connect(CLUSTER.format("bench")) as bench, bench.cursor("rows") as cursor:
        cursor.itersize = 10_000
        cursor.execute(f"SELECT id, encode(ST_AsEWKB({promoted}), 'hex'), {', '.join(names)} FROM {table} ORDER BY id")
        yield from cursor
