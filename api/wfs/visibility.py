"""Which layers a client of the WFS may see: asked here and nowhere else in this package."""

from django.http import HttpRequest

from api.viewers import viewer_of
from layers.layer import Layer
from layers.lookups import all_layers


def visible_layers(request: HttpRequest) -> list[Layer]:
    """Return the layers that whoever asks may see, in legend order, uploaded datasets last."""
    return all_layers(viewer=viewer_of(request))
