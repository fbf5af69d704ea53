"""The dimension "time" (OGC 06-042 Annexes C and D): instants of ISO 8601, as exact as they are written, and intervals of two."""

import calendar
import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from api.literals import date_of, instant_of
from api.wms.errors import ServiceException

_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")


def span_of(text: str) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last instant that ``text`` means: a day is all of it, as are a month and a year. "current" is now.

    Raises:
        ServiceException: InvalidDimensionValue
    """
    first, _slash, rest = text.partition("/")
    # A third part is a resolution: what is asked is the interval.
    last = rest.partition("/")[0] or first
    since, until = _bound(first, text, is_end=False), _bound(last, text, is_end=True)
    if since > until:
        raise _invalid(text)
    return since, until


def _bound(part: str, text: str, *, is_end: bool) -> datetime:
    if part.lower() == "current":
        return timezone.now()
    day = _day(part, is_end=is_end)
    if day is not None:
        return datetime.combine(day, time.max if is_end else time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
    # RFC 3339 wants seconds, ISO 8601 does not.
    instant = instant_of(part) or instant_of(f"{part.removesuffix('Z')}:00Z") or instant_of(f"{part}Z")
    if instant is None or not 1 < instant.year < 9999:
        raise _invalid(text)
    return instant


def _day(part: str, *, is_end: bool) -> date | None:
    match = _MONTH.fullmatch(part)
    if match is None:
        day = date_of(part)
        return day if day is not None and 1 < day.year < 9999 else None
    year, month = int(match[1]), int(match[2] or (12 if is_end else 1))
    if not (1 < year < 9999 and 1 <= month <= 12):
        return None
    return date(year, month, calendar.monthrange(year, month)[1] if is_end else 1)


def _invalid(text: str) -> ServiceException:
    detail = _(
        "TIME=%(value)s: δώστε ημερομηνία (2026-11-30), μήνα, έτος, χρονική στιγμή (2026-11-30T10:00:00Z) ή διάστημα (αρχή/τέλος)."
    ) % {"value": text[:80]}
    return ServiceException("InvalidDimensionValue", detail, locator="TIME")
