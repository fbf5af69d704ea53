"""Vector tiles: OGC API – Tiles Part 1 (20-057) and the addresses that web maps use (XYZ, TileJSON 3.0)."""

import gzip
from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from api.caching import ATTEMPTS, State, etag_of, not_modified, states_of, with_etag
from api.documents import json_response, reading
from api.errors import DataIsChanging
from api.params import COMMON, check_names
from api.recall import Ground, remember
from api.tiles.addresses import (
    MVT,
    check_matrix_set,
    check_zoom,
    is_outside,
    layers_of,
    outside_limits,
    shown_properties,
    tile_at,
)
from api.tiles.documents import (
    dataset_tileset,
    layer_tileset,
    matrix_set_document,
    matrix_sets_document,
    tilejson_document,
    tilesets_document,
)
from api.tiles.store import OUTSIDE, kept, make_once
from api.viewers import viewer_of
from layers.layer import Layer
from layers.lookups import all_layers
from layers.reading import Summary, read_summary
from layers.tiling.clusters import Outdated
from layers.tiling.grid import Tile
from layers.tiling.tiles import read_tile

_FORMATS = ("mvt",)


@reading
def xyz_tile(request: HttpRequest, slugs: str, zoom: str, column: str, row: str) -> HttpResponseBase:
    tile = tile_at(("z", zoom), ("x", column), ("y", row))
    check_names(request.GET, allowed=(*COMMON, "properties"), formats=_FORMATS)
    return _tile_response(request, lambda: layers_of(request, slugs, name="layers"), tile)


@reading
def layer_tile(request: HttpRequest, slug: str, matrix_set: str, zoom: str, row: str, column: str) -> HttpResponseBase:
    check_matrix_set(matrix_set)
    tile = tile_at(("tileMatrix", zoom), ("tileCol", column), ("tileRow", row))
    check_names(request.GET, allowed=(*COMMON, "properties"), formats=_FORMATS)
    return _tile_response(request, lambda: layers_of(request, slug, name="collectionId"), tile)


@reading
def dataset_tile(request: HttpRequest, matrix_set: str, zoom: str, row: str, column: str) -> HttpResponseBase:
    check_matrix_set(matrix_set)
    tile = tile_at(("tileMatrix", zoom), ("tileCol", column), ("tileRow", row))
    check_names(request.GET, allowed=(*COMMON, "properties", "collections"), formats=_FORMATS)
    return _tile_response(request, lambda: _selected(request), tile, is_listed="collections" in request.GET)


def _selected(request: HttpRequest) -> list[Layer]:
    """Return the layers of the parameter ``collections`` (20-057 §13), all there are where it is not given."""
    if "collections" in request.GET:
        return layers_of(request, request.GET["collections"], name="collections")
    return all_layers(viewer=viewer_of(request))


def _tile_response(request: HttpRequest, find: Callable[[], list[Layer]], tile: Tile, *, is_listed: bool = True) -> HttpResponseBase:
    """Return the tile under the ETag of just the revisions that it shows; a dataset that was replaced meanwhile is looked for again.

    Raises:
        OutsideLimits, UnknownLayer, InvalidParameter, Busy, DataIsChanging
    """
    for _ in range(ATTEMPTS):
        layers = find()
        check_zoom(layers, tile)
        shown = shown_properties(request, layers)
        states = states_of(layers)
        if "If-None-Match" in request.headers:
            unchanged = not_modified(request, etag_of(request, states))
            if unchanged is not None:
                return remember(_encoded(unchanged), _ground(layers, states)) if is_listed else _encoded(unchanged)
        # Who asks is no part of it: they may see these layers, and the tile is the same for all who may.
        what = ([layer.slug for layer in layers], tile, sorted(shown) if shown is not None else None)
        content = kept(what, states)
        if content is None:
            try:
                states, content = make_once(what, partial(states_of, layers), partial(_make, layers, tile, shown))
            except Outdated:
                continue
        if content == OUTSIDE:
            raise outside_limits(_summaries(layers, states), tile)
        response = with_etag(request, _sent(request, content), etag_of(request, states))
        # A tile of all layers would not notice another one.
        return remember(response, _ground(layers, states, partial(_body, what, states))) if is_listed else response
    raise DataIsChanging


def _ground(layers: list[Layer], states: list[State], body: Callable[[bool], bytes | None] | None = None) -> Ground:
    return Ground(
        revisions={layer.slug: revision for layer, (revision, _) in zip(layers, states, strict=True)},
        lapses_at=min((lapses_at for _, lapses_at in states if lapses_at is not None), default=None),
        body=body,
    )


def _body(what: tuple[object, ...], states: list[State], packed: bool) -> bytes | None:  # noqa: FBT001  # as Ground.body passes it
    content = kept(what, states)
    return content if packed or not content else gzip.decompress(content)


def _make(layers: list[Layer], tile: Tile, shown: frozenset[str] | None) -> tuple[list[State], bytes]:
    timed = [(layer, layer.next_change_at()) for layer in layers]
    read = read_tile(timed, tile, shown=shown, may_lag=True)
    # What was read late has lapsed already: nobody finds it again under the present state.
    states = list(zip(read.revisions, read.lapses, strict=True))
    if read.body:
        return states, read.body
    # Only of an empty tile is it asked where the limits are: that can mean counting a whole layer.
    return states, OUTSIDE if is_outside(_summaries(layers, states), tile) else b""


def _summaries(layers: list[Layer], states: list[State]) -> list[Summary]:
    return [read_summary(layer, revision=revision or None) for layer, (revision, _) in zip(layers, states, strict=True)]


def _sent(request: HttpRequest, content: bytes) -> HttpResponseBase:
    """Return a tile that is kept compressed, decompressed for a client that does not take it so (RFC 9110 §12.5.3)."""
    if not content:
        return _encoded(HttpResponse(status=204))
    if _takes_gzip(request):
        return _encoded(HttpResponse(content, content_type=MVT, headers={"Content-Encoding": "gzip"}))
    return _encoded(HttpResponse(gzip.decompress(content), content_type=MVT))


def _takes_gzip(request: HttpRequest) -> bool:
    for part in request.headers.get("Accept-Encoding", "").split(","):
        name, _, quality = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _encoded(response: HttpResponseBase) -> HttpResponseBase:
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@reading
def tilejson(request: HttpRequest, slugs: str) -> HttpResponseBase:
    check_names(request.GET)
    return _document(request, lambda: layers_of(request, slugs, name="layers"), lambda *given: tilejson_document(request, *given))


@reading
def layer_tilesets(request: HttpRequest, slug: str) -> HttpResponseBase:
    check_names(request.GET)
    return _document(
        request, lambda: layers_of(request, slug, name="collectionId"), lambda *given: tilesets_document(request, *given, slug=slug)
    )


@reading
def layer_tileset_view(request: HttpRequest, slug: str, matrix_set: str) -> HttpResponseBase:
    check_matrix_set(matrix_set)
    check_names(request.GET)
    return _document(request, lambda: layers_of(request, slug, name="collectionId"), lambda *given: layer_tileset(request, *given))


@reading
def dataset_tilesets(request: HttpRequest) -> HttpResponseBase:
    check_names(request.GET, allowed=(*COMMON, "collections"))
    return _document(request, lambda: _selected(request), lambda *given: tilesets_document(request, *given, slug=None))


@reading
def dataset_tileset_view(request: HttpRequest, matrix_set: str) -> HttpResponseBase:
    check_matrix_set(matrix_set)
    check_names(request.GET, allowed=(*COMMON, "collections"))
    return _document(request, lambda: _selected(request), lambda *given: dataset_tileset(request, *given))


def _document(
    request: HttpRequest,
    find: Callable[[], list[Layer]],
    build: Callable[[list[Layer], list[Summary]], dict[str, object]],
) -> HttpResponseBase:
    """Return what ``build`` tells of layers and their summaries, under the ETag of the revisions that were summed up."""
    for _ in range(ATTEMPTS):
        layers = find()
        states = states_of(layers)
        if "If-None-Match" in request.headers:
            unchanged = not_modified(request, etag_of(request, states))
            if unchanged is not None:
                return unchanged
        summaries = _summaries(layers, states)
        if all(summary.revision == revision for summary, (revision, _) in zip(summaries, states, strict=True)):
            return with_etag(request, json_response(build(layers, summaries)), etag_of(request, states))
    raise DataIsChanging


@reading
def matrix_sets(request: HttpRequest) -> HttpResponse:
    check_names(request.GET)
    return json_response(matrix_sets_document(request))


@reading
def matrix_set(request: HttpRequest, name: str) -> HttpResponse:
    check_matrix_set(name)
    check_names(request.GET)
    return json_response(matrix_set_document())
