"""Which row of a sheet names the columns, and which columns say where a row is. Runs in the sandbox."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from importers.dates import Unreadable, read_minute, read_moment
from importers.folding import fold
from importers.readers.cells import MAX_COLUMNS, Record, Trouble, text_of
from importers.readers.errors import ReaderError

# Above the header there may be a title, a date, a line of thanks.
_SEARCHED_ROWS = 20
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")

_LON = ("lon", "lng", "long", "longitude", "μηκοσ", "γεωγραφικο μηκοσ", "γ μηκοσ")
_LAT = ("lat", "latitude", "πλατοσ", "γεωγραφικο πλατοσ", "γ πλατοσ")
_X = ("x", "χ", "easting", "x εγσα87", "χ εγσα87", "x egsa87", "east", "ανατολικα")
_Y = ("y", "υ", "ψ", "northing", "y εγσα87", "υ εγσα87", "ψ εγσα87", "y egsa87", "north", "βορεια")
_WKT = ("wkt", "geom", "geometry", "the geom", "wkt geom", "wkb geometry", "γεωμετρια", "σχημα")


@dataclass(frozen=True)
class Header:
    """``number`` is the header's row; ``names`` are the columns' from the first, none empty and none twice."""

    number: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Location:
    """The columns, by their place, that say where a row is: one of well-known text, or two of numbers. ``is_degrees``: lon and lat."""

    columns: tuple[int, ...]
    is_degrees: bool


def find_header(records: Iterable[Record]) -> Header:
    """Return the first row with two or more different texts; where no row has as many, the first with any.

    Raises:
        ReaderError: if there is none, or it looks like a row of data.
    """
    filled = list(islice((record for record in records if not record.is_blank), _SEARCHED_ROWS))
    if not filled:
        raise ReaderError("empty")
    found = next((record for record in filled if len(set(_texts(record))) > 1), filled[0])
    if len(found.cells) > MAX_COLUMNS:
        raise ReaderError("columns", {"count": len(found.cells), "limit": MAX_COLUMNS})
    texts = _texts(found)
    if sum(map(_is_data, texts)) * 2 >= len(texts):
        raise ReaderError("no_header", {"row": found.number, "cells": texts[:5]})
    return _named(found)


def find_location(names: Sequence[str]) -> Location | None:
    """Return which columns say where a row is, None if none does."""
    folded = [fold(name) for name in names]
    for words in ((_WKT,), (_LON, _LAT), (_X, _Y)):
        columns = tuple(next((place for place, name in enumerate(folded) if name in some), -1) for some in words)
        if -1 not in columns:
            return Location(columns, is_degrees=words[0] is _LON)
    return None


def _texts(record: Record) -> list[str]:
    return [text_of(cell) for cell in record.cells if cell not in (None, "") and not isinstance(cell, Trouble)]


def _is_data(text: str) -> bool:
    """Whether ``text`` is a number, a date or a time of day."""
    for read in (read_moment, read_minute):
        try:
            read(text)
        except Unreadable:
            continue
        return True
    return _NUMBER.fullmatch(text) is not None


def _named(record: Record) -> Header:
    names: list[str] = []
    for place, cell in enumerate(record.cells, start=1):
        name = "" if isinstance(cell, Trouble) else text_of(cell)
        free, number = name or f"column_{place}", 2
        while free in names:
            free, number = f"{name}_{number}", number + 1
        names.append(free)
    return Header(record.number, tuple(names))
