"""What is said of tiles: TileJSON 3.0, and tilesets and tile matrix sets by OGC 20-057 and 17-083r4."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from api.documents import JSON, link, url
from layers.layer import GeometryType, Kind, Layer
from layers.reading import read_summary
from layers.tiling.grid import MAX_ZOOM, WORLD_M
from layers.tiling.tiles import tile_properties

MVT = "application/vnd.mapbox-vector-tile"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
QUAD = "WebMercatorQuad"
QUAD_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{QUAD}"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
# Of zoom 0, with a pixel of 0.28 mm (OGC 17-083r4 §6.2.2).
_SCALE = WORLD_M / 256 / 0.00028
_WORLD = (-180.0, -85.0511287798066, 180.0, 85.0511287798066)
_TYPES = {Kind.INTEGER: "Number", Kind.NUMBER: "Number", Kind.BOOLEAN: "Boolean"}
_DIMENSIONS = {GeometryType.POINT: 0, GeometryType.MULTI_POINT: 0, GeometryType.LINE: 1, GeometryType.MULTI_LINE: 1}


def tile_json(request: HttpRequest, layers: Sequence[Layer], shown: Sequence[str] | None) -> dict[str, Any]:
    """Return TileJSON 3.0 of the layers in one tile."""
    slugs = ",".join(layer.slug for layer in layers)
    address = request.build_absolute_uri(reverse("tiles:described", args=[slugs])).removesuffix(".json")
    asked = "" if shown is None else f"?properties={','.join(shown)}"
    extents = [summary.extent for layer in layers if (summary := read_summary(layer, revision=layer.revision)).extent is not None]
    wests, souths, easts, norths = zip(*extents, strict=True) if extents else ([box] for box in _WORLD)
    bounds = [min(wests), min(souths), max(easts), max(norths)]
    return {
        "tilejson": "3.0.0",
        "name": ", ".join(str(layer.title) for layer in layers),
        "description": "\n".join(str(layer.description) for layer in layers),
        "attribution": ", ".join(dict.fromkeys(_attribution(layer) for layer in layers)),
        "scheme": "xyz",
        "tiles": [f"{address}/{{z}}/{{x}}/{{y}}.mvt{asked}"],
        "minzoom": min(layer.min_zoom for layer in layers),
        "maxzoom": max(layer.max_zoom for layer in layers),
        "bounds": bounds,
        "center": [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, settings.MUNICIPALITY.home_zoom],
        "vector_layers": [
            {
                "id": layer.slug,
                "description": str(layer.title),
                "minzoom": layer.min_zoom,
                "maxzoom": layer.max_zoom,
                "fields": {entry.name: _TYPES.get(entry.kind, "String") for entry in tile_properties(layer, shown)},
            }
            for layer in layers
        ],
    }


def _attribution(layer: Layer) -> str:
    return str(layer.attribution or settings.MUNICIPALITY.name[translation.get_language() or settings.LANGUAGE_CODE])


def tilesets_document(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    """Return the list of a collection's tilesets (20-057 §10): there is one."""
    here = url(request, "tilesets", layer.slug)
    return {"links": [link(here, "self", JSON, _("Πλακίδια"))], "tilesets": [_tileset(request, layer)]}


def tileset_document(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    """Return the tileset's metadata (20-057 §9, 17-083r4 §7.1)."""
    extent = read_summary(layer, revision=layer.revision).extent
    box = (
        {}
        if extent is None
        else {
            "boundingBox": {
                "lowerLeft": list(extent[:2]),
                "upperRight": list(extent[2:]),
                "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            }
        }
    )
    limits = [
        {"tileMatrix": str(z), "minTileRow": 0, "maxTileRow": 2**z - 1, "minTileCol": 0, "maxTileCol": 2**z - 1}
        for z in range(layer.min_zoom, layer.max_zoom + 1)
    ]
    properties = {
        entry.name: {"title": str(entry.title), "type": _TYPES.get(entry.kind, "String").lower()} for entry in tile_properties(layer)
    }
    described: dict[str, Any] = {
        "id": layer.slug,
        "title": str(layer.title),
        "description": str(layer.description),
        "dataType": "vector",
        "minTileMatrix": str(layer.min_zoom),
        "maxTileMatrix": str(layer.max_zoom),
        "propertiesSchema": {"type": "object", "properties": properties},
    }
    if layer.geometry_type in _DIMENSIONS:
        described["geometryDimension"] = _DIMENSIONS[layer.geometry_type]
    return {**_tileset(request, layer), **box, "tileMatrixSetLimits": limits, "layers": [described]}


def _tileset(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    here = url(request, "tileset", layer.slug, plain=True)
    return {
        "title": str(layer.title),
        "dataType": "vector",
        "crs": MERCATOR,
        "tileMatrixSetURI": QUAD_URI,
        "attribution": _attribution(layer),
        "links": [
            link(url(request, "tileset", layer.slug), "self", JSON, layer.title),
            link(url(request, "matrix_set"), SCHEME, JSON, QUAD),
            {**link(f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", "item", MVT, layer.title), "templated": True},
            link(request.build_absolute_uri(reverse("tiles:described", args=[layer.slug])), "describedby", JSON, "TileJSON"),
        ],
    }


def tile_matrix_sets(request: HttpRequest) -> dict[str, Any]:
    """Return the list of tile matrix sets (20-057 §8)."""
    address = url(request, "matrix_set")
    entry = {"id": QUAD, "title": "Google Maps Compatible for the World", "uri": QUAD_URI, "links": [link(address, "self", JSON, QUAD)]}
    return {"links": [link(url(request, "matrix_sets"), "self", JSON, _("Σχήματα πλακιδίων"))], "tileMatrixSets": [entry]}


def tile_matrix_set() -> dict[str, Any]:
    """Return WebMercatorQuad (17-083r4 annex D.1)."""
    corner = [-WORLD_M / 2, WORLD_M / 2]
    return {
        "id": QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": QUAD_URI,
        "crs": MERCATOR,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(z),
                "scaleDenominator": _SCALE / 2**z,
                "cellSize": WORLD_M / 256 / 2**z,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": corner,
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": 2**z,
                "matrixHeight": 2**z,
            }
            for z in range(MAX_ZOOM + 1)
        ],
    }


def tile_links(request: HttpRequest, layer: Layer) -> list[dict[str, str]]:
    """Return the links from a collection to its tiles (20-057 Req 19)."""
    return [link(url(request, "tilesets", layer.slug), TILESETS, JSON, _("Πλακίδια"))]
