"""What became of complaints, in numbers: of the published cases alone, so that anybody can count them again from the open data.

Each number is of cases, none of people. The database counts in four passes; of a long period that takes seconds, so what was counted is
kept for an hour (``kept_numbers``), and says how old it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from layers.requests.workflow import OPEN
from layers.revisions import revision_of

KEPT_FOR = timedelta(hours=1)
# Open cases by their age in days: up to the first, up to the second, up to the third, older.
AGES_DAYS = (7, 30, 90)
_LAYER = "complaints"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which cases are counted. ``since`` and ``until``, the last included, are of submission for what was opened and of the closing for
    what was closed; the pks narrow both, and what is open now."""

    since: date
    until: date
    service: int | None = None
    district: int | None = None

    @property
    def key(self) -> str:
        return f"{self.since}/{self.until}/{self.service or ''}/{self.district or ''}"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What was opened and closed in the period, of the closed how many were completed without being mended, and the median of days."""

    opened: int = 0
    closed: int = 0
    not_fixed: int = 0
    median_days: float | None = None
    open_now: int = 0


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """``months`` by their first day in ISO 8601, in order; ``departments``, ``services`` and ``districts`` by pk as text ("": none);
    ``outcomes`` of what was completed, and ``rejected``; ``ages`` of what is open now, as ``AGES_DAYS`` cuts them."""

    all: Tally
    months: dict[str, Tally]
    departments: dict[str, Tally]
    services: dict[str, Tally]
    districts: dict[str, Tally]
    outcomes: dict[str, int]
    rejected: int
    ages: list[int]


@dataclass(frozen=True, kw_only=True)
class Kept:
    numbers: Numbers
    made_at: datetime


class StatisticsKept(models.Model):
    """Numbers of one scope as they were counted last."""

    scope = models.CharField(max_length=80, primary_key=True)
    revision = models.BigIntegerField()
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    numbers = models.JSONField()

    class Meta:
        verbose_name = "statistics kept"
        verbose_name_plural = "statistics kept"

    def __str__(self) -> str:
        return self.scope


def kept_numbers(scope: Scope) -> Kept:
    """Return the numbers of ``scope``: those kept if nothing has changed since, or if they are younger than ``KEPT_FOR``."""
    now, revision = timezone.now(), revision_of(_LAYER) or 0
    row = StatisticsKept.objects.filter(pk=scope.key).first()
    if row is not None and (row.revision == revision or now - row.made_at < KEPT_FOR):
        return Kept(numbers=_read(row.numbers), made_at=now if row.revision == revision else row.made_at)
    return count_anew(scope)


def count_anew(scope: Scope) -> Kept:
    """Count ``scope`` and keep what was counted."""
    # Before the rows: what changes meanwhile is then counted again, never taken for counted.
    now, revision = timezone.now(), revision_of(_LAYER) or 0
    numbers = count(scope)
    values = {"revision": revision, "made_at": now, "asked_at": now, "numbers": asdict(numbers)}
    StatisticsKept.objects.update_or_create(pk=scope.key, defaults=values)
    return Kept(numbers=numbers, made_at=now)


def forget_kept() -> int:
    """Forget what was counted more than a day ago; return how many scopes that were."""
    return StatisticsKept.objects.filter(made_at__lt=timezone.now() - timedelta(days=1)).delete()[0]


def _read(numbers: dict[str, Any]) -> Numbers:
    groups = {name: {key: Tally(**tally) for key, tally in numbers[name].items()} for name in _GROUPS}
    return Numbers(all=Tally(**numbers["all"]), outcomes=numbers["outcomes"], rejected=numbers["rejected"], ages=numbers["ages"], **groups)


_GROUPS = ("months", "departments", "services", "districts")


@dataclass
class _Sums:
    """What the passes found, by group and key."""

    months: dict[str, dict[str, Any]] = field(default_factory=dict)
    departments: dict[str, dict[str, Any]] = field(default_factory=dict)
    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    districts: dict[str, dict[str, Any]] = field(default_factory=dict)
    all: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, group: str, key: Any, **values: Any) -> None:
        getattr(self, group).setdefault("" if key is None else str(key), {}).update(values)


def count(scope: Scope) -> Numbers:
    """Count the cases of ``scope`` anew."""
    starts = month_starts(scope.since, scope.until)
    sums = _Sums(months={day.isoformat(): {} for day in starts})
    _add_opened(sums, scope, starts)
    outcomes, rejected = _add_closed(sums, scope, starts)
    _add_medians(sums, scope)
    ages = _add_open(sums, scope)
    groups = {name: {key: Tally(**values) for key, values in getattr(sums, name).items()} for name in _GROUPS}
    return Numbers(all=Tally(**sums.all.get("", {})), outcomes=outcomes, rejected=rejected, ages=ages, **groups)


def month_starts(since: date, until: date) -> list[date]:
    """Return the first days of the months from that of ``since`` to that of ``until``."""
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def _add_opened(sums: _Sums, scope: Scope, starts: Sequence[date]) -> None:
    sets = "(month), (department_id), (service_id), (district_id), ()"
    selected = "month, department_id, service_id, district_id, grouping(month, department_id, service_id, district_id), count(*)"
    for month, department, service, district, grouping, number in _rows(
        f"SELECT {selected} FROM ({_IN_PERIOD.format(time='submitted_at')}) AS c GROUP BY GROUPING SETS ({sets})", scope, starts
    ):
        group, key = _group_of(grouping, starts, month, department, service, district)
        sums.put(group, key, opened=number)


def _add_closed(sums: _Sums, scope: Scope, starts: Sequence[date]) -> tuple[dict[str, int], int]:
    """Add what was closed; return how many of each outcome, and how many were rejected."""
    sets = "(month), (department_id), (service_id), (district_id), ()"
    selected = (
        "month, department_id, service_id, district_id, grouping(month, department_id, service_id, district_id), count(*), "
        "count(*) FILTER (WHERE outcome = 'not_fixed'), count(*) FILTER (WHERE status = 'rejected')"
    )
    rejected = 0
    for month, department, service, district, grouping, number, not_fixed, refused in _rows(
        f"SELECT {selected} FROM ({_IN_PERIOD.format(time='closed_at')}) AS c GROUP BY GROUPING SETS ({sets})", scope, starts
    ):
        group, key = _group_of(grouping, starts, month, department, service, district)
        sums.put(group, key, closed=number, not_fixed=not_fixed)
        rejected = refused if group == "all" else rejected
    statement = f"SELECT outcome, count(*) FROM ({_IN_PERIOD.format(time='closed_at')}) AS c WHERE outcome <> '' GROUP BY outcome"
    return dict(_rows(statement, scope, starts)), rejected


def _add_medians(sums: _Sums, scope: Scope) -> None:
    days = "extract(epoch FROM closed_at - submitted_at)::float8 / 86400"
    statement = (
        "SELECT 0, department_id, service_id, NULL, grouping(department_id, service_id), "
        f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {days}) "
        f"FROM ({_IN_PERIOD.format(time='closed_at')}) AS c GROUP BY GROUPING SETS ((department_id), (service_id), ())"
    )
    for _month, department, service, _district, grouping, median in _rows(statement, scope, [scope.since]):
        group, key = {1: ("departments", department), 2: ("services", service)}.get(grouping, ("all", None))
        sums.put(group, key, median_days=median)


def _add_open(sums: _Sums, scope: Scope) -> list[int]:
    """Add what is open now; return how many of each age."""
    statement = (
        "SELECT age, department_id, service_id, district_id, grouping(age, department_id, service_id, district_id), count(*) FROM ("
        "  SELECT width_bucket(extract(epoch FROM %s - submitted_at)::float8 / 86400, %s::float8[]) AS age, department_id, service_id,"
        "    district_id FROM layers_complaint WHERE status = ANY(%s) AND (%s::bigint IS NULL OR service_id = %s)"
        "    AND (%s::bigint IS NULL OR district_id = %s)"
        ") AS c GROUP BY GROUPING SETS ((age), (department_id), (service_id), (district_id), ())"
    )
    ages = [0] * (len(AGES_DAYS) + 1)
    narrowed = [scope.service, scope.service, scope.district, scope.district]
    with connection.cursor() as cursor:
        cursor.execute(statement, [timezone.now(), list(AGES_DAYS), sorted(OPEN), *narrowed])
        for age, department, service, district, grouping, number in cursor.fetchall():
            if grouping == _GROUPINGS["months"]:
                ages[age] = number
                continue
            group, key = _group_of(grouping, [], age, department, service, district)
            sums.put(group, key, open_now=number)
    return ages


# The bits of grouping() are 1 where a column is summed over.
_GROUPINGS = {"months": 0b0111, "departments": 0b1011, "services": 0b1101, "districts": 0b1110}
_IN_PERIOD = (
    "SELECT width_bucket({time}, %s::timestamptz[]) AS month, department_id, service_id, district_id, status, outcome, submitted_at, "
    "closed_at "
    "FROM layers_complaint WHERE {time} >= %s AND {time} < %s AND (%s::bigint IS NULL OR service_id = %s) "
    "AND (%s::bigint IS NULL OR district_id = %s)"
)


def _group_of(grouping: int, starts: Sequence[date], month: int, *keys: Any) -> tuple[str, Any]:
    by_group = dict(zip(_GROUPINGS, (starts[month - 1].isoformat() if starts and month else None, *keys), strict=True))
    group = next((name for name, bits in _GROUPINGS.items() if bits == grouping), "all")
    return group, by_group.get(group)


def _rows(statement: str, scope: Scope, starts: Sequence[date]) -> Iterator[tuple[Any, ...]]:
    since, until = _midnight(scope.since), _midnight(scope.until + timedelta(days=1))
    narrowed = [scope.service, scope.service, scope.district, scope.district]
    with connection.cursor() as cursor:
        cursor.execute(statement, [[_midnight(day) for day in starts], since, until, *narrowed])
        yield from cursor.fetchall()


def _midnight(day: date) -> datetime:
    """Days begin by the clocks of the municipality."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))
