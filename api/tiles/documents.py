"""What is told of tiles: tilesets (OGC 20-057, 17-083r4 §7), TileJSON 3.0, the tile matrix set."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from api.documents import JSON, link
from api.tiles.addresses import MATRIX_SET, MVT, matrix_template, municipality_name, xyz_template
from layers.layer import GeometryType, Kind, Layer
from layers.municipality import Extent
from layers.reading import Summary
from layers.tiling.grid import HALF_SIDE_M, MAX_ZOOM, limits_of
from layers.tiling.tiles import tile_properties

MATRIX_SET_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
TILESETS_VECTOR = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILING_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
GEODATA = "http://www.opengis.net/def/rel/ogc/1.0/geodata"

CONFORMANCE = (
    *(
        f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
        for name in ("core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection", "mvt", "oas30")
    ),
    *(
        f"http://www.opengis.net/spec/tms/2.0/conf/{name}"
        for name in ("tilematrixset", "json-tilematrixset", "tilesetmetadata", "json-tilesetmetadata", "tilematrixsetlimits",
                     "json-tilematrixsetlimits")
    ),
)  # fmt: skip

# Annex D.1: the cell of zoom 0 in metres, and 1 : n on a screen whose pixel is 0.28 mm.
_CELL_M = 2 * HALF_SIDE_M / 256
_DIMENSIONS = {
    GeometryType.POINT: 0,
    GeometryType.MULTI_POINT: 0,
    GeometryType.LINE: 1,
    GeometryType.MULTI_LINE: 1,
    GeometryType.MULTI_POLYGON: 2,
}
_KIND = {"dataType": "vector", "crs": MERCATOR, "tileMatrixSetURI": MATRIX_SET_URI}
_TYPES: dict[Kind, dict[str, str]] = {
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
}


def landing_links(request: HttpRequest) -> list[dict[str, str]]:
    """Return the landing page's links to the tiles of all layers and to the tile matrix sets (20-057 Req 26)."""
    return [
        link(_url(request, "tilesets"), TILESETS_VECTOR, JSON, _("Διανυσματικά πλακίδια")),
        link(_url(request, "matrix_sets"), TILING_SCHEMES, JSON, _("Πλέγματα πλακιδίων")),
    ]


def collection_links(request: HttpRequest, layer: Layer) -> list[dict[str, str]]:
    """Return a collection's links to its tiles (20-057 Req 29)."""
    return [link(_url(request, "layer_tilesets", layer.slug), TILESETS_VECTOR, JSON, _("Διανυσματικά πλακίδια"))]


def matrix_sets_document(request: HttpRequest) -> dict[str, Any]:
    return {
        "tileMatrixSets": [
            {
                "id": MATRIX_SET,
                "title": "Google Maps Compatible for the World",
                "uri": MATRIX_SET_URI,
                "crs": MERCATOR,
                "links": [link(_url(request, "matrix_set", MATRIX_SET), "self", JSON, MATRIX_SET)],
            }
        ]
    }


def matrix_set_document() -> dict[str, Any]:
    """Return the whole definition of WebMercatorQuad (17-083r4 Annex D.1)."""
    return {
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": MERCATOR,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(zoom),
                "scaleDenominator": _CELL_M / 0.00028 / 2**zoom,
                "cellSize": _CELL_M / 2**zoom,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-HALF_SIDE_M, HALF_SIDE_M],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": 2**zoom,
                "matrixHeight": 2**zoom,
            }
            for zoom in range(MAX_ZOOM + 1)
        ],
    }


def tilesets_document(request: HttpRequest, layers: list[Layer], summaries: list[Summary], *, slug: str | None) -> dict[str, Any]:
    """Return the list of tilesets: of one layer, or (``slug`` None) of the layers chosen (20-057 §9)."""
    address = reverse("api:layer_tilesets", args=[slug]) if slug else reverse("api:tilesets")
    asked = _asked(request)
    tileset = f"{address}/{MATRIX_SET}"
    return {
        "links": [link(request.build_absolute_uri(), "self", JSON, _("Αυτή η σελίδα"))],
        "tilesets": [
            {
                "title": _title(layers, whole=slug is None),
                **_KIND,
                **_extent(summaries),
                "links": [
                    link(request.build_absolute_uri(f"{tileset}{asked}"), "self", JSON, _title(layers, whole=slug is None)),
                    _item(request, tileset, asked),
                    link(_url(request, "matrix_set", MATRIX_SET), TILING_SCHEME, JSON, MATRIX_SET),
                ],
            }
        ],
    }


def layer_tileset(request: HttpRequest, layers: list[Layer], summaries: list[Summary]) -> dict[str, Any]:
    (layer,) = layers
    path = f"{reverse('api:layer_tilesets', args=[layer.slug])}/{MATRIX_SET}"
    more = [
        link(_url(request, "collection", layer.slug), GEODATA, JSON, layer.title),
        link(layer.licence.url, "license", "text/html", layer.licence.title),
    ]
    return _tileset(request, layers, summaries, path=path, more=more, title=str(layer.title)) | {
        "description": str(layer.description),
        "license": layer.licence.code,
    }


def dataset_tileset(request: HttpRequest, layers: list[Layer], summaries: list[Summary]) -> dict[str, Any]:
    more = [link(_url(request, "collection", layer.slug), GEODATA, JSON, layer.title) for layer in layers]
    path = f"{reverse('api:tilesets')}/{MATRIX_SET}"
    return _tileset(request, layers, summaries, path=path, more=more, title=_title(layers, whole=True))


def _tileset(
    request: HttpRequest, layers: list[Layer], summaries: list[Summary], *, path: str, more: list[dict[str, str]], title: str
) -> dict[str, Any]:
    slugs = ",".join(layer.slug for layer in layers)
    return {
        "title": title,
        "attribution": _attribution(layers),
        **_KIND,
        "tileMatrixSetLimits": _limits(layers, summaries),
        **_extent(summaries),
        "layers": [_layer_metadata(layer, summary) for layer, summary in zip(layers, summaries, strict=True)],
        "links": [
            link(request.build_absolute_uri(), "self", JSON, title),
            _item(request, path, _asked(request)),
            link(_url(request, "matrix_set", MATRIX_SET), TILING_SCHEME, JSON, MATRIX_SET),
            link(request.build_absolute_uri(reverse("tiles:tilejson", args=[slugs])), "describedby", JSON, "TileJSON 3.0"),
            *more,
        ],
    }


def _limits(layers: list[Layer], summaries: list[Summary]) -> list[dict[str, Any]]:
    extent = _union(summaries)
    if extent is None:
        return []
    zooms = range(min(layer.min_zoom for layer in layers), max(layer.max_zoom for layer in layers) + 1)
    return [
        {
            "tileMatrix": str(limits.zoom),
            "minTileRow": limits.rows[0],
            "maxTileRow": limits.rows[1],
            "minTileCol": limits.columns[0],
            "maxTileCol": limits.columns[1],
        }
        for limits in (limits_of(extent, zoom) for zoom in zooms)
    ]


def _layer_metadata(layer: Layer, summary: Summary) -> dict[str, Any]:
    dimension = _DIMENSIONS.get(layer.geometry_type)
    properties = {entry.name: {"title": str(entry.title), **_TYPES.get(entry.kind, {"type": "string"})} for entry in tile_properties(layer)}
    return {
        "id": layer.slug,
        "title": str(layer.title),
        "description": str(layer.description),
        "dataType": "vector",
        **({} if dimension is None else {"geometryDimension": dimension}),
        "minTileMatrix": str(layer.min_zoom),
        "maxTileMatrix": str(layer.max_zoom),
        **_extent([summary]),
        "propertiesSchema": {"type": "object", "properties": properties},
    }


def tilejson_document(request: HttpRequest, layers: list[Layer], summaries: list[Summary]) -> dict[str, Any]:
    """Return TileJSON 3.0.0 of the layers; where there is nothing yet, the bounds are the municipality's own."""
    from_zoom, to_zoom = min(layer.min_zoom for layer in layers), max(layer.max_zoom for layer in layers)
    extent = _union(summaries)
    return {
        "tilejson": "3.0.0",
        "name": _title(layers, whole=False),
        "description": " ".join(filter(None, (str(layer.description) for layer in layers))),
        "attribution": _attribution(layers),
        "scheme": "xyz",
        "tiles": [xyz_template(request, ",".join(layer.slug for layer in layers))],
        "minzoom": from_zoom,
        "maxzoom": to_zoom,
        **({"bounds": list(extent), "center": _centre(extent, from_zoom, to_zoom)} if extent else {}),
        "vector_layers": [vector_layer(layer) for layer in layers],
    }


def vector_layer(layer: Layer) -> dict[str, Any]:
    """Return what TileJSON and map files say of a layer of their tiles (TileJSON 3.0 §3.3)."""
    types = {Kind.INTEGER: "Number", Kind.NUMBER: "Number", Kind.BOOLEAN: "Boolean"}
    fields = {entry.name: types.get(entry.kind, "String") for entry in tile_properties(layer)}
    if layer.geometry_type == GeometryType.POINT and layer.detail_zoom > layer.min_zoom:
        fields["count"] = "Number"
    return {
        "id": layer.slug,
        "description": str(layer.title),
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom,
        "fields": fields,
    }


def _centre(extent: Extent, from_zoom: int, to_zoom: int) -> list[float]:
    west, south, east, north = extent
    return [(west + east) / 2, (south + north) / 2, min(max(13, from_zoom), to_zoom)]


def _union(summaries: Iterable[Summary]) -> Extent | None:
    extents = [summary.extent for summary in summaries if summary.extent]
    if not extents:
        return None
    wests, souths, easts, norths = zip(*extents, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _extent(summaries: Iterable[Summary]) -> dict[str, Any]:
    extent = _union(summaries)
    return {"boundingBox": {"lowerLeft": list(extent[:2]), "upperRight": list(extent[2:]), "crs": CRS84}} if extent else {}


def _item(request: HttpRequest, path: str, asked: str) -> dict[str, Any]:
    return {**link(matrix_template(request, path) + asked, "item", MVT, _("Πλακίδια")), "templated": True}


def _title(layers: list[Layer], *, whole: bool) -> str:
    if whole:
        return _("Όλα τα επίπεδα που ζητήθηκαν, σε ένα πλακίδιο")
    return ", ".join(str(layer.title) for layer in layers)


def _attribution(layers: list[Layer]) -> str:
    name = municipality_name(translation.get_language() or "el")
    return ", ".join(dict.fromkeys(str(layer.attribution or name) for layer in layers))


def _asked(request: HttpRequest) -> str:
    """The choice of layers goes along with every link of a tileset of several."""
    chosen = {name: request.GET[name] for name in ("collections", "lang") if name in request.GET}
    return f"?{urlencode(chosen, safe=',')}" if chosen else ""


def _url(request: HttpRequest, name: str, *args: object) -> str:
    address = request.build_absolute_uri(reverse(f"api:{name}", args=args))
    return f"{address}?lang={request.GET['lang']}" if "lang" in request.GET else address
