"""What a collection may be filtered and sorted by, as JSON Schema (OGC 19-079r2 §6, Part 5 draft §7)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.cql2.operands import COMPARABLE, GEOMETRY
from api.documents import link, url
from api.features.sorting import sortable
from layers.layer import GeometryType, Kind, Layer, Property

SCHEMA_JSON = "application/schema+json"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SORTABLES = "http://www.opengis.net/def/rel/ogc/1.0/sortables"

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_KINDS: dict[Kind, dict[str, str]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
}
_GEOMETRIES = {GeometryType.ANY: "geometry-any"}


def queryables_document(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    """Return the properties that ``filter`` and the query parameters may name (19-079r2 Req 2–6): these, and no others."""
    own = {
        "id": {"title": _("Αριθμός στοιχείου"), "type": "integer", "x-ogc-role": "id"},
        GEOMETRY: {
            "title": _("Γεωμετρία"),
            "format": _GEOMETRIES.get(layer.geometry_type, f"geometry-{layer.geometry_type.value.lower()}"),
            "x-ogc-role": "primary-geometry",
        },
    }
    entries = {entry.name: _property(entry) for entry in layer.properties if entry.kind in COMPARABLE}
    return _schema(request, layer, "queryables", own | entries)


def sortables_document(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    """Return the properties that ``sortby`` may name."""
    return _schema(request, layer, "sortables", {entry.name: _property(entry) for entry in sortable(layer)})


def schema_links(request: HttpRequest, layer: Layer) -> list[dict[str, str]]:
    """Return the collection's links to both (19-079r2 Req 3)."""
    return [
        link(url(request, "queryables", layer.slug), QUERYABLES, SCHEMA_JSON, _("Ιδιότητες για φίλτρα")),
        link(url(request, "sortables", layer.slug), SORTABLES, SCHEMA_JSON, _("Ιδιότητες για ταξινόμηση")),
    ]


def _schema(request: HttpRequest, layer: Layer, name: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": _DRAFT,
        "$id": url(request, name, layer.slug, plain=True),
        "type": "object",
        "title": str(layer.title),
        "description": str(layer.description),
        "properties": properties,
        "additionalProperties": False,
    }


def _property(entry: Property) -> dict[str, Any]:
    described: dict[str, Any] = {"title": str(entry.title), **_KINDS[entry.kind]}
    if entry.choices is not None:
        described["enum"] = list(entry.choices.values)
        described["description"] = ", ".join(f"{value}: {label}" for value, label in entry.choices.choices)
    return described
