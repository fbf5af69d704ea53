"""The abstract test suites of the standards, over every layer with a few features in it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from layers.layer import Layer
from tests.contracts.conftest import UPLOADED, layer
from tests.planting import plant_in
from tests.standards.cite import cite_layers
from tests.wfs import Wfs

__all__ = ["layer"]

FEW = 3
_HYPHENATED = {"bbox_crs": "bbox-crs", "filter_crs": "filter-crs", "filter_lang": "filter-lang"}


@pytest.fixture
def filled(layer: Layer) -> Layer:
    """The layer with three features or more."""
    if layer.slug != UPLOADED:
        for _ in range(FEW):
            plant_in(layer)
    return layer


class Api:
    """A client that wants JSON and finds its way by links alone (17-069r4 §7: addresses of resources are not for clients to guess)."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, address: str, **given: str) -> Any:
        query = urlencode({_HYPHENATED.get(name, name): value for name, value in given.items()})
        answer = self.client.get(address + ("&" if "?" in address else "?") * bool(query) + query)
        assert answer.status_code == 200, (address, given, answer.content.decode()[:500])
        return answer

    def document(self, address: str, **given: str) -> Any:
        return json.loads(self.get(address, **given).content)

    def link(self, document: Any, rel: str) -> str:
        found = [link for link in document["links"] if link["rel"] == rel]
        assert found, f"no link {rel} among {[link['rel'] for link in document['links']]}"
        return str(found[0]["href"])

    def collection(self, slug: str) -> Any:
        listed = self.document(self.link(self.document("/api/"), "data"))
        return next(entry for entry in listed["collections"] if entry["id"] == slug)

    def items(self, slug: str) -> str:
        return self.link(self.collection(slug), "items")

    def pages(self, address: str, **given: str) -> Iterator[Any]:
        page = self.document(address, **given)
        yield page
        while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
            page = self.document(following[0])
            yield page


@pytest.fixture
def api(client: Client, db: None) -> Api:
    return Api(client)


@pytest.fixture(scope="module")
def wms(committed: None) -> Iterator[Client]:
    """A client of a portal that has the layers of ``tests.standards.cite``."""
    with cite_layers():
        yield Client()


@pytest.fixture
def wfs(client: Client, db: None) -> Wfs:
    return Wfs(client)
