"""Open until when, and from when: told by the same rules as open now."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import given

from layers.hours.holidays import PublicHoliday
from layers.hours.models import HoursException, OpeningHours, Timetable
from layers.hours.spans import Opening, opening_at
from tests.layers.test_hours import ATHENS, ON_THE_DATABASE, athens, clock_times, days, exceptions, hours, is_open, rules

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def shop(*entries: tuple[int, int, int]) -> Timetable:
    """Return a timetable of (weekday, opens, closes), in hours of the clock."""
    timetable = Timetable.objects.create(code="shop")
    hours(timetable, [(weekday, time(opens % 24), time(closes % 24)) for weekday, opens, closes in entries])
    return timetable


def until(text: str) -> Opening:
    return Opening(is_open=True, changes_at=athens(text))


def from_(text: str) -> Opening:
    return Opening(is_open=False, changes_at=athens(text))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T08:00", until("2026-11-23T14:00")),
        ("2026-11-23T13:59", until("2026-11-23T14:00")),
        ("2026-11-23T14:00", from_("2026-11-23T17:00")),
        ("2026-11-23T23:30", until("2026-11-24T02:00")),
        ("2026-11-24T01:59", until("2026-11-24T02:00")),
        ("2026-11-24T02:00", from_("2026-11-30T08:00")),
    ],
)
def test_hours_tell_until_and_from_when(now: str, expected: Opening) -> None:
    assert opening_at(shop((1, 8, 14), (1, 17, 2)), athens(now)) == expected


def test_hours_that_touch_are_one_span() -> None:
    timetable = shop((1, 20, 24), (2, 0, 3))

    assert opening_at(timetable, athens("2026-11-23T21:00")) == until("2026-11-24T03:00")


def test_what_never_closes_has_no_until_and_what_never_opens_no_from() -> None:
    always = Timetable.objects.create(code="always", ignores_holidays=True)
    hours(always, [(weekday, time(0), time(0)) for weekday in range(1, 8)])

    assert opening_at(always, athens("2026-11-23T21:00")) == Opening(is_open=True, changes_at=None)
    assert opening_at(shop(), athens("2026-11-23T21:00")) == Opening(is_open=False, changes_at=None)


def test_holidays_and_days_that_differ_are_minded() -> None:
    timetable = shop((1, 8, 14), (2, 8, 14), (3, 8, 14), (8, 10, 12))
    PublicHoliday.objects.create(date=MONDAY, name_el="Αργία", name_en="Holiday")
    HoursException.objects.create(timetable=timetable, date=MONDAY + timedelta(days=1))
    HoursException.objects.create(timetable=timetable, date=MONDAY + timedelta(days=2), opens=time(9), closes=time(10))

    assert opening_at(timetable, athens("2026-11-23T08:30")) == from_("2026-11-23T10:00")
    assert opening_at(timetable, athens("2026-11-23T12:00")) == from_("2026-11-25T09:00")


def test_hours_by_appointment_open_no_door() -> None:
    timetable = shop()
    OpeningHours.objects.create(timetable=timetable, weekday=1, opens=time(8), closes=time(14), kind="appointment")

    assert not opening_at(timetable, athens("2026-11-23T09:00")).is_open


@ON_THE_DATABASE
@given(entries=rules, differing=exceptions, day=days, at=clock_times)
def test_open_now_is_what_the_database_says(
    entries: list[tuple[int, time, time]], differing: list[tuple[int, tuple[time, time] | None]], day: date, at: time
) -> None:
    with transaction.atomic():
        timetable = Timetable.objects.create(code="door")
        hours(timetable, entries)
        for offset, span in differing:
            other_day = day + timedelta(days=offset)
            HoursException.objects.create(timetable=timetable, date=other_day, opens=span and span[0], closes=span and span[1])
        now = datetime.combine(day, at, tzinfo=ATHENS)

        opening = opening_at(timetable, now)

        assert opening.is_open == is_open(timetable, now)
        if opening.changes_at is not None and opening.changes_at == opening.changes_at.astimezone(UTC).astimezone(ATHENS):
            assert is_open(timetable, opening.changes_at) != opening.is_open
        transaction.set_rollback(True)
