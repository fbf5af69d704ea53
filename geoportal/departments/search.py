"""What the search finds of departments: what they do, and how the public reaches them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.search.room import Entry, SearchRoom, in_each_language, state_of
from geoportal.site.language import localised, page_language
from layers.departments import Department

# Both layers change with the departments, whether or not they have an office or an area.
_LAYERS = ("department-offices", "department-areas")


def _entries() -> Iterator[Entry]:
    return in_each_language(Department.objects.published().with_channels(), _entry)


def _entry(row: Department) -> Entry:
    channels = [str(channel["value"]) for channel in getattr(row, "channels_", [])]
    return Entry(
        key=row.code,
        language=page_language(),
        kind="department",
        title=localised(row, "name"),
        path=reverse("departments:department", args=(row.code,)),
        summary=localised(row, "address"),
        text=" · ".join(filter(None, (localised(row, "tasks"), localised(row, "hours"), *channels))),
        names=(row.name_el, row.name_en),
        department=row.code,
        geometry=row.office,
        weight=1.6,
    )


ROOM = SearchRoom(slug="departments", kinds=lambda: {"department": _("Υπηρεσίες")}, entries=_entries, state=state_of(*_LAYERS))
