"""One duty of a roster, and what can be said of several without the database: which of them overlap, what nobody covers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.conf import settings

from importers.dates import read_minute
from importers.instants import instant_of, zone

Period = tuple[datetime, datetime]
"""Start and end, in UTC; the end is not part of it."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A duty as row ``row`` of a file says it; ``row`` 0: as the database holds it. Times are in UTC."""

    row: int
    pharmacy: int
    kind: str
    start: datetime
    end: datetime

    @property
    def key(self) -> tuple[int, str, datetime]:
        return self.pharmacy, self.kind, self.start

    @property
    def day(self) -> date:
        """The day on whose evening, or morning, it begins."""
        return self.start.astimezone(zone()).date()

    def overlaps(self, other: "Duty") -> bool:
        return self.pharmacy == other.pharmacy and self.start < other.end and other.start < self.end


def usual_minutes(kind: str) -> tuple[int, int]:
    """Return when a duty of ``kind`` begins and ends where nothing else is said, in minutes from the midnight it begins after."""
    start, end = map(read_minute, settings.MUNICIPALITY.duty_hours[kind])
    return start, end if end > start else end + 1440


def wall_of(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def overlapping(duties: Iterable[Duty]) -> Iterator[tuple[Duty, Duty]]:
    """Yield every two duties of one pharmacy that share time, the earlier first."""
    ordered = sorted(duties, key=lambda duty: (duty.pharmacy, duty.start, duty.end, duty.kind, duty.row))
    for _pharmacy, some in groupby(ordered, key=lambda duty: duty.pharmacy):
        own = list(some)
        for place, duty in enumerate(own):
            for later in own[place + 1 :]:
                if later.start >= duty.end:
                    break
                yield duty, later


def usual_period(kind: str, day: date) -> Period:
    starts, ends = usual_minutes(kind)
    return instant_of(wall_of(day, starts)).at, instant_of(wall_of(day, ends), is_end=True).at


def likely_kind(start: datetime, end: datetime) -> str:
    """Return the kind of a duty that does not say it: by day if half of it or more lies within the usual hours of the day."""
    by_day = timedelta()
    day = start.astimezone(zone()).date() - timedelta(days=1)
    while (period := usual_period("day", day))[0] < end:
        by_day += max(timedelta(), min(end, period[1]) - max(start, period[0]))
        day += timedelta(days=1)
    return "day" if by_day * 2 >= end - start else "night"


def gaps(kind: str, *, since: date, until: date, covered: Iterable[Period]) -> list[Period]:
    """Return when, in the usual hours of ``kind`` on the days ``since`` to ``until``, nothing of ``covered`` holds, in order."""
    ordered = sorted(covered)
    found: list[Period] = []
    day = since
    while day <= until:
        found += _uncovered(usual_period(kind, day), ordered)
        day += timedelta(days=1)
    return found


def _uncovered(window: Period, ordered: Iterable[Period]) -> Iterator[Period]:
    at, end = window
    for start, stop in ordered:
        if start >= end:
            break
        if start > at:
            yield at, start
        at = max(at, stop)
    if at < end:
        yield at, end
