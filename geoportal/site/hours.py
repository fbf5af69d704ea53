"""Opening hours as people write them on a door: «Δευτέρα–Παρασκευή 8:00–14:30»."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from layers.hours.models import OpeningHours, Weekday

Rule = Mapping[str, Any]


def hours_lines(rules: Iterable[Rule]) -> list[str]:
    """Return the rules of ``layers.hours.questions.hours_of`` in the active language, a line for each group of days with equal hours.

    Hours of a season, and those by appointment, have lines of their own that say so.
    """
    seasons: dict[tuple[str, ...], list[Rule]] = defaultdict(list)
    for rule in rules:
        seasons[(rule["valid_from"] or "", rule["valid_through"] or "", rule["kind"], _note(rule))].append(rule)
    return [line for (since, until, kind, note), some in seasons.items() for line in _lines(some, _remarks(since, until, kind, note))]


def _lines(rules: Iterable[Rule], remarks: str) -> Iterator[str]:
    spans: dict[int, list[str]] = defaultdict(list)
    for rule in rules:
        spans[rule["weekday"]].append(_span(rule["opens"], rule["closes"]))
    days_of: dict[str, list[int]] = defaultdict(list)
    for weekday, some in sorted(spans.items()):
        days_of[", ".join(some)].append(weekday)
    for hours, weekdays in days_of.items():
        yield f"{_days(weekdays)} {hours}{remarks}"


def _span(opens: str, closes: str) -> str:
    return _("όλο το 24ωρο") if opens == closes == "00:00" else f"{opens.removeprefix('0')}–{closes.removeprefix('0')}"


def _days(weekdays: list[int]) -> str:
    """Return days as «Δευτέρα–Παρασκευή, Κυριακή»; public holidays are no part of a run."""
    runs = [[number for _place, number in run] for _key, run in groupby(enumerate(weekdays), key=lambda entry: entry[1] - entry[0])]
    parts = [part for run in runs for part in _run(run)]
    return ", ".join(parts)


def _run(weekdays: list[int]) -> Iterator[str]:
    names = [str(Weekday(number).label) for number in weekdays if number != Weekday.HOLIDAY]
    if len(names) > 2:
        yield f"{names[0]}–{names[-1]}"
    else:
        yield from names
    if Weekday.HOLIDAY in weekdays:
        yield str(Weekday.HOLIDAY.label)


def _remarks(since: str, until: str, kind: str, note: str) -> str:
    season = ""
    if since and until:
        season = _("%(since)s έως %(until)s") % {"since": _day(since), "until": _day(until)}
    elif since or until:
        season = _("από %(day)s") % {"day": _day(since)} if since else _("έως %(day)s") % {"day": _day(until)}
    appointment = str(OpeningHours.Kind.APPOINTMENT.label) if kind == OpeningHours.Kind.APPOINTMENT else ""
    remarks = "; ".join(filter(None, (season, appointment, note)))
    return f" ({remarks})" if remarks else ""


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j E")


def _note(rule: Rule) -> str:
    language = (translation.get_language() or "el")[:2]
    return str(rule.get(f"note_{language}") or "")
