"""What every plan of an import shares: counting, keys, and what may be wrong with a row's place on earth."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from importers.errors import NothingToLoad, UnusableColumns
from importers.report import SKIPPING, Problem, ProblemKind
from importers.table import Row, Table

Progress = Callable[[int], None]

_MAX_NAMED_ROWS = 5
# Repairs that move less than this are rounding, not news.
_NOTICEABLE_M2 = 0.01


@dataclass(kw_only=True)
class Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0

    @property
    def changes(self) -> int:
        return self.created + self.updated + self.removed


class Keys:
    """Watches that the key tells the rows apart."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows: dict[Hashable, list[int]] = defaultdict(list)

    def add(self, row: Row, position: int) -> Hashable:
        value: Hashable = row.values[position]
        self._rows[value].append(row.number)
        return value

    def check(self) -> None:
        empty = [*self._rows.get(None, ()), *self._rows.get("", ())]
        if empty:
            raise UnusableColumns(
                _("--key %(name)s: είναι κενή στις γραμμές %(rows)s. Συμπληρώστε την ή διαλέξτε άλλη στήλη.")
                % {"name": self._name, "rows": _named(empty)}
            )
        repeated = {value: rows for value, rows in self._rows.items() if len(rows) > 1}
        if repeated:
            value, rows = next(iter(repeated.items()))
            raise UnusableColumns(
                _(
                    "--key %(name)s: %(count)d τιμές υπάρχουν πάνω από μία φορά, π.χ. «%(value)s» στις γραμμές %(rows)s. "
                    "Διορθώστε το αρχείο ή διαλέξτε στήλη με μοναδικές τιμές."
                )
                % {"name": self._name, "count": len(repeated), "value": value, "rows": _named(rows)}
            )


def _named(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:_MAX_NAMED_ROWS]))
    return f"{shown} …" if len(rows) > _MAX_NAMED_ROWS else shown


def row_problems(row: Row) -> Iterator[Problem]:
    """Yield what is wrong with where a row says it is."""
    if row.geometry is None:
        yield Problem(
            row.number, ProblemKind.NO_GEOMETRY,
            _("Γραμμή %(row)d: δεν έχει θέση ή σχήμα που να μπορεί να διαβαστεί, και παραλείπεται. Σχεδιάστε το στο πρόγραμμα GIS.")
            % {"row": row.number},
        )  # fmt: skip
        return
    if not _is_in_country(row.box):
        yield Problem(row.number, ProblemKind.OUTSIDE, _outside(row))
    if row.repaired_m2 is not None and row.repaired_m2 >= _NOTICEABLE_M2:
        yield Problem(
            row.number, ProblemKind.REPAIRED_GEOMETRY,
            _("Γραμμή %(row)d: το σχήμα έτεμνε τον εαυτό του και διορθώθηκε· το εμβαδόν άλλαξε κατά %(area).2f τ.μ. Ελέγξτε το.")
            % {"row": row.number, "area": row.repaired_m2},
        )  # fmt: skip


def _is_in_country(box: Sequence[float]) -> bool:
    west, south, east, north = settings.MUNICIPALITY.country_extent
    return west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north


def _outside(row: Row) -> str:
    place = {"row": row.number, "lon": f"{row.box[0]:.4f}", "lat": f"{row.box[1]:.4f}"}
    if _is_in_country([row.box[1], row.box[0], row.box[3], row.box[2]]):
        return (
            _(
                "Γραμμή %(row)d: η θέση (μήκος %(lon)s, πλάτος %(lat)s) είναι έξω από τη χώρα, αλλά μέσα αν αντιστραφούν οι δύο αριθμοί. "
                "Γράψτε πρώτα το μήκος και μετά το πλάτος."
            )
            % place
        )
    return (
        _("Γραμμή %(row)d: η θέση (μήκος %(lon)s, πλάτος %(lat)s) είναι έξω από τη χώρα. Ελέγξτε τη θέση ή το σύστημα αναφοράς (--crs).")
        % place
    )


def check_something_is_left(table: Table, counts: Counts, problems: Sequence[Problem]) -> None:
    if counts.skipped < table.count:
        return
    first = next(problem for problem in problems if problem.kind in SKIPPING)
    raise NothingToLoad(
        _("Καμία από τις %(count)d γραμμές του «%(name)s» δεν μπορεί να μπει στον χάρτη. %(first)s")
        % {"count": table.count, "name": table.name, "first": first.message}
    )
