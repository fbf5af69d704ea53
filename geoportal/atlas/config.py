"""What the map's script needs to know: it holds no address, no text and no layer of its own."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from geoportal.atlas.coordinates import grid_title
from geoportal.atlas.lists import MAP_FEATURES
from geoportal.atlas.state import MapState
from layers.crs import grid_operation
from layers.layer import Layer

_BASEMAP = ("land", "green", "water", "roads", "labels")


def map_config(state: MapState, available: list[Layer]) -> dict[str, Any]:
    municipality = settings.MUNICIPALITY
    language = (translation.get_language() or "el")[:2]
    return {
        "home": {"lonLat": municipality.home_lon_lat, "zoom": municipality.home_zoom, "extent": municipality.extent},
        "at": state.at,
        "extent": state.extent,
        "near": state.near,
        "pin": state.pin,
        "featureLimit": MAP_FEATURES,
        "urls": {
            name: reverse(f"atlas:{view}")
            for name, view in (("map", "map"), ("list", "list"), ("here", "here"), ("hereCard", "here_card"), ("embed", "embed"))
        },
        "tiles": {"url": settings.BASEMAP_TILES_URL, "attribution": settings.BASEMAP_TILES_ATTRIBUTION},
        "basemap": {name: static(f"basemap/{name}.geojson") for name in _BASEMAP},
        "language": language,
        "today": timezone.localdate().isoformat(),
        "grid": {
            "srid": municipality.national_srid,
            "title": grid_title(municipality.national_srid),
            "extent": municipality.country_extent,
            "toWgs84": grid_operation().towgs84,
        },
        "shown": [layer.slug for layer in state.layers],
        "queries": {layer.slug: state.narrowing(layer).items_query(layer) for layer in state.layers},
        "layers": [_layer(layer, language) for layer in available],
        "texts": _texts(municipality.name[language]),
    }


def _layer(layer: Layer, language: str) -> dict[str, Any]:
    return {
        "slug": layer.slug,
        "title": str(layer.title),
        "itemsUrl": reverse("api:items", args=(layer.slug,)),
        "label": layer.label.get(language) or layer.label.get("el", ""),
        "style": layer.style.as_json(),
        "minZoom": layer.min_zoom,
        "maxZoom": layer.max_zoom,
    }


def _texts(municipality: str) -> dict[str, str]:
    return {
        "attribution": _("Σχηματικό υπόβαθρο: %(municipality)s, © OpenStreetMap") % {"municipality": municipality},
        "counted": _("Στον χάρτη: {count} στοιχεία."),
        "none": _("Κανένα επίπεδο δεν είναι ενεργό. Διαλέξτε τι θέλετε να δείτε από τον κατάλογο."),
        "truncated": _("{title}: φαίνονται τα πρώτα {count}. Μεγεθύνετε για να τα δείτε όλα."),
        "failed": _("{title}: δεν φορτώθηκε. Δοκιμάστε ξανά σε λίγο."),
        "tooFar": _("{title}: μεγεθύνετε για να φανεί."),
        "zoomIn": _("Μεγέθυνση"),
        "retry": _("Δοκιμή ξανά"),
        "loading": _("Φορτώνει…"),
        "locating": _("Βρίσκουμε τη θέση σας…"),
        "located": _("Ο χάρτης δείχνει τη θέση σας και η λίστα ξεκινά από το κοντινότερο."),
        "notLocated": _("Η θέση σας δεν είναι διαθέσιμη. Επιτρέψτε την πρόσβαση στη θέση ή μετακινήστε τον χάρτη."),
        "here": _("Εδώ είστε"),
        "pin": _("Σημειωμένο σημείο"),
        "copied": _("Αντιγράφηκε."),
        "cardFailed": _("Η κάρτα δεν φορτώθηκε. Δοκιμάστε ξανά σε λίγο."),
        "contrastOn": _("Υψηλή αντίθεση."),
        "contrastOff": _("Συνηθισμένα χρώματα."),
        "metres": _("{number} μ."),
        "kilometres": _("{number} χλμ."),
        "squareMetres": _("{number} τ.μ."),
        "stremmata": _("{number} στρέμματα"),
        "squareKilometres": _("{number} τ.χλμ."),
        "removePoint": _("Αφαίρεση του σημείου {number}"),
        "badPoint": _("Γράψτε πλάτος και μήκος, π.χ. 35.5138, 24.0187."),
        "scale": _("Κλίμακα 1:{number}"),
    }
