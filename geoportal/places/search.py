"""What the search finds of places."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.search.room import Entry, SearchRoom, in_each_language, state_of
from geoportal.site.language import localised, page_language
from layers.places import Place


def _entries() -> Iterator[Entry]:
    return in_each_language(Place.objects.published().select_related("category"), _entry)


def _entry(place: Place) -> Entry:
    category, address = localised(place.category, "name"), localised(place, "address")
    return Entry(
        key=place.code,
        language=page_language(),
        kind="place",
        title=localised(place, "name"),
        path=reverse("places:place", args=(place.code,)),
        summary=" · ".join(filter(None, (category, address))),
        text=localised(place, "description"),
        names=(place.name_el, place.name_en),
        geometry=place.geom,
        weight=1.1,
    )


ROOM = SearchRoom(slug="places", kinds=lambda: {"place": _("Σημεία")}, entries=_entries, state=state_of("places"))
