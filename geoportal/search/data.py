"""What the search finds of the open data: each public layer and dataset, by its page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.search.room import Entry, SearchRoom, in_each_language
from geoportal.site.language import page_language
from layers.layer import Layer
from layers.lookups import all_layers


def _entries() -> Iterator[Entry]:
    return in_each_language(all_layers(), _entry)


def _entry(layer: Layer) -> Entry:
    return Entry(
        key=layer.slug,
        language=page_language(),
        kind="data",
        title=str(layer.title),
        path=f"{reverse('api:collection', args=(layer.slug,))}?f=html&lang={page_language()}",
        summary=str(layer.description),
        text=" · ".join(str(entry.title) for entry in layer.properties),
        names=(layer.slug.replace("-", " "),),
        department=layer.maintainer,
        weight=0.5,
    )


def _state() -> str:
    return repr([(layer.slug, str(layer.title), str(layer.description), layer.maintainer) for layer in all_layers()])


ROOM = SearchRoom(slug="data", kinds=lambda: {"data": _("Ανοικτά δεδομένα")}, entries=_entries, state=_state)
