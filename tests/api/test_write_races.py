"""Two who write at once, and what a reader sees meanwhile."""

from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from api.models import FeatureChange
from layers.gazetteer.models import Name
from layers.gazetteer.upkeep import renew_names_of
from layers.lookups import get_layer
from tests.datasets import make_dataset
from tests.writing import ITEMS, Writer, body_for, changed, planted, writer_of

pytestmark = pytest.mark.django_db


def test_a_write_changes_every_etag_and_the_index_of_names(transactional_db: None) -> None:
    layer = get_layer("places")
    writer, body = writer_of(layer), body_for(layer, code="neo")
    item = f"{ITEMS}/{planted(layer)}"
    before = {address: writer.client.get(address)["ETag"] for address in (ITEMS, "/api/collections/places", item)}

    made = writer.post(ITEMS, changed(body, name_el="Ψαροταβέρνα Ζέφυρος"))

    assert made.status_code == 201
    for address, etag in before.items():
        assert writer.client.get(address, headers={"If-None-Match": etag}).status_code == 200
    renew_names_of(layer)
    assert Name.objects.filter(layer="places", text="Ψαροταβέρνα Ζέφυρος").exists()
    fresh = writer.client.get(item)["ETag"]
    assert fresh.split(".")[0] == before[item].split(".")[0]
    assert writer.client.get(item, headers={"If-None-Match": fresh}).status_code == 304
    assert writer.client.get(item, headers={"If-None-Match": f"W/{fresh}"})["ETag"].removeprefix("W/") == fresh


def test_an_etag_that_compression_made_weak_is_good_for_writing(writer: Writer) -> None:
    item = f"{ITEMS}/{planted(get_layer('places'))}"
    etag = writer.client.get(item, headers={"Accept-Encoding": "gzip"})["ETag"]

    assert writer.patch(item, {"properties": {}}, If_Match=f'"other", {etag}').status_code == 204


@pytest.mark.parametrize("slug", ["places", "kadoi"])
def test_of_two_who_write_at_once_exactly_one_wins(slug: str, transactional_db: None) -> None:
    if slug == "kadoi":
        make_dataset()
    layer = get_layer(slug)
    writer = writer_of(layer)
    item = f"/api/collections/{slug}/items/{planted(layer)}"
    etag, name = writer.client.get(item)["ETag"], "ΟΝΟΜΑ" if slug == "kadoi" else "name_el"
    together, statuses = Barrier(4), []

    def write(number: int) -> None:
        together.wait()
        answer = Writer(writer.headers["Authorization"].removeprefix("Bearer ")).patch(
            item, {"properties": {name: f"Γράφων {number}"}}, If_Match=etag
        )
        statuses.append(answer.status_code)
        connections.close_all()

    _all_at_once([Thread(target=write, args=(number,)) for number in range(4)])

    assert sorted(statuses) == [204, 412, 412, 412]
    assert FeatureChange.objects.count() == 1


@pytest.mark.parametrize("slug", ["places", "kadoi"])
def test_of_many_who_create_at_once_each_gets_a_number_of_its_own(slug: str, transactional_db: None) -> None:
    if slug == "kadoi":
        make_dataset()
    layer = get_layer(slug)
    writer, body = writer_of(layer), body_for(layer, code="one-code")
    together, answers = Barrier(4), []

    def write() -> None:
        together.wait()
        answers.append(Writer(writer.headers["Authorization"].removeprefix("Bearer ")).post(f"/api/collections/{slug}/items", body))
        connections.close_all()

    _all_at_once([Thread(target=write) for _ in range(4)])

    statuses = sorted(answer.status_code for answer in answers)
    # A place's code is unique; the dataset has no key.
    assert statuses == ([201] * 4 if slug == "kadoi" else [201, 409, 409, 409])
    made = [answer["Location"] for answer in answers if answer.status_code == 201]
    assert len(set(made)) == len(made)


def _all_at_once(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_a_dataset_that_was_replaced_meanwhile_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    make_dataset()
    layer = get_layer("kadoi")
    writer, body = writer_of(layer), body_for(layer, code="")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE layers_dataset SET current_version_id = NULL")
    monkeypatch.setattr("api.features.writing.views.get_layer", lambda *_, **__: layer)
    monkeypatch.setattr("api.features.writing.resources.get_layer", lambda *_, **__: layer)

    assert writer.post("/api/collections/kadoi/items", body).status_code == 503


def test_reading_an_item_asks_the_database_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prepared statement passes Django's own log by: we count what psycopg is asked."""
    address = f"/api/collections/neighbourhoods/items/{planted(get_layer('neighbourhoods'))}"
    client.get(address)
    asked: list[Any] = []
    execute = psycopg.Cursor.execute

    def counted(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        asked.append(query)
        return execute(self, query, *arguments, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    assert client.get(address).status_code == 200
    assert len(asked) == 1
