"""What an import did, for people and, as JSON, for programs."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class ProblemKind(StrEnum):
    """What may be wrong with one row. The first three leave the row out; of a roster, those in ``REFUSING`` leave all of it out."""

    NO_GEOMETRY = "no_geometry"
    OUTSIDE = "outside"
    INVALID_VALUE = "invalid_value"
    REPAIRED_GEOMETRY = "repaired_geometry"
    REPAIRED_TEXT = "repaired_text"
    CLOCK = "clock"
    DUPLICATE = "duplicate"
    OVERLAP = "overlap"
    CONFLICT = "conflict"
    GAP = "gap"
    FILE = "file"


SKIPPING = frozenset({ProblemKind.NO_GEOMETRY, ProblemKind.OUTSIDE, ProblemKind.INVALID_VALUE})
REFUSING = frozenset({ProblemKind.INVALID_VALUE, ProblemKind.DUPLICATE, ProblemKind.OVERLAP, ProblemKind.CONFLICT})


@dataclass(frozen=True)
class Problem:
    """Something about ``row`` (counted from 1 in the file's order; None: the file as a whole) that somebody should look at."""

    row: int | None
    kind: ProblemKind
    message: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """One import. ``dataset`` or ``layer`` is the slug of what it went into; ``version`` counts a dataset's versions.

    ``created + updated + unchanged + skipped == read``; ``removed`` rows were there before and are not in the file.
    """

    dataset: str | None
    layer: str | None
    version: int | None
    crs: str
    crs_how: str
    encoding: str
    encoding_how: str
    read: int
    created: int
    updated: int
    unchanged: int
    removed: int
    skipped: int
    problems: tuple[Problem, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
