"""./portal bench endurance: eight clients for ten minutes, while the processes that draw maps are killed at random every twenty seconds.

The clients ask for maps of random places and sizes (never twice the same, so that all are drawn), for what is at a point, tiles and
legends, and for pages and features of the rest of the site. Every answer is checked: a map is a picture, or a service exception; of the
rest nothing may fail. Told are the answers by kind and status, and the memory of all processes from the beginning to the end.
"""

import argparse
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

import psutil
from django.db import connection

from geoportal.demo.content import load_demo
from geoportal.site.roles import grant_to_maps_role
from tests.bench.processes import gunicorn

PORT = 9476
CLIENTS = 8
_LAYERS = ("places", "streets,places", "neighbourhoods,streets,pharmacies", "theme-city", "routes,route-stops", "municipal-units")
_PAGES = ("/", "/en/", "/places/", "/healthz", "/api/collections/places/items?limit=50", "/tiles/places/14/9285/6460.mvt", "/services/")


@dataclass
class Seen:
    """``wrong`` tells the first answers that should not have been."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    kills: int = 0
    memory_mb: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./portal bench endurance", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        grant_to_maps_role()
        load_demo()
        with gunicorn("geoportal.settings.test", port=PORT, probe="/readyz") as server:
            seen = endure(server, seconds=options.minutes * 60)
        _tell(seen)
        if seen.wrong:
            sys.exit(1)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def endure(server: psutil.Process, *, seconds: float) -> Seen:
    seen, until = Seen(), time.monotonic() + seconds
    threads = [threading.Thread(target=_ask, args=(random.Random(number), seen, until)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    draw, next_kill = random.Random(0), time.monotonic() + 10
    while time.monotonic() < until:
        time.sleep(1)
        if time.monotonic() >= next_kill:
            next_kill += 20
            seen.kills += _kill_one(server, draw)
            seen.memory_mb.append(_memory_mb(server))
    for thread in threads:
        thread.join()
    return seen


def _kill_one(server: psutil.Process, draw: random.Random) -> int:
    """Half of the times it is stopped instead: it hangs, and the server has to end it."""
    renderers = [child for child in server.children(recursive=True) if any("worker.py" in part for part in child.cmdline())]
    if not renderers:
        return 0
    draw.choice(renderers).send_signal(draw.choice((signal.SIGKILL, signal.SIGSTOP)))
    return 1


def _memory_mb(server: psutil.Process) -> float:
    found = 0
    for process in (server, *server.children(recursive=True)):
        try:
            found += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return found / 2**20


def _ask(draw: random.Random, seen: Seen, until: float) -> None:
    client = HTTPConnection("127.0.0.1", PORT, timeout=90)
    kinds: list[Callable[[random.Random], tuple[str, str]]] = [_map, _map, _map, _info, _tile, _legend, _page, _page]
    while time.monotonic() < until:
        kind, path = draw.choice(kinds)(draw)
        try:
            client.request("GET", path)
            answer = client.getresponse()
            body, status, media_type = answer.read(), answer.status, answer.headers.get("Content-Type", "")
        except (OSError, HTTPException) as error:
            client.close()
            with seen.lock:
                seen.answers[kind, 0] += 1
                seen.wrong.append(f"{path}: {error!r}")
            continue
        with seen.lock:
            seen.answers[kind, status] += 1
            if not _is_right(kind, status, media_type, body):
                seen.wrong.append(f"{path}: {status} {media_type} {body[:80]!r}")


def _is_right(kind: str, status: int, media_type: str, body: bytes) -> bool:
    if kind == "page":
        return status in (200, 204)
    if status == 503:
        return b"Exception" in body and media_type.startswith("text/xml")
    return status == 200 and (kind == "info" or body.startswith(b"\x89PNG"))


def _box(draw: random.Random) -> str:
    x, y, side = draw.uniform(2_668_000, 2_678_000), draw.uniform(4_227_000, 4_236_000), draw.uniform(300, 6_000)
    return f"{x:.3f},{y:.3f},{x + side:.3f},{y + side:.3f}"


def _map(draw: random.Random) -> tuple[str, str]:
    size = draw.choice((256, 400, 800))
    return "map", _wms(f"REQUEST=GetMap&LAYERS={draw.choice(_LAYERS)}&FORMAT=image/png&WIDTH={size}&HEIGHT={size}&BBOX={_box(draw)}")


def _info(draw: random.Random) -> tuple[str, str]:
    place = f"WIDTH=256&HEIGHT=256&BBOX={_box(draw)}&I={draw.randrange(256)}&J={draw.randrange(256)}"
    return "info", _wms(f"REQUEST=GetFeatureInfo&LAYERS=places&QUERY_LAYERS=places&INFO_FORMAT=text/plain&{place}")


def _wms(asked: str) -> str:
    return f"/ows/wms?SERVICE=WMS&VERSION=1.3.0&STYLES=&CRS=EPSG:3857&{asked}"


def _tile(draw: random.Random) -> tuple[str, str]:
    return "tile", f"/ows/wmts/1.0.0/streets/default/WebMercatorQuad/16/{draw.randrange(25820, 25850)}/{draw.randrange(37130, 37150)}.png"


def _legend(draw: random.Random) -> tuple[str, str]:
    return "legend", f"/ows/wms?SERVICE=WMS&REQUEST=GetLegendGraphic&LAYER=places&FORMAT=image/png&WIDTH={draw.randrange(20, 200)}"


def _page(draw: random.Random) -> tuple[str, str]:
    return "page", draw.choice(_PAGES)


def _tell(seen: Seen) -> None:
    for (kind, status), count in sorted(seen.answers.items()):
        print(f"{kind:8}{status or 'lost':>6}{count:>9}")
    memory = ", ".join(f"{figure:.0f}" for figure in seen.memory_mb[:: max(len(seen.memory_mb) // 10, 1)])
    print(f"{seen.kills} renderers killed or stopped; memory of all processes, MB: {memory}")
    print(f"wrong: {len(seen.wrong)}", *seen.wrong[:5], sep="\n  ")
