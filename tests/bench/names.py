"""Search by name and the address here, over streets that fill the index of names with as many rows as are asked for.

Latencies of one client on a kept connection, so they are the server's own time and a little more; beside them the processor time of
site and database together, which other work on the machine does not stretch. Answers are checked before they are timed.
"""

import json
import random
import statistics
from collections.abc import Sequence
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import quote, urlencode

from django.db import connection

from layers.gazetteer.upkeep import renew_names
from layers.greek import to_latin
from tests.bench.data import EAST, NORTH, SOUTH, WEST
from tests.bench.processes import cpu_s, gunicorn, postmaster

PORT = 9473
REQUESTS = 300
GOAL_MS = 100

_GIVEN = [
    "Ελευθερίου",
    "Γεωργίου",
    "Ιωάννου",
    "Νικολάου",
    "Εμμανουήλ",
    "Κωνσταντίνου",
    "Δημητρίου",
    "Αντωνίου",
    "Μιχαήλ",
    "Αγίου",
    "Αγίας",
    "Στρατηγού",
    "Πλατεία",
    "Ηρώων",
]
_STARTS = [
    "Βεν",
    "Παπ",
    "Σφακ",
    "Κουντ",
    "Μαρκ",
    "Τζαν",
    "Ξανθ",
    "Χαλ",
    "Θεοτ",
    "Ψαρ",
    "Γκικ",
    "Μπουτ",
    "Ντεντ",
    "Φραγκ",
    "Λεκ",
    "Ροδ",
    "Στρατ",
    "Περ",
    "Ανδρ",
    "Ηλ",
    "Ουρ",
    "Αυγ",
    "Ευστ",
    "Καπ",
    "Δασκαλ",
]
_MIDDLES = [
    "ιζελ",
    "ανδρε",
    "ιαν",
    "ουρι",
    "ετζ",
    "αδ",
    "ομηλ",
    "ουδ",
    "ιδακ",
    "αλεξ",
    "ογι",
    "ηρ",
    "ωνυμ",
    "αμπ",
    "εντ",
    "ουκ",
    "ασσ",
    "ελλ",
    "ιγκ",
    "οψ",
]
_ENDS = (
    "άκη", "ίδη", "όγλου", "άδων", "έα", "ούδη", "άτου", "ίου", "ής", "άκηδων", "ώτη", "ένη",
)  # fmt: skip


def load_streets(rows: int) -> list[str]:
    """Make streets with two names each, ``rows`` names in all, with as many ranges of house numbers; return their Greek names."""
    draw = random.Random(2026)
    names = [street_name(draw) for _ in range(rows // 2)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE made (id bigint, el text, en text, x float8, y float8); "
            "ALTER TABLE layers_addressrange DROP CONSTRAINT layers_addressrange_numbers_once"
        )
        with cursor.copy("COPY made FROM STDIN") as copy:
            for number, name in enumerate(names, start=1):
                copy.write_row((number, name, to_latin(name).title(), draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH)))
        cursor.execute(
            """
            INSERT INTO layers_street (code, name_el, name_en, aliases, postcode, internal_notes, is_published, geom, updated_at)
                SELECT 'street-' || id, el, en, '{}', '73100', '', true,
                       ST_SetSRID(ST_Multi(ST_MakeLine(ST_MakePoint(x, y), ST_MakePoint(x + 0.0005, y + 0.001))), 4326), now()
                FROM made ORDER BY id;
            INSERT INTO layers_addressrange (street_id, parity, first, last, geom)
                SELECT s.id, parity, CASE parity WHEN 'odd' THEN 1 ELSE 2 END, CASE parity WHEN 'odd' THEN 57 ELSE 60 END,
                       ST_GeometryN(s.geom, 1)
                FROM layers_street AS s, unnest(ARRAY['odd', 'even']) AS parity;
            """
        )
    began = perf_counter()
    renew_names()
    print(f"{rows:,} names read into the index in {perf_counter() - began:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE layers_street, layers_addressrange, layers_name")
    return names


def street_name(draw: random.Random) -> str:
    surname = draw.choice(_STARTS) + "".join(draw.choices(_MIDDLES, k=draw.choice((1, 1, 2)))) + draw.choice(_ENDS)
    return f"{draw.choice(_GIVEN)} {surname}" if draw.random() < 0.7 else surname


def questions(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the addresses of each kind of question, ``REQUESTS`` of each."""
    draw = random.Random(2026)
    some = [draw.choice(names) for _ in range(REQUESTS)]
    centre = f"{(WEST + EAST) / 2:.4f},{(SOUTH + NORTH) / 2:.4f}"
    return {
        "the name": [_search(name) for name in some],
        "in capitals": [_search(name.upper()) for name in some],
        "in Latin letters": [_search(to_latin(name)) for name in some],
        "Greeklish with x and h": [_search(to_latin(name).replace("ch", "x").replace("i", "h")) for name in some],
        "house number": [_search(f"{name} {draw.randrange(1, 58)}") for name in some],
        "first 2 letters": [_search(name[:2]) for name in some],
        "first 4 letters": [_search(name[:4]) for name in some],
        "near a place": [_search(name.split()[-1][:5], near=centre) for name in some],
        "a letter wrong": [_search(_misspelt(name, draw)) for name in some],
        "nothing like it": [_search(f"qw{number}zy kxw{number}") for number in range(REQUESTS)],
        "reverse": [f"/api/reverse?lon={draw.uniform(WEST, EAST):.5f}&lat={draw.uniform(SOUTH, NORTH):.5f}" for _ in some],
    }


def _misspelt(name: str, draw: random.Random) -> str:
    place = len(name) - draw.randrange(2, 6)
    return name[:place] + "λ" + name[place + 1 :]


def _search(text: str, **more: str) -> str:
    return f"/api/search?{urlencode({'q': text, **more}, quote_via=quote)}"


def measure_names(rows: int) -> None:
    names = load_streets(rows)
    with gunicorn("geoportal.settings.test", port=PORT, probe="/healthz") as server:
        client = HTTPConnection("127.0.0.1", PORT, timeout=60)
        verify(client, names)
        print(f"{'':26}{'median':>10}{'p95':>10}{'worst':>10}{'CPU':>10}   of {rows:,} names, ms")
        missed = []
        for kind, paths in questions(names).items():
            before = cpu_s(server) + cpu_s(postmaster())
            times = sorted(_timed(client, path) for path in paths)
            cpu_ms = 1000 * (cpu_s(server) + cpu_s(postmaster()) - before) / len(paths)
            p95 = times[int(0.95 * len(times))]
            print(f"{kind:26}{statistics.median(times):10.1f}{p95:10.1f}{times[-1]:10.1f}{cpu_ms:10.1f}")
            if p95 >= GOAL_MS:
                missed.append(kind)
    print(f"  {'MISSED' if missed else 'met   '}  p95 below {GOAL_MS} ms{': ' + ', '.join(missed) if missed else ''}")


def verify(client: HTTPConnection, names: Sequence[str]) -> None:
    """A name finds a street of that name first, also in Latin letters, with its house where there is a number."""
    for name in names[:50]:
        for text, expected in ((name, name), (to_latin(name), name), (f"{name} 7", f"{name} 7")):
            first = _asked(client, _search(text))["features"][0]["properties"]["name"]
            assert first == expected, (text, first)


def _asked(client: HTTPConnection, path: str) -> dict[str, list[dict[str, dict[str, str]]]]:
    client.request("GET", path)
    answer = client.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, body)
    return json.loads(body)


def _timed(client: HTTPConnection, path: str) -> float:
    began = perf_counter()
    _asked(client, path)
    return 1000 * (perf_counter() - began)
