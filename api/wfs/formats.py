"""The forms in which features come, by the names that clients give them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from gisserver.operations.base import OutputFormat

from api.wfs import geojson, gml
from api.wfs.documents import Collection, csv_document, csv_of, geojson_document, gml_document
from api.wfs.requests import GML_FORMAT
from api.wfs.selection import Selection

GML, GEOJSON, CSV = "gml", "geojson", "csv"

GML_FORMATS = [
    OutputFormat("application/gml+xml", version="3.2", title="GML 3.2"),
    OutputFormat("text/xml", subtype="gml/3.2", title="GML 3.2"),
    OutputFormat("text/xml", subtype="gml/3.2.1", in_capabilities=False),
    OutputFormat("gml32", in_capabilities=False),
]
_GEOJSON_FORMATS = [
    OutputFormat("application/json", title="GeoJSON"),
    OutputFormat("application/geo+json", title="GeoJSON"),
    OutputFormat("application/json", subtype="geojson", in_capabilities=False),
    OutputFormat("geojson", in_capabilities=False),
    OutputFormat("json", in_capabilities=False),
]
_CSV_FORMATS = [OutputFormat("text/csv", title="CSV"), OutputFormat("csv", in_capabilities=False)]
FEATURE_FORMATS = [*GML_FORMATS, *_GEOJSON_FORMATS, *_CSV_FORMATS]


@dataclass(frozen=True, kw_only=True)
class Form:
    """How one row is written, in SQL, and what document holds the rows."""

    name: str
    row: Callable[[Selection], str]
    document: Callable[[Collection], HttpResponse]


_FORMS = {
    GML: Form(name=GML, row=gml.feature_sql, document=partial(gml_document, element="FeatureCollection", media_type=GML_FORMAT)),
    GEOJSON: Form(name=GEOJSON, row=geojson.feature_sql, document=partial(geojson_document, media_type="application/geo+json")),
    CSV: Form(
        name=CSV, row=lambda selection: csv_of(selection).row[0], document=partial(csv_document, media_type="text/csv; charset=utf-8")
    ),
}


def form_of(chosen: OutputFormat) -> Form:
    if chosen in _GEOJSON_FORMATS:
        return _FORMS[GEOJSON]
    return _FORMS[CSV] if chosen in _CSV_FORMATS else _FORMS[GML]
