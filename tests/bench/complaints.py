"""./portal bench complaints: a million cases of ten years, and how long the public, other systems and the staff wait for them.

Told are the median and the 95th percentile from request to answer, over loopback, by one client; every answer is looked at. No cache
helps where it says uncached; elsewhere each address is asked once. Histories and reporters are those of the last two years.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.gis.geos import Point
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from geoportal.accounts.models import User
from geoportal.backoffice.roles import Role, found_roles
from geoportal.requests.models import Draft
from layers.departments import Department
from layers.geometry import SRID
from layers.requests.complaints import Complaint
from layers.requests.merging import alike
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.tasks import renew_clusters
from layers.tiling.models import Pyramid
from tests.bench.case_rows import CASES, load_cases
from tests.bench.data import EAST, NORTH, SOUTH, WEST
from tests.bench.processes import gunicorn

PORT = 9476
TARGET_MS, STATISTICS_MS = 100.0, 500.0
_ASKED = 40
_ZOOMS = (10, 12, 13, 14, 15, 16)
_TOWN: dict[str, Callable[[random.Random], str]] = {"bbox": lambda _draw: "23.98,35.48,24.06,35.53", "zoom": lambda _draw: "13"}
_HEADERS = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Question:
    """``ask`` gives the next address; ``is_there`` looks at what came."""

    name: str
    ask: Callable[[random.Random], str]
    is_there: Callable[[bytes], bool] = bool
    target_ms: float = TARGET_MS
    headers: Mapping[str, str] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./portal bench complaints", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run with --keep")
    options = parser.parse_args()
    database = connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=options.keep)
    try:
        began = perf_counter()
        if not ServiceRequest.objects.exists():
            load_cases(options.cases)
        told = f"{ServiceRequest.objects.count():,} cases, {Complaint.objects.count():,} of them public"
        print(f"{told}: {perf_counter() - began:.0f} s", flush=True)
        measure()
    finally:
        if not options.keep:
            connection.creation.destroy_test_db(database, verbosity=0)


def measure() -> None:
    missed = []
    with _site("dummycache://"):
        for question in (*_tiles("uncached"), *_items(), *_open311(), *_pages(), *_drafts(), *_tiles("after a change", change=_change_one)):
            missed += tell(question.name, sorted(times_ms(question)), question.target_ms)
    began = perf_counter()
    renew_clusters(slug="complaints")
    print(f"          {'clusters counted anew by the worker':52} {perf_counter() - began:12.1f} s", flush=True)
    with tempfile.TemporaryDirectory() as folder, _site(f"filecache://{folder}"):
        for question in _tiles("cached"):
            list(times_ms(question))
            missed += tell(question.name, sorted(times_ms(question)), question.target_ms)
    missed += tell("possible duplicates, the database alone", sorted(_alike_ms()), TARGET_MS)
    print(f"  MISSED: {', '.join(missed)}" if missed else "  every target met")


@contextmanager
def _site(cache: str) -> Iterator[None]:
    os.environ["GEOPORTAL_TILE_CACHE_URL"] = cache
    with gunicorn("geoportal.settings.test", port=PORT, probe="/healthz"):
        yield


def times_ms(question: Question) -> Iterator[float]:
    draw = random.Random(2026)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for number in range(_ASKED + 2):
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}{question.ask(draw)}", headers={**_HEADERS, **question.headers})
        began = perf_counter()
        with opener.open(request, timeout=120) as answer:
            body = answer.read()
        took_ms = 1000 * (perf_counter() - began)
        body = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
        assert question.is_there(body), (request.full_url, body[:300])
        if number >= 2:
            yield took_ms


def tell(name: str, times: list[float], target_ms: float) -> list[str]:
    p95 = times[int(len(times) * 0.95)]
    is_met = p95 < target_ms
    print(f"  {'met   ' if is_met else 'MISSED'}  {name:52} p50 {statistics.median(times):8.1f} ms   p95 {p95:8.1f} ms", flush=True)
    return [] if is_met else [name]


def _tiles(state: str, change: Callable[[], None] = lambda: None) -> Iterator[Question]:
    """Ask for the fullest tiles of each zoom, ``change`` having been done before each question."""
    for zoom in _ZOOMS:
        tiles = _dense(zoom)

        def ask(draw: random.Random, tiles: list[str] = tiles) -> str:
            change()
            return draw.choice(tiles)

        yield Question(f"tile z{zoom}, {state}", ask)


def _change_one() -> None:
    """Let a complaint change, and the worker, which does not run here, have been asked for new clusters just now."""
    Complaint.objects.filter(pk=Complaint.objects.values("pk")[:1]).update(updated_at=timezone.now())
    Pyramid.objects.filter(layer="complaints").exclude(lapsed_at=None).update(lapsed_at=timezone.now())


def _dense(zoom: int) -> list[str]:
    """Return the addresses of the tiles with the most cases."""
    scale, mercator = 2**zoom, "0.5 - atanh(sin(radians(ST_Y(geom)))) / (2 * pi())"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT floor((ST_X(geom) / 360 + 0.5) * {scale})::int, floor(({mercator}) * {scale})::int FROM layers_complaint "
            "GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 20"
        )
        return [f"/tiles/complaints/{zoom}/{column}/{row}.mvt" for column, row in cursor.fetchall()]


def _items() -> Iterator[Question]:
    def items(name: str, **given: Callable[[random.Random], str]) -> Question:
        return Question(
            f"items: {name}",
            lambda draw: (
                "/api/collections/complaints/items?" + urlencode({"limit": 100} | {key: value(draw) for key, value in given.items()})
            ),
            lambda body: "features" in json.loads(body),
        )

    yield items("100 from the first")
    yield items("of a view", bbox=_box)
    yield items("of a view, of a kind", bbox=_box, service=_service)
    yield items("open ones of a kind", status=lambda _draw: "assigned", service=_service)
    yield items("of a department, of a day", department=_department, datetime=_day)
    yield items(
        "of a unit and an outcome", district=lambda draw: draw.choice(["chania", "souda", "akrotiri"]), outcome=lambda _: "not_fixed"
    )
    yield items("newest first, open", status=lambda _draw: "submitted", sortby=lambda _draw: "-submitted_at")
    yield items("newest first, of a kind", service=_service, sortby=lambda _draw: "-submitted_at")


def is_list(body: bytes) -> bool:
    return isinstance(json.loads(body), list)


def _open311() -> Iterator[Question]:
    def asked(name: str, **given: Callable[[random.Random], str]) -> Question:
        return Question(
            f"Open311: {name}",
            lambda draw: "/open311/v2/requests.json?" + urlencode({"page_size": 100} | {key: value(draw) for key, value in given.items()}),
            is_list,
        )

    yield asked("the last 100")
    yield asked("the last 1000", page_size=lambda _draw: "1000")
    yield asked("page 50 of 90 days", page=lambda _draw: "50")
    yield asked("open ones", status=lambda _draw: "open")
    yield asked("closed ones of a quarter, of a kind", status=lambda _draw: "closed", service_code=_service, start_date=_past)
    yield asked("extended", extensions=lambda _draw: "true")
    yield asked("within 200 m", near=lambda draw: f"{_lat(draw):.5f},{_lon(draw):.5f},200")
    yield asked("within 5 km", near=lambda draw: f"{_lat(draw):.5f},{_lon(draw):.5f},5000")
    yield Question("Open311: updates of 90 days, the first 1000", lambda _draw: "/open311/v2/servicerequestupdates.json", is_list)
    yield asked("by number", service_request_id=lambda draw: f"2026-{draw.randrange(1, 50_000)}")


def _pages() -> Iterator[Question]:
    """Yield the questions to pages that are there; those of rooms that this portal lacks are named."""
    staff = _staff_headers()
    pages: tuple[tuple[str, str, dict[str, Callable[[random.Random], str]], float, Mapping[str, str]], ...] = (
        ("complaints:list", "list", {}, TARGET_MS, {}),
        ("complaints:list", "list of a kind", {"category": _service}, TARGET_MS, {}),
        ("complaints:list", "list of a unit, open", {"district": lambda _draw: "souda", "status": lambda _draw: "open"}, TARGET_MS, {}),
        ("complaints:list", "list by words", {"q": lambda draw: f"αριθμός {draw.randrange(1, 900_000)}"}, TARGET_MS, {}),
        ("complaints:cells", "heat map of the town", {**_TOWN, "heat": lambda _draw: "1"}, TARGET_MS, {}),
        ("complaints:cells", "cells of the town, of a kind", {**_TOWN, "category": _service}, TARGET_MS, {}),
        ("complaints:statistics", "statistics", {}, STATISTICS_MS, {}),
        ("complaints:statistics", "statistics of a kind", {"category": _service}, STATISTICS_MS, {}),
        ("desk", "desk, the queue of a department", {}, TARGET_MS, staff),
        ("desk", "desk, overdue", {"queue": lambda _draw: "overdue"}, TARGET_MS, staff),
        ("desk", "desk, searched by a number", {"q": lambda draw: f"{draw.randrange(1, 50_000)}/2026"}, TARGET_MS, staff),
        ("desk", "desk, searched by words", {"q": lambda draw: f"αριθμός {draw.randrange(1, 900_000)}"}, TARGET_MS, staff),
    )
    for name, title, given, target_ms, headers in pages:
        try:
            address = reverse(name)
        except NoReverseMatch:
            print(f"          {title:52} not there yet ({name})")
            continue
        # Kept pages are told from others by what is asked of them.
        yield Question(title, _address(address, given), is_open_to, target_ms=target_ms, headers=headers)


def _drafts() -> Iterator[Question]:
    """Yield the page of a report on which what is known around is offered, for places in the town."""
    draw = random.Random(2028)
    services = list(Service.objects.filter(duplicate_radius_m__gt=0))
    drafts = [Draft(service=draw.choice(services), lon=_lon(draw), lat=_lat(draw)) for _ in range(_ASKED)]
    Draft.objects.bulk_create(drafts)
    addresses = [reverse("requests:details", args=(draft.key,)) for draft in drafts]
    yield Question("report: what is known around", lambda draw: draw.choice(addresses))


def is_open_to(body: bytes) -> bool:
    """Whether this is the page, and not the one on which to sign in."""
    return b'type="password"' not in body


def _address(address: str, given: Mapping[str, Callable[[random.Random], str]]) -> Callable[[random.Random], str]:
    return lambda draw: f"{address}?{urlencode({'bench': draw.randrange(10**9)} | {key: value(draw) for key, value in given.items()})}"


def _staff_headers() -> dict[str, str]:
    """Sign in the head of a department with many cases."""
    department = Department.objects.get(code="kathariotita-anakyklosi")
    user, _created = User.objects.get_or_create(username="bench-head", defaults={"is_staff": True, "department": department})
    user.groups.add(found_roles()[Role.HEAD])
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    session.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}


def _alike_ms() -> Iterator[float]:
    draw = random.Random(2027)
    services = list(Service.objects.filter(duplicate_radius_m__gt=0))
    for _ in range(_ASKED):
        point = Point(_lon(draw), _lat(draw), srid=SRID)
        began = perf_counter()
        list(alike(draw.choice(services), point)[:10])
        yield 1000 * (perf_counter() - began)


def _lon(draw: random.Random) -> float:
    return draw.uniform(23.98, 24.06)


def _lat(draw: random.Random) -> float:
    return draw.uniform(35.49, 35.52)


def _box(draw: random.Random) -> str:
    west, south = draw.uniform(WEST, EAST - 0.02), draw.uniform(SOUTH, NORTH - 0.015)
    return f"{west:.5f},{south:.5f},{west + 0.02:.5f},{south + 0.015:.5f}"


def _service(draw: random.Random) -> str:
    return draw.choice(["lighting", "potholes", "rubbish", "green", "noise", "beaches", "other"])


def _department(draw: random.Random) -> str:
    return draw.choice(["technikes-ypiresies", "prasino", "ypiresia-domisis"])


def _day(draw: random.Random) -> str:
    day = timezone.localdate() - timedelta(days=draw.randrange(2000))
    return f"{day}T00:00:00Z/{day + timedelta(days=1)}T00:00:00Z"


def _past(draw: random.Random) -> str:
    return f"{timezone.localdate() - timedelta(days=draw.randrange(100, 3000))}T00:00:00Z"
