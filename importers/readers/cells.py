"""A sheet as records of cells, before anybody knows what they mean. Runs in the sandbox."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Protocol

# More than a table of the database may have, and than anybody reads.
MAX_COLUMNS = 1_000


class Trouble(NamedTuple):
    """A cell that has no value one could use: ``code`` says why, ``value`` is what stands there."""

    code: str
    value: str


class Record(NamedTuple):
    """One row of cells; ``number`` is what people see beside it in a spreadsheet."""

    number: int
    cells: list[Any]

    @property
    def is_blank(self) -> bool:
        return all(cell is None or cell == "" for cell in self.cells)


class Sheet(Protocol):
    """``notes`` are codes with their details, for people; ``epoch`` is day zero of the sheet's serial numbers."""

    notes: list[tuple[str, Any]]
    epoch: date

    def records(self) -> Iterator[Record]:
        """Yield the rows from the first, blank ones too; each call begins anew."""
        ...


@dataclass
class Troubles:
    """The cells to tell people of, by row; of a file with more than ``limit`` nobody mends them one by one."""

    limit: int = 1_000
    found: list[tuple[int, str, str, str]] = field(default_factory=list)

    def add(self, row: int, column: str, trouble: Trouble) -> None:
        if len(self.found) < self.limit:
            self.found.append((row, column, trouble.code, trouble.value[:100]))


def text_of(cell: Any) -> str:
    """Return what a cell shows, dates and times as ISO 8601, seconds only where there are any."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | time):
        day = f"{cell:%Y-%m-%d} " if isinstance(cell, datetime) else ""
        return day + (f"{cell:%H:%M:%S}" if cell.second else f"{cell:%H:%M}")
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return "" if cell is None else str(cell).strip()
