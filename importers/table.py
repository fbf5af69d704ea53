"""A file's rows, read in the sandbox: geometry in EPSG:4326, text decoded, values of plain kinds."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as _

from importers.crs import guess_from_extent
from importers.encodings import Dbf, Encoding, decode, detect, given, read_dbf
from importers.errors import ImportRefused, NothingToLoad, UnknownReferenceSystem, UnreadableFile
from importers.inspection import Source, opened
from importers.mapping import Column, clean_columns
from importers.report import Problem, ProblemKind
from importers.sandbox import Progress, ReaderFailed, parsed
from layers.layer import GeometryType, Kind

_OWN_COLUMNS = ("_geometry", "_box", "_change")
_UTF8 = Encoding(codec="utf-8", name="UTF-8", how="geojson")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What staff say about a file that it does not say itself; empty: it does."""

    crs: str = ""
    encoding: str = ""
    member: str = ""


@dataclass(frozen=True)
class Row:
    """``number`` counts from 1 in the file's order. ``geometry`` is WKB, None where there is none; ``box`` is west, south, east, north."""

    number: int
    geometry: bytes | None
    box: Sequence[float]
    repaired_m2: float | None
    values: tuple[Any, ...]


class Table:
    """The rows of one file. Iterating reads them again each time, a batch at a time."""

    def __init__(self, source: Source, *, out: Path, facts: dict[str, Any], encoding: Encoding, dbf: Dbf | None) -> None:
        self.name = source.name
        self.sha256 = source.sha256
        self.crs: str = facts["crs"]
        self.crs_how: str = facts["crs_how"]
        self.encoding = encoding
        self.count: int = facts["rows"]
        self.geometry_type = _common_type(facts["geometry_types"])
        self.problems = [Problem(None, ProblemKind.FILE, note) for note in (*source.notes, *_file_notes(facts, encoding, dbf))]
        self._out = out
        fields = [entry for entry in self._open().schema if entry.name not in _OWN_COLUMNS]
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
            for geometry, box, change, row in zip(*own, values, strict=True):
                number += 1
                yield Row(number, geometry, box, change, row)

    def damaged_text(self) -> Iterator[Problem]:
        """Yield a problem for each row with text that the encoding cannot read whole."""
        number = 0
        reader = self._open()
        for index in range(reader.num_record_batches):
            batch = reader.get_batch(index)
            texts = [name for name, entry in zip(self._names, reader.schema, strict=False) if _is_text(entry.type)]
            lost = {place for name in texts for place, text in enumerate(batch.column(name).to_pylist()) if text and self._is_damaged(text)}
            for place in sorted(lost):
                yield Problem(
                    number + place + 1,
                    ProblemKind.REPAIRED_TEXT,
                    _("Γραμμή %(row)d: μέρος του κειμένου δεν διαβάζεται ως %(encoding)s και χάθηκε. Ελέγξτε το στο πρωτότυπο.")
                    % {"row": number + place + 1, "encoding": self.encoding.name},
                )
            number += batch.num_rows

    def _open(self) -> pa.ipc.RecordBatchFileReader:
        return pa.ipc.open_file(pa.memory_map(str(self._out)))

    def _values(self, column: pa.Array) -> list[Any]:
        values = column.to_pylist()
        if _is_text(column.type):
            return [self._text(value) if value is not None else None for value in values]
        convert = _converter(column.type)
        return [None if value is None else convert(value) for value in values]

    def _text(self, value: str) -> str:
        text = value if self.encoding is _UTF8 else decode(value, self.encoding)[0]
        # The database holds no NUL; some programs pad with it.
        return text.replace("\0", "").strip()

    def _is_damaged(self, value: str) -> bool:
        return self.encoding is not _UTF8 and decode(value, self.encoding)[1]


@contextmanager
def read_table(path: Path, *, options: Options, on_progress: Progress) -> Iterator[Table]:
    """Yield the rows of the file at ``path``.

    Raises:
        ImportRefused: in one of its kinds, with what is wrong and how to mend it.
    """
    with opened(path, member=options.member) as source:
        encoding, dbf = _encoding(source, options)
        try:
            with parsed(source.main, driver=source.driver, crs=options.crs, on_progress=on_progress) as (out, facts):
                _check(source, facts)
                yield Table(source, out=out, facts=facts, encoding=encoding, dbf=dbf)
        except ReaderFailed as failure:
            raise _refusal(source, failure) from failure


def _encoding(source: Source, options: Options) -> tuple[Encoding, Dbf | None]:
    if ".dbf" not in source.parts:
        return _UTF8, None
    dbf = read_dbf(source.parts[".dbf"])
    if options.encoding:
        try:
            return given(options.encoding), dbf
        except LookupError as error:
            raise ImportRefused(
                _("Δεν υπάρχει κωδικοποίηση «%(name)s». Συνηθισμένες: UTF-8, Windows-1253, ISO-8859-7, CP737.") % {"name": options.encoding}
            ) from error
    cpg = source.parts.get(".cpg") or source.parts.get(".cst")
    return detect(dbf, cpg=cpg.read_text("utf-8", "replace") if cpg else None), dbf


def _check(source: Source, facts: dict[str, Any]) -> None:
    if facts["crs"] is None:
        raise UnknownReferenceSystem(_without_crs(source, facts["raw_extent"]))
    if not facts["rows"]:
        raise NothingToLoad(_("Το «%(name)s» δεν έχει καμία γραμμή.") % {"name": source.name})


def _without_crs(source: Source, extent: list[float] | None) -> str:
    guess = guess_from_extent(*extent) if extent else ""
    prj = source.name.rpartition(".")[0] + ".prj"
    if guess.startswith("EPSG:"):
        return _(
            "Το «%(name)s» δεν λέει σε ποιο σύστημα αναφοράς είναι (λείπει το %(prj)s ή δεν διαβάζεται). "
            "Οι συντεταγμένες του μοιάζουν με %(guess)s· αν είναι, δώστε --crs %(guess)s."
        ) % {"name": source.name, "prj": prj, "guess": guess}
    return _(
        "Το «%(name)s» δεν λέει σε ποιο σύστημα αναφοράς είναι (λείπει το %(prj)s ή δεν "
        "διαβάζεται), ούτε φαίνεται από τις συντεταγμένες του "
        "(%(extent)s). Ρωτήστε όποιον το έφτιαξε και δώστε --crs EPSG:…"
    ) % {"name": source.name, "prj": prj, "extent": ", ".join(f"{number:.1f}" for number in extent or [])}


def _refusal(source: Source, failure: ReaderFailed) -> ImportRefused:
    detail = {"name": source.name, "detail": failure.detail}
    if failure.code == "unknown_crs":
        return UnknownReferenceSystem(_("Δεν υπάρχει σύστημα αναφοράς «%(detail)s». Δώστε κωδικό EPSG, π.χ. --crs EPSG:2100.") % detail)
    if failure.code == "unknown_datum":
        return UnknownReferenceSystem(
            _("Το .prj του «%(name)s» ονομάζει ένα σύστημα («%(detail)s») που δεν συνδέεται με το WGS 84: οι θέσεις θα έβγαιναν λάθος κατά "
              "εκατοντάδες μέτρα. Δώστε το σωστό με --crs EPSG:…") % detail
        )  # fmt: skip
    if failure.code == "no_geometry_column":
        return NothingToLoad(_("Το «%(name)s» έχει μόνο στοιχεία, χωρίς σχήματα ή θέσεις.") % detail)
    return UnreadableFile(
        _("Το «%(name)s» δεν διαβάζεται: το περιεχόμενό του δεν είναι αυτό που λέει η κατάληξή του, ή είναι κατεστραμμένο. "
          "Εξαγάγετέ το ξανά από το πρόγραμμα που το έφτιαξε.") % detail
    )  # fmt: skip


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
