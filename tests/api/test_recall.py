"""Answers told again: only while they hold, and only to who may have them."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cachetools import LRUCache
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from geoportal.accounts.models import User
from layers.places import Place
from tests.datasets import make_dataset, show
from tests.planting import plant

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS = "/api/collections/kadoi/items"
TILE = "/tiles/kadoi/14/9285/6461.mvt"


@pytest.mark.parametrize("address", [ITEMS, TILE])
def test_what_is_remembered_holds_until_the_layer_changes(address: str, client: Client) -> None:
    dataset = make_dataset(slug="kadoi")
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304

    show(dataset, ["νέο"])

    after = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != first["ETag"]
    assert "νέο".encode() in after.content


@pytest.mark.parametrize("address", [ITEMS, TILE])
def test_what_becomes_internal_is_told_to_nobody_any_more(address: str, client: Client) -> None:
    dataset = make_dataset(slug="kadoi")
    etag = client.get(address)["ETag"]

    dataset.is_public = False
    dataset.save()

    assert client.get(address).status_code == 404
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404


def test_what_staff_see_is_not_remembered(client: Client) -> None:
    make_dataset(slug="kadoi", is_public=False)
    staff = Client()
    staff.force_login(User.objects.create_user("gis", is_staff=True))
    etag = staff.get(TILE)["ETag"]

    assert client.get(TILE).status_code == 404
    assert client.get(TILE, headers={"If-None-Match": etag}).status_code == 404


def test_an_answer_lapses_when_its_layer_changes_without_a_write(client: Client) -> None:
    plant(Place)
    etag = client.get("/api/collections/places/items")["ETag"]

    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert client.get("/api/collections/places/items", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("accepted", ["gzip", "br", "", "gzip;q=0", "gzip, deflate, br"])
def test_a_tile_told_again_is_the_tile(accepted: str, client: Client) -> None:
    make_dataset(slug="kadoi", names=[f"Κάδος {number}" for number in range(60)])
    plain = client.get(TILE).content
    headers = {"Accept-Encoding": accepted}
    answers = [client.get(TILE, headers=headers) for _ in range(3)]

    for answer in answers:
        body = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
        assert body == plain
        assert answer["Content-Length"] == str(len(answer.content))
        assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
        assert {"Accept-Encoding", "Accept-Language"} <= set(answer["Vary"].split(", "))


def test_the_tiles_asked_for_last_are_told_from_memory(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_dataset(slug="kadoi")
    others = [TILE, f"{TILE}?properties=year", f"{TILE}?properties=%CE%9F%CE%9D%CE%9F%CE%9C%CE%91"]
    known = {address: [client.get(address).content for _ in range(2)][-1] for address in others}
    reads: list[str] = []
    monkeypatch.setattr(type(caches["tiles"]), "get", lambda _cache, key, *_: reads.append(key))

    assert {address: client.get(address).content for address in others} == known
    assert reads == []


def test_memory_holds_no_more_than_its_bound(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_dataset(slug="kadoi", names=[f"Κάδος {number}" for number in range(60)])
    size = len(client.get(TILE).content)
    for bound in (0, size - 1, size, 2 * size):
        bodies: LRUCache[Any, bytes] = LRUCache(bound, getsizeof=len)
        monkeypatch.setattr("api.recall._bodies", bodies)
        for turn in range(5):
            assert len(client.get(f"{TILE}?lang={('el', 'en')[turn % 2]}").content) == size
        assert bodies.currsize <= bound
        assert (bodies.currsize > 0) is (bound >= size)


def test_languages_are_remembered_apart(client: Client) -> None:
    make_dataset(slug="kadoi")
    greek, english = (client.get(ITEMS, headers={"Accept-Language": language}) for language in ("el", "en"))

    for language, answer in (("el", greek), ("en", english)):
        again = client.get(ITEMS, headers={"Accept-Language": language, "If-None-Match": answer["ETag"]})
        assert (again.status_code, again["ETag"]) == (304, answer["ETag"])
    other = client.get(ITEMS, headers={"Accept-Language": "en", "If-None-Match": greek["ETag"]})
    assert (other.status_code, other["Content-Language"]) == (200, "en")


def test_a_tile_of_all_layers_notices_a_new_one(client: Client) -> None:
    make_dataset(slug="kadoi")
    address = "/api/tiles/WebMercatorQuad/14/6461/9285"
    first = client.get(address)
    make_dataset(slug="vryses", title_el="Βρύσες")

    after = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert b"vryses" in after.content
