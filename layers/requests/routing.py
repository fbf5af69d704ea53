"""Which department answers a case, and why: ordered rules, the first that fits decides, and where none does the service's own department.

Rules are looked at in one question to the database, for one case as for a simulation over many.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import F, FloatField, Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from layers.departments import Department
from layers.geometry import as_geography
from layers.requests.models import RoutingRule, ServiceRequest
from layers.requests.services import Service

# Nearer to the edge of a rule's area than a house is wide, the other side may be right.
NEAR_EDGE_M = 30


@dataclass(frozen=True, kw_only=True)
class Route:
    """``rule``: the one that decided, None for the service's own department; ``edge_m``: how far the point is from the edge of its area
    or of one that would have decided otherwise, None where no area is near."""

    department: Department
    rule: RoutingRule | None = None
    edge_m: float | None = None

    @property
    def is_doubtful(self) -> bool:
        return self.edge_m is not None and self.edge_m < NEAR_EDGE_M

    def as_json(self) -> dict[str, Any]:
        """Return the explanation that is kept with the case."""
        explained: dict[str, Any] = {"department": self.department.code, "rule": self.rule and self.rule.pk}
        if self.rule is not None:
            explained |= {"position": self.rule.position, "reason": self.rule.reason, "by_area": self.rule.area is not None}
        return explained | ({"edge_m": round(self.edge_m, 1)} if self.edge_m is not None else {})


def route(service: Service, point: Point | None) -> Route:
    """Return where a case of ``service`` at ``point`` (None: it has no place) goes by the rules that hold."""
    return decide(service, _rules_at(RoutingRule.objects.filter(is_active=True), service, point))


def decide(service: Service, rules: Iterable[RoutingRule]) -> Route:
    """Return the decision of ``rules``, those of the service in their order, each with ``covers`` and ``edge_m``."""
    edge_m = None
    for rule in rules:
        near: float | None = getattr(rule, "edge_m", None)
        edge_m = near if edge_m is None or (near is not None and near < edge_m) else edge_m
        if rule.area is None or getattr(rule, "covers", False):
            return Route(department=rule.department, rule=rule, edge_m=edge_m)
    return Route(department=service.department, edge_m=edge_m)


def _rules_at(rules: Any, service: Service, point: Point | None) -> Any:
    fitting = rules.filter(Q(service=service) | Q(group=service.group_id) | Q(service__isnull=True, group__isnull=True))
    fitting = fitting.select_related("department").order_by("position", "pk")
    if point is None:
        return fitting.filter(area__isnull=True)
    edge = as_geography(Func(F("area"), function="ST_Boundary"))
    here = as_geography(RawSQL("ST_SetSRID(ST_MakePoint(%s, %s), 4326)", [point.x, point.y]))
    return fitting.annotate(
        covers=RawSQL("ST_Covers(area, ST_SetSRID(ST_MakePoint(%s, %s), 4326))", [point.x, point.y]),
        edge_m=Cast(Distance(edge, here), FloatField()),
    )


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A past case that would go to another department."""

    request: ServiceRequest
    department: Department


def simulate(rules: Any, cases: Any) -> Iterator[Moved]:
    """Yield the cases of the queryset ``cases`` that ``rules``, a queryset, would send elsewhere than where they first went."""
    departments = {department.code: department for department in Department.objects.all()}
    for case in cases.select_related("service__department", "service__group").iterator(chunk_size=500):
        decided = decide(case.service, _rules_at(rules, case.service, case.geom))
        if decided.department != departments.get(case.routing.get("department")):
            yield Moved(request=case, department=decided.department)
