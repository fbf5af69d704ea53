"""Filters in CQL2 (OGC 21-065r2) over a layer's published properties."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from layers.events.models import EventOccurrence
from layers.lookups import get_layer
from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import plant

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/places/items"

# Name, accessibility, longitude, latitude.
ROWS = (
    ("Φάρος", "yes", 24.0168, 35.5196),
    ("Άγιος Νικόλαος", "limited", 24.0215, 35.5165),
    ("ΑΓΟΡΑ", "no", 24.0205, 35.5140),
    ("100% Κρήτη", "unknown", 24.03, 35.50),
)


@pytest.fixture
def places() -> dict[str, int]:
    return {name: plant(Place, name_el=name, wheelchair=access, geom=Point(lon, lat, srid=4326)).pk for name, access, lon, lat in ROWS}


def found(client: Client, text: str, **given: str) -> set[str]:
    answer = client.get(ITEMS, {"filter": text, "limit": "1000", **given})
    assert answer.status_code == 200, answer.content.decode()
    return {feature["properties"]["name_el"] for feature in answer.json()["features"]}


CASES = {
    "name_el = 'Φάρος'": {"Φάρος"},
    "name_el <> 'Φάρος'": {"Άγιος Νικόλαος", "ΑΓΟΡΑ", "100% Κρήτη"},
    "name_el IN ('Φάρος', 'ΑΓΟΡΑ')": {"Φάρος", "ΑΓΟΡΑ"},
    "name_el NOT IN ('Φάρος', 'ΑΓΟΡΑ')": {"Άγιος Νικόλαος", "100% Κρήτη"},
    "name_el LIKE 'Ά%'": {"Άγιος Νικόλαος"},
    "name_el LIKE '___ος'": {"Φάρος"},
    r"name_el LIKE '100\% %'": {"100% Κρήτη"},
    "name_el NOT LIKE '%ο%'": {"ΑΓΟΡΑ", "100% Κρήτη"},
    "CASEI(name_el) = CASEI('αγορα')": {"ΑΓΟΡΑ"},
    "CASEI(name_el) LIKE CASEI('%ΝΙΚΌΛΑΟΣ')": {"Άγιος Νικόλαος"},
    "ACCENTI(CASEI(name_el)) LIKE ACCENTI(CASEI('αγ%'))": {"Άγιος Νικόλαος", "ΑΓΟΡΑ"},
    "wheelchair = 'yes' OR wheelchair = 'no' AND name_el = 'ΑΓΟΡΑ'": {"Φάρος", "ΑΓΟΡΑ"},
    "NOT (wheelchair = 'yes' OR wheelchair = 'no')": {"Άγιος Νικόλαος", "100% Κρήτη"},
    "open_now = FALSE AND NOT open_now": {"Φάρος", "Άγιος Νικόλαος", "ΑΓΟΡΑ", "100% Κρήτη"},
    "category_el IS NULL": set(),
    "category_el IS NOT NULL AND geometry IS NOT NULL": {name for name, *_ in ROWS},
    "name_el = category_el": set(),
    "TRUE": {name for name, *_ in ROWS},
    "S_INTERSECTS(geometry, BBOX(24.01, 35.515, 24.025, 35.52))": {"Φάρος", "Άγιος Νικόλαος"},
    "S_WITHIN(geometry, POLYGON((24.01 35.51, 24.021 35.51, 24.021 35.53, 24.01 35.53, 24.01 35.51)))": {"Φάρος", "ΑΓΟΡΑ"},
    "S_DISJOINT(geometry, BBOX(24, 35, 24.025, 36))": {"100% Κρήτη"},
    "S_EQUALS(geometry, POINT(24.03 35.5))": {"100% Κρήτη"},
    "S_TOUCHES(geometry, LINESTRING(24.03 35.5, 25 36))": {"100% Κρήτη"},
    "S_CROSSES(geometry, LINESTRING(24.03 35.5, 25 36))": set(),
    "S_CONTAINS(BBOX(24, 35, 24.017, 36), geometry)": {"Φάρος"},
    "S_OVERLAPS(geometry, BBOX(24, 35, 25, 36))": set(),
    "S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(24.03 35.5), LINESTRING(1 2, 3 4)))": {"100% Κρήτη"},
}


@pytest.mark.parametrize("text", CASES)
def test_a_filter_finds_what_it_says(client: Client, places: dict[str, int], text: str) -> None:
    assert found(client, text) == CASES[text]


def test_an_id_may_be_filtered_by(client: Client, places: dict[str, int]) -> None:
    ids = places["Φάρος"], places["ΑΓΟΡΑ"]

    assert found(client, f"id BETWEEN {min(ids)} AND {max(ids)}") == {"Φάρος", "Άγιος Νικόλαος", "ΑΓΟΡΑ"}
    assert found(client, f"id = {ids[0]}.5") == set()


JSON_CASES: list[tuple[Any, set[str]]] = [
    ({"op": "=", "args": [{"property": "name_el"}, "Φάρος"]}, {"Φάρος"}),
    ({"op": "not", "args": [{"op": "like", "args": [{"property": "name_el"}, "%ο%"]}]}, {"ΑΓΟΡΑ", "100% Κρήτη"}),
    ({"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [24.01, 35.515, 24.025, 35.52]}]}, {"Φάρος", "Άγιος Νικόλαος"}),
    ({"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [24.03, 35.5]}]}, {"100% Κρήτη"}),
    ({"op": "in", "args": [{"property": "wheelchair"}, ["yes"]]}, {"Φάρος"}),
    ({"op": "isNull", "args": [{"property": "name_el"}]}, set()),
]


@pytest.mark.parametrize(("document", "expected"), JSON_CASES)
def test_the_same_is_said_in_json(client: Client, places: dict[str, int], document: Any, expected: set[str]) -> None:
    assert found(client, json.dumps(document), **{"filter-lang": "cql2-json"}) == expected


def test_coordinates_of_a_filter_are_in_its_own_system(client: Client, places: dict[str, int]) -> None:
    epsg = "http://www.opengis.net/def/crs/EPSG/0/{}"

    assert found(client, "S_INTERSECTS(geometry, BBOX(35.515, 24.01, 35.52, 24.025))", **{"filter-crs": epsg.format(4326)}) == {
        "Φάρος",
        "Άγιος Νικόλαος",
    }
    near_the_lighthouse = "S_WITHIN(geometry, BBOX(501300, 3930300, 501500, 3930500))"
    assert found(client, near_the_lighthouse, **{"filter-crs": epsg.format(2100)}) == {"Φάρος"}


def test_a_filter_goes_with_everything_else_and_from_page_to_page(client: Client, places: dict[str, int]) -> None:
    first = client.get(ITEMS, {"filter": "wheelchair <> 'no'", "bbox": "24.01,35.51,24.04,35.6", "limit": "1", "count": "true"}).json()
    following = client.get(next(link["href"] for link in first["links"] if link["rel"] == "next")).json()

    assert first["numberMatched"] == 2
    assert [feature["properties"]["name_el"] for page in (first, following) for feature in page["features"]] == ["Φάρος", "Άγιος Νικόλαος"]


INSTANT = datetime(2026, 11, 22, 18, tzinfo=UTC)
AT = "TIMESTAMP('2026-11-22T18:00:00Z')"
BEFORE, AFTER = "TIMESTAMP('2026-11-22T17:00:00Z')", "TIMESTAMP('2026-11-22T19:00:00Z')"
AROUND = "INTERVAL('2026-11-22T17:00:00Z', '2026-11-22T19:00:00Z')"

TEMPORAL = {
    f"T_AFTER(starts_at, {BEFORE})": True,
    f"T_AFTER(starts_at, {AT})": False,
    f"T_BEFORE(starts_at, {AFTER})": True,
    f"T_EQUALS(starts_at, {AT})": True,
    f"T_DURING(starts_at, {AROUND})": True,
    f"T_CONTAINS({AROUND}, starts_at)": True,
    f"T_DISJOINT(starts_at, {AROUND})": False,
    f"T_INTERSECTS(INTERVAL(starts_at, ends_at), {AROUND})": True,
    "T_DURING(starts_at, INTERVAL('..', '2026-11-22T19:00:00Z'))": True,
    "T_DURING(starts_at, INTERVAL('2026-11-22T19:00:00Z', '..'))": False,
    "T_MEETS(INTERVAL('2026-11-22T17:00:00Z', '2026-11-22T18:00:00Z'), INTERVAL(starts_at, ends_at))": True,
    "T_METBY(INTERVAL(starts_at, ends_at), INTERVAL('2026-11-22T17:00:00Z', '2026-11-22T18:00:00Z'))": True,
    "T_STARTS(INTERVAL('2026-11-22T18:00:00Z', '2026-11-22T19:00:00Z'), INTERVAL(starts_at, ends_at))": True,
    "T_STARTEDBY(INTERVAL(starts_at, ends_at), INTERVAL('2026-11-22T18:00:00Z', '2026-11-22T19:00:00Z'))": True,
    "T_FINISHES(INTERVAL('2026-11-22T19:00:00Z', '2026-11-22T20:00:00Z'), INTERVAL(starts_at, ends_at))": True,
    "T_FINISHEDBY(INTERVAL(starts_at, ends_at), INTERVAL('2026-11-22T19:00:00Z', '2026-11-22T20:00:00Z'))": True,
    "T_OVERLAPS(INTERVAL('2026-11-22T17:00:00Z', '2026-11-22T19:00:00Z'), INTERVAL(starts_at, ends_at))": True,
    "T_OVERLAPPEDBY(INTERVAL(starts_at, ends_at), INTERVAL('2026-11-22T17:00:00Z', '2026-11-22T19:00:00Z'))": True,
    # A day beside an instant is the day of the municipality's clock: 22 November there ends at 22:00 UTC.
    "T_DURING(starts_at, DATE('2026-11-22'))": True,
    "T_AFTER(starts_at, DATE('2026-11-22'))": False,
    "T_BEFORE(DATE('2026-11-21'), starts_at)": True,
    f"starts_at >= {AT} AND starts_at < {AFTER}": True,
    f"starts_at BETWEEN {BEFORE} AND {AT}": True,
}


@pytest.mark.parametrize("text", TEMPORAL)
def test_instants_and_intervals_relate_as_the_standard_defines(client: Client, text: str) -> None:
    occurrence = plant(EventOccurrence, starts_at=INSTANT, ends_at=datetime(2026, 11, 22, 20, tzinfo=UTC))

    answer = client.get("/api/collections/events/items", {"filter": f"id = {occurrence.pk} AND ({text})"})

    assert answer.status_code == 200, answer.content.decode()
    assert bool(answer.json()["numberReturned"]) is TEMPORAL[text]


def test_a_dataset_is_filtered_by_its_own_columns(client: Client) -> None:
    layer = get_layer(make_dataset(slug="dated").slug)
    queryables = client.get("/api/collections/dated/queryables").json()["properties"]

    assert {entry.name for entry in layer.properties} <= set(queryables)
    for entry in layer.properties:
        answer = client.get("/api/collections/dated/items", {"filter": f'"{entry.name}" IS NULL OR "{entry.name}" IS NOT NULL'})
        assert answer.json()["numberReturned"] == layer.published().count()


REFUSED = {
    "": "filter",
    "name_el = ": "filter",
    "(" * 500 + "TRUE" + ")" * 500: "παρενθέσεις",
    "x" * 20_000: "χαρακτήρες",
    "internal_notes = 'x'": "internal_notes",
    "opening_hours = 'x'": "opening_hours",
    "name_el = 5": "συγκρίνεται",
    "open_now = 'ναι'": "συγκρίνεται",
    "id = '5'": "συγκρίνεται",
    "id LIKE '5%'": "κείμενο",
    "id IN (1, 'a')": "συγκρίνεται",
    "id > 1e999": "όρια",
    "id + 1 = 2": "+",
    "name_el": "ναι ή όχι",
    "'α'": "ναι ή όχι",
    "foo(name_el) = 'a'": "foo",
    "A_CONTAINS(name_el, ('a'))": "a_contains",
    r"name_el LIKE 'a\'": "",
    "S_INTERSECTS(name_el, POINT(24 35))": "geometry",
    "S_INTERSECTS(geometry, POINT(24 95))": "όρια",
    "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))": "έγκυρη",
    "S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(1 2)))": "GEOMETRYCOLLECTION",
    "S_INTERSECTS(geometry, BBOX(1, 2, 3))": "",
    "T_AFTER(name_el, DATE('2026-01-01'))": "χρόνος",
    "T_AFTER(id, DATE('2026-13-45'))": "",
    "name_el = DATE('2026-01-01')": "συγκρίνεται",
    "name_el = '\0'": "NUL",
    "'; DROP TABLE layers_place; --": "filter",
    "name_el = 'x' UNION SELECT 1": "filter",
    "\"name_el\" = 'x'; SELECT 1": "filter",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_filter_that_makes_no_sense_is_refused_with_the_reason(client: Client, places: dict[str, int], text: str) -> None:
    answer = client.get(ITEMS, {"filter": text})

    assert answer.status_code == 400
    assert answer.json()["parameter"] == "filter"
    assert REFUSED[text] in answer.json()["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "5",
        '"name_el"',
        "null",
        '{"op": "="}',
        '{"op": "=", "args": []}',
        '{"op": "=", "args": [{"property": "name_el"}]}',
        '{"op": "=", "args": [{"property": "name_el"}, null]}',
        '{"op": "and", "args": [1, 2]}',
        '{"op": "between", "args": [{"property": "id"}, 1]}',
        '{"op": "in", "args": [{"property": "id"}, 5]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": []}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Polygon", "coordinates": [[[1, 2]]]}]}',
        '{"op": "t_after", "args": [{"property": "id"}, {"interval": ["x"]}]}',
        '{"op": "t_after", "args": [{"interval": [1, 2]}, {"date": 5}]}',
        '{"op": "casei", "args": [{"property": "name_el"}]}',
        '{"op": ["="], "args": [1, 1]}',
        '{"op": "not", "args": [' * 200 + "true" + "]}" * 200,
    ],
)
def test_json_that_makes_no_sense_is_refused(client: Client, text: str) -> None:
    answer = client.get(ITEMS, {"filter": text, "filter-lang": "cql2-json"})

    assert answer.status_code == 400
    assert answer.json()["parameter"] == "filter"


def test_an_unknown_language_of_filters_is_refused(client: Client) -> None:
    answer = client.get(ITEMS, {"filter": "TRUE", "filter-lang": "ecql"})

    assert (answer.status_code, answer.json()["parameter"]) == (400, "filter-lang")
