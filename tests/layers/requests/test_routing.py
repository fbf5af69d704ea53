"""Where a case goes and why; what other rules would have done with those of the past."""

import pytest
from django.contrib.gis.geos import Point

from layers.requests.models import RoutingRule, ServiceRequest
from layers.requests.routing import route, simulate
from layers.requests.services import Service
from tests.cases import INSIDE, make_case, make_department, make_service, square

pytestmark = pytest.mark.django_db
HERE = Point(*INSIDE, srid=4326)


@pytest.fixture
def service() -> Service:
    return make_service()


def rule(position: int, to: str, **given: object) -> RoutingRule:
    return RoutingRule.objects.create(position=position, department=make_department(to), **given)


def test_without_rules_the_services_own_department_answers(service: Service) -> None:
    way = route(service, HERE)

    assert (way.department.code, way.rule, way.edge_m) == ("works", None, None)


def test_the_first_rule_that_fits_decides_and_is_remembered(service: Service) -> None:
    rule(1, "off", is_active=False)
    rule(2, "parks", service=make_service("trees"))
    rule(3, "east", group=service.group, area=square(24.05, 35.5))
    decides = rule(4, "west", group=service.group, area=square(24.0, 35.5), reason="Τα δυτικά έχει ο δυτικός τομέας.")
    rule(5, "last", service=service)

    way = route(service, HERE)
    assert (way.department.code, way.rule) == ("west", decides)
    told = make_case(service).routing
    assert told | {"edge_m": 0} == {
        "department": "west", "rule": decides.pk, "position": 4, "reason": "Τα δυτικά έχει ο δυτικός τομέας.", "by_area": True, "edge_m": 0,
    }  # fmt: skip
    # 0.0013 degrees of longitude west of the eastern edge.
    assert told["edge_m"] == pytest.approx(117.8, abs=1)


def test_a_case_without_a_place_goes_by_the_rules_without_an_area(service: Service) -> None:
    rule(1, "west", service=service, area=square(24.0, 35.5))
    rule(2, "phone", service=service)

    assert route(service, None).department.code == "phone"


@pytest.mark.parametrize(("lon", "department", "is_doubtful"), [(24.0199, "west", True), (24.0201, "works", True), (24.01, "west", False)])
def test_near_the_edge_of_an_area_the_decision_is_doubtful_on_both_sides(
    service: Service, lon: float, department: str, is_doubtful: bool
) -> None:
    rule(1, "west", service=service, area=square(24.0, 35.5))
    way = route(service, Point(lon, 35.51, srid=4326))

    assert (way.department.code, way.is_doubtful) == (department, is_doubtful)


def test_a_simulation_tells_which_past_cases_would_go_elsewhere_and_changes_none(service: Service) -> None:
    inside, outside = make_case(service), make_case(service, lon_lat=(24.03, 35.51))
    rule(1, "west", service=service, area=square(24.0, 35.5))

    moved = list(simulate(RoutingRule.objects.all(), ServiceRequest.objects.all()))
    assert [(one.request, one.department.code) for one in moved] == [(inside, "west")]
    outside.refresh_from_db()
    inside.refresh_from_db()
    assert {inside.department, outside.department} == {service.department}
