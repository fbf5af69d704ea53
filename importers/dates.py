"""Dates and times of day as people and spreadsheets write them, in Greek and in English. Plain Python: the sandbox uses it too."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from importers.folding import fold

# Day zero of the serial numbers that spreadsheets count days by; 1900 is wrongly a leap year there, hence the 30th.
SERIAL_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")
_SERIALS = range(20_000, 80_000)
_MINUTES_A_DAY = 1440
_YEARS = range(1800, 2300)

_MONTHS = (
    ("ιανουαριος", "ιανουαριου", "γεναρη", "γεναρης", "january"),
    ("φεβρουαριος", "φεβρουαριου", "φλεβαρη", "φλεβαρης", "february"),
    ("μαρτιος", "μαρτιου", "μαρτη", "μαρτης", "march"),
    ("απριλιος", "απριλιου", "απριλη", "απριλης", "april"),
    ("μαιος", "μαιου", "μαη", "μαης", "may"),
    ("ιουνιος", "ιουνιου", "ιουνη", "ιουνης", "june"),
    ("ιουλιος", "ιουλιου", "ιουλη", "ιουλης", "july"),
    ("αυγουστος", "αυγουστου", "august"),
    ("σεπτεμβριος", "σεπτεμβριου", "σεπτεμβρη", "σεπτεμβρης", "september"),
    ("οκτωβριος", "οκτωβριου", "οκτωβρη", "οκτωβρης", "october"),
    ("νοεμβριος", "νοεμβριου", "νοεμβρη", "νοεμβρης", "november"),
    ("δεκεμβριος", "δεκεμβριου", "δεκεμβρη", "δεκεμβρης", "december"),
)
WEEKDAYS = (
    ("δευτερα", "monday"),
    ("τριτη", "tuesday"),
    ("τεταρτη", "wednesday"),
    ("πεμπτη", "thursday"),
    ("παρασκευη", "friday"),
    ("σαββατο", "saturday"),
    ("κυριακη", "sunday"),
)
_ORDERED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]00(?:\.0+)?)?\s*(πμ|μμ|am|pm)?")
_TRAILING_TIME = re.compile(r"(.*\S)(?:\s+|T|,\s*)(\d{1,2}[:.]\d{2}(?:[:.]00(?:\.0+)?)?\s*(?:[πμap]\.?\s?[μm]\.?)?)", re.IGNORECASE)


class Unreadable(ValueError):
    """``why`` is "form" (no such way to write it), "missing" (no such day or hour) or "year" (none is given)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Moment:
    """A day and, where one is given, a minute of it: 1440 is 24:00. ``offset`` is that from UTC, where the text says it."""

    day: date
    minute: int | None = None
    offset: timedelta | None = None

    @property
    def wall(self) -> datetime:
        """What clock and calendar on the wall show; midnight where no time is given."""
        return datetime.combine(self.day, time()) + timedelta(minutes=self.minute or 0)


def read_date(text: str, *, epoch: date = SERIAL_EPOCH) -> date:
    """Return the day that ``text`` names: 22/11/2026, 2026-11-22, «22 Νοεμβρίου 2026», with or without its weekday, or a serial number.

    Raises:
        Unreadable
    """
    moment = read_moment(text, epoch=epoch)
    if moment.minute:
        raise Unreadable("form")
    return moment.day


def read_moment(text: str, *, epoch: date = SERIAL_EPOCH) -> Moment:
    """Return the day and, if given, the time that ``text`` names.

    Raises:
        Unreadable
    """
    text = " ".join(text.split())
    aware = _iso_with_offset(text)
    if aware is not None:
        return aware
    serial = _SERIAL.fullmatch(text)
    if serial and int(serial[1]) in _SERIALS:
        minute = round(float(f"0.{serial[2]}") * _MINUTES_A_DAY) if serial[2] else None
        return Moment(epoch + timedelta(days=int(serial[1])), minute)
    timed = _TRAILING_TIME.fullmatch(text)
    if timed:
        return Moment(_day(timed[1]), read_minute(timed[2]))
    return Moment(_day(text))


def read_minute(text: str) -> int:
    """Return the minute of the day that ``text`` names ("21:00", "9 μ.μ.", "24:00"): 0 to 1440.

    Raises:
        Unreadable
    """
    match = _TIME.fullmatch(re.sub(r"(?<=[πμapm])[.\s]+", "", text.strip().lower()))
    if match is None:
        raise Unreadable("form")
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            raise Unreadable("missing")
        hour = hour % 12 + (12 if match[3] in ("μμ", "pm") else 0)
    if minute > 59 or hour * 60 + minute > _MINUTES_A_DAY:
        raise Unreadable("missing")
    return hour * 60 + minute


def weekday_of(word: str) -> int | None:
    """Return the ISO weekday that ``word`` names, whole or cut short after three letters at least («Δευ», "Tue"); None if it names none."""
    return _position(fold(word), WEEKDAYS, shortest=3)


def _day(text: str) -> date:
    iso, ordered = _ISO.fullmatch(text), _ORDERED.fullmatch(text)
    if iso:
        return _existing(int(iso[1]), int(iso[2]), int(iso[3]))
    if ordered:
        year = int(ordered[4])
        return _existing(year + 2000 if year < 100 else year, int(ordered[3]), int(ordered[1]))
    return _spoken(text)


def _spoken(text: str) -> date:
    """Read «Κυριακή 22 Νοεμβρίου 2026», "Sunday, 22 November 2026", "22-Nov-26", "Κυρ 22/11/2026"."""
    before, gap, rest = text.partition(" ")
    if gap and weekday_of(before.strip(",.")) is not None:
        return _day(rest.strip())
    words = fold(text).split()
    month = _position(words[1], _MONTHS, shortest=3) if len(words) > 1 else None
    if month is None or not words[0].isdecimal():
        is_short = re.fullmatch(r"\d{1,2}[./-]\d{1,2}", text) is not None
        raise Unreadable("year" if is_short else "form")
    if len(words) == 2:
        raise Unreadable("year")
    if len(words) > 3 or not (words[2].isdecimal() and len(words[2]) in (2, 4)):
        raise Unreadable("form")
    year = int(words[2])
    return _existing(year + 2000 if year < 100 else year, month, int(words[0]))


def _existing(year: int, month: int, day: int) -> date:
    if year not in _YEARS:
        raise Unreadable("missing")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unreadable("missing") from error


def _iso_with_offset(text: str) -> Moment | None:
    """Return what RFC 3339 writes with its offset from UTC, None where ``text`` is something else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S*(?:Z|[+-]\d{2}:?\d{2})", text):
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("missing") from error
    return Moment(instant.date(), instant.hour * 60 + instant.minute, instant.utcoffset())


def _position(word: str, names: tuple[tuple[str, ...], ...], *, shortest: int) -> int | None:
    """Return which one of ``names``, counted from 1, begins with ``word``; None where none or several do."""
    if len(word) < shortest:
        return None
    found = [number for number, forms in enumerate(_folded(names), start=1) if any(form.startswith(word) for form in forms)]
    return found[0] if len(found) == 1 else None


@cache
def _folded(names: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(fold, forms)) for forms in names)
