"""The numbers: right, the same on every surface, and never of people."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from layers.requests.complaints import Complaint
from layers.requests.statistics import KEPT_FOR, Scope, StatisticsKept, kept_numbers
from tests.cases import make_department, make_service, make_town
from tests.geoportal.complaints.conftest import show_many

pytestmark = pytest.mark.django_db
PAGE = "/complaints/statistics/"


@pytest.fixture
def year() -> dict[str, Any]:
    """Eight cases of two kinds, of which the numbers can be counted by hand."""
    light, hole = (
        make_service("lighting"),
        make_service("potholes", title_el="Λακκούβες", title_en="Potholes", department=make_department("roads")),
    )
    town = make_town()
    rows = [
        # opened, days until closed, kind, status, outcome
        ("2026-09-30T20:59:00Z", 2, light, "completed", "fixed"),
        # In Athens it is October already.
        ("2026-09-30T21:01:00Z", 4, light, "completed", "not_fixed"),
        ("2026-10-10T09:00:00Z", 9, light, "completed", "fixed"),
        ("2026-10-11T09:00:00Z", 40, hole, "completed", "not_fixed"),
        ("2026-11-01T09:00:00Z", 1, hole, "rejected", ""),
        ("2026-11-28T09:00:00Z", None, hole, "submitted", ""),
        ("2026-11-01T09:00:00Z", None, light, "waiting", ""),
        ("2025-01-01T09:00:00Z", None, light, "assigned", ""),
    ]
    (pattern,) = show_many(1)
    Complaint.objects.all().delete()
    for number, (opened, days, service, status, outcome) in enumerate(rows):
        at = datetime.fromisoformat(opened)
        Complaint.objects.create(
            number=f"2026-{number + 1}", submitted_at=at, closed_at=at + timedelta(days=days) if days else None, service=service,
            department=service.department, district=town if number else None, status=status, outcome=outcome, geom=pattern.geom,
        )  # fmt: skip
    return {"light": light, "hole": hole, "town": town}


@pytest.fixture(autouse=True)
def _winter() -> Any:
    with time_machine.travel(datetime(2026, 11, 30, 10, tzinfo=UTC), tick=False):
        yield


def numbers(client: Client, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/complaints/statistics.json?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_numbers_are_those_that_one_counts_by_hand(client: Client, year: dict[str, Any]) -> None:
    told = numbers(client, "from=2026-09-01&until=2026-11-30")

    assert told["totals"] == {"opened": 7, "closed": 5, "not_fixed": 2, "median_days": 4.0, "open_now": 3}
    assert [(row["month"], row["opened"], row["closed"]) for row in told["months"]] == [
        ("2026-09", 1, 0),
        ("2026-10", 3, 3),
        ("2026-11", 3, 2),
    ]
    assert {
        row["category"]: (row["opened"], row["closed"], row["median_days"], row["not_fixed_percent"]) for row in told["categories"]
    } == {
        "lighting": (4, 3, 4.0, 33.3),
        "potholes": (3, 2, 20.5, 50.0),
    }
    assert {row["department"]: row["closed"] for row in told["departments"]} == {"works": 3, "roads": 2}
    assert {row["outcome"]: row["closed"] for row in told["outcomes"]} == {
        "fixed": 2, "not_fixed": 2, "other_body": 0, "nothing_found": 0, "rejected": 1,
    }  # fmt: skip
    assert {row["age_days"]: row["open_now"] for row in told["ages"]} == {"0-7": 1, "7-30": 1, "30-90": 0, "90+": 1}
    assert {row["district"]: (row["opened"], row["open_now"]) for row in told["districts"]} == {"town": (6, 3), "": (1, 0)}


@pytest.mark.parametrize(
    ("query", "totals"),
    [
        ("category=potholes&from=2026-09-01", (3, 2, 1)),
        ("district=town&from=2026-09-01", (6, 4, 3)),
        ("from=2026-10-01&until=2026-10-31", (3, 3, 3)),
        ("from=2020-01-01&until=2020-12-31", (0, 0, 3)),
        ("period=all", (8, 5, 3)),
        ("", (7, 5, 3)),
        ("from=2026-11-30&until=2026-01-01", (7, 5, 3)),
    ],
)
def test_filters_narrow_the_numbers(client: Client, year: dict[str, Any], query: str, totals: tuple[int, int, int]) -> None:
    told = numbers(client, query)["totals"]

    assert (told["opened"], told["closed"], told["open_now"]) == totals


def test_page_csv_and_json_tell_the_same(client: Client, year: dict[str, Any]) -> None:
    told = numbers(client)
    rows = list(csv.DictReader(StringIO(client.get("/complaints/statistics.csv").content.decode("utf-8-sig"))))
    written = {(row["table"], row["key"], row["measure"]): row["value"] for row in rows}
    page = client.get(PAGE)
    shown = {table.slug: table for table in page.context["tables"].values()}

    for slug, table in shown.items():
        for (key, cells), record in zip(table.rows, told[slug], strict=True):
            for (name, _title), cell in zip(table.columns[1:], cells[1:], strict=True):
                assert record[name] == cell
                assert written[slug, key, name] == ("" if cell is None else str(cell))
    body = page.content.decode()
    assert body.count("<table") == len(shown) == 6
    assert all(str(table.title) in body for table in shown.values())


def test_charts_are_drawn_beside_tables_and_say_nothing_alone(client: Client, year: dict[str, Any]) -> None:
    body = client.get(PAGE).content.decode()

    svgs = re.findall(r"<svg[^>]*>", body)
    assert len(svgs) > 5
    assert all('aria-hidden="true"' in svg or "role=" in svg for svg in svgs)
    # A decimal comma would be another number to an SVG.
    assert not re.search(r'(?:width|height|x|y)="\d+,\d', body)
    assert 'style="' not in body.partition("<main")[2].partition("</main")[0]


def test_an_empty_town_has_numbers_too(client: Client) -> None:
    make_town()
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "Δεν έκλεισε καμία υπόθεση" in answer.content.decode()
    assert numbers(client)["totals"]["median_days"] is None
    assert client.get("/en/complaints/statistics/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_is_kept_for_an_hour_and_says_how_old_it_is(client: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 10, tzinfo=UTC), tick=False) as clock:
        scope = Scope(since=timezone.localdate() - timedelta(days=30), until=timezone.localdate())
        service = make_service()
        show_many(2, service=service)
        first = kept_numbers(scope)
        Complaint.objects.filter(pk=Complaint.objects.order_by("pk").values("pk")[:1]).update(status="assigned")
        Complaint.objects.order_by("pk").first().delete()  # type: ignore[union-attr]
        clock.shift(timedelta(minutes=30))
        stale = kept_numbers(scope)
        assert (stale.numbers.all.opened, stale.made_at) == (2, first.made_at)
        clock.shift(KEPT_FOR)
        fresh = kept_numbers(scope)
        assert fresh.numbers.all.opened == 1
        assert fresh.made_at > first.made_at
        assert StatisticsKept.objects.count() == 1
        clock.shift(timedelta(hours=3))
        assert kept_numbers(scope).made_at == timezone.now()


def test_only_published_cases_are_counted(client: Client, year: dict[str, Any]) -> None:
    assert numbers(client)["totals"]["opened"] == 7
    assert "name" not in json.dumps(numbers(client))


def test_the_page_asks_few_questions(client: Client, year: dict[str, Any], django_assert_max_num_queries: Any) -> None:
    client.get(PAGE)
    with django_assert_max_num_queries(16):
        client.get(PAGE)


@pytest.mark.parametrize("query", ["category=x", "district=x", "from=x", "until=9999-99-99", "from=2090-01-01", "period=x", "category=%00"])
def test_a_wrong_address_gets_numbers_all_the_same(client: Client, year: dict[str, Any], query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code == 200
    assert client.get(f"/complaints/statistics.csv?{query}").status_code == 200
