"""What the address of a tile names: layers, and a place in the matrix."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from api.errors import InvalidParameter, OutsideLimits, UnknownTileMatrixSet
from api.viewers import viewer_of
from layers.layer import Layer
from layers.lookups import get_layer
from layers.reading import Summary
from layers.tiling.grid import Tile, limits_of
from layers.tiling.tiles import tile_properties

MATRIX_SET = "WebMercatorQuad"
MVT = "application/vnd.mapbox-vector-tile"
# In one tile, of those that an address lists.
MAX_LAYERS = 20

_NUMBER_DIGITS = 9


def tile_at(zoom: tuple[str, str], column: tuple[str, str], row: tuple[str, str]) -> Tile:
    """Return the tile of three parts of an address, each given as its name and what is written there.

    Raises:
        InvalidParameter, OutsideLimits
    """
    tile = Tile(zoom=_number(*zoom), column=_number(*column), row=_number(*row))
    if not tile.exists:
        raise OutsideLimits(
            _("Το πλακίδιο %(zoom)d/%(column)d/%(row)d δεν υπάρχει: στο ζουμ z (0 έως 24) στήλες και γραμμές είναι 0 έως 2^z − 1.")
            % {"zoom": tile.zoom, "column": tile.column, "row": tile.row}
        )
    return tile


def _number(name: str, text: str) -> int:
    if text.isascii() and text.isdigit():
        # No matrix has a number so long; it is outside whatever it is.
        return int(text[: _NUMBER_DIGITS + 1]) if len(text) > _NUMBER_DIGITS else int(text)
    raise InvalidParameter(name, _("%(name)s=%(value)s: πρέπει να είναι ακέραιος αριθμός, τουλάχιστον 0.") % {"name": name, "value": text})


def layers_of(request: HttpRequest, slugs: str, *, name: str) -> list[Layer]:
    """Return the layers that ``slugs`` lists with commas; ``name`` is that part of the address.

    Raises:
        InvalidParameter, UnknownLayer
    """
    names = slugs.split(",")
    if len(names) > MAX_LAYERS or len(set(names)) < len(names):
        raise InvalidParameter(
            name,
            _("%(name)s=%(value)s: δώστε έως %(maximum)d επίπεδα με κόμματα, το καθένα μία φορά.")
            % {"name": name, "value": slugs, "maximum": MAX_LAYERS},
        )
    return [get_layer(slug, viewer=viewer_of(request)) for slug in names]


def shown_properties(request: HttpRequest, layers: Iterable[Layer]) -> frozenset[str] | None:
    """Return the names that ``properties`` lists, None if it was not given.

    Raises:
        InvalidParameter: for a name that no tile of ``layers`` carries.
    """
    text = request.GET.get("properties")
    if text is None:
        return None
    known = {entry.name for layer in layers for entry in tile_properties(layer)}
    names = frozenset(name for name in text.split(",") if name)
    for name in sorted(names - known):
        raise InvalidParameter(
            "properties",
            _("properties=%(value)s: δεν υπάρχει ιδιότητα «%(name)s». Υπάρχουν: %(known)s.")
            % {"value": text, "name": name, "known": ", ".join(sorted(known))},
        )
    return names


def check_matrix_set(name: str) -> None:
    """Raises: UnknownTileMatrixSet"""
    if name != MATRIX_SET:
        raise UnknownTileMatrixSet(
            _("Δεν υπάρχει πλέγμα πλακιδίων «%(name)s». Υπάρχει το %(known)s.") % {"name": name, "known": MATRIX_SET}
        )


def check_zoom(layers: list[Layer], tile: Tile) -> None:
    """Refuse a tile of a zoom that none of ``layers`` has.

    Raises:
        OutsideLimits
    """
    lowest, highest = min(layer.min_zoom for layer in layers), max(layer.max_zoom for layer in layers)
    if not any(layer.min_zoom <= tile.zoom <= layer.max_zoom for layer in layers):
        raise OutsideLimits(
            _("Ζουμ %(zoom)d: πλακίδια υπάρχουν από το ζουμ %(lowest)d έως το %(highest)d.")
            % {"zoom": tile.zoom, "lowest": lowest, "highest": highest}
        )


def is_outside(summaries: Iterable[Summary], tile: Tile) -> bool:
    """Return whether nothing of the layers summed up can lie in ``tile``, nor in its buffer."""
    return not any(summary.extent and limits_of(summary.extent, tile.zoom).hold(tile) for summary in summaries)


def outside_limits(summaries: list[Summary], tile: Tile) -> OutsideLimits:
    """Return the error that says which tiles of this zoom there are."""
    parts = [limits_of(summary.extent, tile.zoom) for summary in summaries if summary.extent]
    return OutsideLimits(
        _("Το πλακίδιο %(zoom)d/%(column)d/%(row)d (ζουμ/στήλη/γραμμή) είναι έξω από τα όρια. Στο ζουμ αυτό υπάρχουν: %(limits)s.")
        % {
            "zoom": tile.zoom,
            "column": tile.column,
            "row": tile.row,
            "limits": "; ".join(
                _("στήλες %(west)d–%(east)d, γραμμές %(north)d–%(south)d")
                % {"west": part.columns[0], "east": part.columns[1], "north": part.rows[0], "south": part.rows[1]}
                for part in dict.fromkeys(parts)
            )
            or "–",
        }
    )


def xyz_template(request: HttpRequest, slugs: str) -> str:
    """Return the absolute address of the tiles of ``slugs``, with {z}, {x} and {y} where the numbers go."""
    return request.build_absolute_uri(f"{reverse('tiles:tilejson', args=[slugs]).removesuffix('.json')}/") + "{z}/{x}/{y}.mvt"


def matrix_template(request: HttpRequest, tileset: str) -> str:
    """Return the absolute address of the tiles of the tileset at the path ``tileset``, as OGC 17-083r4 names their numbers."""
    return f"{request.build_absolute_uri(tileset)}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"


def municipality_name(language: str) -> str:
    return str(settings.MUNICIPALITY.name[language])
