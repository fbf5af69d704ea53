"""Filters are made from a layer's properties and hold for map, list and counts; a wrong one is told, never an error."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.test import Client

from geoportal.atlas.filters import filters_of
from layers.layer import Kind, Layer, Property
from layers.lookups import get_layer
from layers.places import Place, PlaceCategory
from tests.geoportal.test_atlas import config, names, page
from tests.planting import plant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Layer]:
    """The places, with a truth and a time as other rooms' layers have them."""
    extra = (
        Property(
            name="open_now", title="Ανοιχτά τώρα", source=ExpressionWrapper(Q(phone="1"), output_field=BooleanField()), kind=Kind.BOOLEAN
        ),
        Property(name="starts_at", title="Αρχή", source="updated_at", kind=Kind.INSTANT),
    )
    places = get_layer("places")
    own = tuple(entry for entry in places.properties if entry.name != "open_now")
    layer = replace(places, properties=(*own, *extra), time_property="starts_at")
    monkeypatch.setattr("layers.lookups.catalogued_layers", lambda: (layer,))
    with time_machine.travel(NOW, tick=False):
        yield layer


def place(name: str, *, day: int = 22, **given: Any) -> None:
    made = plant(Place, name_el=name, **given)
    Place.objects.filter(pk=made.pk).update(updated_at=NOW.replace(day=day))


def test_a_layer_is_narrowed_by_truths_classes_and_choices_in_this_order(layer: Layer) -> None:
    assert [entry.name for entry in filters_of(layer)] == ["open_now", "group", "wheelchair"]
    assert "unknown" not in {option.value for option in filters_of(layer)[2].options}


def test_a_class_of_the_legend_narrows_list_and_counts_and_map(client: Client) -> None:
    culture, nature = (plant(PlaceCategory, code=code, parent=None) for code in ("culture", "nature"))
    plant(Place, name_el="Μουσείο", category=culture)
    plant(Place, name_el="Παραλία", category=nature)
    plant(Place, name_el="Άλλο")

    body = page(client, "/map/?view=list&layers=places&f.places.group=culture")
    both = page(client, "/map/?view=list&layers=places&f.places.group=culture&f.places.group=nature")

    assert names(body) == ["Μουσείο"]
    assert names(both) == ["Μουσείο", "Παραλία"]
    assert 'data-whole="3">1<' in body
    assert 'value="culture" checked' in body
    assert config(client, "/map/?layers=places&f.places.group=culture")["queries"] == {"places": "group=culture"}


def test_a_truth_is_one_tick_in_its_own_words(layer: Layer, client: Client) -> None:
    place("Ανοιχτό", phone="1")
    place("Κλειστό", phone="2")

    body = page(client, "/map/?view=list&layers=places&f.places.open_now=true")

    assert names(body) == ["Ανοιχτό"]
    assert "Ανοιχτά τώρα" in body
    assert client.get("/api/collections/places/items?open_now=true").json()["numberReturned"] == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("when.places=today", ["Σήμερα"]),
        ("when.places=week", ["Αύριο", "Σήμερα"]),
        ("from.places=2026-11-23", ["Αύριο", "Μετά"]),
        ("until.places=2026-11-22", ["Σήμερα", "Χθες"]),
        ("from.places=2026-11-22&until.places=2026-11-23", ["Αύριο", "Σήμερα"]),
        ("when.places=", ["Αύριο", "Μετά", "Σήμερα", "Χθες"]),
    ],
)
def test_a_layer_with_time_is_narrowed_to_days(layer: Layer, client: Client, query: str, expected: list[str]) -> None:
    for name, day in (("Χθες", 21), ("Σήμερα", 22), ("Αύριο", 23), ("Μετά", 30)):
        place(name, day=day)

    address = f"/map/?view=list&layers=places&{query}"

    assert names(page(client, address)) == expected
    asked = config(client, address.replace("view=list&", ""))["queries"]["places"]
    assert client.get(f"/api/collections/places/items?{asked}").json()["numberReturned"] == len(expected)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("f.places.group=nope", "δεν έχει τιμή «nope»"),
        ("f.places.open_now=false", "δεν έχει τιμή «false»"),
        ("f.places.nothing=1", "Δεν υπάρχει φίλτρο «f.places.nothing»"),
        ("f.places.name_el=Φάρος", "Δεν υπάρχει φίλτρο"),
        ("when.places=yesterday", "Το διάστημα «yesterday»"),
        ("from.places=2026-13-01", "«2026-13-01»"),
        ("from.places=0001-01-01", "«0001-01-01»"),
        ("from.places=2026-11-23&until.places=2026-11-22", "«2026-11-23 2026-11-22»"),
        ("f.places.group=%00", "δεν έχει τιμή"),
    ],
)
def test_a_wrong_filter_is_told_and_everything_is_shown(layer: Layer, client: Client, query: str, words: str) -> None:
    place("Φάρος")

    body = page(client, f"/map/?view=list&layers=places&{query}")

    assert 'class="notice"' in body
    assert words in body
    assert names(body) == ["Φάρος"]


def test_filters_of_layers_that_are_off_wait_in_silence(client: Client) -> None:
    assert 'class="notice"' not in page(client, "/map/?layers=&f.places.group=nope")


def test_links_keep_the_filters(client: Client) -> None:
    body = page(client, "/map/?layers=places&f.places.wheelchair=yes&f.places.wheelchair=limited")

    assert "f.places.wheelchair=yes&amp;f.places.wheelchair=limited&amp;view=list" in body


def test_the_list_beside_the_map_counts_what_the_map_draws(client: Client) -> None:
    for name in ("Β", "Α"):
        plant(Place, name_el=name, wheelchair="yes")
    plant(Place, wheelchair="no")

    body = page(client, "/map/list/?layers=places&f.places.wheelchair=yes&bbox=24,35,25,36")

    assert names(body) == ["Α", "Β"]
    assert 'data-total="2"' in body
    assert 'data-counts="places=2"' in body
    assert "<html" not in body


def test_more_than_the_map_draws_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoportal.atlas.lists.MAP_FEATURES", 2)
    for _ in range(4):
        plant(Place)

    body = page(client, "/map/list/?layers=places")

    assert 'data-total="2+"' in body
    assert "Μεγεθύνετε τον χάρτη" in body
    assert len(names(body)) == 2
