"""What kind of values a column of cells has. Runs in the sandbox."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from importers.dates import Unreadable, read_date
from importers.readers.cells import Record, Trouble, text_of
from importers.readers.header import Header

# A number that begins with a zero is a code, and one of more digits than a bigint holds is, too.
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:[.,]\d{1,15})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")


@dataclass(frozen=True)
class Typed:
    """A column; ``kind`` is "text", "boolean", "integer", "number", "date" or "instant". ``place`` is where it stands on the sheet."""

    name: str
    place: int
    kind: str

    def arrow(self) -> Any:
        import pyarrow as pa

        kinds = {"boolean": pa.bool_(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32(), "instant": pa.timestamp("s")}
        return kinds.get(self.kind, pa.string())

    def value(self, cell: Any) -> Any:
        if cell is None or cell == "":
            return None
        return _CONVERT[self.kind](cell)


def typed_columns(rows: Iterable[Record], header: Header, wanted: Sequence[int], *, is_typed: bool) -> list[Typed]:
    """Return the columns at ``wanted`` (positions among the header's), without those that have neither a name nor a value.

    A column is of a kind if all its cells are; without ``is_typed`` every column is of text.
    """
    kinds: dict[int, set[str]] = {place: set() for place in wanted}
    for record in rows:
        for place in wanted:
            cell = record.cells[place] if place < len(record.cells) else None
            if cell is not None and cell != "":
                kinds[place].add(_kind_of(cell) if is_typed else "text")
    return [
        Typed(header.names[place], place, _common(kinds[place]))
        for place in wanted
        if kinds[place] or not header.names[place].startswith("column_")
    ]


def _common(kinds: set[str]) -> str:
    kinds = kinds - {"nothing"}
    for wanted, allowed in (("integer", {"integer"}), ("number", {"integer", "number"}), ("instant", {"date", "instant"})):
        if kinds and kinds <= allowed:
            return wanted if kinds != {"date"} else "date"
    return kinds.pop() if len(kinds) == 1 else "text"


def _kind_of(cell: Any) -> str:
    if isinstance(cell, Trouble):
        return "nothing"
    for kind, types in (("boolean", bool), ("instant", datetime), ("date", date)):
        if isinstance(cell, types):
            return kind
    if isinstance(cell, int | float):
        return "integer" if float(cell).is_integer() and abs(cell) < 2**53 else "number"
    return _kind_of_text(cell) if isinstance(cell, str) else "text"


def _kind_of_text(text: str) -> str:
    if _INTEGER.fullmatch(text):
        return "integer"
    if _NUMBER.fullmatch(text):
        return "number"
    if _DAY.fullmatch(text):
        try:
            read_date(text)
        except Unreadable:
            return "text"
        return "date"
    return "text"


def _number(cell: Any) -> float:
    return float(cell.replace(",", ".")) if isinstance(cell, str) else float(cell)


def _date(cell: Any) -> date:
    return read_date(cell) if isinstance(cell, str) else cell


def _instant(cell: Any) -> datetime:
    return cell if isinstance(cell, datetime) else datetime.combine(_date(cell), time())


_CONVERT: dict[str, Callable[[Any], Any]] = {
    "text": lambda cell: text_of(cell) or None,
    "boolean": bool,
    "integer": int,
    "number": _number,
    "date": _date,
    "instant": _instant,
}
