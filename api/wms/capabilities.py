"""What the service says of itself (OGC 06-042 §7.2, 01-068r3 §7.1, INSPIRE View Services 3.11 scenario 1): made of the catalogue."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from api.wms.asking import MAX_LAYERS, MAX_SIDE_PX, theme_name
from api.wms.errors import ServiceException
from api.wms.formats import FORMATS
from api.wms.info_formats import INFO_FORMATS
from api.wms.kvp import Parameters
from api.wms.legend import legend_size
from api.wms.plain import plain
from api.wms.systems import System, systems
from layers.crs import degrees_of
from layers.drawing.frame import PIXEL_M, scale_of
from layers.layer import Layer, Theme
from layers.municipality import Extent
from layers.reading import Summary, read_summary
from layers.revisions import Revision, revisions_of

_LEGEND = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetLegendGraphic", "FORMAT": "image/png", "STYLE": "default"}
# About 200 m.
_MARGIN_DEG = 0.002
_ISO_639_2 = {"el": "gre", "en": "eng"}


@dataclass(frozen=True, kw_only=True)
class Box:
    """A layer's box in one system, in the order of its axes there."""

    name: str
    numbers: tuple[str, ...]


def update_sequence() -> int:
    """Return a number that grows whenever any layer changes (OGC 06-042 §7.2.3.5)."""
    return int(Revision.objects.aggregate(total=Sum("number"))["total"] or 0)


def check_sequence(parameters: Parameters, present: int) -> None:
    """Compare the client's UPDATESEQUENCE with ours (OGC 06-042 Table 4).

    Raises:
        ServiceException: CurrentUpdateSequence if nothing is new, InvalidUpdateSequence if the client's is yet to come.
    """
    text = parameters.get("UPDATESEQUENCE")
    if not text:
        return
    if not (text.isascii() and text.isdigit() and len(text) <= 18) or int(text) > present:
        detail = _("UPDATESEQUENCE=%(value)s: η τρέχουσα είναι %(present)d.") % {"value": text[:40], "present": present}
        raise ServiceException("InvalidUpdateSequence", detail, locator="UPDATESEQUENCE")
    if int(text) == present:
        raise ServiceException("CurrentUpdateSequence", _("Τίποτε δεν άλλαξε από την %(present)d.") % {"present": present})


def capabilities(request: HttpRequest, layers: Sequence[Layer], *, version: str, language: str, sequence: int) -> str:
    """Return the document in the active language."""
    revisions = revisions_of([layer.slug for layer in layers])
    known = systems(version)
    described = {layer.slug: _layer(request, layer, read_summary(layer, revision=revisions.get(layer.slug)), known) for layer in layers}
    themes = [
        {
            "name": theme_name(theme),
            "title": theme.label,
            "layers": [described[layer.slug] for layer in layers if layer.theme == theme],
        }
        for theme in Theme
        if any(layer.theme == theme for layer in layers)
    ]
    municipality = settings.MUNICIPALITY
    context: dict[str, Any] = {
        "municipality": municipality,
        "name": municipality.name[language],
        "address": municipality.contact.address[language],
        "language": _ISO_639_2[language],
        "other_languages": [code for name, code in _ISO_639_2.items() if name != language],
        "service_url": request.build_absolute_uri(reverse("wms")) + "?" + (urlencode({"LANGUAGE": _ISO_639_2[language]}) + "&"),
        "home_url": request.build_absolute_uri("/" if language == "el" else f"/{language}/"),
        "metadata_url": request.build_absolute_uri(reverse("downloads:catalogue", args=["rdf"])),
        "sequence": sequence,
        "picture_formats": [entry.media_type for entry in FORMATS],
        "info_formats": [entry.media_type for entry in INFO_FORMATS],
        "max_layers": MAX_LAYERS,
        "max_side_px": MAX_SIDE_PX,
        "systems": list(known),
        "extent": municipality.extent,
        "boxes": _boxes(municipality.extent, known),
        "themes": themes,
    }
    return plain(render_to_string(f"wms/capabilities_{version.replace('.', '')}.xml", context))


def _layer(request: HttpRequest, layer: Layer, summary: Summary, known: dict[str, System]) -> dict[str, Any]:
    extent = wide(summary.extent or settings.MUNICIPALITY.extent)
    collection = request.build_absolute_uri(reverse("api:collection", args=[layer.slug]))
    width, height = legend_size(layer)
    return {
        "layer": layer,
        "keywords": [layer.slug, Theme(layer.theme).label],
        "extent": extent,
        "boxes": _boxes(extent, known),
        "collection_url": collection,
        "items_url": f"{collection}/items",
        "legend_url": legend_url(request, layer),
        "legend_width": width,
        "legend_height": height,
        # A layer is shown from half a zoom level below its own.
        "max_scale": _number(scale_of(layer.min_zoom - 0.5)) if layer.min_zoom else "",
        "min_scale": _number(scale_of(layer.max_zoom + 1)) if layer.max_zoom < 22 else "",
        "time": f"{summary.interval[0]}/{summary.interval[1]}" if summary.interval else "",
        "hint": _scale_hint(layer),
        "attribution": layer.attribution or settings.MUNICIPALITY.name[get_language() or "el"],
    }


def legend_url(request: HttpRequest, layer: Layer) -> str:
    """Return where the layer's legend is, in the active language."""
    language = _ISO_639_2[(get_language() or "el")[:2]]
    return f"{request.build_absolute_uri(reverse('wms'))}?{urlencode({**_LEGEND, 'LAYER': layer.slug, 'LANGUAGE': language})}"


def _scale_hint(layer: Layer) -> tuple[str, str] | None:
    """Return the diagonals of a pixel, in metres, between which the layer is shown (OGC 01-068r3 §7.1.4.5.16); None: always."""
    if not layer.min_zoom and layer.max_zoom >= 22:
        return None
    nearest = scale_of(layer.max_zoom + 1) if layer.max_zoom < 22 else 0.0
    # There is no word for "without end": twice the world on a tile.
    farthest = scale_of(layer.min_zoom - 0.5 if layer.min_zoom else -1)
    return _number(nearest * PIXEL_M * math.sqrt(2)), _number(farthest * PIXEL_M * math.sqrt(2))


def wide(extent: Extent) -> Extent:
    """Leave room for the outermost symbols: QGIS draws nothing beyond a layer's box, and one point's would have no width at all."""
    west, south, east, north = extent
    return (
        max(west - _MARGIN_DEG, -180.0),
        max(south - _MARGIN_DEG, -90.0),
        min(east + _MARGIN_DEG, 180.0),
        min(north + _MARGIN_DEG, 90.0),
    )


def _boxes(extent: Extent, known: dict[str, System]) -> list[Box]:
    found = ((system, _in_system(extent, system)) for system in known.values())
    return [Box(name=system.name, numbers=tuple(map(_number, system.write(box)))) for system, box in found if box is not None]


def _in_system(extent: Extent, system: System) -> Extent | None:
    """Return the box of what lies in the system's area, None where nothing does."""
    area = system.crs.area
    west, south, east, north = max(extent[0], area[0]), max(extent[1], area[1]), min(extent[2], area[2]), min(extent[3], area[3])
    if west >= east or south >= north:
        return None
    found: Extent = degrees_of(system.crs).transform_bounds(west, south, east, north, direction="INVERSE")
    return found


def _number(value: float) -> str:
    """Never in exponents, and as exact as a tenth of a millimetre."""
    return f"{value:.9f}".rstrip("0").rstrip(".")
