"""The parameters of features, as the OpenAPI document describes them: those of every collection, and those of one layer's properties."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from api.cql2.parsing import LANGUAGES as FILTER_LANGUAGES
from api.cql2.parsing import MAX_CHARACTERS, TEXT
from api.features.places import DEFAULT_RADIUS_M, MAX_RADIUS_M
from api.features.query import MAX_VALUES
from api.features.sorting import MAX_KEYS, sortable
from api.language import LANGUAGES
from api.negotiation import FORMATS
from layers.crs import CRS84_URI, reference_systems
from layers.layer import Kind, Layer, Property

_SHARED = (
    "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "near", "radius", "within", "limit", "after", "count",
)  # fmt: skip

_SCHEMAS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer", "format": "int64"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
}


def item_parameters(layer: Layer) -> list[dict[str, Any]]:
    """Return what ``/items`` of ``layer`` takes."""
    names = [*_SHARED, *(["open_at"] if layer.timetable else [])]
    filters = [_filter(entry) for entry in layer.properties if entry.kind not in (Kind.LIST, Kind.HOURS)]
    return [*map(reference, names), _shown(layer), _sorted(layer), *filters]


def reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}


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


def _sorted(layer: Layer) -> dict[str, Any]:
    names = [f"{sign}{entry.name}" for entry in sortable(layer) for sign in ("", "+", "-")]
    return {
        "name": "sortby",
        "in": "query",
        "description": _("Σειρά κατά αυτές τις ιδιότητες, με κόμματα· με - μπροστά φθίνουσα."),
        "schema": {"type": "array", "minItems": 1, "maxItems": MAX_KEYS, "uniqueItems": True, "items": {"type": "string", "enum": names}},
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


Query = Callable[[str, str, dict[str, Any]], dict[str, Any]]


def _place_parameters(query: Query) -> dict[str, Any]:
    """What the standard has no words for."""
    lon = r"-?(180(\.0{1,12})?|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,12})?)"
    lat = r"-?(90(\.0{1,12})?|[0-8]?[0-9](\.[0-9]{1,12})?)"
    return {
        "near": query(
            "near",
            _("Γύρω από ένα σημείο (μήκος,πλάτος), τα κοντινότερα πρώτα, με την απόσταση στο distance_m."),
            {"type": "string", "pattern": f"^{lon},{lat}$"},
        ),
        "radius": query(
            "radius",
            _("Μέτρα γύρω από το near."),
            {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": MAX_RADIUS_M, "default": DEFAULT_RADIUS_M},
        ),
        "within": query(
            "within", _("Μόνο όσα βρίσκονται μέσα σε μια περιοχή: συλλογή/id."), {"type": "string", "pattern": "^[^/]+/[0-9]{1,18}$"}
        ),
        "open_at": query("open_at", _("Μόνο όσα είναι ανοιχτά αυτή τη στιγμή (RFC 3339)."), {"type": "string", "format": "date-time"}),
    }


def shared_parameters() -> dict[str, Any]:
    """Return the parameters that every collection takes alike, by their names."""

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
    systems = {"type": "string", "format": "uri", "enum": [crs.uri for crs in reference_systems()], "default": CRS84_URI}
    languages = {"type": "string", "enum": list(FILTER_LANGUAGES), "default": TEXT}
    return {
        **_place_parameters(query),
        "crs": query("crs", _("Σύστημα αναφοράς των συντεταγμένων στην απάντηση."), systems),
        "bbox-crs": query("bbox-crs", _("Σύστημα αναφοράς του bbox."), systems),
        "filter-crs": query("filter-crs", _("Σύστημα αναφοράς των γεωμετριών στο filter."), systems),
        "filter-lang": query("filter-lang", _("Πώς είναι γραμμένο το filter."), languages),
        "filter": query(
            "filter",
            _("Φίλτρο κατά το CQL2, π.χ. id > 10 AND S_INTERSECTS(geometry, BBOX(24, 35, 25, 36))."),
            {"type": "string", "minLength": 1, "maxLength": MAX_CHARACTERS},
        ),
        "bbox": query("bbox", _("Δύση, νότος, ανατολή, βορράς, σε μοίρες WGS 84."), box),
        "datetime": query("datetime", _("Στιγμή ή διάστημα κατά RFC 3339, με .. για ανοικτό άκρο."), {"type": "string"}),
        "limit": query("limit", _("Πόσα στοιχεία το πολύ."), limit),
        "after": query(
            "after",
            _("Από πού συνεχίζει η σελίδα: το γράφει ο σύνδεσμος next."),
            {"type": "string", "minLength": 1},
        ),
        "count": query("count", _("Αν θα μετρηθούν όλα όσα ταιριάζουν (numberMatched)."), {"type": "boolean", "default": False}),
        "f": query("f", _("Μορφή της απάντησης."), {"type": "string", "enum": ["json"], "default": "json"}),
        "fOrPage": query("f", _("Μορφή της απάντησης. Αλλιώς αποφασίζει η κεφαλίδα Accept."), {"type": "string", "enum": list(FORMATS)}),
        "lang": query("lang", _("Γλώσσα των τίτλων και των σφαλμάτων."), {"type": "string", "enum": list(LANGUAGES)}),
    }
