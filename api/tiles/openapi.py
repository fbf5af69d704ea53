"""The tiles' part of the API's description (OGC 20-057 §16): the OGC addresses; web maps find theirs in the TileJSON."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from api.tiles.addresses import MATRIX_SET, MAX_LAYERS, MVT
from layers.layer import Layer
from layers.tiling.grid import MAX_ZOOM
from layers.tiling.tiles import tile_properties

_MATRIX_SET = {"name": "tileMatrixSetId", "in": "path", "required": True, "schema": {"type": "string", "enum": [MATRIX_SET]}}
_TILE = "{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"


def tile_paths() -> dict[str, Any]:
    """Return the paths of the tile matrix sets and of tiles of several layers."""
    chosen = {
        "name": "collections",
        "in": "query",
        "description": _("Ποια επίπεδα, με κόμματα· χωρίς αυτήν, όλα."),
        "schema": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MAX_LAYERS, "uniqueItems": True},
        "style": "form",
        "explode": False,
    }
    return {
        "/tileMatrixSets": _path(_("Πλέγματα πλακιδίων"), "getTileMatrixSetsList"),
        "/tileMatrixSets/{tileMatrixSetId}": _path(_("Ορισμός πλέγματος"), "getTileMatrixSet", [_MATRIX_SET]),
        "/tiles": _path(_("Σύνολα πλακιδίων"), "dataset.vector.getTileSetsList", [chosen]),
        "/tiles/{tileMatrixSetId}": _path(_("Περιγραφή συνόλου πλακιδίων"), "dataset.vector.getTileSet", [_MATRIX_SET, chosen]),
        f"/tiles/{_TILE}": _path(_("Πλακίδιο"), "dataset.vector.getTile", [*_place(), chosen], is_tile=True),
    }


def layer_tile_paths(layer: Layer) -> dict[str, Any]:
    base, name, tags = f"/collections/{layer.slug}/tiles", layer.slug, [str(layer.title)]
    shown = {
        "name": "properties",
        "in": "query",
        "description": _("Μόνο αυτές οι ιδιότητες, με κόμματα."),
        "schema": {"type": "array", "items": {"type": "string", "enum": [entry.name for entry in tile_properties(layer)]}},
        "style": "form",
        "explode": False,
    }
    return {
        base: _path(_("Σύνολα πλακιδίων"), f"{name}.collection.vector.getTileSetsList", tags=tags),
        f"{base}/{{tileMatrixSetId}}": _path(
            _("Περιγραφή συνόλου πλακιδίων"), f"{name}.collection.vector.getTileSet", [_MATRIX_SET], tags=tags
        ),
        f"{base}/{_TILE}": _path(_("Πλακίδιο"), f"{name}.collection.vector.getTile", [*_place(), shown], tags=tags, is_tile=True),
    }


def tile_responses() -> dict[str, Any]:
    return {
        "Tile": {
            "description": _("Διανυσματικό πλακίδιο (Mapbox Vector Tile 2.1)."),
            "content": {MVT: {"schema": {"type": "string", "format": "binary"}}},
        },
        "EmptyTile": {"description": _("Το πλακίδιο είναι άδειο.")},
    }


def _place() -> list[dict[str, Any]]:
    def number(name: str, maximum: int) -> dict[str, Any]:
        return {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0, "maximum": maximum}}

    last = 2**MAX_ZOOM - 1
    return [_MATRIX_SET, number("tileMatrix", MAX_ZOOM), number("tileRow", last), number("tileCol", last)]


def _path(
    summary: str,
    operation: str,
    parameters: Iterable[dict[str, Any]] = (),
    *,
    tags: list[str] | None = None,
    is_tile: bool = False,
) -> dict[str, Any]:
    problem = {"$ref": "#/components/responses/Problem"}
    formats = (
        {"name": "f", "in": "query", "schema": {"type": "string", "enum": ["mvt"]}} if is_tile else {"$ref": "#/components/parameters/f"}
    )
    answers = {
        "200": {"$ref": f"#/components/responses/{'Tile' if is_tile else 'Document'}"},
        **({"204": {"$ref": "#/components/responses/EmptyTile"}} if is_tile else {}),
        **dict.fromkeys(("400", "401", "404", "500", "503"), problem),
    }
    return {
        "get": {
            "summary": summary,
            "operationId": operation,
            **({"tags": tags} if tags else {}),
            "parameters": [*parameters, formats, {"$ref": "#/components/parameters/lang"}],
            "responses": answers,
        }
    }
