"""The statutory clock: work days of Chania, holidays, pauses, and the days that a second department gets."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.hours.holidays import holidays_of
from layers.requests import clock

HOLIDAYS = {day for year in (2026, 2027) for day in holidays_of(year)}
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        # A Friday, then the weekend.
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 27), 5, date(2026, 12, 4)),
        # Good Friday to Easter Monday.
        (date(2026, 4, 9), 1, date(2026, 4, 14)),
        # 25 March 2026 is a Wednesday.
        (date(2026, 3, 24), 1, date(2026, 3, 26)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
    ],
)
def test_a_deadline_is_a_work_day_counted_from_the_day_after(day: date, count: int, expected: date) -> None:
    assert clock.add_work_days(day, count, HOLIDAYS) == expected


@given(DAYS, st.integers(1, 60))
def test_counting_there_and_back_agrees(day: date, count: int) -> None:
    end = clock.add_work_days(day, count, HOLIDAYS)

    assert clock.is_work_day(end, HOLIDAYS)
    assert clock.work_days_between(day, end, HOLIDAYS) == count


@given(DAYS)
def test_nothing_lies_between_a_day_and_one_before(day: date) -> None:
    assert clock.work_days_between(day, day, HOLIDAYS) == clock.work_days_between(day, day - timedelta(days=9), HOLIDAYS) == 0


@pytest.mark.django_db
def test_a_pause_moves_the_deadline_by_the_work_days_that_passed() -> None:
    friday, monday, next_wednesday = date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 2)

    assert clock.resumed(date(2026, 12, 4), paused=friday, now=friday) == date(2026, 12, 4)
    assert clock.resumed(date(2026, 12, 4), paused=friday, now=monday) == date(2026, 12, 7)
    assert clock.resumed(date(2026, 12, 4), paused=friday, now=next_wednesday) == date(2026, 12, 9)


@pytest.mark.django_db
def test_a_second_department_has_ten_work_days_more() -> None:
    assert clock.extended(date(2026, 12, 4)) == date(2026, 12, 18)
    # Christmas, the day after it and New Year's Day lie between.
    assert clock.extended(date(2026, 12, 18)) == date(2027, 1, 5)
