"""The duty roster: who is on duty, until when, and where it has holes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.pharmacies import DutyShift, Pharmacy, gaps, next_change_of_duties
from tests.planting import plant

ATHENS = ZoneInfo("Europe/Athens")
MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)


def shift(pharmacy: Pharmacy, start: datetime, hours: float, *, kind: str = "night") -> DutyShift:
    return DutyShift.objects.create(pharmacy=pharmacy, kind=kind, period=DateTimeTZRange(start, start + timedelta(hours=hours)))


@pytest.mark.django_db
def test_a_pharmacy_is_on_duty_through_the_hour_that_comes_twice() -> None:
    pharmacy = plant(Pharmacy)
    shift(pharmacy, datetime(2026, 10, 24, 21, tzinfo=ATHENS), 11)

    for fold in (0, 1):
        at = datetime(2026, 10, 25, 3, 15, tzinfo=ATHENS, fold=fold)
        found = Pharmacy.objects.on_duty(at).get()
        assert found.duty_kind == "night"
        assert found.duty_until.astimezone(ATHENS).strftime("%d %H:%M") == "25 08:00"


@pytest.mark.django_db
def test_a_duty_ends_the_moment_it_ends() -> None:
    pharmacy = plant(Pharmacy)
    shift(pharmacy, MIDNIGHT, 8)

    assert Pharmacy.objects.on_duty(MIDNIGHT).exists()
    assert not Pharmacy.objects.on_duty(MIDNIGHT + timedelta(hours=8)).exists()


@pytest.mark.django_db
def test_of_two_duties_at_once_the_longer_is_told() -> None:
    pharmacy = plant(Pharmacy)
    shift(pharmacy, MIDNIGHT, 8, kind="day")
    shift(pharmacy, MIDNIGHT, 12, kind="extended")

    assert Pharmacy.objects.on_duty(MIDNIGHT).get().duty_until == MIDNIGHT + timedelta(hours=12)


@pytest.mark.django_db
def test_a_pharmacy_cannot_have_the_same_duty_twice_at_once() -> None:
    pharmacy = plant(Pharmacy)
    shift(pharmacy, MIDNIGHT, 8)

    with pytest.raises(IntegrityError, match="layers_dutyshift_no_overlap"):
        shift(pharmacy, MIDNIGHT + timedelta(hours=7), 8)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 12)), max_size=6))
def test_gaps_are_the_hours_that_nobody_covers(duties: list[tuple[int, int]]) -> None:
    DutyShift.objects.all().delete()
    for start, hours in duties:
        shift(plant(Pharmacy), MIDNIGHT + timedelta(hours=start), hours)

    found = gaps(kind="night", since=MIDNIGHT, until=MIDNIGHT + timedelta(hours=48))

    uncovered = {hour for hour in range(48) if not any(start <= hour < start + hours for start, hours in duties)}
    told = {
        int((start - MIDNIGHT).total_seconds() // 3600) + step
        for start, end in found
        for step in range(int((end - start).total_seconds() // 3600))
    }
    assert told == uncovered


@pytest.mark.django_db
def test_an_unpublished_pharmacy_covers_nothing() -> None:
    shift(plant(Pharmacy, is_published=False), MIDNIGHT, 24)

    assert gaps(kind="night", since=MIDNIGHT, until=MIDNIGHT + timedelta(hours=24)) == [(MIDNIGHT, MIDNIGHT + timedelta(hours=24))]


@pytest.mark.django_db
def test_the_layer_changes_when_a_duty_begins_or_ends() -> None:
    pharmacy = plant(Pharmacy)
    shift(pharmacy, MIDNIGHT, 8)
    shift(pharmacy, MIDNIGHT + timedelta(hours=10), 8)

    changes = [next_change_of_duties(MIDNIGHT + timedelta(hours=at)) for at in (-1, 1, 9, 12, 20)]

    assert changes == [*(MIDNIGHT + timedelta(hours=at) for at in (0, 8, 10, 18)), None]
