"""Tiles as a client meets them: compressed, kept, asked for again."""

import gzip
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import Point
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client

from api.tiles.files import TileFiles
from geoportal.accounts.models import User
from layers.places import Place
from tests.datasets import make_dataset, show
from tests.planting import plant

pytestmark = pytest.mark.django_db
TILE = "/tiles/places/14/9285/6461.mvt"
GZIP = {"Accept-Encoding": "gzip"}


def names_in(answer: Any, layer: str = "places") -> set[str]:
    body = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
    return {feature["properties"]["name_el"] for feature in mapbox_vector_tile.decode(body)[layer]["features"]}


def test_several_layers_share_a_tile(client: Client) -> None:
    plant(Place)
    make_dataset(slug="kadoi")

    decoded = mapbox_vector_tile.decode(client.get("/tiles/places,kadoi/14/9285/6461.mvt").content)

    assert {name: len(layer["features"]) for name, layer in decoded.items()} == {"places": 1, "kadoi": 2}
    document = client.get("/tiles/places,kadoi.json").json()
    assert [layer["id"] for layer in document["vector_layers"]] == ["places", "kadoi"]
    assert document["tiles"] == ["http://testserver/tiles/places,kadoi/{z}/{x}/{y}.mvt"]


@pytest.mark.parametrize("slugs", ["places,places", "places,", ",".join(f"l{n}" for n in range(21))])
def test_what_is_no_list_of_layers_is_refused(client: Client, slugs: str) -> None:
    assert client.get(f"/tiles/{slugs}/14/9285/6461.mvt").status_code in (400, 404)


def test_a_tile_leaves_compressed_for_who_takes_it_so(client: Client) -> None:
    plant(Place, name_el="Φάρος")

    packed, plain = client.get(TILE, headers=GZIP), client.get(TILE)

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer["Vary"]
        assert names_in(answer) == {"Φάρος"}


def test_an_empty_tile_within_the_limits_is_204(client: Client) -> None:
    plant(Place)
    plant(Place, geom=Point(24.2, 35.5138, srid=4326))

    answer = client.get("/tiles/places/14/9288/6461.mvt")

    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get("/tiles/places/14/9288/6461.mvt", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_zoom_that_the_layer_does_not_have_is_404_with_those_that_it_has(client: Client) -> None:
    answer = client.get(f"/tiles/places/23/{9285 << 9}/{6461 << 9}.mvt?lang=en")

    assert answer.status_code == 404
    assert "22" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("?x=1", "x"), ("?f=pbf", "f"), ("?properties=internal_notes", "properties"), ("?properties=opening_hours", "properties")],
)
def test_a_parameter_that_is_not_understood_is_400(client: Client, query: str, parameter: str) -> None:
    answer = client.get(TILE + query)

    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


def test_only_the_properties_asked_for_come(client: Client) -> None:
    plant(Place, name_el="Φάρος")
    (feature,) = mapbox_vector_tile.decode(client.get(f"{TILE}?properties=name_el").content)["places"]["features"]

    assert feature["properties"] == {"name_el": "Φάρος"}


@pytest.mark.django_db(transaction=True)
def test_a_tile_that_is_kept_takes_one_query_for_the_revision(client: Client, statements: list[str]) -> None:
    make_dataset(slug="kadoi")
    address = "/tiles/kadoi/14/9285/6461.mvt"
    first = client.get(address)

    statements.clear()
    again = client.get(address)

    assert again.content == first.content
    (statement,) = statements
    assert "layers_revision" in statement


@pytest.mark.django_db(transaction=True)
def test_what_did_not_change_is_not_sent_again(client: Client, statements: list[str]) -> None:
    plant(Place)
    etag = client.get(TILE)["ETag"]

    statements.clear()
    answer = client.get(TILE, headers={"If-None-Match": etag})

    assert (answer.status_code, answer["ETag"]) == (304, etag)
    (statement,) = statements
    assert "layers_revision" in statement
    assert "Accept-Encoding" in answer["Vary"]


def test_layers_for_staff_have_tiles_for_staff_only(client: Client) -> None:
    make_dataset(slug="internal", is_public=False)
    addresses = [
        "/tiles/internal/14/9285/6461.mvt",
        "/tiles/internal.json",
        "/api/collections/internal/tiles",
        "/api/tiles?collections=internal",
    ]
    staff = Client()
    staff.force_login(User.objects.create_user("gis", is_staff=True))

    for address in addresses:
        # Asked by staff first: what is kept for them is not for others.
        assert staff.get(address)["Cache-Control"] == "private, no-cache"
        assert client.get(address).status_code == 404
    whole = "/api/tiles/WebMercatorQuad/14/6461/9285"
    assert "internal" in mapbox_vector_tile.decode(staff.get(whole).content)
    assert client.get(whole).status_code in (204, 404)


@pytest.mark.django_db(transaction=True)
def test_a_change_changes_the_tile_and_its_etag(client: Client) -> None:
    place = plant(Place, name_el="πριν")
    before = client.get(TILE)

    Place.objects.filter(pk=place.pk).update(name_el="μετά")

    after = client.get(TILE, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, names_in(after)) == (200, {"μετά"})
    assert after["ETag"] != before["ETag"]


@pytest.mark.django_db(transaction=True)
def test_a_change_of_any_layer_in_a_tile_changes_its_etag(client: Client) -> None:
    plant(Place)
    dataset = make_dataset(slug="kadoi")
    address = "/tiles/places,kadoi/14/9285/6461.mvt"
    first = client.get(address)["ETag"]
    show(dataset, ["νέο"])
    second = client.get(address)["ETag"]
    plant(Place)

    assert len({first, second, client.get(address)["ETag"]}) == 3


def test_an_error_about_a_tile_is_in_the_language_asked_for(client: Client) -> None:
    answer = client.get("/tiles/nothing/0/0/0.mvt")

    assert answer.status_code == 404
    assert (answer["Content-Type"], answer["Content-Language"]) == ("application/problem+json", "el")


def test_the_file_cache_gives_back_what_it_got_until_it_lapses(tmp_path: Path) -> None:
    files = TileFiles(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": 10}})

    files.set("a", b"tile")
    files.set("b", b"", timeout=-1)

    assert (files.get("a"), files.get("b"), files.get("c")) == (b"tile", None, None)
    assert files.has_key("a")  # the cache's own question
    for number in range(3000):
        files.set(str(number), b"x")
    assert len(list(tmp_path.iterdir())) < 1500


def test_tiles_have_a_cache_of_their_own() -> None:
    caches["tiles"].set("x", b"1")
    assert caches["default"].get("x") is None


def test_tiles_may_be_kept_in_the_database(client: Client, settings: Any) -> None:
    table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tile_cache"}
    settings.CACHES = {**settings.CACHES, "tiles": table}
    call_command("createcachetable")
    plant(Place)

    bodies = {client.get(TILE).content for _ in range(2)}

    assert len(bodies) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tile_cache")
        assert cursor.fetchone() == (1,)
