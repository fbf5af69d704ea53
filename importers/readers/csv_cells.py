"""Text files with separated values (RFC 4180 and what people make of it). Runs in the sandbox."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from importers.dates import SERIAL_EPOCH
from importers.readers.cells import Record
from importers.readers.errors import ReaderError

_SEPARATORS = (";", ",", "\t", "|")
_SAMPLE_ROWS = 50
_MAX_CELL_CHARACTERS = 2**20


class CsvSheet:
    """The file's rows; which separator it uses is found by trying each: the right one cuts most rows into equally many cells."""

    def __init__(self, path: Path, *, encoding: str) -> None:
        csv.field_size_limit(_MAX_CELL_CHARACTERS)
        self._path = path
        # A mark at the beginning would be taken for a part of the first cell.
        self._encoding = "utf-8-sig" if encoding == "utf-8" else encoding
        self.notes: list[tuple[str, Any]] = []
        self.epoch: date = SERIAL_EPOCH
        self.separator = self._find_separator()

    def records(self) -> Iterator[Record]:
        for number, cells in enumerate(self._rows(self.separator), start=1):
            # Excel's own first line says which separator the others have.
            if number == 1 and len(cells) <= 2 and "".join(cells).startswith("sep="):
                continue
            yield Record(number, [cell.strip() for cell in cells])

    def _rows(self, separator: str) -> Iterator[list[str]]:
        with self._path.open(encoding=self._encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=separator, strict=True)
            try:
                yield from reader
            except csv.Error as error:
                raise ReaderError("csv", {"row": reader.line_num, "words": str(error)}) from error

    def _find_separator(self) -> str:
        with self._path.open(encoding=self._encoding, errors="replace", newline="") as file:
            start = file.readline(20)
        if start.startswith("sep=") and start[4:5].strip():
            return start[4]
        return max(_SEPARATORS, key=self._fit)

    def _fit(self, separator: str) -> tuple[float, int]:
        """Return the share of rows that have as many cells as most have, none where that is one, and how many that is."""
        try:
            counts = Counter(len(row) for row in islice(self._rows(separator), _SAMPLE_ROWS) if any(cell.strip() for cell in row))
        except ReaderError:
            return 0.0, 0
        cells, rows = counts.most_common(1)[0] if counts else (0, 0)
        return (rows / counts.total(), cells) if cells > 1 else (0.0, 0)
