"""Complaints as the public finds them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from layers.requests.complaints import Complaint
from layers.requests.models import ServiceRequest
from tests.cases import make_case, make_service, make_staff


@pytest.fixture
def head() -> Any:
    return make_staff("head", "handle_request", "direct_requests")


def show_many(count: int, **given: Any) -> list[Complaint]:
    """Return so many published complaints without a case behind them, an hour apart, the newest first."""
    service = given.pop("service", None) or make_service("many")
    now = timezone.now()
    given = {"status": "submitted", "geom": make_case(service).geom, "service": service, "department": service.department, **given}
    ServiceRequest.objects.filter(service=service).update(is_public=False)
    Complaint.objects.filter(request__service=service).delete()
    start = Complaint.objects.count() + 1000
    rows = [Complaint(number=f"2020-{start + index}", submitted_at=now - timedelta(hours=index), **given) for index in range(count)]
    return Complaint.objects.bulk_create(rows)
