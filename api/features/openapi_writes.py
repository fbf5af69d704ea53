"""The writing methods in the API's description (OpenAPI 3.0): only of layers that can be written."""

from typing import Any

from django.utils.translation import gettext as _

from api.features.openapi_security import FOR_WRITING
from api.features.writing.bodies import FEATURE_TYPES, PATCH_TYPES
from api.features.writing.schema import schema_document
from layers.layer import Layer
from layers.writing import why_read_only

_PROBLEM = {"$ref": "#/components/responses/Problem"}
_GEOMETRIES = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]


def with_writes(layer: Layer, paths: dict[str, Any]) -> dict[str, Any]:
    """Return the collection's ``paths`` with its schema and, where it can be written, the methods of OGC 20-002r1."""
    base = f"/collections/{layer.slug}"
    about = {"tags": [str(layer.title)], "parameters": [{"$ref": "#/components/parameters/f"}, {"$ref": "#/components/parameters/lang"}]}
    described = {
        "get": {
            "summary": _("Σχήμα των στοιχείων"),
            "operationId": f"schema.{layer.slug}",
            **about,
            "responses": {"200": {"$ref": "#/components/responses/Schema"}} | dict.fromkeys(("400", "401", "404"), _PROBLEM),
        }
    }
    paths = paths | {f"{base}/schema": described}
    if why_read_only(layer):
        return paths
    items, item = f"{base}/items", f"{base}/items/{{featureId}}"
    return paths | {items: paths[items] | _items(layer), item: paths[item] | _item(layer)}


def _items(layer: Layer) -> dict[str, Any]:
    created = {"description": _("Δημιουργήθηκε."), "headers": {"Location": {"schema": {"type": "string", "format": "uri"}}, **_etag()}}
    return {
        "post": _operation(
            layer, "create", _("Δημιουργία στοιχείου"), {"201": created}, body=_body(layer), parameters=[_header("Content-Crs")]
        )
    }


def _item(layer: Layer) -> dict[str, Any]:
    done = {"200": {"$ref": "#/components/responses/Feature"}, "204": {"description": _("Έγινε."), "headers": _etag()}}
    known = [_feature_id(), _header("If-Match", is_needed=True)]
    placed = [*known, _header("Content-Crs")]
    return {
        "put": _operation(layer, "replace", _("Αντικατάσταση στοιχείου"), done, body=_body(layer), parameters=placed),
        "patch": _operation(layer, "update", _("Αλλαγή στοιχείου"), done, body=_body(layer, is_patch=True), parameters=placed),
        "delete": _operation(layer, "delete", _("Διαγραφή στοιχείου"), {"204": {"description": _("Διαγράφηκε.")}}, parameters=known),
    }


def _operation(
    layer: Layer,
    verb: str,
    summary: str,
    responses: dict[str, Any],
    *,
    body: dict[str, Any] | None = None,
    parameters: list[dict[str, Any]],
) -> dict[str, Any]:
    refusals = ["400", "401", "403", "404", "409", *(["413", "415", "422"] if body else []), *(["412", "428"] if verb != "create" else [])]
    return {
        "summary": summary,
        "operationId": f"{verb}.{layer.slug}.feature",
        "tags": [str(layer.title)],
        "security": FOR_WRITING,
        "parameters": [*parameters, {"$ref": "#/components/parameters/lang"}],
        **({"requestBody": body} if body else {}),
        "responses": responses | dict.fromkeys(sorted(refusals), _PROBLEM),
    }


def _body(layer: Layer, *, is_patch: bool = False) -> dict[str, Any]:
    document = schema_document(layer)
    writable = {
        name: entry for name, entry in document["properties"].items() if name not in ("id", "geometry") and not entry.get("readOnly")
    }
    properties: dict[str, Any] = {
        "type": "object",
        "properties": {name: {**entry, "nullable": True} for name, entry in writable.items()},
        "additionalProperties": False,
    }
    needed = [name for name in document["required"] if name != "geometry"]
    if needed and not is_patch:
        properties["required"] = needed
    geometry = {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {"type": {"type": "string", "enum": _GEOMETRIES}, "coordinates": {"type": "array", "items": {}}},
    }
    schema = {
        "type": "object",
        "properties": {"type": {"type": "string", "enum": ["Feature"]}, "geometry": geometry, "properties": properties},
        **({} if is_patch else {"required": ["type", "geometry", *(["properties"] if needed else [])]}),
    }
    return {"required": True, "content": {media: {"schema": schema} for media in (PATCH_TYPES if is_patch else FEATURE_TYPES)}}


def _feature_id() -> dict[str, Any]:
    return {"name": "featureId", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}


def _header(name: str, *, is_needed: bool = False) -> dict[str, Any]:
    texts = {
        "If-Match": _("Το ETag του στοιχείου όπως διαβάστηκε, ή *."),
        "Content-Crs": _("Το URI του συστήματος αναφοράς των συντεταγμένων, σε < >· χωρίς αυτό CRS84."),
    }
    return {"name": name, "in": "header", "required": is_needed, "description": texts[name], "schema": {"type": "string"}}


def _etag() -> dict[str, Any]:
    return {"ETag": {"schema": {"type": "string"}}}
