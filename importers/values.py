"""From a cell to a field's value: what people write for yes, a price, a date, a duration, a category."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from importers.dates import SERIAL_EPOCH, Unreadable, read_minute
from importers.folding import fold
from importers.hours import UnreadableHours, parse_hours
from importers.instants import instant_of, instant_of_moment, minute_of, moment_of, zone
from importers.related import Related
from layers.hours.models import Timetable
from layers.writing import nothing_of

_TRUTHS = {
    **dict.fromkeys(("ναι", "ν", "yes", "y", "true", "1", "x", "χ", "✓", "αληθεσ"), True),
    **dict.fromkeys(("οχι", "ο", "no", "n", "false", "0", "-", "ψευδεσ"), False),
}
_MINUTES = re.compile(r"(\d{1,4})\s*(?:λ|λεπτ[άα]|'|min(?:utes)?|mins)?\.?")
_HOURS_AND_MINUTES = re.compile(r"(\d{1,3}):(\d{2})(?::00)?")
_WORDED = re.compile(r"(\d{1,3})\s*(?:ώρες|ωρες|ώρα|ωρα|hours?|h)(?:\s*(?:και|and)?\s*(\d{1,2})\s*(?:λεπτ[άα]|λ|min(?:utes)?|mins|m)?)?\.?")

Notes = list[str]


class Cells:
    """Reads the cells of one file for the fields of one model.

    ``epoch`` is day zero of the file's serial numbers. Times without a zone are the municipality's.
    """

    def __init__(self, fields: Mapping[str, Any], *, epoch: date = SERIAL_EPOCH) -> None:
        self._fields = fields
        self._epoch = epoch
        self._related = {
            name: Related(entry.related_model)
            for name, entry in fields.items()
            if isinstance(entry, models.ForeignKey) and entry.related_model is not Timetable
        }

    def read(self, name: str, cell: Any, notes: Notes) -> Any:
        """Return what ``cell`` means for the field ``name``; an empty cell means what the field holds when nobody says anything.

        Raises:
            ValidationError
        """
        entry = self._fields[name]
        if cell is None or cell == "":
            return nothing_of(entry)
        if isinstance(entry, models.ForeignKey):
            return self._foreign(name, cell)
        if entry.choices:
            return _choice(entry, str(cell))
        if isinstance(entry, models.DateTimeField):
            return self._instant(cell, notes)
        return _plain(entry, cell, self._epoch)

    def ending(self, cell: Any, *, after: datetime, notes: Notes) -> timedelta | None:
        """Return how long lasts what begins at ``after`` and ends as ``cell`` says: an instant, or a time of day.

        Raises:
            ValidationError: if it ends before it begins.
        """
        if cell is None or cell == "":
            return None
        end = self._time_after(str(cell), after, notes) if _is_time(str(cell)) else self._instant(cell, notes, is_end=True)
        if end < after:
            raise ValidationError(_("τελειώνει πριν αρχίσει."))
        return end - after

    def _foreign(self, name: str, cell: Any) -> Any:
        if name in self._related:
            return self._related[name].find(str(cell))
        try:
            return parse_hours(str(cell))
        except UnreadableHours as error:
            raise ValidationError(str(error)) from error

    def _instant(self, cell: Any, notes: Notes, *, is_end: bool = False) -> datetime:
        if isinstance(cell, datetime) and cell.tzinfo is not None:
            return cell
        if isinstance(cell, date):
            found = instant_of(datetime.combine(cell, time()), is_end=is_end)
        else:
            found = instant_of_moment(moment_of(str(cell), epoch=self._epoch), is_end=is_end)
        if found.note:
            notes.append(found.note)
        return found.at

    def _time_after(self, text: str, after: datetime, notes: Notes) -> datetime:
        """Return the first instant after ``after`` at which clocks show ``text``."""
        begin = after.astimezone(zone()).replace(tzinfo=None)
        end = datetime.combine(begin.date(), time()) + timedelta(minutes=minute_of(text))
        found = instant_of(end if end > begin else end + timedelta(days=1), is_end=True)
        if found.note:
            notes.append(found.note)
        return found.at


def _is_time(text: str) -> bool:
    try:
        read_minute(text)
    except Unreadable:
        return False
    return True


def _choice(entry: Any, text: str) -> Any:
    """Return the code of the choice that ``text`` is, or names in one of our languages."""
    spoken: dict[str, Any] = {}
    for language in ("el", "en"):
        with translation.override(language):
            spoken |= {fold(str(title)): code for code, title in entry.flatchoices}
    spoken |= {fold(str(code)): code for code, _title in entry.flatchoices}
    if fold(text) not in spoken:
        known = ", ".join(f"{code} ({title})" for code, title in entry.flatchoices)
        raise ValidationError(_("δεν δέχεται «%(value)s». Δέχεται: %(known)s.") % {"value": text, "known": known})
    return spoken[fold(text)]


def _plain(entry: Any, cell: Any, epoch: date) -> Any:
    readers: list[tuple[type | tuple[type, ...], Callable[[Any], Any]]] = [
        ((models.CharField, models.TextField), str),
        (ArrayField, _several),
        (models.BooleanField, _truth),
        (models.DurationField, _duration),
        (models.DateField, lambda value: value if isinstance(value, date) else moment_of(str(value), epoch=epoch).day),
        ((models.FloatField, models.DecimalField), _number),
    ]
    read = next((read for kinds, read in readers if isinstance(entry, kinds)), None)
    return entry.to_python(read(cell) if read is not None else cell)


def _several(cell: Any) -> list[str]:
    """Return the texts of a cell that holds several, apart by semicolons, bars or lines; a JSON array, too."""
    text = str(cell)
    if text.startswith("["):
        try:
            return [str(entry) for entry in json.loads(text)]
        except json.JSONDecodeError as error:
            raise ValidationError(_("το «%(value)s» δεν είναι κατάλογος. Χωρίστε τις τιμές με «;» ή «|».") % {"value": text}) from error
    return [part.strip() for part in re.split(r"[;|\n]", text) if part.strip()]


def _truth(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    value = _TRUTHS.get(fold(str(cell)) or str(cell))
    if value is None:
        raise ValidationError(_("το «%(value)s» δεν είναι ναι ή όχι.") % {"value": cell})
    return value


def _number(cell: Any) -> Any:
    return cell.replace(",", ".") if isinstance(cell, str) else cell


def _duration(cell: Any) -> timedelta:
    """Return a length of time: "2:30", «2 ώρες και 30 λεπτά», or plain minutes."""
    text = str(cell).strip().lower()
    clock, worded, minutes = _HOURS_AND_MINUTES.fullmatch(text), _WORDED.fullmatch(text), _MINUTES.fullmatch(text)
    found = clock or worded
    if found:
        return timedelta(hours=int(found[1]), minutes=int(found[2] or 0))
    if minutes:
        return timedelta(minutes=int(minutes[1]))
    raise ValidationError(_("το «%(value)s» δεν είναι διάρκεια. Γράψτε λεπτά (90) ή ώρες και λεπτά (1:30).") % {"value": cell})
