"""The statutory clock: days on which the town hall works, in the time of Athens.

A deadline is a day and ends with it. It is counted from the day after (Κώδικας Διοικητικής Διαδικασίας, ν. 2690/1999, art. 10), stands
still while the citizen is asked, and is longer by ``MORE_DAYS`` where a second department has to answer (art. 4 §1).
"""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from django.utils import timezone

from layers.hours.holidays import PublicHoliday

MORE_DAYS = 10
# Before the end, so that the notice of a delay reaches the citizen in time (art. 4 §2).
NOTICE_DAYS = 5
_SATURDAY = 5


def today() -> date:
    """Return the day in Athens."""
    return timezone.localdate()


def is_work_day(day: date, holidays: AbstractSet[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def add_work_days(day: date, count: int, holidays: AbstractSet[date]) -> date:
    """Return the ``count``-th work day after ``day``; with 0, ``day`` or the first work day after it."""
    while count > 0 or not is_work_day(day, holidays):
        day += timedelta(days=1)
        count -= is_work_day(day, holidays)
    return day


def work_days_between(first: date, last: date, holidays: AbstractSet[date]) -> int:
    """Return how many work days come after ``first`` up to ``last``; none if ``last`` is not later."""
    return sum(is_work_day(first + timedelta(days=number), holidays) for number in range(1, (last - first).days + 1))


def holidays_around(day: date) -> set[date]:
    """Return the public holidays of the two years in which a deadline that begins at ``day`` can lie."""
    return set(PublicHoliday.objects.filter(date__year__range=(day.year - 1, day.year + 2)).values_list("date", flat=True))


def due_on(submitted: date, days: int) -> date:
    """Return the last day to answer what was submitted on that day."""
    return add_work_days(submitted, days, holidays_around(submitted))


def extended(due: date) -> date:
    """Return the later deadline of a case that a second department has to answer."""
    return add_work_days(due, MORE_DAYS, holidays_around(due))


def resumed(due: date, *, paused: date, now: date) -> date:
    """Return the deadline moved by the work days that passed since the clock stood still."""
    holidays = holidays_around(paused)
    return add_work_days(due, work_days_between(paused, now, holidays), holidays)
