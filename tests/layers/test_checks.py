"""A catalogue that would fail in front of a citizen fails before."""

from dataclasses import replace

import pytest
from django.contrib.gis.db.models import PointField
from django.db import models
from django.test.utils import isolate_apps

from layers import checks
from layers.events.models import Event, EventCategory
from layers.layer import Layer, Property
from layers.lookups import get_layer


@pytest.fixture
def places(db: None) -> Layer:
    return get_layer("places")


def codes(layer: Layer) -> list[str]:
    return [str(message.id) for message in checks.check_layer(layer)]


def test_a_sound_layer_passes(places: Layer) -> None:
    assert codes(places) == []


def test_a_misspelt_property_is_found(places: Layer) -> None:
    assert codes(replace(places, properties=(Property(name="nmae", title="x"),))) == ["layers.E001"]


def test_a_misspelt_geometry_is_found(places: Layer) -> None:
    assert codes(replace(places, geometry="geometri")) == ["layers.E001"]


def test_a_label_that_is_no_property_is_found(places: Layer) -> None:
    assert codes(replace(places, label={"el": "title"})) == ["layers.E002"]


def test_a_field_for_imports_that_the_model_lacks_is_found(places: Layer) -> None:
    assert codes(replace(places, importable=("code", "colour"))) == ["layers.E002"]


def test_an_import_writes_the_rows_of_the_model_that_has_the_geometry(db: None) -> None:
    events = get_layer("events")

    assert events.import_model is Event
    assert codes(replace(events, imports=EventCategory, importable=("code",))) == ["layers.E002"]


def test_a_layer_that_forgets_its_own_table_is_found(places: Layer) -> None:
    assert codes(replace(places, depends_on=())) == ["layers.E003"]


def test_a_private_field_among_the_properties_is_found(places: Layer) -> None:
    published = (*places.properties, Property(name="notes", title="x", source="internal_notes"))
    assert codes(replace(places, properties=published)) == ["layers.E005"]


def test_a_property_that_is_called_like_a_parameter_is_found(places: Layer) -> None:
    assert codes(replace(places, properties=(*places.properties, Property(name="limit", title="x", source="phone")))) == ["layers.E008"]


@isolate_apps("layers")
def test_a_model_without_indexes_is_found(places: Layer) -> None:
    class Bench(models.Model):
        geom = PointField(srid=4326, spatial_index=False)

        class Meta:
            app_label = "layers"

    layer = replace(
        places, published=Bench._default_manager.all, properties=(), label={}, style=replace(places.style, classify_by=""),
        natural_key="", importable=(), depends_on=(Bench,),
    )  # fmt: skip
    assert codes(layer) == ["layers.E004", "layers.E004"]


def test_two_layers_of_one_name_are_found(places: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "catalogued_layers", lambda: (places, places))

    assert "layers.E006" in [message.id for message in checks.check_catalogues()]


def test_a_model_with_a_geometry_but_no_layer_is_found(places: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "catalogued_layers", lambda: (places,))

    assert {message.id for message in checks.check_catalogues()} == {"layers.E007"}


def test_a_private_name_that_is_no_field_is_found(places: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.places.PRIVATE", ("internal_notes", "intrenal_phone"))

    found = [message for message in checks.check_catalogues() if message.id == "layers.E009"]

    assert len(found) == 1
    assert "'intrenal_phone'" in found[0].msg
