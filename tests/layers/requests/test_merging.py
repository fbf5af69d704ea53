"""Reports of one thing become one, and nobody is lost; a wrong merge is undone."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from geoportal.accounts.models import User
from layers.requests import citizens
from layers.requests.merging import alike, merge, split, unmerge
from layers.requests.models import Reporter, ServiceRequest
from layers.requests.policy import NotPermitted
from layers.requests.services import Service
from layers.requests.workflow import Status, TransitionNotAllowed
from tests.cases import INSIDE, make_case, make_department, make_service

pytestmark = pytest.mark.django_db
# A thousandth of a degree of latitude is 111 metres.
NEAR, FAR = (INSIDE[0], INSIDE[1] + 0.0003), (INSIDE[0], INSIDE[1] + 0.0006)


@pytest.fixture
def service() -> Service:
    return make_service()


def found(service: Service) -> list[Any]:
    return list(alike(service, Point(*INSIDE, srid=4326)))


def test_open_cases_of_the_same_kind_nearby_are_found_nearest_first(service: Service) -> None:
    near, here = make_case(service, lon_lat=NEAR), make_case(service)
    make_case(service, lon_lat=FAR)
    make_case(make_service("potholes"))
    citizens.withdraw(make_case(service))
    old = make_case(service)
    ServiceRequest.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=61))

    assert found(service) == [here, near]
    assert found(service)[1].distance_m == pytest.approx(33.3, abs=0.5)


def test_a_service_without_a_radius_looks_for_none() -> None:
    service = make_service(duplicate_radius_m=0)
    make_case(service)

    assert found(service) == []


def test_everybody_follows_the_case_that_stays_and_leaves_it_when_the_merge_is_undone(service: Service, head: User) -> None:
    stays, goes = make_case(service, email="a@example.gr"), make_case(service, email="b@example.gr")
    citizens.support(goes, email="c@example.gr", text="Κι εγώ.")
    citizens.support(stays, email="d@example.gr")
    merge(goes, into=stays, by=head)

    goes.refresh_from_db()
    assert (goes.status, goes.merged_into) == (Status.MERGED, stays)
    assert set(stays.supporters.values_list("email", flat=True)) == {"b@example.gr", "c@example.gr", "d@example.gr"}
    assert stays.supporters.get(email="c@example.gr").note == "Κι εγώ."

    unmerge(goes, by=head)
    goes.refresh_from_db()
    assert (goes.status, goes.merged_into, goes.closed_at) == (Status.SUBMITTED, None, None)
    assert list(stays.supporters.values_list("email", flat=True)) == ["d@example.gr"]
    assert goes.supporters.get().email == "c@example.gr"


def test_who_follows_both_is_there_once_and_stays_after_the_merge_is_undone(service: Service, head: User) -> None:
    stays, goes = make_case(service), make_case(service, email="a@example.gr")
    citizens.support(stays, email="a@example.gr")
    merge(goes, into=stays, by=head)
    assert stays.supporters.count() == 1

    unmerge(goes, by=head)
    assert stays.supporters.count() == 1


def test_a_case_is_not_merged_into_itself_a_closed_one_or_another_departments(service: Service, head: User) -> None:
    case, closed = make_case(service), make_case(service)
    citizens.withdraw(closed)
    theirs = make_case(make_service("trees", department=make_department("parks")))

    for into, error in ((case, TransitionNotAllowed), (closed, TransitionNotAllowed), (theirs, NotPermitted)):
        with pytest.raises(error):
            merge(case, into=into, by=head)
    case.refresh_from_db()
    assert case.status == Status.SUBMITTED


def test_one_report_of_two_things_becomes_two_cases_of_the_same_reporter(service: Service, head: User) -> None:
    case, parks = make_case(service, email="a@example.gr"), make_department("parks")
    part = split(case, service=make_service("trees", department=parks), description="Το κλαδί.", by=head)

    assert (part.department, part.split_from, part.geom, part.protocol_number) == (parks, case, case.geom, 2)
    assert part.code != case.code
    assert Reporter.objects.filter(email="a@example.gr").count() == 2
    assert Reporter.objects.get(request=case).pk != Reporter.objects.get(request=part).pk
