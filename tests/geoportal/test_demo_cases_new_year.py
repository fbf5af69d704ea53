"""Apart from the demo of a module: what a history says cannot be taken back for another day."""

from collections import Counter
from datetime import date

import pytest

from geoportal.demo.content import load_demo
from layers.requests.models import ServiceRequest

pytestmark = pytest.mark.django_db


def test_numbers_begin_anew_with_the_year() -> None:
    load_demo(today=date(2027, 3, 24), most_publications=1)

    cases = list(ServiceRequest.objects.exclude(protocol_number=None))
    years = Counter(case.protocol_year for case in cases)
    assert min(years[2026], years[2027]) > 40
    for year, count in years.items():
        assert sorted(case.protocol_number or 0 for case in cases if case.protocol_year == year) == list(range(1, count + 1))
    assert max(case.updated_at.date() for case in cases) <= date(2027, 3, 24)
