"""The explorer: one page that is a map, a list, and each feature's own address."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from api.viewers import is_staff
from geoportal.atlas.cards import card_of
from geoportal.atlas.state import MapState, state_of
from layers.layer import FeatureQuery, Layer, Theme
from layers.lookups import UnknownLayer, all_layers, get_layer
from layers.reading import Feature, read_features, read_summary
from layers.revisions import Revision

PAGE_ROWS = 50


@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """The map, or with ``view=list`` the same features as a list."""
    available = all_layers(for_staff=is_staff(request))
    state = state_of(request.GET, available)
    return render(request, "atlas/map.html", _context(state, available))


@require_safe
def feature(request: HttpRequest, slug: str, feature_id: int) -> HttpResponse:
    """A feature's own address: the map, its layer on, its card open."""
    layer, found = _find(request, slug, feature_id)
    available = all_layers(for_staff=is_staff(request))
    state = state_of(request.GET, available)
    if layer.slug not in {shown.slug for shown in state.layers}:
        state = MapState(layers=(*state.layers, layer), extent=state.extent, at=state.at, notices=state.notices)
    context = _context(state, available)
    context |= {"card": card_of(layer, found), "feature": found}
    context["map_config"]["feature"] = {
        "layer": layer.slug,
        "id": found.id,
        "extent": found.extent,
        "lonLat": found.lon_lat,
    }
    return render(request, "atlas/map.html", context)


@require_safe
def card(request: HttpRequest, slug: str, feature_id: int) -> HttpResponse:
    """The card alone, for the map's script."""
    layer, found = _find(request, slug, feature_id)
    return render(request, "components/feature_card.html", {"card": card_of(layer, found)})


def _find(request: HttpRequest, slug: str, feature_id: int) -> tuple[Layer, Feature]:
    try:
        layer = get_layer(slug, for_staff=is_staff(request))
    except UnknownLayer as error:
        raise Http404(_("Δεν υπάρχει επίπεδο «%(slug)s».") % {"slug": slug}) from error
    found = read_features(layer, FeatureQuery(ids=(feature_id,), limit=1))
    if not found:
        raise Http404(_("Το στοιχείο %(id)s δεν υπάρχει, ή δεν υπάρχει πια.") % {"id": feature_id})
    return layer, found[0]


def _context(state: MapState, available: list[Layer]) -> dict[str, Any]:
    counts = _counts(available)
    return {
        "state": state,
        "themes": _themes(state, available, counts),
        "lists": [_list(state, layer) for layer in state.layers],
        "map_url": f"{reverse('atlas:map')}?{state.query(view=None, page=None)}",
        "list_url": f"{reverse('atlas:map')}?{state.query(view='list', page=None)}",
        "whole_list_url": f"{reverse('atlas:map')}?{state.query(view='list', page=None, bbox=None)}",
        "map_config": _map_config(state, available),
        "total": sum(counts[layer.slug] for layer in state.layers),
    }


def _counts(layers: list[Layer]) -> dict[str, int]:
    revisions = dict(Revision.objects.values_list("layer", "number"))
    return {layer.slug: read_summary(layer, revision=revisions.get(layer.slug)).count for layer in layers}


def _themes(state: MapState, layers: list[Layer], counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the legend's chapters that have a layer, in order."""
    shown = {layer.slug for layer in state.layers}
    chapters = []
    for theme in Theme:
        entries = [{"layer": layer, "count": counts[layer.slug], "is_on": layer.slug in shown} for layer in layers if layer.theme == theme]
        if entries:
            chapters.append({"title": theme.label, "entries": entries})
    return chapters


def _list(state: MapState, layer: Layer) -> dict[str, Any]:
    """Return one page of what the map shows of ``layer``, by name; pages beyond the first are for one layer alone."""
    language = (translation.get_language() or "el")[:2]
    page = state.page if len(state.layers) == 1 else 1
    query = FeatureQuery(extent=state.extent, limit=PAGE_ROWS + 1)
    label = layer.label.get(language) or layer.label.get("el", "")
    features = read_features(layer, query, order_by=label, offset=(page - 1) * PAGE_ROWS)
    alone = MapState(layers=(layer,), is_list=True, extent=state.extent, at=state.at, page=page)
    return {
        "layer": layer,
        "cards": [card_of(layer, found) for found in features[:PAGE_ROWS]],
        "previous_url": f"?{alone.query(page=page - 1)}" if page > 1 else "",
        "next_url": f"?{alone.query(page=page + 1)}" if len(features) > PAGE_ROWS else "",
        "page": page,
    }


def _map_config(state: MapState, available: list[Layer]) -> dict[str, Any]:
    """Return everything that the map's script needs to know: it holds no address, no text and no layer of its own."""
    municipality = settings.MUNICIPALITY
    return {
        "home": {"lonLat": municipality.home_lon_lat, "zoom": municipality.home_zoom, "extent": municipality.extent},
        "at": state.at,
        "extent": state.extent,
        "urls": {"map": reverse("atlas:map")},
        "tiles": {"url": settings.BASEMAP_TILES_URL, "attribution": settings.BASEMAP_TILES_ATTRIBUTION},
        "basemap": {name: static(f"basemap/{name}.geojson") for name in ("land", "green", "water", "roads", "labels")},
        "language": (translation.get_language() or "el")[:2],
        "layers": [
            {
                "slug": layer.slug,
                "title": str(layer.title),
                "itemsUrl": reverse("api:items", args=(layer.slug,)),
                "label": layer.label.get((translation.get_language() or "el")[:2]) or layer.label.get("el", ""),
                "style": layer.style.as_json(),
                "minZoom": layer.min_zoom,
                "maxZoom": layer.max_zoom,
            }
            for layer in available
        ],
        "texts": {
            "attribution": _("Σχηματικό υπόβαθρο: %(municipality)s, © OpenStreetMap")
            % {"municipality": municipality.name[translation.get_language() or "el"]},
            "counted": _("Στον χάρτη: {count} στοιχεία."),
            "none": _("Κανένα επίπεδο δεν είναι ενεργό. Διαλέξτε τι θέλετε να δείτε από τον κατάλογο."),
            "truncated": _("{title}: φαίνονται τα πρώτα {count}. Μεγεθύνετε για να τα δείτε όλα."),
            "failed": _("{title}: δεν φορτώθηκε. Δοκιμάστε ξανά σε λίγο."),
            "tooFar": _("{title}: μεγεθύνετε για να φανεί."),
            "located": _("Ο χάρτης δείχνει τη θέση σας."),
            "notLocated": _("Η θέση σας δεν είναι διαθέσιμη. Επιτρέψτε την πρόσβαση στη θέση ή μετακινήστε τον χάρτη."),
            "here": _("Εδώ είστε"),
            "copied": _("Ο σύνδεσμος αντιγράφηκε."),
        },
    }
