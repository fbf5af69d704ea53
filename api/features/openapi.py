"""The API's own description, OpenAPI 3.0 (17-069r4 §9): one path for each collection, with the properties it can be filtered by."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from api.documents import HTML
from api.features.openapi_parameters import item_parameters, reference, shared_parameters
from api.features.openapi_security import FOR_READING, about_tokens, security_schemes
from api.features.openapi_writes import with_writes
from api.geocoding.openapi import geocoding_paths, geocoding_responses, geocoding_schemas
from api.tiles.openapi import layer_tile_paths, tile_paths, tile_responses
from layers.layer import Layer


def openapi_document(request: HttpRequest, layers: Iterable[Layer]) -> dict[str, Any]:
    municipality = settings.MUNICIPALITY
    paths: dict[str, Any] = {
        "/": _path(_("Αρχή"), "getLandingPage"),
        "/conformance": _path(_("Κλάσεις συμμόρφωσης"), "getConformanceDeclaration"),
        "/collections": _path(_("Συλλογές"), "getCollections"),
        **geocoding_paths(),
        **tile_paths(),
    }
    for layer in layers:
        paths |= with_writes(layer, _collection_paths(layer)) | layer_tile_paths(layer)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{municipality.name[translation.get_language() or 'el']} – OGC API Features",
            "description": about_tokens(),
            "version": settings.RELEASE,
            "contact": {"email": municipality.contact.email, "url": municipality.contact.website},
        },
        "servers": [{"url": request.build_absolute_uri(reverse("api:landing")).rstrip("/")}],
        "security": FOR_READING,
        "paths": paths,
        "components": {
            "parameters": shared_parameters(),
            "responses": _responses() | geocoding_responses() | tile_responses(),
            "schemas": _shared_schemas() | geocoding_schemas(),
            "securitySchemes": security_schemes(),
        },
    }


def _collection_paths(layer: Layer) -> dict[str, Any]:
    base, name, tags = f"/collections/{layer.slug}", layer.slug, [str(layer.title)]
    feature_id = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}
    return {
        base: _path(str(layer.title), f"describe.{name}", tags=tags),
        f"{base}/queryables": _path(_("Ιδιότητες για φίλτρα"), f"queryables.{name}", tags=tags, ok="Schema"),
        f"{base}/sortables": _path(_("Ιδιότητες για ταξινόμηση"), f"sortables.{name}", tags=tags, ok="Schema"),
        f"{base}/items": _path(
            str(layer.description or layer.title),
            f"get.{name}.features",
            item_parameters(layer),
            tags=tags,
            ok="Features",
        ),
        f"{base}/items/{{featureId}}": _path(
            str(layer.title), f"get.{name}.feature", [feature_id, reference("crs")], tags=tags, ok="Feature"
        ),
    }


def _path(
    summary: str,
    operation: str,
    parameters: Iterable[dict[str, Any]] = (),
    *,
    tags: list[str] | None = None,
    ok: str = "Document",
) -> dict[str, Any]:
    problem = {"$ref": "#/components/responses/Problem"}
    return {
        "get": {
            "summary": summary,
            "operationId": operation,
            **({"tags": tags} if tags else {}),
            "parameters": [
                *parameters,
                {"$ref": "#/components/parameters/fOrPage"},
                {"$ref": "#/components/parameters/lang"},
            ],
            "responses": {
                "200": {"$ref": f"#/components/responses/{ok}"},
                "400": problem,
                "401": problem,
                **({"404": problem} if tags else {}),
                "500": problem,
            },
        }
    }


def _responses() -> dict[str, Any]:
    def response(description: str, media_type: str, schema: str) -> dict[str, Any]:
        # 17-069r4 /req/html/definition: all that is described here comes as a page too.
        return {
            "description": description,
            "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}, HTML: {"schema": {"type": "string"}}},
        }

    return {
        "Document": response(_("Έγγραφο JSON."), "application/json", "Document"),
        "Features": response(_("Μία σελίδα στοιχείων."), "application/geo+json", "FeatureCollection"),
        "Schema": response(_("Σχήμα JSON."), "application/schema+json", "Document"),
        "Feature": response(_("Ένα στοιχείο."), "application/geo+json", "Feature"),
        "Problem": response(_("Τι δεν πήγε καλά και πώς διορθώνεται (RFC 9457)."), "application/problem+json", "Problem"),
    }


def _shared_schemas() -> dict[str, Any]:
    links = {
        "type": "array",
        "items": {"type": "object", "required": ["href", "rel"], "properties": {"href": {"type": "string"}}},
    }
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "integer", "format": "int64"},
            "geometry": {"type": "object", "required": ["type", "coordinates"]},
            "properties": {"type": "object"},
        },
    }
    return {
        "Document": {"type": "object"},
        "Feature": feature,
        "FeatureCollection": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
                "numberMatched": {"type": "integer", "minimum": 0},
                "numberReturned": {"type": "integer", "minimum": 0},
                "timeStamp": {"type": "string", "format": "date-time"},
                "links": links,
            },
        },
        "Problem": {
            "type": "object",
            "required": ["title", "status", "detail", "code"],
            "properties": {
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "code": {"type": "string"},
                "parameter": {"type": "string"},
            },
        },
    }
