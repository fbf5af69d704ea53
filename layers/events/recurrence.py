"""RFC 5545 recurrence in the municipality's wall time: 21:00 every Saturday stays 21:00 when clocks change."""

import re
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_BEHIND, _AHEAD = timedelta(days=90), timedelta(days=400)
MAX_OCCURRENCES = 1000

# A rule for every hour or minute is no event of a city.
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")


def horizon(now: datetime | None = None) -> tuple[datetime, datetime]:
    """Return between which instants occurrences are stored: 90 days back, 400 days ahead."""
    present = now or timezone.now()
    return present - _BEHIND, present + _AHEAD


def validate_rrule(text: str) -> None:
    """
    Raises:
        ValidationError: if ``text`` is not the value of one RRULE (RFC 5545 §3.3.10), or repeats more often than daily.
    """
    if not text:
        return
    try:
        rule = rrulestr(text, dtstart=datetime(2000, 1, 1))  # noqa: DTZ001  # wall time
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise ValidationError(
            _("Η επανάληψη «%(rule)s» δεν διαβάζεται. Παράδειγμα: FREQ=WEEKLY;BYDAY=SA;COUNT=10"), params={"rule": text}
        ) from error
    if isinstance(rule, rruleset) or "\n" in text or any(f"FREQ={word}" in text.upper() for word in _TOO_OFTEN):
        raise ValidationError(
            _("Η επανάληψη «%(rule)s» δεν είναι ένας κανόνας με ημέρες, εβδομάδες, μήνες ή έτη. Παράδειγμα: FREQ=WEEKLY;BYDAY=SA"),
            params={"rule": text},
        )


def instants(starts_at: datetime, *, rrule: str, since: datetime, until: datetime) -> list[datetime]:
    """Return when ``rrule`` lets an event begin that first begins at ``starts_at``, from ``since`` up to ``until``, in UTC and in order.

    Without a rule this is ``starts_at``, whenever that is. A wall time that the spring's change of clocks leaves out is read with the
    offset before it, one that the autumn's repeats is the first of the two (RFC 5545 §3.3.5). At most ``MAX_OCCURRENCES`` are returned.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    if not rrule:
        return [starts_at.astimezone(UTC)]
    first = starts_at.astimezone(zone).replace(tzinfo=None, fold=0)
    rule = rrulestr(_with_wall_until(rrule, zone), dtstart=first)
    # A day of slack on both sides: wall times and instants are not in quite the same order.
    day = timedelta(days=1)
    earliest, latest = (instant.astimezone(zone).replace(tzinfo=None) for instant in (since - day, until + day))
    walls = takewhile(lambda wall: wall <= latest, rule.xafter(earliest, inc=True))
    found = sorted({wall.replace(tzinfo=zone).astimezone(UTC) for wall in islice(walls, MAX_OCCURRENCES)})
    return [instant for instant in found if since <= instant < until]


def _with_wall_until(rule: str, zone: ZoneInfo) -> str:
    """UNTIL is given in UTC (RFC 5545 §3.3.10) while we count in wall time."""

    def wall(match: re.Match[str]) -> str:
        instant = datetime.strptime(match.group(1).upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return f"UNTIL={instant.astimezone(zone):%Y%m%dT%H%M%S}"

    return re.sub(r"UNTIL=(\d{8}T\d{6}Z)", wall, rule, flags=re.IGNORECASE)
