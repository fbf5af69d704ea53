"""Finding layers: the catalogues that the settings list, then the uploaded datasets."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from layers.datasets.layers import dataset_layer, dataset_layers, known_dataset_layer
from layers.layer import Layer
from layers.revisions import Revised
from layers.viewers import PUBLIC, Viewer


class UnknownLayer(LookupError):
    """There is no layer of this name that the viewer may see."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


@cache
def catalogued_layers() -> tuple[Layer, ...]:
    """Return the layers that have code, in legend order: the core's, then those of the city hall's apps."""
    return tuple(layer for path in settings.LAYER_CATALOGUES for layer in import_string(path))


def all_revised() -> tuple[Revised, ...]:
    """Return all that a revision is kept of: the layers that have code, and what the settings name beside them."""
    return (*catalogued_layers(), *map(import_string, settings.WATCHED))


def all_layers(*, viewer: Viewer = PUBLIC) -> list[Layer]:
    """Return every layer that the viewer may see, in legend order, uploaded datasets last."""
    return [layer for layer in (*catalogued_layers(), *dataset_layers()) if viewer.sees(layer)]


def get_layer(slug: str, *, viewer: Viewer = PUBLIC) -> Layer:
    """Return the layer called ``slug``.

    Raises:
        UnknownLayer: if there is none, or none that the viewer may see.
    """
    layer = next((layer for layer in catalogued_layers() if layer.slug == slug), None) or dataset_layer(slug)
    if layer is None or not viewer.sees(layer):
        raise UnknownLayer(slug)
    return layer


def known_layer(slug: str, *, viewer: Viewer = PUBLIC) -> Layer | None:
    """Return the layer called ``slug`` as this process last knew it, None if it knows none that the viewer may see.

    It costs no query, and may be out of date: only for who compares its ``revision`` with that of what is read by it.
    """
    layer = next((layer for layer in catalogued_layers() if layer.slug == slug), None) or known_dataset_layer(slug)
    return layer if layer is not None and viewer.sees(layer) else None
