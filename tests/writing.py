"""Writing features in tests: a token of the right department, and bodies made from the Layer alone."""

import json
from typing import Any

from django.test import Client

from api.tokens.actions import Holder, issue
from api.tokens.models import Scope
from layers.departments import Department
from layers.layer import FeatureQuery, Layer
from layers.reading import read_features
from layers.writing import writable_fields
from tests.planting import plant, plant_in, shape

POINT = {"type": "Point", "coordinates": [24.02, 35.51]}
SQUARE = [[24.0, 35.5], [24.01, 35.5], [24.01, 35.51], [24.0, 35.51], [24.0, 35.5]]

ITEMS = "/api/collections/places/items"

GEOJSON = "application/geo+json"
MERGE_PATCH = "application/merge-patch+json"
_TYPES = {"Point": "POINT", "MultiLineString": "MULTILINESTRING", "LineString": "LINESTRING", "MultiPolygon": "MULTIPOLYGON"}


def secret_for(maintainer: str, *, scopes: Any = tuple(Scope.values), **given: Any) -> str:
    """Return the secret of a new token of the department of this code (made if need be), or of the municipality."""
    if maintainer and not Department.objects.filter(code=maintainer).exists():
        plant(Department, code=maintainer, office=shape("POINT"))
    return issue(label="tests", scopes=scopes, days=1, holder=Holder(department=maintainer), **given)[1]


class Writer:
    """A client that writes with a token."""

    def __init__(self, secret: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"}

    def send(self, method: str, address: str, body: Any = None, *, kind: str = GEOJSON, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, address, data, content_type=kind, headers=self.headers | named)

    def post(self, address: str, body: Any, **given: Any) -> Any:
        return self.send("POST", address, body, **given)

    def put(self, address: str, body: Any, **given: Any) -> Any:
        return self.send("PUT", address, body, **given)

    def patch(self, address: str, body: Any, **given: Any) -> Any:
        return self.send("PATCH", address, body, **{"kind": MERGE_PATCH, **given})

    def delete(self, address: str, **given: Any) -> Any:
        return self.send("DELETE", address, **{"kind": "", **given})


def writer_of(layer: Layer, **given: Any) -> Writer:
    return Writer(secret_for(layer.maintainer, **given))


def planted(layer: Layer) -> int:
    """Return the id of a feature of the layer, made up if the layer has code."""
    return plant_in(layer).pk if layer.dataset_version is None else read_features(layer, FeatureQuery(limit=1))[0].id


def body_for(layer: Layer, *, code: str) -> dict[str, Any]:
    """Return a valid new feature: like a planted one, with another key and another place."""
    pk = planted(layer)
    row = layer.model._default_manager.get(pk=pk)
    found = read_features(layer, FeatureQuery(ids=(pk,), limit=1))[0].properties
    properties = {}
    for name, field in writable_fields(layer).items():
        value = found[name] if layer.property(name) is not None else getattr(row, field)
        properties[name] = code if field == layer.natural_key else value
    geometry = json.loads(shape(_TYPES[layer.geometry_type.value], 7).geojson)
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def changed(body: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return body | {"properties": body["properties"] | properties}
