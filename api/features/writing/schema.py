"""What a collection's features hold and what of it can be written, as JSON Schema (OGC API – Features Part 5, 23-058r1 draft:
returnables and receivables): ``readOnly`` only comes out, ``writeOnly`` only goes in."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers

from api.caching import etag_of, not_modified, with_etag
from api.documents import json_response, link, reading, url
from api.features.schemas import SCHEMA_JSON
from api.features.writing.serializers import GEOMETRY, json_type, serializer_of
from api.params import check_names
from api.viewers import viewer_of
from layers.layer import GeometryType, Kind, Layer, Property
from layers.lookups import get_layer
from layers.writing import nothing_of, why_read_only, writable_fields

SCHEMA_REL = "http://www.opengis.net/def/rel/ogc/1.0/schema"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_KINDS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
    Kind.LIST: {"type": "array"},
    Kind.HOURS: {"type": "array"},
}


@reading
def schema(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The schema follows the layer's definition, not its rows: its own content is what it is known by."""
    check_names(request.GET)
    layer = get_layer(slug, viewer=viewer_of(request))
    described = schema_document(layer) | {"$id": url(request, "schema", slug, plain=True)}
    etag = etag_of(request, described)
    return not_modified(request, etag) or with_etag(request, json_response(described, content_type=SCHEMA_JSON), etag)


def schema_link(request: HttpRequest, layer: Layer) -> dict[str, str]:
    return link(url(request, "schema", layer.slug), SCHEMA_REL, SCHEMA_JSON, _("Σχήμα των στοιχείων"))


def schema_document(layer: Layer) -> dict[str, Any]:
    """Return the schema of the layer's features: every property published, and those that only come in."""
    is_writable = not why_read_only(layer)
    fields = serializer_of(layer)().fields if is_writable else {}
    columns = writable_fields(layer) if is_writable else {}
    own: dict[str, Any] = {
        "id": {"title": _("Αριθμός στοιχείου"), "type": "integer", "x-ogc-role": "id", "readOnly": True},
        GEOMETRY: {
            "title": _("Γεωμετρία"),
            "format": "geometry-any" if layer.geometry_type == GeometryType.ANY else f"geometry-{layer.geometry_type.value.lower()}",
            "x-ogc-role": "primary-geometry",
            **({} if is_writable else {"readOnly": True}),
        },
    }
    published = {entry.name: _returnable(entry, fields.get(entry.name)) for entry in layer.properties}
    received = {name: {**receivable(fields[name]), "writeOnly": True} for name in columns if layer.property(name) is None}
    needed = [name for name, column in columns.items() if _is_needed(layer, column)]
    return {
        "$schema": _DRAFT,
        "type": "object",
        "title": str(layer.title),
        "description": str(layer.description),
        "properties": own | published | received,
        "required": [GEOMETRY, *needed] if is_writable else [],
        "additionalProperties": False,
    }


def _is_needed(layer: Layer, column: str) -> bool:
    field: Any = layer.model._meta.get_field(column)
    nothing = nothing_of(field)
    return (nothing is None and not field.null) or (nothing == "" and not field.blank)


def _returnable(entry: Property, field: Any) -> dict[str, Any]:
    described: dict[str, Any] = {"title": str(entry.title)}
    return described | (_KINDS[entry.kind] | {"readOnly": True} if field is None else receivable(field))


def receivable(field: Any) -> dict[str, Any]:
    """Return the schema of what ``field`` takes."""
    described: dict[str, Any] = {"type": json_type(field)}
    formats = ((serializers.DateTimeField, "date-time"), (serializers.DateField, "date"), (serializers.URLField, "uri"))
    described |= next(({"format": name} for kind, name in formats if isinstance(field, kind)), {})
    if isinstance(field, serializers.ChoiceField):
        described["enum"] = [choice for choice in field.choices if choice != ""]
        described["description"] = ", ".join(f"{code}: {title}" for code, title in field.choices.items())
    if isinstance(field, serializers.ListField):
        described["items"] = receivable(field.child)
    bounds = {"maxLength": "max_length", "minimum": "min_value", "maximum": "max_value"}
    return described | {name: getattr(field, bound) for name, bound in bounds.items() if getattr(field, bound, None) is not None}
