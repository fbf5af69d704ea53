"""A layer of many points that has just changed: nobody waits for its clusters, and nobody takes the old ones for new."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import mapbox_vector_tile
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from layers.locks import wait_for_turn
from layers.lookups import get_layer
from layers.places import Place
from layers.tasks import renew_clusters
from layers.tiling import clusters, tiles
from layers.tiling.grid import Tile
from layers.tiling.models import Pyramid
from layers.tiling.tiles import TileRead, read_tile
from tests.layers.test_revisions import running
from tests.planting import plant

# Revisions are counted when a transaction ends.
pytestmark = pytest.mark.django_db(transaction=True)
WORLD = Tile(zoom=0, column=0, row=0)
ADDRESS = "/tiles/places/0/0/0.mvt"


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: Any) -> None:
    monkeypatch.setattr(clusters, "SMALL", 2)


@pytest.fixture
def jobs() -> Callable[[], int]:
    """Count what was asked of the worker since the test began: the tables of jobs are not emptied after it."""
    before = ProcrastinateJob.objects.count()
    return lambda: ProcrastinateJob.objects.count() - before


@pytest.fixture
def places() -> list[Place]:
    """Four places together and one far away, with their clusters made, and then a sixth beside the four."""
    planted = [plant(Place) for _ in range(4)]
    far = plant(Place, name_el="μόνο", geom="SRID=4326;POINT(-70 -30)")
    read(may_lag=False)
    return [*planted, far, plant(Place)]


def read(*, may_lag: bool = True) -> TileRead:
    layer = get_layer("places")
    return read_tile([(layer, layer.next_change_at())], WORLD, may_lag=may_lag)


def counts(body: bytes) -> list[int]:
    return sorted(feature["properties"]["count"] for feature in mapbox_vector_tile.decode(body)["places"]["features"])


def test_the_clusters_before_stand_in_until_the_worker_has_made_the_new_ones(places: list[Place], jobs: Callable[[], int]) -> None:
    late = [read() for _ in range(3)]

    assert [counts(tile.body) for tile in late] == [[1, 4]] * 3
    assert jobs() == 1
    assert renew_clusters(slug="places") is True
    fresh = read()
    assert (counts(fresh.body), fresh.lapses) == ([1, 5], (get_layer("places").next_change_at(),))
    assert jobs() == 1


def test_a_change_after_that_is_asked_for_anew(places: list[Place], jobs: Callable[[], int]) -> None:
    read()
    renew_clusters(slug="places")
    plant(Place)

    assert (counts(read().body), jobs()) == ([1, 5], 2)


def test_what_must_be_of_the_present_waits_for_it(places: list[Place], jobs: Callable[[], int]) -> None:
    assert counts(read(may_lag=False).body) == [1, 5]
    assert jobs() == 0


def test_where_no_worker_comes_the_viewer_makes_them(places: list[Place]) -> None:
    read()
    Pyramid.objects.update(lapsed_at=timezone.now() - timedelta(seconds=clusters.LAG_S + 1))

    assert counts(read().body) == [1, 5]


def test_one_that_was_taken_away_is_gone_at_once(places: list[Place]) -> None:
    assert "μόνο".encode() in read().body
    Place.objects.filter(name_el="μόνο").delete()

    late = read()

    assert (counts(late.body), "μόνο".encode() in late.body) == ([4], False)


def test_a_layer_that_was_small_is_simply_counted(jobs: Callable[[], int]) -> None:
    plant(Place)
    read()
    for _ in range(3):
        plant(Place)

    assert (counts(read().body), jobs()) == ([4], 0)


def test_clusters_that_go_while_they_are_read_are_read_again(places: list[Place], monkeypatch: Any) -> None:
    """The race itself: found, then replaced by the worker, then read: what is left of them is nothing."""
    real, calls = tiles.tile_statement, []

    def after_the_worker(*given: Any, **named: Any) -> Any:
        calls.append("read")
        if len(calls) == 1:
            with running(lambda: renew_clusters(slug="places")):
                pass
        return real(*given, **named)

    monkeypatch.setattr(tiles, "tile_statement", after_the_worker)

    assert (counts(read().body), calls) == ([1, 5], ["read", "read"])


def test_a_late_tile_is_never_taken_for_the_present_one(places: list[Place], client: Client) -> None:
    def ask(etag: str) -> Any:
        return client.get(ADDRESS, headers={"If-None-Match": etag, "Accept-Encoding": "identity"})

    late = ask("")
    again = ask(late["ETag"])
    assert (counts(late.content), again.status_code, again.content) == ([1, 4], 200, late.content)

    renew_clusters(slug="places")
    fresh = ask(late["ETag"])

    assert (fresh.status_code, counts(fresh.content)) == (200, [1, 5])
    assert fresh["ETag"] != late["ETag"]
    assert ask(fresh["ETag"]).status_code == 304


def test_a_job_for_a_layer_that_is_none_any_more_ends() -> None:
    assert renew_clusters(slug="nowhere") is False


def test_a_job_ends_where_somebody_else_is_at_it(places: list[Place], monkeypatch: Any) -> None:
    monkeypatch.setattr(clusters, "_WAIT_S", 1)
    has_turn, is_over = threading.Event(), threading.Event()

    def count_slowly() -> None:
        with transaction.atomic():
            wait_for_turn("pyramid places", timeout_s=1)
            has_turn.set()
            is_over.wait(10)

    with running(count_slowly):
        has_turn.wait(10)
        assert renew_clusters(slug="places") is False
        is_over.set()
