"""Values as an address writes them: numbers as JSON does (RFC 8259 §6), dates and instants as RFC 3339 does."""

import math
import re
from datetime import UTC, date, datetime

from django.utils.dateparse import parse_date, parse_datetime

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_REAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")


def text_of(text: str) -> str | None:
    """Return ``text``, None if the database can hold no such text: with NUL in it, or half of a surrogate pair."""
    is_whole = not any("\ud800" <= letter <= "\udfff" for letter in text)
    return text if is_whole and "\0" not in text else None


def whole_of(text: str) -> int | None:
    """Return the whole number that ``text`` writes, None if it is none or the database has none so large."""
    number = int(text) if _WHOLE.fullmatch(text) else None
    return number if number is not None and -(2**63) <= number < 2**63 else None


def real_of(text: str) -> float | None:
    """Return the number that ``text`` writes, None if it is none: not "nan", not "inf", and no digits of other scripts."""
    number = float(text) if _REAL.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def date_of(text: str) -> date | None:
    """Return the date that ``text`` writes, None if it is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def instant_of(text: str) -> datetime | None:
    """Return the instant that ``text`` writes, None if it is none or says no offset.

    In UTC: RFC 3339 §5.6 knows offsets up to 23:59, PostgreSQL none from 16:00 on.
    """
    try:
        instant = parse_datetime(text)
        return instant.astimezone(UTC) if instant is not None and instant.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
