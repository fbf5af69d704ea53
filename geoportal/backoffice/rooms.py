"""Which tables staff edit by forms: those that the catalogue's layers are made of, in the chapters of the legend."""

from functools import cache
from typing import Any

from django.db.models import CASCADE, ForeignKey, Model

from layers.events.models import EventOccurrence
from layers.hours.models import OpeningHours, Timetable
from layers.layer import Layer, Theme
from layers.lookups import catalogued_layers
from layers.requests.complaints import Complaint
from layers.requests.services import Service, ServiceGroup

# Typed as a line of hours in the form of what they belong to, made by the database from the event, or the request engine's.
_WRITTEN_ELSEWHERE: frozenset[type[Model]] = frozenset({Timetable, OpeningHours, EventOccurrence, Complaint, Service, ServiceGroup})


@cache
def content_rooms() -> dict[Theme, tuple[type[Model], ...]]:
    """Return the models of each chapter: what a file may bring into its layers, then what those consist of."""
    themes: dict[type[Model], Theme] = {}
    for layer in catalogued_layers():
        themes.setdefault(layer.import_model, Theme(layer.theme))
    for layer in catalogued_layers():
        for model in (*layer.depends_on, *_parts_of(layer.import_model)):
            themes.setdefault(model, Theme(layer.theme))
    models = [model for model in themes if model._meta.app_label == "layers" and model not in _WRITTEN_ELSEWHERE]
    rooms = {theme: tuple(model for model in models if themes[model] is theme) for theme in Theme}
    return {theme: models for theme, models in rooms.items() if models}


def _parts_of(model: type[Model]) -> list[type[Model]]:
    """Return the models whose rows go with a row of ``model``."""
    relations: Any = model._meta.related_objects
    return [
        relation.related_model
        for relation in relations
        if relation.on_delete is CASCADE and isinstance(relation.field, ForeignKey) and relation.related_model._meta.app_label == "layers"
    ]


@cache
def content_models() -> tuple[type[Model], ...]:
    return tuple(model for models in content_rooms().values() for model in models)


@cache
def layers_over(model: type[Model]) -> tuple[Layer, ...]:
    """Return the layers whose features are rows of ``model``, else those that change with it."""
    own = tuple(layer for layer in catalogued_layers() if layer.import_model is model)
    return own or tuple(layer for layer in catalogued_layers() if model in (*layer.depends_on, *_parts_of(layer.import_model)))
