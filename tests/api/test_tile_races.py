"""Tiles and items while others write and ask: never an old body under a new ETag, and each tile made once."""

import threading
from typing import Any

import pytest
from django.test import Client

from api.features import views as features_views
from api.tiles import views
from layers.places import Place
from layers.tiling import tiles
from tests.datasets import make_dataset, show
from tests.layers.test_revisions import running
from tests.planting import plant

pytestmark = pytest.mark.django_db
TILE = "/tiles/places/14/9285/6461.mvt"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "name", "address"), [(views, "read_tile", TILE), (features_views, "read_page", "/api/collections/places/items")]
)
def test_a_write_between_the_check_and_the_read_never_leaves_an_old_body_under_a_new_etag(
    module: Any, name: str, address: str, monkeypatch: Any
) -> None:
    """The race itself: the view has looked up the revision, another connection commits, then the view reads."""
    place = plant(Place, name_el="πριν")
    real, calls = getattr(module, name), []

    def read_after_a_commit(*given: Any, **named: Any) -> Any:
        calls.append("read")
        if len(calls) == 1:
            with running(lambda: Place.objects.filter(pk=place.pk).update(name_el="μετά")):
                pass
        return real(*given, **named)

    monkeypatch.setattr(module, name, read_after_a_commit)
    raced = Client().get(address, headers={"If-None-Match": 'W/"other"'})
    monkeypatch.undo()
    fresh = Client().get(address)

    assert "μετά".encode() in raced.content
    assert (raced["ETag"], raced.content.count("πριν".encode())) == (fresh["ETag"], 0)
    assert "μετά".encode() in fresh.content


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "name", "address"), [(views, "read_tile", TILE), (features_views, "read_page", "/api/collections/places/items")]
)
def test_a_write_after_the_read_leaves_the_old_body_under_the_old_etag(module: Any, name: str, address: str, monkeypatch: Any) -> None:
    """The other half: what was read before the commit is kept and sent under the revision that was read with it."""
    place = plant(Place, name_el="πριν")
    real, calls = getattr(module, name), []

    def read_before_a_commit(*given: Any, **named: Any) -> Any:
        found = real(*given, **named)
        calls.append("read")
        if len(calls) == 1:
            with running(lambda: Place.objects.filter(pk=place.pk).update(name_el="μετά")):
                pass
        return found

    monkeypatch.setattr(module, name, read_before_a_commit)
    raced = Client().get(address)
    monkeypatch.undo()
    fresh = Client().get(address, headers={"If-None-Match": raced["ETag"]})

    assert "πριν".encode() in raced.content
    assert fresh.status_code == 200
    assert fresh["ETag"] != raced["ETag"]
    assert "μετά".encode() in fresh.content
    assert "πριν".encode() not in fresh.content


@pytest.mark.django_db(transaction=True)
def test_never_an_old_tile_under_a_new_etag_while_others_write() -> None:
    place = plant(Place, name_el="0")
    stop = threading.Event()
    bodies: dict[str, set[bytes]] = {}

    def write(first: int) -> None:
        for number in range(first, first + 40):
            Place.objects.filter(pk=place.pk).update(name_el=str(number))

    def read() -> None:
        client = Client()
        while not stop.is_set():
            answer = client.get(TILE)
            bodies.setdefault(answer["ETag"], set()).add(answer.content)

    with running(read) as readers:
        with running(lambda: write(1), lambda: write(1000)):
            pass
        stop.set()
        readers[0].join(10)

    assert len(bodies) > 3, "the reader saw too little to prove anything"
    assert all(len(seen) == 1 for seen in bodies.values())


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_for_a_tile_at_once_one_makes_it(monkeypatch: Any) -> None:
    plant(Place)
    made: list[str] = []
    start = threading.Barrier(5)
    real = tiles.read_tile

    def counted(*given: Any, **named: Any) -> Any:
        made.append("once")
        return real(*given, **named)

    monkeypatch.setattr(views, "read_tile", counted)

    def ask() -> None:
        client = Client()
        start.wait(10)
        assert client.get(TILE).status_code == 200

    with running(*[ask] * 5):
        pass

    assert made == ["once"]


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_is_told_to_come_again(monkeypatch: Any, settings: Any) -> None:
    settings.TILE_WAIT_S = 1
    plant(Place)
    is_made, may_end = threading.Event(), threading.Event()
    real = tiles.read_tile

    def slow(*given: Any, **named: Any) -> Any:
        is_made.set()
        assert may_end.wait(20)
        return real(*given, **named)

    monkeypatch.setattr(views, "read_tile", slow)
    with running(lambda: Client().get(TILE)):
        assert is_made.wait(10)
        answer = Client().get(TILE)
        may_end.set()

    assert (answer.status_code, answer.json()["code"]) == (503, "Busy")
    assert answer["Retry-After"]
    assert Client().get(TILE).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_version_shown_while_its_tile_is_read_is_looked_for_again(monkeypatch: Any) -> None:
    dataset = make_dataset(slug="kadoi", names=["παλιό"])
    real, calls = tiles.tile_statement, []

    def after_a_flip(*given: Any, **named: Any) -> Any:
        calls.append("read")
        if len(calls) == 1:
            with running(lambda: show(dataset, ["νέο"])):
                pass
        return real(*given, **named)

    monkeypatch.setattr(tiles, "tile_statement", after_a_flip)
    answer = Client().get("/tiles/kadoi/14/9285/6461.mvt")

    assert "νέο".encode() in answer.content
    assert "παλιό".encode() not in answer.content
    monkeypatch.undo()
    assert Client().get("/tiles/kadoi/14/9285/6461.mvt").content == answer.content
