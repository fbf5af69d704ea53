"""Feeds of the open data: what changed in each public layer and dataset, and one that tells of them all.

A row's date is its ``updated_at``. Where a layer's rows keep none, nobody can say which of them is new: its feed then has one entry, the
layer itself, dated by its revision (docs/adr/0017).
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from geoportal.atlas.cards import card_of
from geoportal.feeds.feed import MOST_ENTRIES, Entry, Feed, FeedRoom, State, state_of_layers
from geoportal.feeds.shapes import georss_shape
from geoportal.site.language import page_language
from layers.layer import FeatureQuery, Kind, Layer
from layers.lookups import UnknownLayer, all_layers, get_layer
from layers.reading import Feature, read_page, read_summary
from layers.revisions import changes_of

_PREFIX = "data-"


def _page() -> str:
    return reverse("services")


def _state() -> State:
    layers = all_layers()
    changes = changes_of(layer.slug for layer in layers)
    return State(
        facts=tuple((layer.slug, changes.get(layer.slug)) for layer in layers),
        changed_at=max((changed_at for _number, changed_at in changes.values()), default=None),
    )


def _entries() -> list[Entry]:
    layers = all_layers()
    changes = changes_of(layer.slug for layer in layers)
    newest = sorted((layer for layer in layers if layer.slug in changes), key=lambda layer: changes[layer.slug][1], reverse=True)
    return [_layer_entry(layer, *changes[layer.slug]) for layer in newest[:MOST_ENTRIES]]


def _layer_entry(layer: Layer, revision: int, changed_at: datetime) -> Entry:
    summary = read_summary(layer, revision=revision)
    count = ngettext("%(count)d στοιχείο", "%(count)d στοιχεία", summary.count) % {"count": summary.count}
    return Entry(
        key=f"layer/{layer.slug}",
        title=str(layer.title),
        summary=tuple(filter(None, (str(layer.description), count))),
        path=_page_of(layer),
        updated=changed_at,
        geometry=summary.extent,
        categories=(str(layer.theme.label),),
    )


def _page_of(layer: Layer) -> str:
    return f"{reverse('api:collection', args=(layer.slug,))}?f=html&lang={page_language()}"


ALL = Feed(
    slug="data",
    title=gettext_lazy("Ανοικτά δεδομένα: τι άλλαξε"),
    description=gettext_lazy("Κάθε επίπεδο του χάρτη και κάθε σύνολο δεδομένων, με την ημέρα που άλλαξε τελευταία."),
    page=_page,
    state=_state,
    entries=_entries,
)


def feed_of(layer: Layer) -> Feed:
    """Return the feed of what is new or changed in ``layer``."""
    return Feed(
        slug=f"{_PREFIX}{layer.slug}",
        title=layer.title,
        description=layer.description or layer.title,
        page=lambda: _page_of(layer),
        state=lambda: state_of_layers(layer.slug, lapses_at=layer.next_change_at()),
        entries=lambda: _rows(layer) if _keeps_times(layer) else _layer_alone(layer),
    )


def _keeps_times(layer: Layer) -> bool:
    try:
        layer.model._meta.get_field("updated_at")
    except FieldDoesNotExist:
        return False
    return layer.dataset_version is None


def _layer_alone(layer: Layer) -> list[Entry]:
    return [_layer_entry(layer, *change) for change in changes_of([layer.slug]).values()]


def _rows(layer: Layer) -> Iterator[Entry]:
    """Yield the rows last written. Which they are is asked of the model, what is told of them of the layer, as everywhere."""
    placed = layer.published().exclude(**{f"{layer.geometry}__isnull": True})
    times: dict[int, datetime] = dict(placed.order_by("-updated_at", "-pk").values_list("pk", "updated_at")[:MOST_ENTRIES])
    page = read_page(layer, FeatureQuery(ids=tuple(times)), limit=MOST_ENTRIES)
    found = {members["id"]: members for members in json.loads(b"[" + page.features + b"]")}
    for pk, updated_at in times.items():
        if pk in found:
            yield _row_entry(layer, found[pk], updated_at.astimezone(UTC))


def _row_entry(layer: Layer, members: dict[str, object], updated_at: datetime) -> Entry:
    feature_id, properties = members["id"], members["properties"]
    geom = GEOSGeometry(json.dumps(members["geometry"]))
    assert isinstance(feature_id, int)  # noqa: S101  # feature_sql writes it so
    assert isinstance(properties, dict)  # noqa: S101
    told = {entry.name: properties.get(entry.name) for entry in layer.properties if _is_news(layer, entry.name)}
    card = card_of(layer, Feature(id=feature_id, lon_lat=(geom.centroid.x, geom.centroid.y), extent=geom.extent, properties=told))
    return Entry(
        key=f"layer/{layer.slug}/{feature_id}",
        title=card.name,
        summary=tuple(f"{fact.title}: {fact.text}" for fact in card.facts),
        path=card.url,
        updated=updated_at,
        geometry=georss_shape(geom),
    )


def _is_news(layer: Layer, name: str) -> bool:
    """Whether a property changes by a write alone: what the clock changes (open now, hours this week) is no news."""
    entry = layer.property(name)
    return entry is not None and isinstance(entry.source, str) and entry.kind is not Kind.HOURS


def _listed() -> list[Feed]:
    return [ALL, *map(feed_of, all_layers())]


def _find(slug: str) -> Feed | None:
    if slug == ALL.slug:
        return ALL
    try:
        return feed_of(get_layer(slug.removeprefix(_PREFIX))) if slug.startswith(_PREFIX) else None
    except UnknownLayer:
        return None


FEEDS = FeedRoom(title=gettext_lazy("Ανοικτά δεδομένα"), listed=_listed, find=_find)
