"""Vector tiles as a client meets them: limits, compression, what is kept, and what is never passed off as new."""

import gzip
import threading
from typing import Any

import mapbox_vector_tile
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from api.tiles import views
from layers.places import Place
from layers.tiling.tiles import read_tile
from tests.datasets import make_dataset, show
from tests.layers.test_tiling import tile_at
from tests.planting import CENTRE, plant

pytestmark = pytest.mark.django_db


def tile_here(z: int = 14) -> str:
    tile = tile_at(CENTRE.x, CENTRE.y, z)
    return f"{tile.z}/{tile.x}/{tile.y}"


def features(body: bytes) -> dict[str, int]:
    return {name: len(part["features"]) for name, part in mapbox_vector_tile.decode(body).items()}


def test_a_tile_is_a_vector_tile(client: Client) -> None:
    plant(Place, geom=CENTRE)

    answer = client.get(f"/tiles/places/{tile_here()}.mvt")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert features(answer.content) == {"places": 1}


def test_it_travels_compressed_to_who_takes_that(client: Client) -> None:
    plant(Place, geom=CENTRE)
    address = f"/tiles/places/{tile_here()}.mvt"

    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(packed.content) == client.get(address).content


def test_several_layers_share_a_tile(client: Client) -> None:
    plant(Place, geom=CENTRE)
    make_dataset(slug="kadoi")

    assert features(client.get(f"/tiles/places,kadoi/{tile_here()}.mvt").content) == {"places": 1, "kadoi": 2}


def test_nothing_is_204(client: Client) -> None:
    answer = client.get("/tiles/places/10/0/0.mvt")

    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tiles/places/23/0/0.mvt", 404),
        ("/tiles/places/1/2/0.mvt", 404),
        ("/tiles/places/1/0/-1.mvt", 404),
        ("/tiles/places/x/y/z.mvt", 404),
        ("/tiles/places/1/1e3/0.mvt", 404),
        ("/tiles/places/99999999999/0/0.mvt", 404),
        ("/tiles/streets/5/17/12.mvt", 404),
        ("/tiles/nothing/0/0/0.mvt", 404),
        ("/tiles/places,nothing/0/0/0.mvt", 404),
        ("/tiles/places,places/0/0/0.mvt", 400),
        (f"/tiles/{','.join(f'a{n}' for n in range(50))}/0/0/0.mvt", 400),
        ("/tiles/places/0/0/0.mvt?foo=1", 400),
        ("/tiles/places/0/0/0.mvt?properties=internal_notes", 400),
        ("/tiles/places/0/0/0.mvt?f=png", 400),
        ("/tiles/nothing.json", 404),
        ("/api/collections/places/tiles/WebMercatorQuad/1/0/2", 404),
        ("/api/collections/nothing/tiles", 404),
        ("/api/collections/places/tiles/WorldCRS84Quad", 404),
        ("/api/tileMatrixSets/WorldCRS84Quad", 404),
    ],
)
def test_what_there_is_not_is_told_as_a_problem(client: Client, address: str, status: int) -> None:
    answer = client.get(address)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_only_staff_get_tiles_of_an_internal_dataset(client: Client, admin_client: Client) -> None:
    make_dataset(slug="internal", is_public=False)
    address = f"/tiles/internal/{tile_here()}.mvt"

    assert client.get(address).status_code == 404
    kept = admin_client.get(address)
    assert kept.status_code == 200
    assert kept["Cache-Control"].startswith("private")
    assert client.get(address).status_code == 404


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The layers whose part of a tile was written, in order."""
    names: list[str] = []

    def counted(layer: Any, *arguments: Any, **options: Any) -> Any:
        names.append(layer.slug)
        return read_tile(layer, *arguments, **options)

    monkeypatch.setattr(views, "read_tile", counted)
    return names


def test_a_tile_is_written_once_for_a_revision(
    client: Client, written: list[str], django_assert_num_queries: Any, transactional_db: None
) -> None:
    make_dataset(slug="kadoi")
    address = f"/tiles/kadoi/{tile_here()}.mvt"
    first = client.get(address)

    with django_assert_num_queries(1) as queries:
        second = client.get(address)
    with django_assert_num_queries(1):
        unchanged = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert written == ["kadoi"]
    assert second.content == first.content
    assert "layers_revision" in queries[0]["sql"]
    assert unchanged.status_code == 304


def test_an_empty_tile_is_kept_too(client: Client, written: list[str]) -> None:
    assert [client.get("/tiles/places/10/0/0.mvt").status_code for _ in range(2)] == [204, 204]
    assert written == ["places"]


def test_a_change_makes_a_new_tile(client: Client, transactional_db: None) -> None:
    place = plant(Place, geom=CENTRE)
    address = f"/tiles/places/{tile_here()}.mvt"
    before = client.get(address)

    place.delete()

    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 204
    assert after["ETag"] != before["ETag"]


@pytest.fixture
def other_connection(transactional_db: None) -> Any:
    """Run something in a thread of its own, which has a connection of its own, and wait for it."""

    def run(work: Any) -> None:
        def working() -> None:
            try:
                work()
            finally:
                connection.close()

        thread = threading.Thread(target=working)
        thread.start()
        thread.join(30)
        assert not thread.is_alive()

    return run


def test_a_writer_between_the_question_and_the_reading_leaves_no_old_tile_under_a_new_name(
    client: Client, other_connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view knows revision 1, another connection commits revision 2, then the view reads: what it keeps, it keeps as revision 2."""
    plant(Place, geom=CENTRE)
    address = f"/tiles/places/{tile_here()}.mvt"
    is_first = [True]

    def late(layer: Any, *arguments: Any, **options: Any) -> Any:
        if is_first.pop() if is_first else False:
            other_connection(lambda: plant(Place, geom=CENTRE))
        return read_tile(layer, *arguments, **options)

    monkeypatch.setattr(views, "read_tile", late)
    during = client.get(address)
    after = client.get(address)

    assert features(during.content) == features(after.content) == {"places": 2}
    assert during["ETag"] == after["ETag"]
    Place.objects.all().delete()


def test_a_writer_after_the_reading_leaves_the_old_tile_under_its_old_name(
    client: Client, other_connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(Place, geom=CENTRE)
    address = f"/tiles/places/{tile_here()}.mvt"
    is_first = [True]

    def early(layer: Any, *arguments: Any, **options: Any) -> Any:
        answer = read_tile(layer, *arguments, **options)
        if is_first.pop() if is_first else False:
            other_connection(lambda: plant(Place, geom=CENTRE))
        return answer

    monkeypatch.setattr(views, "read_tile", early)
    during = client.get(address)
    after = client.get(address)

    assert (features(during.content), features(after.content)) == ({"places": 1}, {"places": 2})
    assert during["ETag"] != after["ETag"]
    Place.objects.all().delete()


def test_of_many_who_want_a_tile_at_once_one_writes_it(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(Place, geom=CENTRE)
    address = f"/tiles/places/{tile_here()}.mvt"
    written: list[str] = []
    everybody = threading.Barrier(6)
    statuses: list[int] = []

    def counted(layer: Any, *arguments: Any, **options: Any) -> Any:
        written.append(layer.slug)
        threading.Event().wait(0.3)
        return read_tile(layer, *arguments, **options)

    def ask() -> None:
        everybody.wait(10)
        try:
            statuses.append(Client().get(address).status_code)
        finally:
            connection.close()

    monkeypatch.setattr(views, "read_tile", counted)
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert statuses == [200] * 6
    assert written == ["places"]
    Place.objects.all().delete()


def test_what_is_kept_can_be_lost(client: Client) -> None:
    plant(Place, geom=CENTRE)
    address = f"/tiles/places/{tile_here()}.mvt"
    before = client.get(address)

    caches["tiles"].clear()

    assert client.get(address).content == before.content


def test_tile_json_leads_to_the_tiles(client: Client) -> None:
    plant(Place, geom=CENTRE)
    document = client.get("/tiles/places,streets.json?lang=en").json()

    assert document["tilejson"] == "3.0.0"
    assert [entry["id"] for entry in document["vector_layers"]] == ["places", "streets"]
    assert document["vector_layers"][0]["fields"]["name_el"] == "String"
    assert "opening_hours" not in document["vector_layers"][0]["fields"]
    west, south, east, north = document["bounds"]
    assert west <= CENTRE.x <= east
    assert south <= CENTRE.y <= north
    z, x, y = tile_here().split("/")
    address = document["tiles"][0].replace("{z}", z).replace("{x}", x).replace("{y}", y)
    assert features(client.get(address).content) == {"places": 1}


def test_rows_of_a_replaced_version_are_never_kept_as_the_new_one(
    client: Client, other_connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is of version 1, another connection shows version 2, then the view reads: the old table, under the new revision."""
    dataset = make_dataset(slug="kadoi", names=("Κάδος 1",))
    address = f"/tiles/kadoi/{tile_here()}.mvt"
    is_first = [True]

    def late(layer: Any, *arguments: Any, **options: Any) -> Any:
        if is_first.pop() if is_first else False:
            other_connection(lambda: show(dataset, ("Κάδος 1", "Κάδος 2", "Κάδος 3")))
        return read_tile(layer, *arguments, **options)

    monkeypatch.setattr(views, "read_tile", late)

    assert features(client.get(address).content) == features(client.get(address).content) == {"kadoi": 3}
