"""What the search finds of the requests: the kinds of problems that can be reported, by the words of the world."""

from collections.abc import Iterator
from hashlib import blake2b

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from geoportal.search.room import Entry, SearchRoom, in_each_language
from geoportal.site.language import localised, page_language
from layers.requests.services import Service


def _offered() -> list[Service]:
    return list(Service.objects.offered().select_related("group", "department").order_by("pk"))


def _entries() -> Iterator[Entry]:
    return in_each_language(_offered(), _entry)


def _entry(row: Service) -> Entry:
    return Entry(
        key=row.code,
        language=page_language(),
        kind="report",
        title=localised(row, "title"),
        path=f"{reverse('requests:report')}?{urlencode({'service': row.code})}",
        summary=localised(row, "description"),
        text=localised(row.group, "title"),
        names=(row.title_el, row.title_en, *row.keywords_el, *row.keywords_en),
        department=row.department.code,
        # Whoever names what is broken wants it mended more than they want to know whose work that is.
        weight=2.2,
    )


def _state() -> str:
    """There are some dozens of kinds, and they change once a year: what is found of them is their state."""
    return blake2b(repr(list(_entries())).encode(), digest_size=16).hexdigest()


ROOM = SearchRoom(slug="requests", kinds=lambda: {"report": _("Αναφορές προβλημάτων")}, entries=_entries, state=_state)
