"""Files that are kept: made once for a revision, never of two states, and of no reader who went away."""

import csv
import io
import json
import threading
from typing import Any

import pyogrio
import pytest
from django.db import connection, transaction
from django.test import Client

from api.downloads.models import Export
from layers.places import Place
from tests.downloads import fetch
from tests.planting import plant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("export_folder")]


def test_the_same_file_is_made_once_for_a_revision(client: Client) -> None:
    plant(Place)
    for _ in range(3):
        fetch(client, "/download/places.gpkg")
    assert Export.objects.count() == 1

    fetch(client, "/download/places.gpkg?lang=en")
    fetch(client, "/download/places.gpkg?wheelchair=yes")

    assert Export.objects.count() == 3


def test_the_oldest_files_make_room(client: Client, settings: Any) -> None:
    plant(Place)
    settings.DOWNLOAD_KEPT_BYTES = 1
    for query in ("", "?wheelchair=yes", "?wheelchair=no"):
        fetch(client, f"/download/places.gpkg{query}")

    assert Export.objects.count() == 1
    assert len(list((settings.VAR_DIR / "exports").iterdir())) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("extension", ["geojson", "csv", "gpkg"])
def test_never_an_old_body_under_a_new_etag(extension: str) -> None:
    """A writer and a reader: each ETag stands for one body, and each body holds one state of the data."""
    places = [plant(Place, name_el="0") for _ in range(150)]
    stop, bodies = threading.Event(), dict[str, set[bytes]]()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with transaction.atomic():
                Place.objects.update(name_el=str(number))

    writer = threading.Thread(target=_closing(write))
    writer.start()
    try:
        for _ in range(12):
            answer, body = fetch(Client(), f"/download/places.{extension}")
            bodies.setdefault(answer["ETag"], set()).add(body)
            assert len(names_of(body, extension)) == 1, "one file shows two states of the data"
    finally:
        stop.set()
        writer.join(20)

    assert len(places) == 150
    assert len(bodies) > 2, "the reader saw too little to prove anything"
    assert [etag for etag, seen in bodies.items() if len(seen) > 1] == []


def _closing(work: Any) -> Any:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return run


def names_of(body: bytes, extension: str) -> set[str]:
    if extension == "geojson":
        return {feature["properties"]["name_el"] for feature in json.loads(body)["features"]}
    if extension == "csv":
        return {row["name_el"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))}
    return set(pyogrio.read_dataframe(io.BytesIO(body))["name_el"])


@pytest.mark.django_db(transaction=True)
def test_a_stream_shows_the_state_it_began_with(client: Client) -> None:
    """The race itself: the first bytes are out, a writer commits, the rest is read."""
    for _ in range(300):
        plant(Place, name_el="πριν")
    answer: Any = client.get("/download/places.geojson")
    chunks = iter(answer.streaming_content)
    first = next(chunks)

    writer = threading.Thread(target=_closing(lambda: Place.objects.update(name_el="μετά")))
    writer.start()
    writer.join(20)

    assert names_of(first + b"".join(chunks), "geojson") == {"πριν"}
    after, body = fetch(client, "/download/places.geojson", **{"If-None-Match": answer["ETag"]})
    assert after["ETag"] != answer["ETag"]
    assert names_of(body, "geojson") == {"μετά"}


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_goes_away_leaves_no_transaction_behind(client: Client) -> None:
    for _ in range(300):
        plant(Place)
    answer: Any = client.get("/download/places.geojson")
    next(iter(answer.streaming_content))

    answer.close()

    plant(Place)
