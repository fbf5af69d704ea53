"""Vector tiles: XYZ with TileJSON, and OGC API – Tiles (20-057)."""

import gzip
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from api.caching import etag_of, not_modified, with_etag
from api.documents import JSON, json_response, reading
from api.errors import DataIsChanging, InvalidParameter, UnknownTile
from api.params import COMMON, check_names
from api.tiles.documents import tile_json, tile_matrix_set, tile_matrix_sets, tileset_document, tilesets_document
from api.tiles.store import Fact, Facts, kept_tile, stored_tile
from api.viewers import is_staff
from layers.layer import Layer
from layers.lookups import get_layer, known_layer
from layers.revisions import revisions_of
from layers.tiling.clusters import VersionReplaced
from layers.tiling.grid import MAX_ZOOM, Tile
from layers.tiling.tiles import read_tile, tile_properties

MVT = "application/vnd.mapbox-vector-tile"
MAX_LAYERS = 20
_ATTEMPTS = 4


@reading
def xyz(request: HttpRequest, slugs: str, z: str, x: str, y: str) -> HttpResponseBase:
    return _tile(request, slugs, _place(z, x, y))


@reading
def ogc_tile(request: HttpRequest, slug: str, matrix: str, row: str, column: str) -> HttpResponseBase:
    """20-057 Req 7: the row comes before the column."""
    return _tile(request, slug, _place(matrix, column, row))


@reading
def described(request: HttpRequest, slugs: str) -> HttpResponseBase:
    """TileJSON 3.0."""
    check_names(request.GET, allowed=(*COMMON, "properties"))
    layers = _layers(request, slugs)
    return _described(request, tile_json(request, layers, _shown(request, layers)))


@reading
def tilesets(request: HttpRequest, slug: str) -> HttpResponseBase:
    check_names(request.GET)
    return _described(request, tilesets_document(request, _layers(request, slug)[0]))


@reading
def tileset(request: HttpRequest, slug: str) -> HttpResponseBase:
    check_names(request.GET)
    return _described(request, tileset_document(request, _layers(request, slug)[0]))


@reading
def matrix_sets(request: HttpRequest) -> HttpResponseBase:
    check_names(request.GET)
    return _described(request, tile_matrix_sets(request))


@reading
def matrix_set(request: HttpRequest) -> HttpResponseBase:
    check_names(request.GET)
    return _described(request, tile_matrix_set())


def _described(request: HttpRequest, document: dict[str, Any]) -> HttpResponseBase:
    """A description is known by its own content: it changes with a layer's definition or its extent."""
    etag = etag_of(request, document)
    return not_modified(request, etag) or with_etag(request, json_response(document, content_type=JSON), etag)


def _place(z: str, x: str, y: str) -> Tile:
    numbers = [int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1 for text in (z, x, y)]
    tile = Tile(z=numbers[0], x=numbers[1], y=numbers[2])
    if not tile.is_in_matrix:
        raise UnknownTile(
            _("Δεν υπάρχει πλακίδιο %(z)s/%(x)s/%(y)s. Το WebMercatorQuad έχει μεγεθύνσεις 0 έως %(maximum)d, με 2^z γραμμές και στήλες.")
            % {"z": z, "x": x, "y": y, "maximum": MAX_ZOOM}
        )
    return tile


def _layers(request: HttpRequest, slugs: str, *, is_hopeful: bool = False) -> list[Layer]:
    """Return the layers; hopefully as this process knows them, if their revision is compared anyhow (``layers.lookups.known_layer``)."""
    names = slugs.split(",")
    if len(names) > MAX_LAYERS or len(set(names)) < len(names):
        raise InvalidParameter(
            "layers",
            _("Ζητήθηκαν %(count)d επίπεδα. Δεκτά είναι έως %(maximum)d, το καθένα μία φορά.")
            % {"count": len(names), "maximum": MAX_LAYERS},
        )
    for_staff = is_staff(request)
    known = {name: known_layer(name, for_staff=for_staff) if is_hopeful else None for name in names}
    return [layer or get_layer(name, for_staff=for_staff) for name, layer in known.items()]


def _shown(request: HttpRequest, layers: Sequence[Layer]) -> list[str] | None:
    """Read ``properties``: names with commas between, of any of the layers."""
    text = request.GET.get("properties")
    if text is None:
        return None
    known = sorted({entry.name for layer in layers for entry in tile_properties(layer)})
    names = [name for name in text.split(",") if name]
    for name in names:
        if name not in known:
            raise InvalidParameter(
                "properties",
                _("properties=%(value)s: δεν υπάρχει ιδιότητα «%(name)s». Υπάρχουν: %(known)s.")
                % {"value": text, "name": name, "known": ", ".join(known)},
            )
    return sorted(set(names))


def _tile(request: HttpRequest, slugs: str, tile: Tile) -> HttpResponseBase:
    check_names(request.GET, allowed=(*COMMON, "properties"), formats=("mvt",))
    for attempt in range(_ATTEMPTS):
        layers = _layers(request, slugs, is_hopeful=attempt == 0)
        shown = _shown(request, layers)
        _check_zoom(layers, tile)
        facts = _facts(layers)
        if attempt == 0 and not _are_present(layers, facts):
            continue
        unchanged = not_modified(request, etag_of(request, *facts)) if "If-None-Match" in request.headers else None
        if unchanged is not None:
            return unchanged
        kept = kept_tile(layers, tile, facts, shown)
        if kept is None:
            try:
                facts, kept = stored_tile(layers, tile, facts, shown, write=partial(_write, layers, tile, shown))
            except (DataIsChanging, ProgrammingError, VersionReplaced):
                if attempt == _ATTEMPTS - 1:
                    raise
                continue
        if _are_present(layers, facts):
            return _answer(request, kept, etag_of(request, *facts))
    raise DataIsChanging


def _facts(layers: Sequence[Layer]) -> Facts:
    """What the tile hangs on as it is now."""
    revisions = revisions_of([layer.slug for layer in layers])
    return [(revisions.get(layer.slug), layer.next_change_at()) for layer in layers]


def _are_present(layers: Sequence[Layer], facts: Facts) -> bool:
    """Return whether the entries describe the revisions of ``facts``."""
    return all(layer.revision in (None, revision) for layer, (revision, _until) in zip(layers, facts, strict=True))


def _write(layers: Sequence[Layer], tile: Tile, shown: list[str] | None) -> tuple[Facts, bytes]:
    """Each layer's part is a tile of its own: tiles are joined by writing one behind the other (MVT 2.1 §4.1)."""
    facts: list[Fact] = []
    parts = []
    for layer in layers:
        until = layer.next_change_at()
        is_seen = layer.min_zoom <= tile.z <= layer.max_zoom
        revision, part = read_tile(layer, tile, shown=shown) if is_seen else (revisions_of([layer.slug]).get(layer.slug), b"")
        if layer.revision not in (None, revision):
            # The version that this entry describes was replaced: its old rows may not be kept under the new revision.
            raise DataIsChanging
        facts.append((revision, until))
        parts.append(part)
    return facts, b"".join(parts)


def _check_zoom(layers: Sequence[Layer], tile: Tile) -> None:
    low, high = min(layer.min_zoom for layer in layers), max(layer.max_zoom for layer in layers)
    if not low <= tile.z <= high:
        raise UnknownTile(
            _("Δεν υπάρχουν πλακίδια στη μεγέθυνση %(zoom)d. Υπάρχουν από %(low)d έως %(high)d.")
            % {"zoom": tile.z, "low": low, "high": high}
        )


def _answer(request: HttpRequest, packed: bytes, etag: str) -> HttpResponseBase:
    if not packed:
        response = HttpResponse(status=204)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, content_type=MVT, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(packed), content_type=MVT)
    patch_vary_headers(response, ["Accept-Encoding"])
    return with_etag(request, response, etag)
