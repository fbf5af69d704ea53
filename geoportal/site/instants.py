"""An instant that the reader of a page asks about: ``at=2026-10-25T03:15``, by the clocks of the municipality."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

# Nobody asks farther, and the calendar's own ends are near.
_YEARS = timedelta(days=5 * 366)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``instant`` is now where the page was asked for nothing else; ``notice`` says what was not understood."""

    instant: datetime
    is_now: bool = True
    notice: str = ""

    @property
    def field_value(self) -> str:
        """What an ``<input type=datetime-local>`` holds."""
        return timezone.localtime(self.instant).strftime("%Y-%m-%dT%H:%M")


def instant_of(given: QueryDict, *, now: datetime | None = None) -> Asked:
    """Return the instant that ``at`` names. Of an hour that comes twice in autumn it is the first."""
    present = now or timezone.now()
    text = given.get("at", "").strip()[:40]
    if not text:
        return Asked(instant=present)
    try:
        wall = datetime.fromisoformat(text)
        instant = wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
        is_near = abs(instant - present) <= _YEARS
    except (ValueError, OverflowError):
        is_near = False
    if not is_near:
        notice = _("Η ώρα «%(text)s» δεν διαβάζεται· φαίνεται τι ισχύει τώρα. Γράψτε την όπως 2026-11-22T21:30.") % {"text": text}
        return Asked(instant=present, notice=notice)
    return Asked(instant=instant, is_now=False)


def day_of(given: QueryDict, *, name: str = "day") -> tuple[date | None, str]:
    """Return the day that the parameter ``name`` names, and what to say where it names none."""
    text = given.get(name, "").strip()[:40]
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
        is_near = abs(day - timezone.localdate()) <= _YEARS
    except (ValueError, OverflowError):
        is_near = False
    if not is_near:
        return None, _("Η ημέρα «%(text)s» δεν διαβάζεται. Γράψτε την όπως 2026-11-22.") % {"text": text}
    return day, ""


def day_bounds(day: date, *, days: int = 1) -> tuple[datetime, datetime]:
    """Return when ``day`` begins and when the last of ``days`` ends, by the clocks of the municipality."""
    zone = ZoneInfo(settings.TIME_ZONE)
    last = day + timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=zone), datetime(last.year, last.month, last.day, tzinfo=zone)
