"""From a sheet to duties, in either form: a row for each duty, or a row for each date with columns of who is on duty."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from importers.dates import weekday_of
from importers.errors import UnusableColumns
from importers.instants import Instant, instant_of, instant_of_moment, minute_of, moment_of, zone
from importers.report import Problem, ProblemKind
from importers.roster.duty import Duty, likely_kind, usual_minutes, wall_of
from importers.roster.people import Pharmacies
from importers.roster.words import DutyColumn, duty_columns, find, is_day_heading, kinds_of
from importers.table import Row, Table
from layers.pharmacies import Pharmacy

_LONGEST = timedelta(hours=48)


@dataclass(kw_only=True)
class Reading:
    """``outside`` counts the rows whose day is not between ``since`` and ``until``, where those are given."""

    duties: list[Duty] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    outside: int = 0


@dataclass(frozen=True, kw_only=True)
class _Columns:
    """Where in a row stands what; None: nowhere."""

    date: int | None
    weekday: int | None
    pharmacy: int | None
    kind: int | None
    start: int | None
    end: int | None
    duties: tuple[DutyColumn, ...]


class _OutsideError(Exception):
    """The row's day is not asked for."""


def read_duties(table: Table, *, pharmacies: Pharmacies, since: date | None, until: date | None) -> Reading:
    """Return the duties that the sheet names, and every cell that cannot be understood.

    Raises:
        UnusableColumns: if its columns are those of neither form.
    """
    columns = _columns(table)
    reading = Reading()
    reader = _Reader(table, columns, pharmacies, reading, lambda day: (since is None or day >= since) and (until is None or day <= until))
    for row in table:
        try:
            reader.read(row)
        except _OutsideError:
            reading.outside += 1
    return reading


def _columns(table: Table) -> _Columns:
    names = table.columns
    columns = {role: find(role, names) for role in ("date", "weekday", "pharmacy", "kind", "start", "end")}
    day = next((place for place, column in enumerate(names) if is_day_heading(column)), None)
    if day is not None and columns["date"] is None:
        columns["date"] = day
    elif day is not None and columns["weekday"] is None and _holds_weekdays(table, day):
        columns["weekday"] = day
    duties = tuple(column for column in duty_columns(names) if column.place not in columns.values()) if columns["pharmacy"] is None else ()
    is_long = columns["pharmacy"] is not None and (columns["start"] is not None or None not in (columns["date"], columns["kind"]))
    if not is_long and not (duties and columns["date"] is not None):
        raise UnusableColumns(
            _(
                "Οι στήλες του «%(name)s» δεν είναι εφημερίας: %(columns)s. Χρειάζονται «φαρμακείο», «ημερομηνία» και «είδος», "
                "ή «φαρμακείο», «από» και «έως», ή «ημερομηνία» και «διημέρευση», «διανυκτέρευση»."
            )
            % {"name": table.name, "columns": ", ".join(column.name for column in names)}
        )
    return _Columns(**columns, duties=duties)


def _holds_weekdays(table: Table, place: int) -> bool:
    texts = [row.values[place] for row in table if row.values[place]]
    return bool(texts) and all(weekday_of(text) is not None for text in texts)


class _Reader:
    def __init__(
        self, table: Table, columns: _Columns, pharmacies: Pharmacies, reading: Reading, is_wanted: Callable[[date], bool]
    ) -> None:
        self._table = table
        self._columns = columns
        self._pharmacies = pharmacies
        self._reading = reading
        self._is_wanted = is_wanted

    def read(self, row: Row) -> None:
        """Add the row's duties, or what is wrong with it.

        Raises:
            _OutsideError: if its day is not asked for.
        """
        if row.number in self._table.unusable:
            self._reading.problems += self._table.unusable[row.number]
            return
        if self._columns.duties:
            self._read_wide(row)
        else:
            self._read_long(row)

    def _read_wide(self, row: Row) -> None:
        day = self._tried(row, self._columns.date, self._day)
        if day is None:
            return
        self._check_weekday(row, day)
        for column in self._columns.duties:
            found = self._tried(row, column.place, self._pharmacies.find_all, empty=[])
            for pharmacy in found or ():
                start, end = column.minutes or usual_minutes(column.kind)
                self._add(row, column.place, pharmacy.pk, column.kind, wall_of(day, start), wall_of(day, end))

    def _read_long(self, row: Row) -> None:
        is_timed = bool(self._text(row, self._columns.start) or self._text(row, self._columns.end))
        day = None
        if self._text(row, self._columns.date) or not is_timed:
            day = self._tried(row, self._columns.date if self._columns.date is not None else self._columns.start, self._day)
            if day is None:
                return
            self._check_weekday(row, day)
        kinds = self._kinds(row)
        pharmacy = self._tried(row, self._columns.pharmacy, self._pharmacies.find)
        if is_timed:
            self._read_span(row, day, kinds, pharmacy)
        elif pharmacy is not None and day is not None and kinds is not None:
            self._read_usual(row, day, kinds, pharmacy)

    def _read_usual(self, row: Row, day: date, kinds: tuple[str, ...], pharmacy: Pharmacy) -> None:
        """Read a duty in the usual hours of its kind."""
        if not kinds:
            self._tell(row, self._columns.kind, _("λείπει το είδος. Γράψτε διημέρευση, διανυκτέρευση ή διευρυμένο."))
        for kind in kinds:
            start, end = usual_minutes(kind)
            self._add(row, self._columns.pharmacy, pharmacy.pk, kind, wall_of(day, start), wall_of(day, end))

    def _read_span(self, row: Row, day: date | None, kinds: tuple[str, ...] | None, pharmacy: Pharmacy | None) -> None:
        """Read a duty that says itself when it begins and ends."""
        start = self._tried(row, self._columns.start, lambda text: self._bound(text, day))
        if start is None:
            return
        if day is None and not self._is_wanted(start.date()):
            raise _OutsideError
        end = self._tried(row, self._columns.end, lambda text: self._bound(text, start.date(), after=start))
        if end is None or pharmacy is None or kinds is None:
            return
        if len(kinds) > 1:
            self._tell(row, self._columns.kind, _("με ώρες γράφεται ένα είδος στη γραμμή."))
            return
        self._add(row, self._columns.start, pharmacy.pk, kinds[0] if kinds else "", start, end)

    def _bound(self, text: str, day: date | None, *, after: datetime | None = None) -> datetime:
        """Return the instant or wall time that begins or ends a duty; a time alone is of ``day``, or of the next if it is not ``after``."""
        try:
            minute = minute_of(text)
        except ValidationError:
            moment = moment_of(text, epoch=self._table.epoch)
            if moment.minute is None:
                raise ValidationError(_("το «%(value)s» δεν λέει ώρα. Γράψτε π.χ. 22/11/2026 21:00.") % {"value": text}) from None
            return instant_of_moment(moment).at.astimezone(zone()) if moment.offset is not None else moment.wall
        if day is None:
            raise ValidationError(_("η ώρα «%(value)s» δεν έχει ημερομηνία. Γράψτε π.χ. 22/11/2026 21:00.") % {"value": text})
        wall = wall_of(day, minute)
        return wall if after is None or wall > after.replace(tzinfo=None) else wall + timedelta(days=1)

    def _add(self, row: Row, place: int | None, pharmacy: int, kind: str, start: datetime, end: datetime) -> None:
        bounds = []
        for wall, is_end in ((start, False), (end, True)):
            instant = instant_of(wall, is_end=is_end) if wall.tzinfo is None else Instant(wall.astimezone(UTC))
            bounds.append(instant.at)
            if instant.note:
                self._tell(row, place, instant.note, kind=ProblemKind.CLOCK)
        if not timedelta() < bounds[1] - bounds[0] <= _LONGEST:
            self._tell(
                row,
                self._columns.end if self._columns.end is not None else place,
                _("η εφημερία πρέπει να τελειώνει αφού αρχίσει, το πολύ 48 ώρες μετά."),
            )
            return
        kind = kind or likely_kind(bounds[0], bounds[1])
        self._reading.duties.append(Duty(row=row.number, pharmacy=pharmacy, kind=kind, start=bounds[0], end=bounds[1]))

    def _day(self, text: str) -> date:
        moment = moment_of(text, epoch=self._table.epoch)
        if not self._is_wanted(moment.day):
            raise _OutsideError
        return moment.day

    def _check_weekday(self, row: Row, day: date) -> None:
        said = self._text(row, self._columns.weekday)
        if said and weekday_of(said) not in (None, day.isoweekday()):
            self._tell(
                row,
                self._columns.weekday,
                _("η %(day)s δεν πέφτει αυτή την ημέρα. Διορθώστε το ένα από τα δύο.") % {"day": f"{day:%d/%m/%Y}"},
            )

    def _kinds(self, row: Row) -> tuple[str, ...] | None:
        """Return the kinds that the row names, () where it names none, None where it cannot be told."""
        said = self._text(row, self._columns.kind)
        kinds = kinds_of(said) if said else ()
        if said and not kinds:
            self._tell(row, self._columns.kind, _("δεν είναι είδος εφημερίας. Γράψτε διημέρευση, διανυκτέρευση ή διευρυμένο."))
            return None
        return kinds

    def _tried(self, row: Row, place: int | None, read: Callable[[str], Any], *, empty: Any = None) -> Any:
        """Return what ``read`` makes of the cell; ``empty``, or None with a word about it, where there is nothing to make."""
        text = self._text(row, place)
        if not text:
            if empty is None:
                self._tell(row, place, _("λείπει η τιμή. Συμπληρώστε την."))
            return empty
        try:
            return read(text)
        except ValidationError as error:
            self._tell(row, place, " ".join(error.messages))
            return None

    def _text(self, row: Row, place: int | None) -> str:
        return str(row.values[place] or "") if place is not None else ""

    def _tell(self, row: Row, place: int | None, message: str, *, kind: ProblemKind = ProblemKind.INVALID_VALUE) -> None:
        words = {"row": row.number, "message": message}
        if place is None:
            self._reading.problems.append(Problem(row.number, kind, _("Γραμμή %(row)d: %(message)s") % words))
            return
        words |= {"column": self._table.columns[place].name, "value": self._text(row, place)}
        said = _("Γραμμή %(row)d, στήλη «%(column)s», τιμή «%(value)s»: %(message)s") % words
        self._reading.problems.append(Problem(row.number, kind, said))
