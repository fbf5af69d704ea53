"""What the search finds of pharmacies."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.search.room import Entry, SearchRoom, in_each_language, state_of
from geoportal.site.language import localised, page_language
from layers.pharmacies import Pharmacy


def _entries() -> Iterator[Entry]:
    return in_each_language(Pharmacy.objects.published(), _entry)


def _entry(row: Pharmacy) -> Entry:
    return Entry(
        key=row.code,
        language=page_language(),
        kind="pharmacy",
        title=localised(row, "name"),
        path=reverse("pharmacies:pharmacy", args=(row.code,)),
        summary=" · ".join(filter(None, (localised(row, "address"), row.phone))),
        names=(row.name_el, row.name_en),
        geometry=row.geom,
    )


ROOM = SearchRoom(slug="pharmacies", kinds=lambda: {"pharmacy": _("Φαρμακεία")}, entries=_entries, state=state_of("pharmacies"))
