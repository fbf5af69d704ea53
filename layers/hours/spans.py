"""When a timetable is open, as spans of time: what a page needs to say «ανοιχτά έως τις 14:30» and «ανοίγει αύριο στις 8:00».

The same rules as the SQL function ``layers_open_timetables``, which answers for many timetables at one instant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from layers.hours.holidays import PublicHoliday
from layers.hours.models import HoursException, OpeningHours, Timetable, Weekday

Span = tuple[datetime, datetime]

# Long enough for a long weekend before and after a closed week.
HORIZON_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Whether it is open now, and when that changes; None: not within ``HORIZON_DAYS``."""

    is_open: bool
    changes_at: datetime | None


def opening_at(timetable: Timetable, now: datetime) -> Opening:
    """Return whether ``timetable`` is open at ``now``, and until or from when; hours by appointment don't count as open."""
    # Times of one zone are compared as clocks show them, which is how hours are meant on the night when clocks change.
    wall = now.astimezone(UTC).astimezone(ZoneInfo(settings.TIME_ZONE))
    last = wall.date() + timedelta(days=HORIZON_DAYS)
    spans = open_spans(timetable, since=wall.date() - timedelta(days=1), until=last)
    closes_at = next((end for start, end in spans if start <= wall < end), None)
    if closes_at is not None:
        return Opening(is_open=True, changes_at=closes_at if closes_at.date() <= last else None)
    return Opening(is_open=False, changes_at=next((start for start, _ in spans if start > wall), None))


def open_spans(timetable: Timetable, *, since: date, until: date) -> list[Span]:
    """Return when ``timetable`` is open on the days from ``since`` to ``until``, both included, in order; spans that touch are one."""
    hours = list(timetable.hours.filter(kind=OpeningHours.Kind.OPEN))
    exceptions = list(timetable.exceptions.filter(date__range=(since, until)))
    holidays: set[date] = set()
    if not timetable.ignores_holidays:
        holidays = set(PublicHoliday.objects.filter(date__range=(since, until)).values_list("date", flat=True))
    days = (since + timedelta(days=number) for number in range((until - since).days + 1))
    spans = [span for day in days for span in _spans_of(day, hours=hours, exceptions=exceptions, is_holiday=day in holidays)]
    return _merged(sorted(spans))


def _spans_of(day: date, *, hours: list[OpeningHours], exceptions: list[HoursException], is_holiday: bool) -> Iterator[Span]:
    different = [row for row in exceptions if row.date == day]
    weekday = Weekday.HOLIDAY if is_holiday else day.isoweekday()
    rows: Iterable[OpeningHours | HoursException] = different or [
        row for row in hours if row.weekday == weekday and (row.valid_from or day) <= day <= (row.valid_through or day)
    ]
    midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
    for row in rows:
        if row.opens is not None and row.closes is not None:
            yield midnight + timedelta(minutes=row.opens_minute), midnight + timedelta(minutes=row.closes_minute)


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged
