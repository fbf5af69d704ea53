"""Open cases around one: the same thing told twice, or a neighbour's other trouble."""

from dataclasses import dataclass
from typing import Any

from geoportal.backoffice.desk.listing import Row, row_of
from geoportal.backoffice.desk.offers import is_offered
from geoportal.backoffice.desk.scope import visible_to
from geoportal.site.distances import distance_text
from layers.requests import clock
from layers.requests.history import Action
from layers.requests.merging import alike
from layers.requests.models import ServiceRequest

RADIUS_M = 100
_MOST = 8
_OUTLINES = ("department__jurisdiction", "district__geom")


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """``is_alike``: of the same kind, so near that it may be the same; ``may_merge``: of the same kind, and the case may be closed as the
    same as this one; one that ``is_elsewhere`` is of another department: only what everybody may know is told of it."""

    row: Row
    away: str
    is_alike: bool
    may_merge: bool
    is_elsewhere: bool = False


def neighbours_of(case: ServiceRequest, *, user: Any) -> list[Neighbour]:
    """Return the open cases around ``case`` that ``user`` may see, and those of other departments that may be the same, nearest first."""
    if case.geom is None:
        return []
    today = clock.today()
    may_merge = is_offered(Action.MERGE, case, user=user)
    radius = max(RADIUS_M, case.service.duplicate_radius_m)
    own = visible_to(user).open().exclude(pk=case.pk).near(case.geom, radius_m=radius).nearest(case.geom)
    found = list(own.select_related("service", "department", "district", "assignee").defer(*_OUTLINES)[:_MOST])
    return [_neighbour(row, case, today, may_merge=may_merge and is_offered(Action.MERGE, row, user=user)) for row in found] + [
        Neighbour(row=row_of(row, today), away=distance_text(row.distance_m), is_alike=True, may_merge=False, is_elsewhere=True)
        for row in _elsewhere(case, user=user)
    ]


def _elsewhere(case: ServiceRequest, *, user: Any) -> list[Any]:
    point: Any = case.geom
    others = alike(case.service, point).exclude(pk=case.pk).select_related("service", "department", "district", "assignee")
    found = list(others.defer(*_OUTLINES)[:_MOST])
    seen = set(visible_to(user).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    return [row for row in found if row.pk not in seen]


def _neighbour(row: Any, case: ServiceRequest, today: Any, *, may_merge: bool) -> Neighbour:
    is_same_kind = row.service_id == case.service_id
    return Neighbour(
        row=row_of(row, today),
        away=distance_text(row.distance_m),
        is_alike=is_same_kind and row.distance_m <= case.service.duplicate_radius_m,
        may_merge=may_merge and is_same_kind,
    )
