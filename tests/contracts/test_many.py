"""What every layer promises when it holds a hundred thousand features: each surface answers, and no answer grows with them."""

import pytest
from django.test import Client

from layers.layer import FeatureQuery, Layer
from layers.reading import read_features
from tests.contracts.test_surfaces import SURFACES, a_feature
from tests.planting import SECRET, multiply

MANY = 100_000
# The largest answers there are: a thousand areas as GeoJSON, and a tile in which every point has words of its own.
LARGEST_BYTES = 6_500_000


@pytest.fixture
def many(layer: Layer) -> int:
    """The id of the first of a hundred thousand features."""
    pk = a_feature(layer)
    multiply(layer.model._default_manager.get(pk=pk), MANY - layer.published().count())
    return pk


def test_no_answer_grows_with_the_features(layer: Layer, many: int, client: Client) -> None:
    assert layer.published().count() == MANY

    for surface, address in SURFACES.items():
        answer = client.get(address(layer.slug, many))

        assert answer.status_code == 200, surface
        assert len(answer.content) < LARGEST_BYTES, surface
        assert SECRET not in answer.content.decode(errors="replace"), surface

    items = client.get(f"/api/collections/{layer.slug}/items?limit=1000").json()
    assert items["numberReturned"] == len(items["features"]) == 1000
    following = next(link["href"] for link in items["links"] if link["rel"] == "next")
    further = client.get(following).json()
    assert {feature["id"] for feature in items["features"]}.isdisjoint(feature["id"] for feature in further["features"])
    last = read_features(layer, FeatureQuery(after=max(layer.published().values_list("pk", flat=True)) - 1))
    assert len(last) == 1
