"""Excel workbooks (ISO/IEC 29500), by openpyxl: values as they stand, never computed. Runs in the sandbox."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from importers.dates import SERIAL_EPOCH
from importers.readers.cells import MAX_COLUMNS, Record, Trouble
from importers.readers.errors import ReaderError

_SERIAL_EPOCH_1904 = date(1904, 1, 1)
_MAX_CELLS = 5_000_000


class XlsxSheet:
    """One sheet: the one called ``wanted``, else the only one that is shown and has anything in it.

    Formulas count with the value that the spreadsheet program last stored. A merged block has its value in each of its cells.
    """

    def __init__(self, path: Path, *, wanted: str) -> None:
        self.notes: list[tuple[str, Any]] = []
        with warnings.catch_warnings():
            # What openpyxl leaves out (validation, pictures) is nothing we read.
            warnings.simplefilter("ignore")
            book, formulas = _book(path, values=True), _book(path, values=False)
        self.epoch = SERIAL_EPOCH if book.epoch.year == 1899 else _SERIAL_EPOCH_1904
        sheet = self._choose(book, wanted)
        self._cells: dict[tuple[int, int], Any] = {
            place: value for place, cell in _cells_of(sheet).items() if (value := _value(cell, formulas[sheet.title])) is not None
        }
        self._rows, self._columns = (max((place[axis] for place in self._cells), default=0) for axis in (0, 1))
        if self._columns > MAX_COLUMNS:
            raise ReaderError("columns", {"count": self._columns, "limit": MAX_COLUMNS})
        if self._rows * self._columns > _MAX_CELLS:
            raise ReaderError("cells", {"count": self._rows * self._columns, "limit": _MAX_CELLS})
        self._fill_merged(sheet)
        self._tell_hidden(sheet)

    def records(self) -> Iterator[Record]:
        for row in range(1, self._rows + 1):
            yield Record(row, [self._cells.get((row, column)) for column in range(1, self._columns + 1)])

    def _choose(self, book: Any, wanted: str) -> Any:
        named = [sheet for sheet in book.worksheets if wanted and sheet.title.strip().casefold() == wanted.strip().casefold()]
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        full = named or [sheet for sheet in shown if any(cell.value is not None for cell in _cells_of(sheet).values())]
        if wanted and not named:
            raise ReaderError("no_sheet", {"wanted": wanted, "sheets": [sheet.title for sheet in book.worksheets]})
        if len(full) > 1:
            raise ReaderError("sheets", [sheet.title for sheet in full])
        if not full:
            raise ReaderError("empty")
        passed = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible" and sheet is not full[0]]
        if passed:
            self.notes.append(("hidden_sheets", passed))
        return full[0]

    def _fill_merged(self, sheet: Any) -> None:
        for block in sheet.merged_cells.ranges:
            value = self._cells.get((block.min_row, block.min_col))
            if value is None:
                continue
            for row in range(block.min_row, min(block.max_row, self._rows) + 1):
                for column in range(block.min_col, min(block.max_col, self._columns) + 1):
                    self._cells[(row, column)] = value

    def _tell_hidden(self, sheet: Any) -> None:
        rows = [number for number, shape in sheet.row_dimensions.items() if shape.hidden and number <= self._rows]
        columns = [name for name, shape in sheet.column_dimensions.items() if shape.hidden and shape.min <= self._columns]
        if rows:
            self.notes.append(("hidden_rows", rows[:10]))
        if columns:
            self.notes.append(("hidden_columns", columns[:10]))


def _book(path: Path, *, values: bool) -> Any:
    """Open the workbook for the stored values, or for the formulas themselves."""
    from zipfile import BadZipFile

    import openpyxl

    try:
        return openpyxl.load_workbook(path, data_only=values)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError) as error:
        # A broken workbook meets openpyxl in as many ways as there are parts; the XML parser's error is a SyntaxError.
        raise ReaderError("unreadable", str(error)) from error


def _cells_of(sheet: Any) -> dict[tuple[int, int], Any]:
    """Return the cells that the file has, by row and column; walking the sheet would make all those between them too."""
    return dict(sheet._cells)  # noqa: SLF001


def _value(cell: Any, formulas: Any) -> Any:
    """Return a cell's value, a Trouble where it has none that one could use, None where it is empty."""
    value = cell.value
    if value is None:
        written = formulas.cell(cell.row, cell.column)
        return Trouble("formula", str(getattr(written.value, "text", written.value))) if written.data_type == "f" else None
    if cell.data_type == "e":
        return Trouble("error", str(value))
    if isinstance(value, datetime):
        # A third of a day is stored as 0.333…: what is meant is 08:00:00, not 07:59:59.99.
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return value if value.time() != time() or "h" in (cell.number_format or "").lower() else value.date()
    if isinstance(value, time):
        return (datetime.combine(date.min, value) + timedelta(milliseconds=500)).time().replace(microsecond=0)
    if isinstance(value, str):
        return value.strip() or None
    return value
