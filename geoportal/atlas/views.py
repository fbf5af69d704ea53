"""The explorer: one page that is a map, a list, and each feature's own address."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from api.viewers import viewer_of
from geoportal.atlas.cards import card_of
from geoportal.atlas.config import map_config
from geoportal.atlas.lists import LayerList, count_of, counts_of, legend_of, list_beside_map, list_of, total_of
from geoportal.atlas.state import MapState, state_of
from layers.layer import FeatureQuery, Layer
from layers.lookups import UnknownLayer, all_layers, get_layer
from layers.reading import Feature, read_features


@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """The map, or with ``view=list`` the same features as a list."""
    available = all_layers(viewer=viewer_of(request))
    state = state_of(request.GET, available)
    return render(request, "atlas/map.html", page_context(state, available))


@require_safe
def beside_map(request: HttpRequest) -> HttpResponse:
    """The list of what the map shows, for the map's script, which asks again whenever the map has moved."""
    state = state_of(request.GET, all_layers(viewer=viewer_of(request)))
    lists = [list_beside_map(state, layer) for layer in state.layers]
    return render(
        request,
        "atlas/beside_map.html",
        {
            "state": state,
            "lists": lists,
            "total": total_of(lists),
            "counts": {layer.slug: count_of(state, layer) for layer in state.layers if state.narrowing(layer)},
        },
    )


@require_safe
def feature(request: HttpRequest, slug: str, feature_id: int) -> HttpResponse:
    """A feature's own address: the map, its layer on, its card open."""
    layer, found = _find(request, slug, feature_id)
    available = all_layers(viewer=viewer_of(request))
    state = state_of(request.GET, available)
    if layer.slug not in {shown.slug for shown in state.layers}:
        state = replace(state, layers=(*state.layers, layer))
    state = replace(state, is_list=False)
    context = page_context(state, available)
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
        layer = get_layer(slug, viewer=viewer_of(request))
    except UnknownLayer as error:
        raise Http404(_("Δεν υπάρχει επίπεδο «%(slug)s».") % {"slug": slug}) from error
    found = read_features(layer, FeatureQuery(ids=(feature_id,), limit=1))
    if not found:
        raise Http404(_("Το στοιχείο %(id)s δεν υπάρχει, ή δεν υπάρχει πια.") % {"id": feature_id})
    return layer, found[0]


def page_context(state: MapState, available: list[Layer], *, list_of: Callable[[MapState, Layer], LayerList] = list_of) -> dict[str, Any]:
    """Return what every page with the map shows: legend, list, and the map's own settings."""
    return {
        "state": state,
        "themes": legend_of(state, available, counts_of(available)),
        "lists": [list_of(state, layer) for layer in state.layers],
        "map_url": f"{reverse('atlas:map')}?{state.query(view=None, page=None)}",
        "list_url": f"{reverse('atlas:map')}?{state.query(view='list', page=None)}",
        "whole_list_url": f"{reverse('atlas:map')}?{state.query(view='list', page=None, bbox=None)}",
        "by_name_url": f"{reverse('atlas:map')}?{state.query(view='list', page=None, near=None)}",
        "map_config": map_config(state, available),
        "today": timezone.localdate(),
    }
