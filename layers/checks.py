"""System checks: a catalogue that would fail in front of a citizen fails here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.gis.db.models import GeometryField
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldError
from django.db.models import Model
from django.db.models.expressions import BaseExpression, F

from layers.catalogue import UNPUBLISHED
from layers.layer import RESERVED_NAMES, Layer
from layers.lookups import catalogued_layers


@register("layers")
def check_catalogues(**_: Any) -> list[CheckMessage]:
    layers = catalogued_layers()
    return [
        *_repeated_slugs(layers),
        *_unlisted_models(layers),
        *_unknown_private_names(layers),
        *(message for layer in layers for message in check_layer(layer)),
    ]


def check_layer(layer: Layer) -> Iterator[CheckMessage]:
    """Yield what is wrong with one entry of a catalogue."""
    try:
        str(layer.relation)
    except FieldError as error:
        yield _error(
            layer,
            "E001",
            f"names something that its rows do not have: {error}",
            "Correct a property's source or the geometry.",
        )
        return
    yield from _names(layer)
    yield from _indexes(layer)
    yield from _private_sources(layer)


def _names(layer: Layer) -> Iterator[CheckMessage]:
    names = {entry.name for entry in layer.properties}
    asked = {*layer.label.values(), *filter(None, (layer.time_property, layer.style.classify_by))}
    for name in sorted(asked - names):
        yield _error(layer, "E002", f"speaks of the property {name!r}", f"It has: {', '.join(sorted(names))}.")
    for name in sorted(names & RESERVED_NAMES):
        yield _error(
            layer,
            "E008",
            f"calls a property {name!r}",
            "That is a query parameter of OGC API Features or ours: rename it.",
        )
    yield from _importable_names(layer)
    if layer.model not in layer.depends_on:
        yield _error(layer, "E003", "does not depend on its own model", f"Add {layer.model.__name__} to depends_on.")


def _importable_names(layer: Layer) -> Iterator[CheckMessage]:
    fields = {field.name for field in layer.import_model._meta.get_fields()}
    geometry = (layer.geometry_field.name,) if layer.importable else ()
    for name in sorted({*layer.importable, *geometry, *filter(None, (layer.natural_key,))} - fields):
        yield _error(
            layer,
            "E002",
            f"would import the field {name!r}",
            f"{layer.import_model.__name__} has: {', '.join(sorted(fields))}.",
        )


def _indexes(layer: Layer) -> Iterator[CheckMessage]:
    """A layer without both indexes reads its whole table for every map and every question in metres."""
    field = layer.geometry_field
    if not getattr(field, "spatial_index", False):
        yield _error(layer, "E004", f"has no index on {layer.geometry!r}", "Leave spatial_index of the field at True.")
    indexed = {name for index in field.model._meta.indexes for expression in index.expressions for name in _fields_in(expression)}
    if field.name not in indexed:
        yield _error(
            layer,
            "E004",
            f"has no index on the geography of {layer.geometry!r}",
            "Add layers.geometry.geography_index to its model's Meta.",
        )


def _private_sources(layer: Layer) -> Iterator[CheckMessage]:
    for entry in layer.properties:
        for name in _fields_in(entry.expression):
            if name.rpartition("__")[2] in private_fields(layer.model):
                yield _error(layer, "E005", f"publishes the private field {name!r} as {entry.name!r}", "Take the property away.")


def _unknown_private_names(layers: Iterable[Layer]) -> Iterator[CheckMessage]:
    """A name that is misspelt in PRIVATE keeps nothing to itself."""
    rooms = {model.__module__ for layer in layers for model in layer.depends_on}
    for room in sorted(rooms):
        fields = {field.name for model in apps.get_models() if model.__module__ == room for field in model._meta.get_fields()}
        for name in sorted(set(getattr(import_module(room), "PRIVATE", ())) - fields):
            yield Error(
                f"{room} keeps {name!r} to itself, but no model of it has such a field.",
                hint=f"Correct PRIVATE. The room's fields: {', '.join(sorted(fields))}.",
                id="layers.E009",
            )


def private_fields(model: type[Model]) -> tuple[str, ...]:
    """Return those of the model's fields that its room keeps to itself (its ``PRIVATE``)."""
    names = {field.name for field in model._meta.get_fields()}
    return tuple(name for name in getattr(import_module(model.__module__), "PRIVATE", ()) if name in names)


def _fields_in(expression: BaseExpression | F) -> Iterator[str]:
    if isinstance(expression, F):
        yield str(expression.name)  # type: ignore[attr-defined]  # the stubs do not know it
    for source in getattr(expression, "get_source_expressions", list)():
        if source is not None:
            yield from _fields_in(source)


def _repeated_slugs(layers: Iterable[Layer]) -> Iterator[CheckMessage]:
    for slug, count in Counter(layer.slug for layer in layers).items():
        if count > 1:
            yield Error(
                f"{count} layers are called {slug!r}.",
                hint="A slug is an address: give each its own.",
                id="layers.E006",
            )


def _unlisted_models(layers: Iterable[Layer]) -> Iterator[CheckMessage]:
    published = {layer.geometry_field.model for layer in layers}
    for model in apps.get_models():
        if model in published or model._meta.label in UNPUBLISHED:
            continue
        if any(isinstance(field, GeometryField) for field in model._meta.get_fields()):
            yield Error(
                f"{model._meta.label} has a geometry but no layer.",
                hint="Add an entry to a catalogue, or to UNPUBLISHED in layers/catalogue with the reason.",
                obj=model,
                id="layers.E007",
            )


def _error(layer: Layer, code: str, message: str, hint: str) -> Error:
    return Error(f"The layer {layer.slug!r} {message}.", hint=hint, id=f"layers.{code}")
