"""What a table (CSV, XLSX) is before it is parsed, and what the sandboxed reader found in it, in words."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from importers.encodings import Dbf, Encoding, detect
from importers.errors import ImportRefused, NothingToLoad, UnreadableFile
from importers.report import Problem, ProblemKind

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
# What office programs write besides, which we name instead of failing on it.
OTHER_SUFFIXES = (".xls", ".ods", ".xlsb", ".numbers")
# Parsed, a sheet takes some fifty times its size in memory.
_MAX_XLSX_BYTES = 64 * 2**20
_SAMPLE_BYTES = 16 * 2**20
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_ZIP_MAGIC = b"PK\x03\x04"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"), (b"\xff\xfe", "utf-16", "UTF-16"), (b"\xfe\xff", "utf-16", "UTF-16"))


def table_driver(path: Path) -> str:
    """Return which reader ``path`` is for, "CSV" or "XLSX": its content says it, not its suffix.

    Raises:
        UnreadableFile: if it is neither.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(_ZIP_MAGIC):
        _check_workbook(path)
        return "XLSX"
    is_utf16 = any(start.startswith(mark) for mark, codec, _name in _BOMS if codec == "utf-16")
    if start.startswith(_OLE_MAGIC) or path.suffix.lower() in OTHER_SUFFIXES or (b"\0" in start and not is_utf16):
        raise UnreadableFile(
            _("Το «%(name)s» είναι σε μορφή που δεν διαβάζουμε, ή έχει κωδικό. Αποθηκεύστε το ως .xlsx ή .csv, χωρίς κωδικό.")
            % {"name": path.name}
        )
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise UnreadableFile(
            _("Το «%(name)s» δεν είναι βιβλίο του Excel, παρά την κατάληξή του. Αποθηκεύστε το ξανά ως .xlsx ή .csv.") % {"name": path.name}
        )
    if not start.strip():
        raise UnreadableFile(_("Το «%(name)s» είναι κενό.") % {"name": path.name})
    return "CSV"


def _check_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as zipped:
            entries = zipped.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableFile(
            _("Το «%(name)s» είναι κατεστραμμένο. Ανοίξτε το στο Excel ή στο LibreOffice και αποθηκεύστε το ξανά.") % {"name": path.name}
        ) from error
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise UnreadableFile(
            _("Το «%(name)s» δεν είναι βιβλίο του Excel, παρά την κατάληξή του. Αποθηκεύστε το ξανά ως .xlsx ή .csv.") % {"name": path.name}
        )
    unpacked_bytes = sum(entry.file_size for entry in entries)
    if unpacked_bytes > _MAX_XLSX_BYTES:
        raise UnreadableFile(
            _("Το «%(name)s» έχει %(size)d MB ασυμπίεστα, πάνω από τα %(limit)d που διαβάζουμε από Excel. Αποθηκεύστε το φύλλο ως .csv.")
            % {"name": path.name, "size": unpacked_bytes // 2**20, "limit": _MAX_XLSX_BYTES // 2**20}
        )


def table_encoding(path: Path, *, driver: str) -> Encoding:
    """Return the encoding of the table at ``path``: that of its byte order mark, or the one in which its text looks like words."""
    if driver == "XLSX":
        return Encoding(codec="utf-8", name="UTF-8", how="xlsx")
    with path.open("rb") as file:
        content = file.read(_SAMPLE_BYTES)
        is_whole = not file.read(1)
    for mark, codec, name in _BOMS:
        if content.startswith(mark):
            return Encoding(codec=codec, name=name, how="bom")
    lines = content.splitlines()[: None if is_whole else -1]
    words = {word for line in lines for word in re.split(rb'[;,\t|"]', line)}
    return detect(Dbf(records=len(lines), texts=tuple(sorted(words - {b""}))), cpg=None)


def table_refusal(name: str, code: str, detail: Any) -> ImportRefused | None:
    """Return the refusal for what the reader said of a table, None where it is nothing of a table's own."""
    refusals: dict[str, tuple[type[ImportRefused], str]] = {
        "empty": (NothingToLoad, _("Το «%(name)s» δεν έχει καμία γραμμή.")),
        "no_header": (
            UnreadableFile,
            _("Το «%(name)s» δεν αρχίζει με τα ονόματα των στηλών: η γραμμή %(row)s λέει «%(cells)s». Προσθέστε τα από πάνω."),
        ),
        "columns": (UnreadableFile, _("Το «%(name)s» έχει %(count)s στήλες· το όριο είναι %(limit)s. Σβήστε όσες δεν χρειάζονται.")),
        "cells": (
            UnreadableFile,
            _("Το «%(name)s» έχει %(count)s κελιά· το όριο για Excel είναι %(limit)s. Αποθηκεύστε το φύλλο ως .csv."),
        ),
        "csv": (
            UnreadableFile,
            _("Το «%(name)s» δεν διαβάζεται από τη γραμμή %(row)s και κάτω: εισαγωγικά που δεν κλείνουν, ή κελί χωρίς τέλος (%(words)s)."),
        ),
        "sheets": (UnreadableFile, _("Το «%(name)s» έχει %(count)s φύλλα με στοιχεία: %(list)s. Διαλέξτε ένα με --member.")),
        "no_sheet": (UnreadableFile, _("Το «%(name)s» δεν έχει φύλλο «%(wanted)s». Έχει: %(sheets)s.")),
        "srids": (
            UnreadableFile,
            _("Οι θέσεις του «%(name)s» είναι σε πολλά συστήματα αναφοράς (%(list)s). Χωρίστε το, ή δώστε το σωστό με --crs."),
        ),
    }
    if code not in refusals:
        return None
    kind, message = refusals[code]
    if isinstance(detail, list):
        detail = {"count": len(detail), "list": ", ".join(map(str, detail))}
    words = {key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in dict(detail or {}).items()}
    return kind(message % {"name": name, **words})


def table_notes(facts: dict[str, Any]) -> Iterator[str]:
    """Yield what people should know of how the sheet was read."""
    notes = dict(facts.get("notes", ()))
    if facts.get("header_row", 1) > 1:
        yield _("Οι επικεφαλίδες είναι στη γραμμή %(row)d· ό,τι είναι από πάνω δεν διαβάστηκε.") % {"row": facts["header_row"]}
    if "hidden_sheets" in notes:
        yield _("Κρυμμένα φύλλα που δεν διαβάστηκαν: %(sheets)s.") % {"sheets": ", ".join(notes["hidden_sheets"])}
    if "hidden_rows" in notes:
        yield _("Υπάρχουν κρυμμένες γραμμές (%(rows)s) και διαβάστηκαν κι αυτές.") % {"rows": ", ".join(map(str, notes["hidden_rows"]))}
    if "hidden_columns" in notes:
        yield _("Υπάρχουν κρυμμένες στήλες (%(columns)s) και διαβάστηκαν κι αυτές.") % {"columns": ", ".join(notes["hidden_columns"])}


def cell_problems(facts: dict[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each cell that has no value one could use; its row is left out."""
    words = {
        "formula": _("Γραμμή %(row)d, στήλη «%(column)s»: ο τύπος «%(value)s» δεν έχει αποθηκευμένο αποτέλεσμα. Γράψτε την τιμή του."),
        "error": _("Γραμμή %(row)d, στήλη «%(column)s»: το κελί έχει σφάλμα (%(value)s). Διορθώστε το στο πρωτότυπο."),
        "coordinate": _(
            "Γραμμή %(row)d, στήλη «%(column)s»: το «%(value)s» δεν είναι συντεταγμένη. Γράψτε σκέτο αριθμό, όπως 24.01675 ή 500123,45."
        ),
        "wkt": _("Γραμμή %(row)d, στήλη «%(column)s»: το «%(value)s» δεν είναι σχήμα σε WKT, όπως POINT (24.01675 35.51964)."),
        "extra": _("Γραμμή %(row)d: περισσεύουν κελιά («%(value)s»). Βάλτε σε εισαγωγικά όποια τιμή έχει μέσα της το διαχωριστικό."),
    }
    for row, column, code, value in facts.get("troubles", ()):
        yield Problem(row, ProblemKind.INVALID_VALUE, words[code] % {"row": row, "column": column, "value": value})
