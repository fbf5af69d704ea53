"""Opening hours as one line of text, in Greek or English: «Δευ-Παρ 08:00-14:30, 17:30-21:00· Σαβ 09:00-14:00».

    week    = part { (";" | "·" | "|" | line break) part }
    part    = days ( closed | ranges [ "(" appointment ")" ] )  |  "24/7"
    days    = run { ("," | "και") run }
    run     = day [ "-" day ]  |  a word for several days (καθημερινές, Σαββατοκύριακο, κάθε μέρα)
    ranges  = range { ("," | "και") range }  |  «όλο το 24ωρο»
    range   = time "-" time

Days may be cut short after three letters; public holidays are a day of their own (αργίες). Times are 24-hour, "8", "8:00" or "8.00"; one
that closes at or before it opens closes on the next day, 00:00-24:00 is the whole day. What is not named is closed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from importers.dates import Unreadable, read_minute, weekday_of
from importers.folding import fold
from layers.hours.models import OpeningHours, Weekday

_PARTS = re.compile(r"[;·|\n]+")
_HOURS = re.compile(r"\d.*", re.DOTALL)
_DASH = r"\s*(?:-|–|—|έως|εως|ως|to|till)\s*"
_RANGE = re.compile(rf"(.+?){_DASH}(.+)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|&|\bκαι\b|\band\b)\s*", re.IGNORECASE)
_APPOINTMENT = re.compile(r"\(?\s*(?:με ραντεβού|κατόπιν ραντεβού|by appointment|appointment)\s*\)?", re.IGNORECASE)
_CLOSED = ("κλειστα", "κλειστο", "closed", "off")
# The longer before those that they end with.
_ROUND_THE_CLOCK = ("ολο το 24ωρο", "24ωρο", "all day", "24 hours", "24h")
_SEVERAL = {
    "καθημερινεσ": range(1, 6), "εργασιμεσ": range(1, 6), "weekdays": range(1, 6),
    "σαββατοκυριακο": range(6, 8), "weekend": range(6, 8), "weekends": range(6, 8),
    "καθημερινα": range(1, 8), "καθε μερα": range(1, 8), "καθε ημερα": range(1, 8), "daily": range(1, 8), "every day": range(1, 8),
    "αργιεσ": range(8, 9), "αργια": range(8, 9), "holidays": range(8, 9), "public holidays": range(8, 9), "ph": range(8, 9),
}  # fmt: skip
_SEVERAL_FOLDED = {fold(words): days for words, days in _SEVERAL.items()}
_SHORT = {
    "el": ("Δευ", "Τρι", "Τετ", "Πεμ", "Παρ", "Σαβ", "Κυρ", "Αργίες"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Holidays"),
}
_APPOINTMENT_WORDS = {"el": "με ραντεβού", "en": "by appointment"}
_MIDNIGHT = time()
_A_DAY = 1440


@dataclass(frozen=True, order=True)
class Hours:
    """Hours of one weekday, as ``layers.hours.models.OpeningHours`` keeps them."""

    weekday: int
    opens: time
    closes: time
    kind: str = OpeningHours.Kind.OPEN.value


Week = frozenset[Hours]


class UnreadableHours(ValueError):
    """The message names the part of the text that cannot be read, and how to write it."""


def parse_hours(text: str) -> Week:
    """Return the week that ``text`` describes; empty where all of it is closed.

    Raises:
        UnreadableHours
    """
    week: set[Hours] = set()
    closed: set[int] = set()
    for part in filter(None, (part.strip(" ,") for part in _PARTS.split(text))):
        days, hours = _part(part)
        if closed & {entry.weekday for entry in hours} or (not hours and {entry.weekday for entry in week} & set(days)):
            raise UnreadableHours(_("«%(part)s»: η ίδια ημέρα είναι και ανοιχτή και κλειστή.") % {"part": part})
        if not hours:
            closed |= set(days)
        week |= hours
        _check_apart(week, part)
    return frozenset(week)


def format_hours(week: Iterable[Hours], *, language: str = "el") -> str:
    """Return ``week`` as text that ``parse_hours`` reads back."""
    language = language if language in _SHORT else "el"
    parts = []
    for kind, some in groupby(sorted(week, key=lambda hours: (hours.kind != OpeningHours.Kind.OPEN, hours)), key=lambda hours: hours.kind):
        remark = f" ({_APPOINTMENT_WORDS[language]})" if kind == OpeningHours.Kind.APPOINTMENT else ""
        by_hours: dict[str, list[int]] = {}
        for weekday, spans in groupby(some, key=lambda hours: hours.weekday):
            by_hours.setdefault(", ".join(_span(hours) for hours in spans), []).append(weekday)
        parts += [f"{_days(weekdays, language)} {hours}{remark}" for hours, weekdays in by_hours.items()]
    return "; ".join(parts) or f"{_days(range(1, 9), language)} {'κλειστά' if language == 'el' else 'closed'}"


def _part(part: str) -> tuple[Iterable[int], set[Hours]]:
    if fold(part) in ("24 7", *_ROUND_THE_CLOCK):
        return (), {Hours(weekday, _MIDNIGHT, _MIDNIGHT) for weekday in range(1, 9)}
    if fold(part) in _CLOSED:
        return (), set()
    kind = OpeningHours.Kind.OPEN
    plain = _APPOINTMENT.sub("", part).strip(" ,")
    if plain != part:
        kind = OpeningHours.Kind.APPOINTMENT
    days, spans = _divided(plain, part)
    return days, {Hours(weekday, opens, closes, kind.value) for weekday in days for opens, closes in spans}


def _divided(plain: str, part: str) -> tuple[list[int], list[tuple[time, time]]]:
    """Return the days that ``plain`` begins with and the hours that follow: none where it says closed."""
    for words, spans in ((_CLOSED, []), (_ROUND_THE_CLOCK, [(_MIDNIGHT, _MIDNIGHT)])):
        ending = next((word for word in words if fold(plain).endswith(f" {fold(word)}")), "")
        if ending:
            count = len(ending.split())
            return _read_days(" ".join(plain.split()[:-count]), part), spans
    hours = _HOURS.search(plain)
    if hours is None:
        raise UnreadableHours(_("«%(part)s»: λείπουν οι ώρες. Γράψτε π.χ. «Δευ-Παρ 08:00-14:30» ή «Κυρ κλειστά».") % {"part": part})
    days = plain[: hours.start()].strip(" ,:")
    if not days:
        raise UnreadableHours(_("«%(part)s»: λείπουν οι ημέρες. Γράψτε π.χ. «Δευ-Παρ 08:00-14:30».") % {"part": part})
    return _read_days(days, part), [_read_range(text, part) for text in _AND.split(hours.group())]


def _read_days(text: str, part: str) -> list[int]:
    days: list[int] = []
    for run in _AND.split(text):
        days += [day for day in _read_run(run.strip(" :."), part) if day not in days]
    return days


def _read_run(run: str, part: str) -> Iterable[int]:
    if fold(run) in _SEVERAL_FOLDED:
        return _SEVERAL_FOLDED[fold(run)]
    bounds = [weekday_of(name) for name in re.split(_DASH, run, flags=re.IGNORECASE)]
    if None in bounds or len(bounds) > 2:
        raise UnreadableHours(
            _("«%(part)s»: το «%(days)s» δεν είναι ημέρα. Γράψτε Δευ, Τρι, Τετ, Πεμ, Παρ, Σαβ, Κυρ ή Αργίες.") % {"part": part, "days": run}
        )
    first, last = bounds[0] or 0, bounds[-1] or 0
    return [(first + step - 1) % 7 + 1 for step in range((last - first) % 7 + 1)]


def _read_range(text: str, part: str) -> tuple[time, time]:
    match = _RANGE.fullmatch(text.strip())
    try:
        opens, closes = map(read_minute, match.groups() if match else ("", ""))
    except Unreadable as error:
        raise UnreadableHours(
            _("«%(part)s»: το «%(hours)s» δεν είναι ώρες. Γράψτε π.χ. 08:00-14:30.") % {"part": part, "hours": text.strip()}
        ) from error
    if opens == _A_DAY or (opens == closes and opens):
        raise UnreadableHours(
            _("«%(part)s»: στο «%(hours)s» η αρχή δεν αφήνει ώρες ως το τέλος. Όλη η ημέρα γράφεται 00:00-24:00.")
            % {"part": part, "hours": text.strip()}
        )
    return _time(opens), _time(closes)


def _time(minute: int) -> time:
    return time(*divmod(minute % _A_DAY, 60))


def _check_apart(week: Iterable[Hours], part: str) -> None:
    for one, other in pairwise(sorted(map(_minutes, week))):
        if other[0] < one[1]:
            raise UnreadableHours(_("«%(part)s»: ώρες της ίδιας ημέρας πέφτουν η μία πάνω στην άλλη.") % {"part": part})


def _minutes(hours: Hours) -> tuple[int, int]:
    """Return the minutes of the week, holidays after Sunday, within which the hours lie on their own day."""
    start = hours.weekday * _A_DAY + hours.opens.hour * 60 + hours.opens.minute
    end = hours.weekday * _A_DAY + hours.closes.hour * 60 + hours.closes.minute
    return start, end if hours.closes > hours.opens else (hours.weekday + 1) * _A_DAY


def _span(hours: Hours) -> str:
    closes = "24:00" if hours.closes == _MIDNIGHT else f"{hours.closes:%H:%M}"
    return f"{hours.opens:%H:%M}-{closes}"


def _days(weekdays: Iterable[int], language: str) -> str:
    names = _SHORT[language]
    runs = [[day for _place, day in run] for _key, run in groupby(enumerate(weekdays), key=lambda entry: entry[1] - entry[0])]
    return ", ".join(text for run in runs for text in _run(run, names))


def _run(weekdays: list[int], names: tuple[str, ...]) -> Iterator[str]:
    days = [day for day in weekdays if day != Weekday.HOLIDAY]
    if len(days) > 2:
        yield f"{names[days[0] - 1]}-{names[days[-1] - 1]}"
    else:
        yield from (names[day - 1] for day in days)
    if Weekday.HOLIDAY in weekdays:
        yield names[Weekday.HOLIDAY - 1]
