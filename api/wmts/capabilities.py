"""What the tile service says of itself (OGC 07-057r7 §7.1.1): made of the catalogue and the tile matrix sets."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from api.wms.capabilities import legend_url, wide
from api.wms.formats import PictureFormat
from api.wms.legend import legend_size
from api.wmts.grids import Grid, grids
from layers.layer import Layer
from layers.municipality import Extent
from layers.reading import read_summary
from layers.revisions import revisions_of


def capabilities(request: HttpRequest, layers: Sequence[Layer], *, base: str, formats: Mapping[str, PictureFormat]) -> dict[str, Any]:
    """Return what the template of the document tells, in the active language."""
    revisions = revisions_of([layer.slug for layer in layers])
    return {
        "municipality": settings.MUNICIPALITY,
        "home_url": request.build_absolute_uri("/"),
        "base": base,
        "formats": [(entry.media_type, extension) for extension, entry in formats.items()],
        "grids": [_grid(grid) for grid in grids()],
        "layers": [_layer(request, layer, read_summary(layer, revision=revisions.get(layer.slug)).extent) for layer in layers],
    }


def _layer(request: HttpRequest, layer: Layer, extent: Extent | None) -> dict[str, Any]:
    box = wide(extent or settings.MUNICIPALITY.extent)
    width, height = legend_size(layer)
    return {
        "layer": layer,
        "box": [f"{number:.9f}" for number in box],
        "legend_url": legend_url(request, layer),
        "legend_width": width,
        "legend_height": height,
        "grids": [
            {
                "name": grid.name,
                "limits": [(matrix.level, *found) for matrix in grid.matrices if (found := grid.limits(matrix, box)) is not None],
            }
            for grid in grids()
        ],
    }


def _grid(grid: Grid) -> dict[str, Any]:
    first, second = (grid.corner[1], grid.corner[0]) if grid.crs.is_lat_lon else grid.corner
    return {
        "name": grid.name,
        "crs": f"urn:ogc:def:crs:EPSG::{grid.crs.srid}",
        "well_known": grid.well_known,
        "corner": f"{first!r} {second!r}",
        "matrices": [
            {"level": matrix.level, "scale": repr(matrix.scale), "columns": matrix.columns, "rows": matrix.rows} for matrix in grid.matrices
        ],
    }
