"""What is at a pixel of a map (OGC 06-042 §7.4): the features whose symbols cover it, the nearest first, with what is published of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from api.wms.asking import check_style, named_layers, read_frame, read_span
from api.wms.errors import layer_not_defined
from api.wms.gml import feature_collection
from api.wms.info_formats import GEOJSON, GML, HTML, InfoFormat, info_format_of
from api.wms.kvp import Parameters
from layers.crs import CRS84
from layers.drawing.frame import Frame
from layers.drawing.rows import Span, hit_statement, is_in_zoom
from layers.layer import FeatureQuery, Kind, Layer, Property
from layers.reading import read_page

MAX_FEATURES = 100


@dataclass(frozen=True, kw_only=True)
class InfoAsked:
    """``pixel`` is its middle, from the upper left corner of ``frame``; ``layers`` from the uppermost to the lowest."""

    layers: tuple[Layer, ...]
    frame: Frame
    pixel: tuple[float, float]
    count: int
    info: InfoFormat
    span: Span


@dataclass(frozen=True, kw_only=True)
class Found:
    """The features of a layer as GeoJSON has them."""

    layer: Layer
    features: list[dict[str, Any]]


def read_info(parameters: Parameters, *, version: str, available: Sequence[Layer]) -> InfoAsked:
    """Return what is asked of GetFeatureInfo: of the map that a GetMap drew, the layers of it that are queried, and the pixel.

    Raises:
        ServiceException
    """
    drawn = named_layers(parameters.needed("LAYERS"), available)
    for name in parameters.listed("STYLES"):
        check_style(name)
    queried = named_layers(parameters.needed("QUERY_LAYERS"), available, locator="QUERY_LAYERS")
    for layer in queried:
        if layer not in drawn:
            raise layer_not_defined(layer.slug, locator="QUERY_LAYERS")
    frame = read_frame(parameters, version)
    column_name, row_name = ("X", "Y") if version == "1.1.1" else ("I", "J")
    column = parameters.whole(column_name, least=0, most=frame.width_px - 1, code="InvalidPoint")
    row = parameters.whole(row_name, least=0, most=frame.height_px - 1, code="InvalidPoint")
    return InfoAsked(
        layers=tuple(dict.fromkeys(reversed(queried))),
        frame=frame,
        pixel=(column + 0.5, row + 0.5),
        count=_count(parameters.get("FEATURE_COUNT")),
        info=info_format_of(parameters.needed("INFO_FORMAT") if version != "1.1.1" else parameters.get("INFO_FORMAT") or HTML.media_type),
        span=read_span(parameters, queried),
    )


def _count(text: str) -> int:
    """What is no positive integer means one (OGC 06-042 §7.4.3.6); more than we tell means as many as we do."""
    return min(max(int(text[:9]), 1), MAX_FEATURES) if text.isascii() and text.isdigit() else 1


def find(asked: InfoAsked) -> list[Found]:
    """Return at most ``asked.count`` features of each layer that has any there."""
    found = []
    for layer in asked.layers:
        if not is_in_zoom(layer, asked.frame):
            continue
        statement = hit_statement(layer, asked.frame, asked.pixel, span=asked.span, limit=asked.count)
        if statement is None:
            continue
        with connection.cursor() as cursor:
            cursor.execute(*statement)
            ids = [row[0] for row in cursor.fetchall()]
        if ids:
            page = read_page(layer, FeatureQuery(ids=tuple(ids), crs=CRS84), limit=len(ids))
            features = json.loads(b"[" + page.features + b"]")
            found.append(Found(layer=layer, features=sorted(features, key=lambda feature: ids.index(feature["id"]))))
    return found


def told(request: HttpRequest, found: Sequence[Found], asked: InfoAsked) -> str:
    """Return ``found`` in the format asked for, in the active language."""
    if asked.info is GEOJSON:
        return _geojson(request, found)
    if asked.info is GML:
        return feature_collection(
            request, [(entry.layer, [feature["id"] for feature in entry.features]) for entry in found], asked.frame.crs
        )
    tables = [
        {
            "layer": entry.layer,
            "features": [
                {
                    "name": entry.layer.name_of(feature["properties"], feature["id"]),
                    "facts": list(_facts(entry.layer, feature["properties"])),
                    "url": _url(request, entry.layer, feature["id"]),
                }
                for feature in entry.features
            ],
        }
        for entry in found
    ]
    if asked.info is HTML:
        return render_to_string("wms/info.html", {"tables": tables, "language": (translation.get_language() or "el")[:2]})
    return "\n".join(_lines(tables)) + "\n"


def _geojson(request: HttpRequest, found: Sequence[Found]) -> str:
    features = [
        {
            **feature,
            "id": f"{entry.layer.slug}.{feature['id']}",
            "links": [{"rel": "canonical", "href": _url(request, entry.layer, feature["id"])}],
        }
        for entry in found
        for feature in entry.features
    ]
    return json.dumps({"type": "FeatureCollection", "numberReturned": len(features), "features": features}, ensure_ascii=False)


def _url(request: HttpRequest, layer: Layer, feature_id: int) -> str:
    return request.build_absolute_uri(reverse("api:item", args=[layer.slug, feature_id]))


def _lines(tables: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not tables:
        yield _("Τίποτε σε αυτό το σημείο.")
    for table in tables:
        for feature in table["features"]:
            yield f"{table['layer'].title}: {feature['name']}"
            for title, text in feature["facts"]:
                yield f"  {title}: {text}"
            yield f"  {feature['url']}"


def _facts(layer: Layer, properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield title and text of all that is published, of what is written in several languages the active one."""
    language = (translation.get_language() or "el")[:2]
    for entry in layer.properties:
        value = properties.get(entry.name)
        if entry.language in ("", language) and value not in (None, "", []):
            yield str(entry.title), _text(entry, value)


def _text(entry: Property, value: Any) -> str:  # a value of JSON
    if entry.choices is not None and value in entry.choices.values:
        return str(entry.choices(value).label)
    if entry.kind is Kind.BOOLEAN:
        return _("ναι") if value else _("όχι")
    if entry.kind is Kind.INSTANT and (instant := parse_datetime(str(value))):
        return localtime(instant).isoformat(sep=" ", timespec="minutes")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
