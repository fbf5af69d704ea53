"""Sheets (CSV, XLSX) as tables of rows with, or without, a place on earth. Runs in the sandbox.

Beside what readers.program describes, a request holds ``encoding``, ``sheet`` (which one, where there are several) and ``typed``: columns
of numbers, dates and truths become such, as far as all their cells agree; otherwise every cell is handed over as the text it shows.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from importers.readers.cells import Record, Sheet, Trouble, Troubles, text_of
from importers.readers.csv_cells import CsvSheet
from importers.readers.errors import ReaderError
from importers.readers.geometry import Shapes, named_system
from importers.readers.header import Header, Location, find_header, find_location
from importers.readers.kinds import Typed, typed_columns
from importers.readers.xlsx_cells import XlsxSheet

DRIVERS = frozenset({"CSV", "XLSX"})
_BATCH_ROWS = 5_000
_NUMBER = re.compile(r"[-+]?\d{1,8}(?:[.,]\d{1,20})?")
_SRID = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;\s*", re.IGNORECASE)


def read(request: dict[str, Any], *, on_rows: Callable[[int], None]) -> dict[str, Any]:
    """Write the sheet's rows to ``request["out"]`` and return what was found out about them.

    Raises:
        ReaderError
    """
    path = Path(request["path"])
    sheet: Sheet = CsvSheet(path, encoding=request["encoding"]) if request["driver"] == "CSV" else XlsxSheet(path, wanted=request["sheet"])
    header = find_header(sheet.records())
    table = _Table(sheet, header, request)
    rows = table.write(Path(request["out"]), on_rows)
    system = table.shapes.system
    return {
        "rows": rows,
        "geometry_types": sorted(table.shapes.types),
        "has_places": table.location is not None,
        "crs": system.authority if system else None,
        "crs_how": system.how if system else None,
        "raw_extent": table.shapes.raw_extent,
        "header_row": header.number,
        "epoch": sheet.epoch.isoformat(),
        "troubles": table.troubles.found,
        "notes": sheet.notes,
    }


class _Table:
    def __init__(self, sheet: Sheet, header: Header, request: dict[str, Any]) -> None:
        self._sheet = sheet
        self._header = header
        self.troubles = Troubles()
        self.location = find_location(header.names)
        self.shapes = Shapes(self._system(request["crs"]), grids=request["grids"])
        attributes = [place for place in range(len(header.names)) if self.location is None or place not in self.location.columns]
        self._columns: list[Typed] = typed_columns(self._rows(), header, attributes, is_typed=request["typed"])

    def write(self, out: Path, on_rows: Callable[[int], None]) -> int:
        import pyarrow as pa

        pa.set_cpu_count(1)
        done, writer = 0, None
        with pa.OSFile(str(out), "wb") as sink:
            for batch in self._batches():
                converted = self.shapes.convert(self._arrow(batch), "geometry")
                writer = writer or pa.ipc.new_file(sink, converted.schema)
                writer.write_batch(converted)
                done += len(batch)
                on_rows(done)
            if writer is not None:
                writer.close()
        return done

    def _rows(self) -> Iterator[Record]:
        return (record for record in self._sheet.records() if record.number > self._header.number and not record.is_blank)

    def _batches(self) -> Iterator[list[Record]]:
        batch: list[Record] = []
        for record in self._rows():
            batch.append(record)
            if len(batch) == _BATCH_ROWS:
                yield batch
                batch = []
        if batch:
            yield batch

    def _arrow(self, batch: list[Record]) -> Any:
        import pyarrow as pa

        arrays = {column.name: pa.array(self._values(column, batch), type=column.arrow()) for column in self._columns}
        for record in batch:
            self._tell_extra(record)
        arrays["_number"] = pa.array([record.number for record in batch], type=pa.int64())
        arrays["geometry"] = pa.array([self._geometry(record) for record in batch], type=pa.binary())
        return pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))

    def _values(self, column: Typed, batch: list[Record]) -> Iterator[Any]:
        for record in batch:
            cell = record.cells[column.place] if column.place < len(record.cells) else None
            if isinstance(cell, Trouble):
                self.troubles.add(record.number, column.name, cell)
                cell = None
            yield column.value(cell)

    def _tell_extra(self, record: Record) -> None:
        extra = [text_of(cell) for cell in record.cells[len(self._header.names) :] if cell not in (None, "")]
        if extra:
            self.troubles.add(record.number, "", Trouble("extra", ", ".join(extra)))

    def _geometry(self, record: Record) -> bytes | None:
        if self.location is None:
            return None
        cells = [record.cells[place] if place < len(record.cells) else None for place in self.location.columns]
        texts = ["" if isinstance(cell, Trouble) else text_of(cell) for cell in cells]
        if not any(texts):
            return None
        return self._from_text(record, texts[0]) if len(texts) == 1 else self._from_numbers(record, texts)

    def _from_numbers(self, record: Record, texts: list[str]) -> bytes | None:
        import shapely

        for place, text in zip(self._location.columns, texts, strict=True):
            if not _NUMBER.fullmatch(text):
                self.troubles.add(record.number, self._header.names[place], Trouble("coordinate", text))
                return None
        x, y = (float(text.replace(",", ".")) for text in texts)
        return bytes(shapely.to_wkb(shapely.Point(x, y)))

    def _from_text(self, record: Record, text: str) -> bytes | None:
        import shapely

        try:
            return bytes(shapely.to_wkb(shapely.from_wkt(_SRID.sub("", text, count=1))))
        except (shapely.errors.ShapelyError, ValueError, NotImplementedError):
            self.troubles.add(record.number, self._header.names[self._location.columns[0]], Trouble("wkt", text))
            return None

    @property
    def _location(self) -> Location:
        assert self.location is not None  # noqa: S101
        return self.location

    def _system(self, code: str) -> Any:
        if self.location is None:
            return None
        if code:
            return named_system(code, how="given")
        if self.location.is_degrees:
            return named_system("EPSG:4326", how="lon_lat")
        codes = self._written_codes() if len(self.location.columns) == 1 else set()
        if len(codes) > 1:
            raise ReaderError("srids", sorted(codes))
        return named_system(codes.pop(), how="ewkt") if codes else None

    def _written_codes(self) -> set[str]:
        """Return the codes that the cells of well-known text begin with ("SRID=2100;POINT …")."""
        (place,) = self._location.columns
        texts = (text_of(record.cells[place]) for record in self._rows() if place < len(record.cells))
        return {match[1] for match in map(_SRID.match, texts) if match}
