"""A month as a table of weeks, each day with whether there is something on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict

BusyDays = Callable[[date, int], set[date]]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A day of the table; ``query`` is that of its address, empty where there is nothing."""

    day: date
    query: str
    is_today: bool
    is_other_month: bool


@dataclass(frozen=True, kw_only=True)
class Month:
    """``previous_query`` and ``next_query`` lead to the neighbouring months, empty where there is nothing to be told of them."""

    first: date
    weeks: list[list[Cell]]
    previous_query: str
    next_query: str


def month_of(given: QueryDict, *, today: date, until: date, chosen: date | None, busy_days: BusyDays) -> Month:
    """Return the month that ``month=2026-12`` names, between today's and that of ``until``; without it, that of the day ``chosen``.

    ``busy_days`` returns those of so many days from a first one on which there is something.
    """
    first = min(max(_asked(given) or (chosen or today).replace(day=1), today.replace(day=1)), until.replace(day=1))
    monday = first - timedelta(days=first.weekday())
    following = _next_month(first)
    count = ((following - monday).days + 6) // 7 * 7
    busy = busy_days(monday, count)
    cells = [
        Cell(
            day=day,
            query=_query(given, day=day.isoformat()) if day in busy and day >= today else "",
            is_today=day == today,
            is_other_month=day.month != first.month,
        )
        for day in (monday + timedelta(days=offset) for offset in range(count))
    ]
    previous = (first - timedelta(days=1)).replace(day=1)
    return Month(
        first=first,
        weeks=[cells[start : start + 7] for start in range(0, count, 7)],
        previous_query=_query(given, month=f"{previous:%Y-%m}") if previous >= today.replace(day=1) else "",
        next_query=_query(given, month=f"{following:%Y-%m}") if following <= until else "",
    )


def _asked(given: QueryDict) -> date | None:
    try:
        return date.fromisoformat(f"{given.get('month', '')[:7]}-01")
    except ValueError:
        return None


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _query(given: QueryDict, **changed: str) -> str:
    """Return the address's query with these parameters: another day is no longer the same page of the list."""
    query = given.copy()
    for name in ("page", "month"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    return query.urlencode(safe=",")
