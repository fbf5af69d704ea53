"""The part of the API's description that tells of search and reverse."""

from typing import Any

from django.utils.translation import gettext as _

from api.geocoding.params import DEFAULT_LIMIT, MAX_LIMIT
from layers.gazetteer.queries import LONGEST, SHORTEST

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "nullable": True}


def geocoding_paths() -> dict[str, Any]:
    text = {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST}
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    lon, lat = ({"type": "number", "minimum": -bound, "maximum": bound} for bound in (180, 90))
    return {
        "/search": _path(
            _("Αναζήτηση με όνομα ή διεύθυνση, στα ελληνικά ή με λατινικά γράμματα"),
            "search",
            [
                _query("q", _("Τι ζητείται, π.χ. «Ελευθερίου Βενιζέλου 12»."), text, required=True),
                _query("limit", _("Πόσα αποτελέσματα το πολύ."), limit),
                _query("near", _("Μήκος και πλάτος (WGS 84): ό,τι είναι πιο κοντά εκεί έρχεται πρώτο."), pair),
            ],
            ok="FoundByName",
        ),
        "/reverse": _path(
            _("Ποια διεύθυνση είναι εδώ"),
            "reverse",
            [
                _query("lon", _("Γεωγραφικό μήκος σε μοίρες WGS 84."), lon, required=True),
                _query("lat", _("Γεωγραφικό πλάτος σε μοίρες WGS 84."), lat, required=True),
            ],
            ok="AddressHere",
        ),
    }


def geocoding_responses() -> dict[str, Any]:
    return {
        "FoundByName": _response(_("Ό,τι βρέθηκε, το πιθανότερο πρώτα."), "FoundByName"),
        "AddressHere": _response(_("Η διεύθυνση, ή τίποτα έξω από τον Δήμο."), "AddressHere"),
    }


def geocoding_schemas() -> dict[str, Any]:
    common = {"name": _TEXT, "number": _NUMBER, "locality": _TEXT}
    found = {
        **common,
        "layer": _TEXT,
        "layer_title": _TEXT,
        "feature": {"type": "integer", "format": "int64"},
        "missing_number": _NUMBER,
        "precision": {"type": "string", "enum": ["house", "street", "feature"]},
        "item": {"type": "string", "format": "uri"},
    }
    here = {
        **common,
        "street": _TEXT,
        "postcode": _TEXT,
        "distance_m": {"type": "number", "nullable": True},
        "precision": {"type": "string", "enum": ["house", "street", "neighbourhood", "municipal_unit"]},
    }
    return {"FoundByName": _collection(found), "AddressHere": _collection(here)}


def _path(summary: str, operation: str, parameters: list[dict[str, Any]], *, ok: str) -> dict[str, Any]:
    common = [{"$ref": f"#/components/parameters/{name}"} for name in ("f", "lang")]
    problem = {"$ref": "#/components/responses/Problem"}
    responses = {"200": {"$ref": f"#/components/responses/{ok}"}, "400": problem, "401": problem, "500": problem}
    return {"get": {"summary": summary, "operationId": operation, "parameters": [*parameters, *common], "responses": responses}}


def _query(name: str, description: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {
        "name": name, "in": "query", "description": description, "required": required, "schema": schema, "style": "form", "explode": False,
    }  # fmt: skip


def _response(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/geo+json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _collection(properties: dict[str, Any]) -> dict[str, Any]:
    point = {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": ["Point"]},
            "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        },
    }
    feature = {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": _TEXT,
            "geometry": point,
            "properties": {"type": "object", "required": list(properties), "properties": properties},
        },
    }
    return {
        "type": "object",
        "required": ["type", "features", "numberReturned"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "numberReturned": {"type": "integer", "minimum": 0},
            "features": {"type": "array", "items": feature},
        },
    }
