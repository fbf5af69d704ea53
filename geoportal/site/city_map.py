"""What the script of a page's own map needs to know: it holds no address, no text and no place of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

from geoportal.site.language import page_language
from geoportal.site.nearby import Near

_BASEMAP = ("land", "green", "water", "roads", "labels")
# A millionth of a degree is a decimetre.
_DECIMALS = 6


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One thing on a page's map.

    ``url`` is where its name leads, ``label`` what is written on its point (a stop's number). What surrounds the thing that the page
    is about ``is_beside`` it, and smaller.
    """

    geom: Any  # a geometry of any type
    name: str
    colour: str
    url: str = ""
    label: str = ""
    is_beside: bool = False


def city_map(features: Iterable[Drawn], *, near: Near | None = None, is_picking: bool = False) -> dict[str, Any]:
    """Return the configuration of a map that shows ``features`` and, where the page knows it, where the reader is.

    With ``is_picking`` a click on the map asks the page for that point: it becomes the address's ``near``.
    """
    return map_of([_feature(drawn) for drawn in features], near=near, is_picking=is_picking)


def map_of(features: list[dict[str, Any]], *, near: Near | None = None, is_picking: bool = False) -> dict[str, Any]:
    """Return the same for ``features`` in GeoJSON, whose properties are those of ``Drawn``."""
    municipality = settings.MUNICIPALITY
    language = page_language()
    return {
        "home": {"lonLat": municipality.home_lon_lat, "zoom": municipality.home_zoom},
        "tiles": {"url": settings.BASEMAP_TILES_URL, "attribution": settings.BASEMAP_TILES_ATTRIBUTION},
        "basemap": {name: static(f"basemap/{name}.geojson") for name in _BASEMAP},
        "language": language,
        "features": features,
        "near": near.lat_lon if near else None,
        "isPicking": is_picking,
        "texts": {
            "attribution": _("Σχηματικό υπόβαθρο: %(municipality)s, © OpenStreetMap") % {"municipality": municipality.name[language]},
            "here": _("Εδώ"),
            "close": _("Κλείσιμο"),
            "zoomIn": _("Μεγέθυνση"),
            "zoomOut": _("Σμίκρυνση"),
        },
    }


def _feature(drawn: Drawn) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": drawn.geom.geom_type, "coordinates": _rounded(drawn.geom.coords)},
        "properties": {
            "name": drawn.name,
            "colour": drawn.colour,
            "url": drawn.url,
            "label": drawn.label,
            "isBeside": drawn.is_beside,
        },
    }


def _rounded(coordinates: Any) -> Any:  # nested as deep as the geometry's type is
    if isinstance(coordinates, float):
        return round(coordinates, _DECIMALS)
    return [_rounded(part) for part in coordinates]
