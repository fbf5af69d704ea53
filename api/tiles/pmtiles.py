"""A layer's tiles in one file: PMTiles, version 3."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import translation
from pmtiles.tile import Compression, HeaderDict, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from api.tiles.documents import vector_layer
from layers.layer import Layer
from layers.municipality import Extent
from layers.reading import read_summary
from layers.tiling.grid import Tile
from layers.tiling.tiles import has_features, read_tile


class NothingToWrite(Exception):
    """The layer has no tile at these zooms."""


class LayerChanged(Exception):
    """The layer was written to before all its tiles were read; the file would show two states."""


def write_pmtiles(layer: Layer, path: Path, *, max_zoom: int) -> int:
    """Write the tiles of ``layer`` up to ``max_zoom`` to ``path``, and return how many they are.

    A file that is there is replaced at the end.

    Raises:
        NothingToWrite, LayerChanged
    """
    summary = read_summary(layer, revision=None)
    if summary.extent is None:
        raise NothingToWrite(layer.slug)
    unfinished = path.with_name(f"{path.name}.part")
    count = 0
    try:
        with unfinished.open("wb") as file:
            writer = Writer(file)  # type: ignore[no-untyped-call]
            for tile, body in _tiles(layer, revision=summary.revision, max_zoom=max_zoom):
                writer.write_tile(zxy_to_tileid(tile.zoom, tile.column, tile.row), gzip.compress(body, mtime=0))  # type: ignore[no-untyped-call]
                count += 1
            if not count:
                raise NothingToWrite(layer.slug)
            writer.finalize(_header(summary.extent), _metadata(layer, max_zoom=max_zoom))  # type: ignore[no-untyped-call]
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _tiles(layer: Layer, *, revision: int, max_zoom: int) -> Iterator[tuple[Tile, bytes]]:
    """Yield the tiles that hold something, each zoom in the order of the file, looking only into tiles above which there is something."""
    changes_at = layer.next_change_at()
    level = [Tile(zoom=0, column=0, row=0)]
    while level and level[0].zoom <= max_zoom:
        held = [tile for tile in level if has_features(layer, tile)]
        for tile in sorted(held, key=lambda tile: zxy_to_tileid(tile.zoom, tile.column, tile.row)):
            read = read_tile([(layer, changes_at)], tile)
            if read.revisions != (revision,):
                raise LayerChanged(layer.slug)
            if read.body:
                yield tile, read.body
        level = [child for tile in held for child in tile.children]


def _header(extent: Extent) -> HeaderDict:
    west, south, east, north = (round(number * 10_000_000) for number in extent)
    return {  # type: ignore[typeddict-item]  # the writer fills in the rest
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 13,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(layer: Layer, *, max_zoom: int) -> dict[str, object]:
    """The keys of PMTiles 3 §5, and the licence."""
    name = settings.MUNICIPALITY.name[translation.get_language() or "el"]
    entry = vector_layer(layer)
    return {
        "name": str(layer.title),
        "description": str(layer.description),
        "attribution": str(layer.attribution or name),
        "license": layer.licence.code,
        "license_url": layer.licence.url,
        "type": "overlay",
        "vector_layers": [{**entry, "maxzoom": min(max_zoom, layer.max_zoom)}],
    }
