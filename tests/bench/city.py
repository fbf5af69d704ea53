"""./portal bench city: a million places with opening hours, and how long the questions of the map take, one at a time.

Told are the median and the 95th percentile of the time from request to answer, over loopback, by one client; every answer is looked at.
"""

import json
import random
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from layers.hours.questions import OpenNow
from layers.places import Place
from tests.bench.data import EAST, NORTH, SOUTH, WEST, load_places
from tests.bench.processes import gunicorn

PORT = 9473
PLACES = 1_000_000
TARGET_MS = 100.0
_SHARED_BY = 5
_QUESTIONS = 100


@dataclass(frozen=True)
class Question:
    """``ask`` gives the next address; ``is_answer`` tells whether what came is one."""

    name: str
    ask: Callable[[random.Random], str]
    is_answer: Callable[[str], bool]


def load_city() -> None:
    """Fill the empty tables with places whose hours are split days, a few open all night."""
    load_places(count=PLACES)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO layers_timetable (code, ignores_holidays) SELECT 'table-' || i, false FROM generate_series(1, %s) AS i;
            INSERT INTO layers_openinghours (timetable_id, weekday, opens, closes, kind, note_el, note_en)
                SELECT id, weekday, make_time(7 + (id %% 4)::int, 0, 0), make_time(13 + (id %% 9)::int, 30, 0), 'open', '', ''
                FROM layers_timetable, generate_series(1, 6) AS weekday WHERE id %% 500 > 0;
            INSERT INTO layers_openinghours (timetable_id, weekday, opens, closes, kind, note_el, note_en)
                SELECT id, weekday, '20:00', '08:00', 'open', '', ''
                FROM layers_timetable, generate_series(1, 8) AS weekday WHERE id %% 500 = 0;
            UPDATE layers_place SET timetable_id = (SELECT min(id) FROM layers_timetable) + id %% %s;
            """,
            [PLACES // _SHARED_BY, PLACES // _SHARED_BY],
        )
        cursor.execute("VACUUM FULL ANALYZE layers_place")
        cursor.execute("VACUUM FULL ANALYZE layers_timetable")
        cursor.execute("VACUUM ANALYZE layers_openinghours")


def _point(draw: random.Random) -> tuple[float, float]:
    return round(draw.uniform(WEST, EAST), 5), round(draw.uniform(SOUTH, NORTH), 5)


def _near(draw: random.Random) -> str:
    lon, lat = _point(draw)
    return f"/map/?layers=places&view=list&near={lat},{lon}"


def _here(draw: random.Random) -> str:
    lon, lat = _point(draw)
    return f"/map/here/?lat={lat}&lon={lon}"


def _open_in_view(draw: random.Random, *, limit: int = 100) -> str:
    lon, lat = _point(draw)
    return f"/api/collections/places/items?open_now=true&limit={limit}&bbox={lon},{lat},{lon + 0.02:.5f},{lat + 0.015:.5f}"


def _features(body: str) -> list[Any]:
    return list(json.loads(body)["features"])


QUESTIONS = (
    Question("near: the list of a layer, nearest first", _near, lambda body: "results__name" in body),
    Question("what is here, over all layers", _here, lambda body: "2100" in body),
    Question("open now, in a view of the town, 100", _open_in_view, lambda body: isinstance(_features(body), list)),
    Question("the same, 1000 with their hours", partial(_open_in_view, limit=1000), lambda body: isinstance(_features(body), list)),
    Question(
        "open now, anywhere, 100",
        lambda _draw: "/api/collections/places/items?open_now=true&limit=100",
        lambda body: all(feature["properties"]["open_now"] for feature in _features(body)),
    ),
)


def main() -> None:
    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        load_city()
        with gunicorn("geoportal.settings.test", port=PORT, probe="/healthz"):
            for question in QUESTIONS:
                tell(question, sorted(times_ms(question)))
            for hour in (3, 11):
                tell_open_at(hour)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def times_ms(question: Question) -> Iterator[float]:
    draw = random.Random(2026)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for number in range(_QUESTIONS + 5):
        address = f"http://127.0.0.1:{PORT}{urllib.parse.quote(question.ask(draw), safe='/?=&,%')}"
        began = time.perf_counter()
        body = opener.open(address, timeout=120).read().decode()
        took_ms = 1000 * (time.perf_counter() - began)
        assert question.is_answer(body), (address, body[:300])
        if number >= 5:
            yield took_ms


def tell(question: Question, times: list[float]) -> None:
    p95 = times[int(len(times) * 0.95)]
    print(
        f"  {'met   ' if p95 < TARGET_MS else 'MISSED'}  {question.name:46} median {statistics.median(times):7.1f} ms   p95 {p95:7.1f} ms"
    )


def tell_open_at(hour: int) -> None:
    """How long the database alone takes to find the first hundred that are open at an hour when nearly all, or nearly none, are."""
    times = []
    for day in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11):
        at = datetime(2026, 9, day, hour, 15, tzinfo=ZoneInfo("Europe/Athens"))
        rows = Place.objects.filter(OpenNow("timetable", at)).order_by("pk")[:100]
        began = time.perf_counter()
        assert list(rows.values_list("pk", flat=True))
        times.append(1000 * (time.perf_counter() - began))
    times.sort()
    print(
        f"          the database alone, open at {hour:02d}:15 {'':14} median {statistics.median(times):7.1f} ms   max {times[-1]:7.1f} ms"
    )
