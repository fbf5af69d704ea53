"""Wall time in the municipality's zone, the two nights on which clocks change included."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from importers.dates import SERIAL_EPOCH, Moment, Unreadable, read_minute, read_moment


@dataclass(frozen=True)
class Instant:
    """``note`` tells people how a time was understood that the clock shows twice, or never; empty otherwise."""

    at: datetime
    note: str = ""


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def instant_of(wall: datetime, *, is_end: bool = False) -> Instant:
    """Return when clock and calendar show ``wall``, in UTC.

    A time that comes twice in autumn is the first of the two where something begins, the second where it ends; one that spring leaves out
    is read with the offset before it, so it is an hour later by the new clock (RFC 5545 §3.3.5).
    """
    first, second = (wall.replace(tzinfo=zone(), fold=fold) for fold in (0, 1))
    words = {"wall": f"{wall:%d/%m/%Y %H:%M}"}
    if first.utcoffset() == second.utcoffset():
        return Instant(first.astimezone(UTC))
    if (first.utcoffset() or timedelta()) > (second.utcoffset() or timedelta()):
        if is_end:
            return Instant(second.astimezone(UTC), _("η ώρα %(wall)s υπάρχει δύο φορές (αλλάζει η ώρα)· εννοήθηκε η δεύτερη.") % words)
        return Instant(first.astimezone(UTC), _("η ώρα %(wall)s υπάρχει δύο φορές (αλλάζει η ώρα)· εννοήθηκε η πρώτη.") % words)
    shown = first.astimezone(UTC).astimezone(zone())
    return Instant(
        first.astimezone(UTC),
        _("η ώρα %(wall)s δεν υπάρχει (αλλάζει η ώρα)· εννοήθηκε %(shown)s.") % {**words, "shown": f"{shown:%H:%M}"},
    )


def instant_of_moment(moment: Moment, *, is_end: bool = False) -> Instant:
    """Return the instant of ``moment``: by its own offset where it has one, else by the clock on the wall."""
    if moment.offset is not None:
        return Instant(moment.wall.replace(tzinfo=timezone(moment.offset)).astimezone(UTC))
    return instant_of(moment.wall, is_end=is_end)


def moment_of(text: str, *, epoch: date = SERIAL_EPOCH) -> Moment:
    """Return the day, and the time if there is one, that ``text`` names.

    Raises:
        ValidationError: says what is wrong and how to write it.
    """
    try:
        return read_moment(text, epoch=epoch)
    except Unreadable as error:
        raise ValidationError(_why(error, text)) from error


def minute_of(text: str) -> int:
    """Return the minute of the day that ``text`` names, 0 to 1440.

    Raises:
        ValidationError
    """
    try:
        return read_minute(text)
    except Unreadable as error:
        raise ValidationError(_("το «%(value)s» δεν είναι ώρα. Γράψτε π.χ. 21:00.") % {"value": text}) from error


def _why(error: Unreadable, text: str) -> str:
    words = {
        "form": _("το «%(value)s» δεν είναι ημερομηνία. Γράψτε π.χ. 22/11/2026 ή 22 Νοεμβρίου 2026."),
        "missing": _("η ημερομηνία «%(value)s» δεν υπάρχει. Γράψτε ημέρα/μήνα/έτος, π.χ. 22/11/2026."),
        "year": _("η ημερομηνία «%(value)s» δεν λέει έτος. Γράψτε π.χ. 22/11/2026."),
    }
    return words[error.why] % {"value": text}
