"""A month as a table of weeks, in which each day on which something begins leads to it."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geoportal.events.finding import EventQuery, days_with_events
from geoportal.site.choices import query_without, shortened

# As far as occurrences are stored (layers.events.recurrence).
_AHEAD = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class MonthDay:
    """``query`` is empty where nothing begins; a day of a neighbouring month has no ``number``."""

    number: int | None
    words: str
    query: str
    is_today: bool
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Month:
    title: str
    weekdays: list[tuple[str, str]]
    weeks: list[list[MonthDay]]
    previous_query: str
    next_query: str


def month_of(given: QueryDict, *, day: date | None) -> tuple[date, str]:
    """Return the first day of the month that ``month=2026-12`` names, else of ``day``'s or this one, and what was not understood."""
    today = timezone.localdate()
    text = shortened(given.get("month", ""))
    if not text:
        return (day or today).replace(day=1), ""
    try:
        first = date.fromisoformat(f"{text}-01")
        is_near = abs(first - today) <= _AHEAD
    except ValueError:
        is_near = False
    if not is_near:
        notice = _("Ο μήνας «%(text)s» δεν διαβάζεται. Γράψτε τον όπως 2026-12.") % {"text": text}
        return (day or today).replace(day=1), notice
    return first, ""


def month_page(given: QueryDict, query: EventQuery, *, first: date) -> Month:
    today = timezone.localdate()
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    busy = days_with_events(query, first=weeks[0][0], days=7 * len(weeks))
    before, after = first - timedelta(days=1), first + timedelta(days=31)

    def day_of(day: date) -> MonthDay:
        is_link = day in busy and day >= today and day.month == first.month
        return MonthDay(
            number=day.day if day.month == first.month else None,
            words=date_format(day, "l j E"),
            query=query_without(given, "when", "month", day=day.isoformat()) if is_link else "",
            is_today=day == today,
            is_chosen=day == query.day,
        )

    return Month(
        title=date_format(first, "F Y"),
        weekdays=[(date_format(day, "l"), date_format(day, "D")) for day in weeks[0]],
        weeks=[[day_of(day) for day in week] for week in weeks],
        previous_query=_to_month(given, before) if before >= today else "",
        next_query=_to_month(given, after) if after - today <= _AHEAD else "",
    )


def _to_month(given: QueryDict, day: date) -> str:
    parts: dict[str, Any] = {"month": f"{day:%Y-%m}"}
    return query_without(given, **parts) + "#month"
