"""The demo's opening hours."""

from datetime import date, time
from typing import Any

from geoportal.demo.files import numbers_of
from layers.hours.models import OpeningHours, Timetable


def load_timetable(code: str, rules: list[dict[str, Any]], *, today: date) -> Timetable | None:
    """Make the timetable ``code`` be ``rules`` and nothing else; None where there are no rules."""
    if not rules:
        return None
    timetable, _ = Timetable.objects.get_or_create(code=code)
    timetable.hours.all().delete()
    OpeningHours.objects.bulk_create(row for rule in rules for row in _rows(timetable, rule, today))
    return timetable


def _rows(timetable: Timetable, rule: dict[str, Any], today: date) -> list[OpeningHours]:
    seasons = (
        [(_day(rule["from"], year), _day(rule["through"], year)) for year in (today.year, today.year + 1)]
        if "from" in rule
        else [(None, None)]
    )
    return [
        OpeningHours(
            timetable=timetable,
            weekday=weekday,
            opens=time.fromisoformat(rule["opens"]),
            closes=time.fromisoformat(rule["closes"].replace("24:00", "00:00")),
            valid_from=since,
            valid_through=until if since is None or until is None or until >= since else until.replace(year=until.year + 1),
            note_el=rule.get("note_el", ""),
            note_en=rule.get("note_en", ""),
        )
        for since, until in seasons
        for weekday in numbers_of(rule["days"])
    ]


def _day(month_day: str, year: int) -> date:
    return date.fromisoformat(f"{year}-{month_day}")
