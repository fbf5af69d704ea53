"""./portal bench downloads: 100,000 places taken along in every format, and the memory that the server processes need for it.

Told are the time to the first and to the last byte, the size, and by how much the largest server process grew above its idle size while
it answered (sampled every 5 ms). Each format is asked of processes that have answered small requests of every kind, but no large one of it.
"""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from django.db import connection

from tests.bench.data import load_places
from tests.bench.processes import gunicorn
from tests.downloads import FORMATS

PORT = 9474
PLACES = 100_000
TARGET_MB = 150.0
_SAMPLE_S = 0.005
_BLOCK = 1 << 20


def main() -> None:
    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        load_places(count=PLACES)
        for extension in ("geojson", *(entry for entry in FORMATS if entry != "geojson")):
            measure(extension)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def measure(extension: str) -> None:
    """Ask fresh processes for the whole layer; the formats that are files are measured as if no worker took them."""
    with gunicorn("tests.bench.download_settings", port=PORT, probe="/healthz") as server:
        for _ in range(8):
            list(taken(f"/download/places.{extension}?code=place-7"))
        workers = server.children(recursive=True)
        with peak_mb(workers) as grown:
            began = time.perf_counter()
            sizes, first_ms = 0, 0.0
            for block in taken(f"/download/places.{extension}"):
                first_ms = first_ms or 1000 * (time.perf_counter() - began)
                sizes += len(block)
            total_s = time.perf_counter() - began
    verdict = ("met   " if grown[0] < TARGET_MB else "MISSED") if extension == "geojson" else "      "
    print(
        f"  {verdict}  {extension:8} {sizes / 1e6:7.1f} MB   first byte {first_ms:8.1f} ms   all {total_s:6.2f} s   "
        f"peak {grown[0]:6.1f} MB above idle"
    )


def taken(path: str) -> Iterator[bytes]:
    """Yield the body of an answer by blocks, uncompressed."""
    client = http.client.HTTPConnection("127.0.0.1", PORT, timeout=300)
    client.request("GET", path)
    answer = client.getresponse()
    assert answer.status == 200, (path, answer.status, answer.read()[:300])
    while block := answer.read1(_BLOCK):
        yield block
    client.close()


@contextmanager
def peak_mb(workers: list[psutil.Process]) -> Iterator[list[float]]:
    """Yield a list that afterwards holds by how many megabytes the resident size of one process grew at most."""
    idle = {worker.pid: worker.memory_info().rss for worker in workers}
    grown, stop = [0.0], threading.Event()

    def watch() -> None:
        while not stop.wait(_SAMPLE_S):
            grown[0] = max(grown[0], *((worker.memory_info().rss - idle[worker.pid]) / 1e6 for worker in workers))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield grown
    finally:
        stop.set()
        watcher.join()
