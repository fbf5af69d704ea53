"""What the search finds of routes and of their stops."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.search.room import Entry, SearchRoom, in_each_language, state_of
from geoportal.site.language import localised, page_language
from layers.routes import Route, Stop


def _entries() -> Iterator[Entry]:
    yield from in_each_language(Route.objects.published(), _route)
    yield from in_each_language(Stop.objects.published().select_related("route"), _stop)


def _route(row: Route) -> Entry:
    return Entry(
        key=row.code,
        language=page_language(),
        kind="route",
        title=localised(row, "name"),
        path=reverse("routes:walk", args=(row.code,)),
        summary=localised(row, "summary"),
        text=" · ".join(filter(None, (localised(row, "theme"), localised(row, "description"), localised(row, "wheelchair_note")))),
        names=(row.name_el, row.name_en),
        geometry=row.geom,
        weight=1.1,
    )


def _stop(row: Stop) -> Entry:
    return Entry(
        key=f"{row.route.code}/{row.number}",
        language=page_language(),
        kind="stop",
        title=localised(row, "name"),
        path=f"{reverse('routes:walk', args=(row.route.code,))}#stop-{row.number}",
        summary=localised(row.route, "name"),
        text=localised(row, "text"),
        names=(row.name_el, row.name_en),
        geometry=row.geom,
        weight=0.4,
    )


ROOM = SearchRoom(
    slug="routes",
    kinds=lambda: {"route": _("Διαδρομές"), "stop": _("Στάσεις διαδρομών")},
    entries=_entries,
    state=state_of("routes", "route-stops"),
)
