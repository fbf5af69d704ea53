"""./portal bench: items with a bbox, limit 100 and 1000, over 200,000 places; and 100 of the many in a box of 10 km.

In one run, interleaved: our API, the same SQL run by pgbench (the floor), the fastest SQL for the job, unsorted (the fast floor), and a
plain djangorestframework-gis viewset over the same table. Answers are checked before they are timed. No cache anywhere: requests carry
no If-None-Match.
"""

import argparse
import json
import statistics
import urllib.request
from collections.abc import Callable
from dataclasses import asdict

from django.db import connection
from psycopg import ClientCursor

from layers.geometry import box as polygon
from layers.layer import FeatureQuery
from layers.lookups import get_layer
from layers.places import Place
from layers.reading import page_statement
from tests.bench.data import Box, Workload, load_places, workloads
from tests.bench.loads import Measurement, over_http, over_pgbench
from tests.bench.names import measure_names
from tests.bench.processes import gunicorn

OURS, PEER = 9471, 9472
PATHS: dict[str, Callable[[Box, int], str]] = {
    "portal": lambda box, limit: f"/api/collections/places/items?bbox={_text(box)}&limit={limit}",
    "drf-gis": lambda box, limit: f"/places/?in_bbox={_text(box)}&limit={limit}",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./portal bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--names", type=int, default=0, metavar="ROWS", help="measure the search over so many names instead")
    parser.add_argument("--json", action="store_true", help="print the medians as JSON instead of a table")
    options = parser.parse_args()
    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        if options.names:
            measure_names(options.names)
            return
        load_places()
        results = measure(seconds=options.seconds, rounds=options.rounds)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)
    if options.json:
        print(
            json.dumps({name: {target: asdict(value) for target, value in targets.items()} for name, targets in results.items()}, indent=1)
        )
    else:
        tell(results)


def measure(*, seconds: float, rounds: int) -> dict[str, dict[str, Measurement]]:
    with (
        gunicorn("geoportal.settings.test", port=OURS, probe="/healthz") as ours,
        gunicorn("tests.bench.peer_settings", port=PEER, probe="/places/?limit=1") as peer,
    ):
        results = {}
        for workload in workloads():
            verify(workload)
            targets: dict[str, Callable[[], Measurement]] = {
                "portal": lambda w=workload: over_http(ours, port=OURS, paths=_paths("portal", w), seconds=seconds),  # type: ignore[misc]
                "drf-gis": lambda w=workload: over_http(peer, port=PEER, paths=_paths("drf-gis", w), seconds=seconds),  # type: ignore[misc]
                "floor": lambda w=workload: over_pgbench([_floor(box, w.limit) for box in w.boxes], seconds=seconds),  # type: ignore[misc]
                "fast floor": lambda w=workload: over_pgbench([_fast_floor(box, w.limit) for box in w.boxes], seconds=seconds),  # type: ignore[misc]
            }
            taken: dict[str, list[Measurement]] = {name: [] for name in targets}
            for _ in range(rounds):
                for name, target in targets.items():
                    taken[name].append(target())
            results[workload.name] = {name: _median(values) for name, values in taken.items()}
        return results


def verify(workload: Workload) -> None:
    """Both servers give what the table holds: a wrong answer is not timed."""
    for box in workload.boxes[:10]:
        west, south, east, north = box
        inside = Place.objects.filter(geom__intersects=polygon(box)).count()
        for name, port in (("portal", OURS), ("drf-gis", PEER)):
            document = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}{PATHS[name](box, workload.limit)}", timeout=60))
            ids = {feature["id"] for feature in document["features"]}
            # The peer's filter compares boxes of single precision: it may let in what is a decimetre outside.
            slack, slack_deg = (0, 0.0) if name == "portal" else (2, 1e-5)
            assert len(ids) == len(document["features"]), (name, box)
            assert abs(len(ids) - min(inside, workload.limit)) <= slack, (name, box, len(ids), inside)
            for feature in document["features"]:
                lon, lat = feature["geometry"]["coordinates"]
                assert west - slack_deg <= lon <= east + slack_deg, (name, feature)
                assert south - slack_deg <= lat <= north + slack_deg, (name, feature)


def _text(box: Box) -> str:
    return ",".join(map(str, box))


def _paths(target: str, workload: Workload) -> list[str]:
    return [PATHS[target](box, workload.limit) for box in workload.boxes]


def _floor(box: Box, limit: int) -> str:
    """Our own statement, its parameters written in."""
    statement, parameters = page_statement(get_layer("places"), FeatureQuery(extent=box), limit=limit)
    connection.ensure_connection()
    return ClientCursor(connection.connection).mogrify(statement, parameters)


def _fast_floor(box: Box, limit: int) -> str:
    """All a server must do at least: no order (so no stable pages), PostGIS's own text of a whole row, the index's boxes."""
    west, south, east, north = box
    return f"""
        SELECT string_agg(ST_AsGeoJSON(t, 'geom', 7), ',') FROM (
            SELECT p.id, p.geom, p.code, p.name_el, p.name_en, c.code AS category, coalesce(g.code, c.code) AS "group",
                   c.name_el AS category_el, c.name_en AS category_en, p.description_el, p.description_en, p.address_el, p.address_en,
                   p.phone, p.website, p.wheelchair
            FROM layers_place AS p JOIN layers_placecategory AS c ON c.id = p.category_id
                LEFT JOIN layers_placecategory AS g ON g.id = c.parent_id
            WHERE p.is_published AND p.geom && ST_MakeEnvelope({west}, {south}, {east}, {north}, 4326) LIMIT {limit}
        ) AS t
    """


def _median(values: list[Measurement]) -> Measurement:
    return Measurement(*(statistics.median(column) for column in zip(*(asdict(value).values() for value in values), strict=True)))


def tell(results: dict[str, dict[str, Measurement]]) -> None:
    costs = f"{'CPU ms: server':>16}{'database':>10}{'together':>10}"
    print(f"{'':8}{'target':12}{'req/s':>9}{'latency':>10}{costs}{'req/s of ours':>15}{'CPU of ours':>13}")
    for name, targets in results.items():
        ours = targets["portal"]
        for target, value in targets.items():
            ratios = f"{ours.rps / value.rps:14.2f}×{value.cpu_ms / ours.cpu_ms:12.2f}×" if target != "portal" else ""
            costs = f"{value.server_ms:16.2f}{value.database_ms:10.2f}{value.cpu_ms:10.2f}"
            print(f"{name:8}{target:12}{value.rps:9.1f}{value.latency_ms:8.1f}ms{costs}{ratios}")
    portal, peer, fast = (results["a1000"][name] for name in ("portal", "drf-gis", "fast floor"))
    goals = {
        "a1000: at least 0.5 × the fast floor, by CPU": fast.cpu_ms / portal.cpu_ms >= 0.5,
        "a1000: at least 0.5 × the fast floor, by req/s": portal.rps / fast.rps >= 0.5,
        "a1000: at least 15 × drf-gis, by CPU": peer.cpu_ms / portal.cpu_ms >= 15,
        "a1000: at least 15 × drf-gis, by req/s": portal.rps / peer.rps >= 15,
    }
    for goal, is_met in goals.items():
        print(f"  {'met   ' if is_met else 'MISSED'}  {goal}")


if __name__ == "__main__":
    main()
