"""Sheets as staff bring them, and the commands that take them."""

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook


def run_command(command: str, path: Path, *options: str) -> dict[str, Any]:
    """Run a command as staff do, with --json; what it refuses raises CommandError."""
    out = StringIO()
    call_command(command, str(path), *options, "--json", stdout=out)
    return json.loads(out.getvalue())


def refused_by(command: str, path: Path, *options: str) -> dict[str, Any]:
    """Return what the command prints with --json as it refuses the file."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command(command, str(path), *options, "--json", stdout=out)
    assert refusal.value.returncode == 1
    return json.loads(out.getvalue())


def write_csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def new_book() -> tuple[Workbook, Any]:
    book = Workbook()
    return book, book.active


def write_xlsx(path: Path, *rows: Sequence[Any]) -> Path:
    book, sheet = new_book()
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path
