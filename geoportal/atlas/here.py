"""What is here: a point's coordinates, the areas it lies in, and what is nearest to it, of every layer."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from api.viewers import viewer_of
from geoportal.atlas.cards import Card, card_of
from geoportal.atlas.coordinates import InvalidPoint, Spot, lat_lon, point_of, spot_at
from geoportal.atlas.lists import Row, list_beside_point
from geoportal.atlas.state import state_of
from geoportal.atlas.views import page_context
from geoportal.site.distances import how_far
from layers.layer import Layer
from layers.lookups import all_layers
from layers.nearby import LonLat, read_at, read_nearest

_ZOOM = 17
# Areas of one layer that one point lies in: departments share theirs.
_AREAS = 50
_AREAS_ON_CARD = 3


@dataclass(frozen=True, kw_only=True)
class AreasHere:
    """The areas of one layer that hold the point; ``first`` is what fits on a card over the map, ``more`` how many do not."""

    layer: Layer
    cards: tuple[Card, ...]

    @property
    def first(self) -> tuple[Card, ...]:
        return self.cards[:_AREAS_ON_CARD]

    @property
    def more(self) -> int:
        return len(self.cards) - len(self.first)


@dataclass(frozen=True, kw_only=True)
class Here:
    """All that is known of a point."""

    spot: Spot
    areas: tuple[AreasHere, ...]
    nearest: tuple[Row, ...]
    url: str
    share_url: str
    near_url: str


def here_at(lon_lat: LonLat, layers: list[Layer]) -> Here:
    """Return what is at ``lon_lat``, with one statement for each layer."""
    areas = [AreasHere(layer=layer, cards=_cards_at(layer, lon_lat)) for layer in layers if layer.style.shape == "polygon"]
    found = [(layer, read_nearest(layer, lon_lat, limit=1)) for layer in layers if layer.style.shape != "polygon"]
    nearest = sorted(((entry[1], card_of(layer, entry[0])) for layer, entries in found for entry in entries), key=lambda pair: pair[0])
    spot = spot_at(lon_lat)
    lat, lon = spot.address.split(",")
    return Here(
        spot=spot,
        areas=tuple(entry for entry in areas if entry.cards),
        nearest=tuple(Row(card=card, far=how_far(distance_m)) for distance_m, card in nearest),
        url=f"{reverse('atlas:here')}?lat={lat}&lon={lon}",
        share_url=f"{reverse('atlas:map')}?pin={lat},{lon}&at={_ZOOM}/{lat}/{lon}",
        near_url=f"{reverse('atlas:map')}?near={lat},{lon}&view=list",
    )


def _cards_at(layer: Layer, lon_lat: LonLat) -> tuple[Card, ...]:
    return tuple(card_of(layer, feature) for feature in read_at(layer, lon_lat, limit=_AREAS))


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """The page of a point: by ``lat`` and ``lon``, or by ``point`` as somebody typed it; without either, a form that asks for it."""
    available = all_layers(viewer=viewer_of(request))
    state = state_of(request.GET, available)
    asked: dict[str, Any] = {"typed": request.GET.get("point", "")}
    try:
        point = _point(request.GET)
    except InvalidPoint as error:
        asked["error"] = str(error)
        point = None
    if point is not None:
        lon, lat = point
        state = replace(state, pin=point, near=point, at=state.at or (_ZOOM, lat, lon))
        asked["here"] = here_at(point, available)
    state = replace(state, is_list=False)
    return render(
        request,
        "atlas/map.html",
        page_context(state, available, list_of=list_beside_point) | {"asked": asked},
        status=400 if "error" in asked else 200,
    )


def _point(given: QueryDict) -> LonLat | None:
    """Raises: InvalidPoint."""
    typed = given.get("point", "").strip()
    if typed:
        return point_of(typed)
    if "lat" in given or "lon" in given:
        return lat_lon(f"{given.get('lat', '')},{given.get('lon', '')}")
    return None


@require_safe
def here_card(request: HttpRequest) -> HttpResponse:
    """The card of a point alone, for the map's script."""
    try:
        point = _point(request.GET)
    except InvalidPoint as error:
        return render(request, "components/here_card.html", {"error": str(error)}, status=400)
    if point is None:
        return render(request, "components/here_card.html", {}, status=400)
    return render(request, "components/here_card.html", {"here": here_at(point, all_layers(viewer=viewer_of(request)))})
