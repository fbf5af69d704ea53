"""A file's rows, read in the sandbox: geometry in EPSG:4326, text decoded, values of plain kinds."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as _

from importers.dates import SERIAL_EPOCH
from importers.encodings import Dbf, Encoding, decode, detect, given, read_dbf
from importers.errors import ImportRefused
from importers.inspection import Source, opened
from importers.mapping import Column, clean_columns
from importers.readers.tables import DRIVERS as TABLE_DRIVERS
from importers.refusals import check_readable, refusal
from importers.report import Problem, ProblemKind
from importers.sandbox import Progress, ReaderFailed, parsed
from importers.spreadsheets import cell_problems, table_encoding, table_notes
from layers.layer import GeometryType, Kind

_OWN_COLUMNS = ("_geometry", "_box", "_change")
_NUMBER_COLUMN = "_number"
_UTF8 = Encoding(codec="utf-8", name="UTF-8", how="geojson")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What staff say about a file that it does not say itself; empty: it does. ``member`` is a file in an archive or a sheet of a book."""

    crs: str = ""
    encoding: str = ""
    member: str = ""


@dataclass(frozen=True)
class Row:
    """``number`` counts from 1 in the file's order; a sheet's rows are numbered as on the sheet, the header's included.

    ``geometry`` is WKB, None where there is none; ``box`` is west, south, east, north.
    """

    number: int
    geometry: bytes | None
    box: Sequence[float]
    repaired_m2: float | None
    values: tuple[Any, ...]


class Table:
    """The rows of one file. Iterating reads them again each time, a batch at a time.

    ``is_sheet`` tells CSV and XLSX from files that programs for maps make. ``has_places`` is false for a sheet without columns of
    coordinates; ``epoch`` is day zero of its serial numbers; ``unusable`` holds the problems of rows with a cell that has no value, by
    their numbers.
    """

    def __init__(self, source: Source, *, out: Path, facts: dict[str, Any], encoding: Encoding, dbf: Dbf | None) -> None:
        self.name = source.name
        self.sha256 = source.sha256
        self.crs: str = facts["crs"] or ""
        self.crs_how: str = facts["crs_how"] or "no_places"
        self.is_sheet = source.driver in TABLE_DRIVERS
        self.has_places: bool = facts.get("has_places", True)
        self.epoch = date.fromisoformat(facts["epoch"]) if "epoch" in facts else SERIAL_EPOCH
        self.unusable: dict[int, list[Problem]] = {}
        for problem in cell_problems(facts):
            self.unusable.setdefault(problem.row or 0, []).append(problem)
        self.encoding = encoding
        self.count: int = facts["rows"]
        self.geometry_type = _common_type(facts["geometry_types"])
        self.problems = [Problem(None, ProblemKind.FILE, note) for note in (*source.notes, *_file_notes(facts, encoding, dbf))]
        self._out = out
        # A .dbf's text comes byte for byte; other readers decode it themselves.
        self._is_raw = dbf is not None
        fields = [entry for entry in self._open().schema if entry.name not in (*_OWN_COLUMNS, _NUMBER_COLUMN)]
        self.columns: tuple[Column, ...] = clean_columns([(self._text(entry.name), _kind(entry.type)) for entry in fields])
        self._positions = [place for place, entry in enumerate(fields) if _kind(entry.type) is not None]
        self._names = [entry.name for entry in fields]

    def __iter__(self) -> Iterator[Row]:
        number = 0
        reader = self._open()
        for index in range(reader.num_record_batches):
            batch = reader.get_batch(index)
            batch.validate(full=True)
            columns = [self._values(batch.column(self._names[place])) for place in self._positions]
            own = [batch.column(name).to_pylist() for name in _OWN_COLUMNS]
            # Without a column there is nothing to zip: a file may hold shapes alone.
            values = list(zip(*columns, strict=True)) if columns else [()] * batch.num_rows
            numbers = _numbers(batch, after=number)
            for number, geometry, box, change, row in zip(numbers, *own, values, strict=True):
                yield Row(number, geometry, box, change, row)

    def damaged_text(self) -> Iterator[Problem]:
        """Yield a problem for each row with text that the encoding cannot read whole."""
        number = 0
        reader = self._open()
        for index in range(reader.num_record_batches):
            batch = reader.get_batch(index)
            texts = [name for name, entry in zip(self._names, reader.schema, strict=False) if _is_text(entry.type)]
            lost = {place for name in texts for place, text in enumerate(batch.column(name).to_pylist()) if text and self._is_damaged(text)}
            numbers = _numbers(batch, after=number)
            for place in sorted(lost):
                yield Problem(
                    numbers[place],
                    ProblemKind.REPAIRED_TEXT,
                    _("Γραμμή %(row)d: μέρος του κειμένου δεν διαβάζεται ως %(encoding)s και χάθηκε. Ελέγξτε το στο πρωτότυπο.")
                    % {"row": numbers[place], "encoding": self.encoding.name},
                )
            number = numbers[-1]

    def _open(self) -> pa.ipc.RecordBatchFileReader:
        return pa.ipc.open_file(pa.memory_map(str(self._out)))

    def _values(self, column: pa.Array) -> list[Any]:
        values = column.to_pylist()
        if _is_text(column.type):
            return [self._text(value) if value is not None else None for value in values]
        convert = _converter(column.type)
        return [None if value is None else convert(value) for value in values]

    def _text(self, value: str) -> str:
        text = decode(value, self.encoding)[0] if self._is_raw else value
        # The database holds no NUL; some programs pad with it.
        return text.replace("\0", "").strip()

    def _is_damaged(self, value: str) -> bool:
        return decode(value, self.encoding)[1] if self._is_raw else "\N{REPLACEMENT CHARACTER}" in value


def _numbers(batch: Any, *, after: int) -> list[int]:
    """Return the numbers of a batch's rows: those on the sheet, or the next ones."""
    if _NUMBER_COLUMN in batch.schema.names:
        return list(batch.column(_NUMBER_COLUMN).to_pylist())
    return list(range(after + 1, after + batch.num_rows + 1))


@contextmanager
def read_table(path: Path, *, options: Options, on_progress: Progress, is_typed: bool = True) -> Iterator[Table]:
    """Yield the rows of the file at ``path``; without ``is_typed`` a sheet's cells all come as the text they show.

    Raises:
        ImportRefused: in one of its kinds, with what is wrong and how to mend it.
    """
    with opened(path, member=options.member) as source:
        encoding, dbf = _encoding(source, options)
        details = {"encoding": encoding.codec, "sheet": options.member, "typed": is_typed}
        try:
            with parsed(source.main, driver=source.driver, crs=options.crs, on_progress=on_progress, details=details) as (out, facts):
                check_readable(source, facts)
                yield Table(source, out=out, facts=facts, encoding=encoding, dbf=dbf)
        except ReaderFailed as failure:
            raise refusal(source, failure) from failure


def _encoding(source: Source, options: Options) -> tuple[Encoding, Dbf | None]:
    """Return the encoding of the file's text, and what its .dbf says of itself, if it has one."""
    dbf = read_dbf(source.parts[".dbf"]) if ".dbf" in source.parts else None
    if options.encoding and (dbf is not None or source.driver == "CSV"):
        try:
            return given(options.encoding), dbf
        except LookupError as error:
            raise ImportRefused(
                _("Δεν υπάρχει κωδικοποίηση «%(name)s». Συνηθισμένες: UTF-8, Windows-1253, ISO-8859-7, CP737.") % {"name": options.encoding}
            ) from error
    if source.driver in TABLE_DRIVERS:
        return table_encoding(source.main, driver=source.driver), None
    if dbf is None:
        return _UTF8, None
    cpg = source.parts.get(".cpg") or source.parts.get(".cst")
    return detect(dbf, cpg=cpg.read_text("utf-8", "replace") if cpg else None), dbf


def _file_notes(facts: dict[str, Any], encoding: Encoding, dbf: Dbf | None) -> Iterator[str]:
    if encoding.cpg:
        yield _("Το .cpg λέει «%(cpg)s», αλλά το κείμενο είναι %(encoding)s· διαβάστηκε έτσι.") % {
            "cpg": encoding.cpg,
            "encoding": encoding.name,
        }
    if dbf is not None and dbf.records != facts["rows"]:
        yield _("Το .dbf έχει %(records)d γραμμές και το .shp %(rows)d· όσες περισσεύουν δεν έχουν ταίρι.") % {
            "records": dbf.records,
            "rows": facts["rows"],
        }
    yield from table_notes(facts)
    if facts["crs_how"] == "prj_greek_grid":
        yield _("Το .prj ονομάζει το σύστημα με δικό του τρόπο· η προβολή του είναι του ΕΓΣΑ87 και διαβάστηκε ως EPSG:2100.")


def _common_type(types: Sequence[str]) -> GeometryType:
    """Return the one type that all of ``types`` fit into, single shapes as multiple ones; ANY if none does."""
    names = set(types)
    if names == {"Point"}:
        return GeometryType.POINT
    for wanted in (GeometryType.MULTI_POINT, GeometryType.MULTI_LINE, GeometryType.MULTI_POLYGON):
        if names and names <= {wanted.value, wanted.value.removeprefix("Multi")}:
            return wanted
    return GeometryType.ANY


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _kind(arrow: pa.DataType) -> Kind | None:
    """Return the kind of a column's values; None for raw bytes, which no surface could show."""
    tests: list[tuple[Callable[[pa.DataType], bool], Kind]] = [
        (pa.types.is_boolean, Kind.BOOLEAN),
        (pa.types.is_integer, Kind.INTEGER),
        (pa.types.is_floating, Kind.NUMBER),
        (pa.types.is_decimal, Kind.NUMBER),
        (pa.types.is_date, Kind.DATE),
        (pa.types.is_timestamp, Kind.INSTANT),
    ]
    if pa.types.is_binary(arrow) or pa.types.is_large_binary(arrow):
        return None
    return next((kind for test, kind in tests if test(arrow)), Kind.TEXT)


def _converter(arrow: pa.DataType) -> Callable[[Any], Any]:
    kind = _kind(arrow)
    if kind is Kind.NUMBER:
        # NaN is how some programs write "no value".
        return lambda value: None if value != value else float(value)  # noqa: PLR0124
    if kind is Kind.INSTANT:
        return _aware
    if kind is Kind.TEXT:
        return _as_text
    return lambda value: value


def _as_text(value: Any) -> str:
    """Return times of day as ISO 8601 and what has parts as JSON."""
    if isinstance(value, str):
        return value
    return str(value.isoformat()) if hasattr(value, "isoformat") else json.dumps(value, ensure_ascii=False, default=str)


def _aware(value: datetime) -> datetime:
    """A time without a zone is the municipality's."""
    return value if value.tzinfo is not None else value.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
