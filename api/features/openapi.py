"""The API's own description, OpenAPI 3.0 (17-069r4 §9): one path for each collection, with the properties it can be filtered by."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from api.features.query import MAX_VALUES
from api.geocoding.openapi import geocoding_paths, geocoding_responses, geocoding_schemas
from api.language import LANGUAGES
from layers.layer import Kind, Layer, Property

_SCHEMAS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer", "format": "int64"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
}


def openapi_document(request: HttpRequest, layers: Iterable[Layer]) -> dict[str, Any]:
    municipality = settings.MUNICIPALITY
    paths: dict[str, Any] = {
        "/": _path(_("Αρχή"), "getLandingPage"),
        "/conformance": _path(_("Κλάσεις συμμόρφωσης"), "getConformanceDeclaration"),
        "/collections": _path(_("Συλλογές"), "getCollections"),
        **geocoding_paths(),
    }
    for layer in layers:
        paths |= _collection_paths(layer)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{municipality.name[translation.get_language() or 'el']} – OGC API Features",
            "version": settings.RELEASE,
            "contact": {"email": municipality.contact.email, "url": municipality.contact.website},
        },
        "servers": [{"url": request.build_absolute_uri(reverse("api:landing")).rstrip("/")}],
        "paths": paths,
        "components": {
            "parameters": _parameters(),
            "responses": _responses() | geocoding_responses(),
            "schemas": _shared_schemas() | geocoding_schemas(),
        },
    }


def _collection_paths(layer: Layer) -> dict[str, Any]:
    base, name, tags = f"/collections/{layer.slug}", layer.slug, [str(layer.title)]
    filters = [_filter(entry) for entry in layer.properties if entry.kind not in (Kind.LIST, Kind.HOURS)]
    paging = [{"$ref": f"#/components/parameters/{entry}"} for entry in ("bbox", "datetime", "limit", "after", "count")]
    feature_id = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}
    return {
        base: _path(str(layer.title), f"describe.{name}", tags=tags),
        f"{base}/items": _path(
            str(layer.description or layer.title),
            f"get.{name}.features",
            [*paging, _shown(layer), *filters],
            tags=tags,
            ok="Features",
        ),
        f"{base}/items/{{featureId}}": _path(str(layer.title), f"get.{name}.feature", [feature_id], tags=tags, ok="Feature"),
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
                {"$ref": "#/components/parameters/f"},
                {"$ref": "#/components/parameters/lang"},
            ],
            "responses": {
                "200": {"$ref": f"#/components/responses/{ok}"},
                "400": problem,
                **({"404": problem} if tags else {}),
                "500": problem,
            },
        }
    }


def _shown(layer: Layer) -> dict[str, Any]:
    names = [entry.name for entry in layer.properties]
    return {
        "name": "properties",
        "in": "query",
        "description": _("Μόνο αυτές οι ιδιότητες, με κόμματα."),
        "schema": {"type": "array", "items": {"type": "string", "enum": names}},
        "style": "form",
        "explode": False,
    }


def _filter(entry: Property) -> dict[str, Any]:
    schema = dict(_SCHEMAS[entry.kind])
    if entry.choices is not None:
        schema["enum"] = list(entry.choices.values)
    return {
        "name": entry.name,
        "in": "query",
        "description": _("%(title)s. Πολλές τιμές: η παράμετρος επαναλαμβάνεται και αρκεί η μία.") % {"title": entry.title},
        "schema": {"type": "array", "minItems": 1, "maxItems": MAX_VALUES, "items": schema},
        "style": "form",
        "explode": True,
    }


def _parameters() -> dict[str, Any]:
    def query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "name": name,
            "in": "query",
            "required": False,
            "description": description,
            "schema": schema,
            "style": "form",
            "explode": False,
        }

    # One of the two lengths, as the standard's own fragment of the parameter says (Req 23).
    box = {"type": "array", "items": {"type": "number"}, "oneOf": [{"minItems": n, "maxItems": n} for n in (4, 6)]}
    limit = {"type": "integer", "minimum": 1, "maximum": settings.API_MAX_LIMIT, "default": settings.API_DEFAULT_LIMIT}
    return {
        "bbox": query("bbox", _("Δύση, νότος, ανατολή, βορράς, σε μοίρες WGS 84."), box),
        "datetime": query("datetime", _("Στιγμή ή διάστημα κατά RFC 3339, με .. για ανοικτό άκρο."), {"type": "string"}),
        "limit": query("limit", _("Πόσα στοιχεία το πολύ."), limit),
        "after": query(
            "after",
            _("Μόνο στοιχεία με μεγαλύτερο id· το γράφει ο σύνδεσμος next."),
            {"type": "integer", "format": "int64"},
        ),
        "count": query("count", _("Αν θα μετρηθούν όλα όσα ταιριάζουν (numberMatched)."), {"type": "boolean", "default": False}),
        "f": query("f", _("Μορφή της απάντησης."), {"type": "string", "enum": ["json"], "default": "json"}),
        "lang": query("lang", _("Γλώσσα των τίτλων και των σφαλμάτων."), {"type": "string", "enum": list(LANGUAGES)}),
    }


def _responses() -> dict[str, Any]:
    def response(description: str, media_type: str, schema: str) -> dict[str, Any]:
        return {
            "description": description,
            "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }

    return {
        "Document": response(_("Έγγραφο JSON."), "application/json", "Document"),
        "Features": response(_("Μία σελίδα στοιχείων."), "application/geo+json", "FeatureCollection"),
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
