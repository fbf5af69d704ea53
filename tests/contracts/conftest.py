"""Every layer there is: those of the catalogues, and an uploaded dataset."""

from typing import Any

import pytest

from layers.layer import Layer
from layers.lookups import catalogued_layers, get_layer
from tests.datasets import make_dataset

UPLOADED = "uploaded"


@pytest.fixture(params=[*(layer.slug for layer in catalogued_layers()), UPLOADED])
def layer(request: Any, db: None) -> Layer:
    if request.param == UPLOADED:
        make_dataset(slug=UPLOADED)
    return get_layer(request.param)
