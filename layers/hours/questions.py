"""What the map asks of opening hours: open at an instant, the hours as data, and when the next door opens or closes."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Expression, Func, JSONField, Value
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from layers.hours.holidays import PublicHoliday
from layers.hours.models import HoursException, OpeningHours, Weekday
from layers.late import Late


class OpenAt(Func):
    """Whether a timetable is open at an instant: ``OpenAt("timetable", Now())``. FALSE where there is no timetable.

    The set of timetables that are open comes from the SQL function ``layers_open_timetables``; the planner sees through it and asks
    one row's timetable where few rows are shown, or the whole set where many are searched.
    """

    output_field = BooleanField()

    def __init__(self, timetable: str | Expression, at: Expression | datetime | None = None) -> None:
        instant = Now() if at is None else at
        super().__init__(timetable, instant if hasattr(instant, "resolve_expression") else Value(instant), Value(settings.TIME_ZONE))

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:  # type: ignore[override]  # noqa: ARG002
        timetable, at, zone = self.get_source_expressions()
        (key, key_values), (instant, instant_values), (zone_sql, zone_values) = (compiler.compile(part) for part in (timetable, at, zone))
        opened = f"layers_open_timetables({instant}::timestamptz, {zone_sql}::text)"
        return f"EXISTS (SELECT FROM {opened} AS opened WHERE opened.timetable_id = {key})", [*instant_values, *zone_values, *key_values]


class OpenNow(Func):
    """What ``OpenAt`` says of now, for a search among a million rows: a condition by which the planner joins.

    It compares the minute of the week with what the timetable keeps of an ordinary one, and asks about the others one by one. Hours and
    minutes are parameters, so that the planner's statistics tell how many are open then. ``at`` is now; SQL that is kept for later
    leaves it out and asks ``layers.late.punctual`` each time.
    """

    output_field = BooleanField()

    def __init__(self, timetable: str, at: datetime | None = None) -> None:
        super().__init__(timetable, Now() if at is None else Value(at), Value(settings.TIME_ZONE))
        self.asked: tuple[Any, Any] = (Late(week_now, 0), Late(week_now, 1)) if at is None else week_at(at)

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:  # type: ignore[override]  # noqa: ARG002
        timetable, at, zone = self.get_source_expressions()
        (key, key_values), (instant, instant_values), (zone_sql, zone_values) = (compiler.compile(part) for part in (timetable, at, zone))
        is_open = f"layers_is_open(known.id, {instant}::timestamptz, {zone_sql}::text)"
        statement = (
            f"EXISTS (SELECT FROM layers_timetable AS known WHERE known.id = {key} AND known.week_hours && %s::int[] "
            f"AND CASE WHEN known.is_variable THEN {is_open} ELSE known.week && %s::int4multirange END)"
        )
        hours, minutes = self.asked
        return statement, [*key_values, hours, *instant_values, *zone_values, minutes]


def week_now() -> tuple[list[int], str]:
    return week_at(timezone.now())


def week_at(instant: datetime) -> tuple[list[int], str]:
    """Return what ``instant`` is in a timetable's week: elements of ``week_hours``, and the minutes of ``week`` as PostgreSQL writes them.

    There are two: today's minute, and that of yesterday's hours that reach into today.
    """
    wall = instant.astimezone(UTC).astimezone(ZoneInfo(settings.TIME_ZONE))
    minute, today = wall.hour * 60 + wall.minute, wall.date()
    days = (today, today - timedelta(days=1))
    holidays = set(PublicHoliday.objects.filter(date__in=days).values_list("date", flat=True))
    starts = (2880 * (Weekday.HOLIDAY if day in holidays else day.isoweekday()) - 2880 for day in days)
    minutes = sorted(start + minute + past for start, past in zip(starts, (0, 1440), strict=True))
    return [-1, *(minute // 60 for minute in minutes)], "{" + ",".join(f"[{minute},{minute}]" for minute in minutes) + "}"


class IsOpen(Func):
    """What ``OpenAt`` says, for the few rows of a page: it costs the planner nothing, but looks at one row at a time."""

    function = "layers_is_open"
    output_field = BooleanField()

    def __init__(self, timetable: str, at: datetime | None = None) -> None:
        super().__init__(timetable, Now() if at is None else Value(at), Value(settings.TIME_ZONE))


class HoursOf(Func):
    """The weekly hours of a timetable that hold today or later, as objects in the order of the week."""

    function = "layers_hours"
    template = "%(function)s(%(expressions)s)::jsonb"
    output_field = JSONField()

    def __init__(self, timetable: str) -> None:
        super().__init__(timetable, TruncDate(Now()))


def next_change_of_hours(now: datetime | None = None) -> datetime:
    """Return an instant before which no timetable opens or closes: the next minute of the day at which any does, midnight at the latest."""
    zone = ZoneInfo(settings.TIME_ZONE)
    wall = (now or timezone.now()).astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    found = [bound for bound in _bounds_after(minute) if bound is not None]
    midnight = datetime.combine(wall.date() + timedelta(days=1), time(), tzinfo=zone)
    if not found:
        return midnight
    return min(midnight, datetime.combine(wall.date(), time(*divmod(min(found), 60), fold=wall.fold), tzinfo=zone))


def _bounds_after(minute: int) -> list[int | None]:
    """Return the first minutes of today after ``minute`` at which hours begin or end; each is one step down an index."""
    bounds = []
    for model in (OpeningHours, HoursException):
        table = connection.ops.quote_name(model._meta.db_table)
        for column, shift in (("opens_minute", 0), ("closes_minute", 0), ("closes_minute", 1440)):
            condition = f"{column} > {minute + shift:d} AND {column} < {1440 + shift:d}"
            bounds.append(f"(SELECT min({column}) - {shift:d} FROM {table} WHERE {condition})")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(bounds)}")
        return list(cursor.fetchone())
