"""The list that is the map's equal: what is seen of each layer, by name or by distance."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.formats import number_format

from geoportal.atlas.cards import Card, card_of
from geoportal.atlas.filters import filters_of
from geoportal.atlas.state import MapState
from geoportal.site.distances import how_far
from layers.layer import Layer, Theme
from layers.nearby import read_nearest
from layers.reading import Feature, count_features, read_features, read_summary
from layers.revisions import Revision

PAGE_ROWS = 50
_BESIDE_POINT = 10
# What the map draws of a layer at once, and what the list beside it knows of: both say that there is more.
MAP_FEATURES = 1000
# Counted one by one as far as this.
_COUNTED = 10_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """``far`` is the distance in words, empty where none was asked for."""

    card: Card
    far: str = ""


@dataclass(frozen=True, kw_only=True)
class LayerList:
    """One page of a layer's rows; ``count`` is how many the map shows, at most MAP_FEATURES, None where nobody asked."""

    layer: Layer
    rows: tuple[Row, ...]
    page: int
    previous_url: str
    next_url: str
    count: int | None = None

    @property
    def is_truncated(self) -> bool:
        return self.count is not None and self.count > MAP_FEATURES


def list_of(state: MapState, layer: Layer) -> LayerList:
    """Return one page of what is seen of ``layer``; pages beyond the first are for one layer alone."""
    page = state.page if len(state.layers) == 1 else 1
    rows = _rows(state, layer, offset=(page - 1) * PAGE_ROWS)
    alone = replace(state, layers=(layer,), is_list=True, page=page, notices=())
    return LayerList(
        layer=layer,
        rows=rows[:PAGE_ROWS],
        page=page,
        previous_url=f"?{alone.query(page=page - 1)}" if page > 1 else "",
        next_url=f"?{alone.query(page=page + 1)}" if len(rows) > PAGE_ROWS else "",
    )


def list_beside_point(state: MapState, layer: Layer) -> LayerList:
    """Return the few nearest features of ``layer``, and where the others are listed."""
    rows = _rows(state, layer, size=_BESIDE_POINT)
    alone = replace(state, layers=(layer,), is_list=True, page=1, notices=())
    return LayerList(
        layer=layer,
        rows=rows[:_BESIDE_POINT],
        page=1,
        previous_url="",
        next_url=f"?{alone.query()}" if len(rows) > _BESIDE_POINT else "",
    )


def list_beside_map(state: MapState, layer: Layer) -> LayerList:
    """Return the first rows of what the map draws of ``layer``, and how many it draws, without reading more than it does."""
    seen = replace(state, near=None).features(layer, limit=PAGE_ROWS + 1)
    rows = _rows(state, layer, among=MAP_FEATURES)
    alone = replace(state, layers=(layer,), is_list=True, page=1, notices=())
    return LayerList(
        layer=layer,
        rows=rows[:PAGE_ROWS],
        page=1,
        previous_url="",
        next_url=f"?{alone.query()}" if len(rows) > PAGE_ROWS else "",
        count=count_features(layer, seen, at_most=MAP_FEATURES + 1),
    )


def total_of(lists: list[LayerList]) -> str:
    """Return how many features the map draws of all ``lists``, with a plus where it draws only the first."""
    count = sum(min(entry.count or 0, MAP_FEATURES) for entry in lists)
    return f"{count}+" if any(entry.is_truncated for entry in lists) else str(count)


def _rows(state: MapState, layer: Layer, *, size: int = PAGE_ROWS, offset: int = 0, among: int | None = None) -> tuple[Row, ...]:
    """Return the rows of a page of ``size``, and one more if there are more."""
    query = state.features(layer, limit=size + 1)
    if state.near is not None:
        found = read_nearest(layer, state.near, query, limit=size + 1, offset=offset)
        return tuple(Row(card=card_of(layer, feature), far=how_far(distance_m)) for feature, distance_m in found)
    features: list[Feature] = read_features(layer, query, order_by=_label(layer), offset=offset, among=among)
    return tuple(Row(card=card_of(layer, feature)) for feature in features)


def _label(layer: Layer) -> str:
    return layer.label.get((translation.get_language() or "el")[:2]) or layer.label.get("el", "")


def counts_of(layers: list[Layer]) -> dict[str, int]:
    revisions = dict(Revision.objects.values_list("layer", "number"))
    return {layer.slug: read_summary(layer, revision=revisions.get(layer.slug)).count for layer in layers}


def legend_of(state: MapState, layers: list[Layer], counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the legend's chapters that have a layer, in order: each layer with its filters and how many features are asked for."""
    chapters = []
    for theme in Theme:
        entries = [_entry(state, layer, counts[layer.slug]) for layer in layers if layer.theme == theme]
        if entries:
            chapters.append({"title": theme.label, "entries": entries})
    return chapters


def _entry(state: MapState, layer: Layer, whole: int) -> dict[str, Any]:
    narrowing = state.narrowing(layer)
    return {
        "layer": layer,
        "is_on": layer in state.layers,
        "count": count_of(state, layer) if narrowing else number_format(whole),
        "whole": number_format(whole),
        "filters": [
            {"filter": entry, "options": [(option, option.value in narrowing.options.get(entry.name, ())) for option in entry.options]}
            for entry in filters_of(layer)
        ],
        "narrowing": narrowing,
        "is_narrowed": bool(narrowing),
    }


def count_of(state: MapState, layer: Layer) -> str:
    """Return how many features of ``layer`` there are, wherever they lie, narrowed as asked; counted only so far."""
    count = count_features(layer, state.narrowing(layer).query(layer), at_most=_COUNTED + 1)
    return f"{number_format(_COUNTED)}+" if count > _COUNTED else number_format(count)
