"""From the file's columns to ours."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from importers.errors import UnusableColumns
from layers.layer import RESERVED_NAMES, Kind

_MAX_NAME = 100


@dataclass(frozen=True)
class Column:
    """``name`` is what the column is called with us: as in the file, where that can be a property's name."""

    name: str
    kind: Kind


def clean_columns(fields: Sequence[tuple[str, Kind | None]]) -> tuple[Column, ...]:
    """Return the columns that can be kept, in the file's order: names without blanks and control characters, each once."""
    columns: dict[str, Column] = {}
    for place, (name, kind) in enumerate(fields, start=1):
        if kind is None:
            continue
        clean = _unused(_clean(name) or f"column_{place}", columns)
        columns[clean] = Column(clean, kind)
    return tuple(columns.values())


def _clean(name: str) -> str:
    text = unicodedata.normalize("NFC", name)
    text = "".join(letter for letter in text if letter.isprintable())
    return re.sub(r"\s+", "_", text.strip())[:_MAX_NAME]


def _unused(name: str, taken: Mapping[str, Column]) -> str:
    if name in RESERVED_NAMES:
        name += "_"
    number = 2
    free = name
    while free in taken:
        free = f"{name}_{number}"
        number += 1
    return free


def position_of(name: str, columns: Sequence[Column], *, option: str) -> int:
    """Return where the column ``name`` stands, capitals or not.

    Raises:
        UnusableColumns: names the option that asked for it and the columns that the file has.
    """
    for place, column in enumerate(columns):
        if column.name.casefold() == name.casefold():
            return place
    raise UnusableColumns(
        _("%(option)s %(name)s: δεν υπάρχει τέτοια στήλη. Το αρχείο έχει: %(columns)s.")
        % {"option": option, "name": name, "columns": ", ".join(column.name for column in columns) or _("καμία")}
    )
