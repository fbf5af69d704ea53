"""An instant that the reader of a page asks about: ``at=2026-10-25T03:15``, by the clocks of the municipality."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

# Nobody asks farther, and the calendar's own ends are near.
_YEARS = timedelta(days=5 * 366)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``instant`` is now where the page was asked for nothing else; ``notice`` says what was not understood, or not as it was meant.

    ``second`` is the instant that the same words mean too, an hour later, in the night in which the clocks are put back.
    """

    instant: datetime
    is_now: bool = True
    notice: str = ""
    second: datetime | None = None

    @property
    def second_value(self) -> str:
        """What the address says to mean ``second``."""
        return self.second.isoformat(timespec="minutes") if self.second else ""

    @property
    def field_value(self) -> str:
        """What an ``<input type=datetime-local>`` holds."""
        return timezone.localtime(self.instant).strftime("%Y-%m-%dT%H:%M")


def instant_of(given: QueryDict, *, now: datetime | None = None) -> Asked:
    """Return the instant that ``at`` names: local, or with its offset from UTC.

    Of an hour that comes twice in autumn it is the first; one that spring leaves out is taken as the clocks then show it. Both are told.
    """
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
    return _told(instant, wall)


def _told(instant: datetime, wall: datetime) -> Asked:
    if wall.tzinfo:
        return Asked(instant=instant, is_now=False)
    shown = instant.astimezone(UTC).astimezone(instant.tzinfo)
    if shown.replace(tzinfo=None) != wall:
        notice = _("Η ώρα %(asked)s δεν υπάρχει εκείνη την ημέρα: τα ρολόγια πάνε μία ώρα μπροστά. Φαίνεται τι ισχύει στις %(shown)s.")
        return Asked(instant=shown, is_now=False, notice=notice % {"asked": f"{wall:%H:%M}", "shown": f"{shown:%H:%M}"})
    second = instant.replace(fold=1)
    if second.utcoffset() == instant.utcoffset():
        return Asked(instant=instant, is_now=False)
    notice = _("Η ώρα %(asked)s έρχεται εκείνη τη νύχτα δύο φορές: τα ρολόγια πάνε μία ώρα πίσω. Φαίνεται τι ισχύει την πρώτη.")
    return Asked(instant=instant, is_now=False, notice=notice % {"asked": f"{wall:%H:%M}"}, second=second)


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
