"""./portal bench tiles: vector tiles of a dataset of a million points.

In one run, interleaved: tiles of zoom 14 with every row, uncached, beside the SQL that tile servers usually send (by pgbench, without any
server); thinned tiles of zoom 12 and 10, uncached; a tile from the cache, a 304, a 304 of items, and an answer without database or body
(/healthz) in the same stack. Uncached means that each request asks for another set of properties or a release of its own.
"""

import argparse
import os
import random
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import mapbox_vector_tile
import psutil
from django.db import connection

from layers.datasets.actions import add_version
from layers.datasets.models import Dataset
from layers.layer import GeometryType
from layers.lookups import get_layer
from layers.styles import Style, Symbol
from layers.tiling.grid import Tile
from tests.bench.data import EAST, NORTH, SOUTH, WEST
from tests.bench.loads import Measurement, over_http, over_pgbench
from tests.bench.processes import gunicorn

PORT = 9474
POINTS = 1_000_000
# Of the usual SQL on a mean tile, as a peer measurement gives it.
USUAL_CPU_MS = 193
COLUMNS = [
    {"column": "c1", "name": "category", "kind": "text"},
    {"column": "c2", "name": "status", "kind": "text"},
    {"column": "c3", "name": "created", "kind": "instant"},
    {"column": "c4", "name": "title", "kind": "text"},
]
_TILES = "/tiles/complaints/{}.mvt?properties=category,status"


def load_complaints() -> None:
    """Show a dataset of points, denser towards the middle of the town, in no order of space."""
    dataset = Dataset.objects.create(
        slug="complaints", title_el="Αναφορές", style=Style(shape="point", symbol=Symbol(colour="#00703c")).as_json()
    )
    add_version(
        dataset,
        rows=_rows(),
        columns=COLUMNS,
        geometry_type=GeometryType.POINT,
        source={"source_name": "complaints", "source_sha256": "0" * 64, "source_options": {}},
    )
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {get_layer('complaints').model._meta.db_table}")


def _rows() -> Iterator[tuple[object, ...]]:
    draw = random.Random(2026)
    categories = ("pothole", "lighting", "waste", "noise", "water", "tree", "sidewalk", "graffiti", "parking", "sign", "sewage", "animals")
    statuses = ("new", "open", "in_progress", "resolved", "resolved", "resolved", "rejected")
    for number in range(1, POINTS + 1):
        lon, lat = draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH)
        if draw.random() < 0.65:
            lon, lat = draw.gauss(24.018, 0.04), draw.gauss(35.505, 0.02)
        point = f"SRID=4326;POINT({min(max(lon, WEST), EAST):.7f} {min(max(lat, SOUTH), NORTH):.7f})"
        yield number, point, draw.choice(categories), draw.choice(statuses), f"2026-01-01T{number % 24:02d}:00:00Z", f"Αναφορά {number}"


def dense_tiles(zoom: int, count: int) -> list[Tile]:
    """Return the tiles of zoom 14 with about as many points as the peer measurement's (28,588), of others those with the most."""
    scale, mercator = 2**zoom, "0.5 - atanh(sin(radians(ST_Y(geom)))) / (2 * pi())"
    order = "abs(count(*) - 28588)" if zoom == 14 else "count(*) DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT floor((ST_X(geom) / 360 + 0.5) * {scale})::int, floor(({mercator}) * {scale})::int, count(*) "
            f"FROM {get_layer('complaints').model._meta.db_table} GROUP BY 1, 2 ORDER BY {order} LIMIT {count}"
        )
        rows = cursor.fetchall()
    print(f"  z{zoom}: {len(rows)} tiles of {statistics.mean(row[2] for row in rows):,.0f} points")
    return [Tile(zoom=zoom, column=row[0], row=row[1]) for row in rows]


def usual_sql(tile: Tile) -> str:
    """What tile servers send, on our table."""
    envelope = f"ST_TileEnvelope({tile.zoom}, {tile.column}, {tile.row})"
    return (
        "SELECT length(ST_AsMVT(t, 'complaints', 4096, 'geom', 'id')) FROM (SELECT id, c1 AS category, c2 AS status, "
        f"ST_AsMVTGeom(ST_Transform(geom, 3857), {envelope}, 4096, 64, true) AS geom "
        f"FROM {get_layer('complaints').model._meta.db_table} WHERE geom && ST_Transform({envelope}, 4326)) AS t"
    )


def _path(tile: Tile) -> str:
    return _TILES.format(f"{tile.zoom}/{tile.column}/{tile.row}")


@contextmanager
def _site(cache: str) -> Iterator[psutil.Process]:
    os.environ["GEOPORTAL_TILE_CACHE_URL"] = cache
    with gunicorn("geoportal.settings.test", port=PORT, probe="/healthz") as server:
        yield server


def measure(*, seconds: float, rounds: int) -> dict[str, Measurement]:
    tiles = {zoom: dense_tiles(zoom, count) for zoom, count in ((14, 30), (12, 9), (10, 2))}
    taken: dict[str, list[Measurement]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            with _site("dummycache://") as server:
                for zoom, some in tiles.items():
                    paths = [_path(tile) for tile in some]
                    _asked(paths[0])
                    name = f"z{zoom} uncached"
                    taken.setdefault(name, []).append(over_http(server, port=PORT, paths=paths, seconds=seconds))
            taken.setdefault("z14 usual SQL alone", []).append(over_pgbench([usual_sql(tile) for tile in tiles[14]], seconds=seconds))
            with _site(f"filecache://{folder}") as server:
                for name, paths, headers in _cheap([_path(tile) for tile in tiles[14]]):
                    taken.setdefault(name, []).append(over_http(server, port=PORT, paths=paths, seconds=seconds, headers=headers))
    return {
        name: Measurement(*(statistics.median(column) for column in zip(*(asdict(value).values() for value in values), strict=True)))
        for name, values in taken.items()
    }


def _cheap(paths: list[str]) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    for path in paths:
        _asked(path)
    items = "/api/collections/complaints/items?limit=100"
    yield "empty view", ["/healthz"], {}
    yield "z14 cached", paths, {"Accept-Encoding": "gzip"}
    yield "z14 304", paths[:1], {"If-None-Match": _asked(paths[0])}
    yield "items 304", [items], {"If-None-Match": _asked(items)}


def _asked(path: str) -> str:
    """Look at the answer and return its ETag."""
    answer = urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=120)
    body = answer.read()
    if ".mvt" in path:
        features = mapbox_vector_tile.decode(body)["complaints"]["features"]
        assert len(features) > 100, (path, len(features))
    return str(answer.headers["ETag"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="./portal bench tiles", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        load_complaints()
        tell(measure(seconds=options.seconds, rounds=options.rounds))
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def tell(results: dict[str, Measurement]) -> None:
    print(f"{'':24}{'req/s':>9}{'latency':>11}{'CPU ms: server':>16}{'database':>10}{'together':>10}")
    for name, value in results.items():
        print(f"{name:24}{value.rps:9.1f}{value.latency_ms:9.1f}ms{value.server_ms:16.2f}{value.database_ms:10.2f}{value.cpu_ms:10.2f}")
    empty, cached, unchanged = (results[name].cpu_ms for name in ("empty view", "z14 cached", "z14 304"))
    every = results["z14 uncached"].cpu_ms
    goals = {
        "z14: less than half of the usual SQL's CPU": every < results["z14 usual SQL alone"].cpu_ms / 2,
        f"z14: less than half of {USUAL_CPU_MS} CPU ms": every < USUAL_CPU_MS / 2,
        "z12, z10: under 100 CPU ms": max(results["z12 uncached"].cpu_ms, results["z10 uncached"].cpu_ms) < 100,
        f"a cached tile: at most 1.5 empty views ({cached / empty:.2f})": cached <= 1.5 * empty,
        f"a 304: at most 1.5 empty views ({unchanged / empty:.2f})": unchanged <= 1.5 * empty,
        f"a cached tile: 20 × less CPU than an uncached one ({every / cached:.0f})": every >= 20 * cached,
    }
    for goal, is_met in goals.items():
        print(f"  {'met   ' if is_met else 'MISSED'}  {goal}")
