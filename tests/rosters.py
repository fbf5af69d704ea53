"""Duty rosters: the headings of sheets, duties that are stored, and what is stored afterwards."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from layers.pharmacies import DutyShift, Pharmacy
from tests.sheets import refused_by, run_command

ATHENS = ZoneInfo("Europe/Athens")
LONG = "φαρμακείο;ημερομηνία;είδος"
TIMED = "φαρμακείο;είδος;από;έως"


def run(path: Path, *options: str) -> dict[str, Any]:
    return run_command("import_roster", path, *options)


def refused(path: Path, *options: str) -> dict[str, Any]:
    return refused_by("import_roster", path, *options)


def at(text: str, *, fold: int = 0) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ATHENS, fold=fold)


def store(pharmacy: Pharmacy, kind: str, start: str, end: str) -> DutyShift:
    return DutyShift.objects.create(pharmacy=pharmacy, kind=kind, period=DateTimeTZRange(at(start), at(end)))


def shifts() -> set[tuple[str, str, str, str]]:
    return {
        (
            row.pharmacy.code,
            row.kind,
            f"{row.period.lower.astimezone(ATHENS):%d/%m %H:%M}",
            f"{row.period.upper.astimezone(ATHENS):%d/%m %H:%M}",
        )
        for row in DutyShift.objects.select_related("pharmacy")
    }
