"""How a file becomes a version of a dataset, worked out without touching anything."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from importers.errors import NothingToLoad
from importers.mapping import position_of
from importers.plan import Counts, Keys, Progress, check_something_is_left, row_problems
from importers.report import SKIPPING, Problem
from importers.shapes import as_type
from importers.table import Table
from layers.datasets.models import Dataset, DatasetVersion
from layers.datasets.tables import table_of
from layers.layer import GeometryType


@dataclass(kw_only=True)
class DatasetPlan:
    """``ids`` holds, for each row of the table in order, the id it will have, None for a row that is left out.

    ``replaces`` is the version it was worked out against: it fits that one only.
    """

    table: Table
    key: str
    geometry_type: GeometryType
    replaces: DatasetVersion | None
    ids: list[int | None] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows to load: id, geometry as hexadecimal EWKB, values."""
        for feature_id, row in zip(self.ids, self.table, strict=True):
            if feature_id is not None and row.geometry is not None:
                yield feature_id, as_type(row.geometry, self.geometry_type).hex(), *row.values


def plan_dataset(table: Table, *, dataset: Dataset | None, key: str, on_progress: Progress) -> DatasetPlan:
    """Return how the rows of ``table`` become a version of ``dataset`` (None: a new one).

    Rows are the same feature when their values of ``key`` agree, or, without a key, when everything agrees: such a feature keeps its id,
    so that links to it go on working.

    Raises:
        UnusableColumns: if the key is missing, empty somewhere or not unique.
        NothingToLoad: if no row can be put on the map.
    """
    if not table.has_places:
        raise NothingToLoad(
            _("Το «%(name)s» δεν έχει στήλες με θέσεις. Ονομάστε τες lon και lat, x και y, ή wkt. Έχει: %(columns)s.")
            % {"name": table.name, "columns": ", ".join(column.name for column in table.columns)}
        )
    key = key or (dataset.key_column if dataset else "")
    position = position_of(key, table.columns, option="--key") if key else None
    version = dataset.current_version if dataset else None
    plan = DatasetPlan(
        table=table,
        key=table.columns[position].name if position is not None else "",
        geometry_type=table.geometry_type,
        replaces=version,
        problems=[*table.problems, *table.damaged_text()],
    )
    _assign_ids(plan, position, _Known(version, plan.key), on_progress)
    check_something_is_left(table, plan.counts, plan.problems)
    return plan


def _assign_ids(plan: DatasetPlan, position: int | None, known: "_Known", on_progress: Progress) -> None:
    names, keys = [column.name for column in plan.table.columns], Keys(plan.key)
    for row in plan.table:
        on_progress(row.number)
        problems = plan.table.unusable.get(row.number) or list(row_problems(row))
        plan.problems += problems
        if any(problem.kind in SKIPPING for problem in problems) or row.geometry is None:
            plan.ids.append(None)
            plan.counts.skipped += 1
            continue
        content = _fingerprint(names, row.values, as_type(row.geometry, plan.geometry_type, with_srid=False))
        identity: Hashable = content if position is None else keys.add(row, position)
        feature_id, known_content = known.take(identity)
        if feature_id is None:
            plan.counts.created += 1
        elif known_content == content:
            plan.counts.unchanged += 1
        else:
            plan.counts.updated += 1
        plan.ids.append(feature_id or known.new_id())
    keys.check()
    plan.counts.removed = known.left()


class _Known:
    """What the present version holds: ids and contents by identity. Each is given away once."""

    def __init__(self, version: DatasetVersion | None, key: str) -> None:
        self._features: dict[Hashable, list[tuple[int, bytes]]] = defaultdict(list)
        self._last_id = 0
        if version is not None:
            self._read(version, key)

    def _read(self, version: DatasetVersion, key: str) -> None:
        names = [entry["name"] for entry in version.columns]
        position = names.index(key) if key in names else None
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            columns = [connection.ops.quote_name(entry["column"]) for entry in version.columns]
            selected = ", ".join(["id", "ST_AsBinary(geom)", *columns])
            cursor.execute(f"SELECT {selected} FROM {table_of(version).as_string(None)} ORDER BY id")
            for feature_id, geometry, *values in cursor:
                content = _fingerprint(names, values, bytes(geometry))
                identity: Hashable = content if not key else (values[position] if position is not None else None)
                self._features[identity].append((feature_id, content))
                self._last_id = max(self._last_id, feature_id)

    def take(self, identity: Hashable) -> tuple[int | None, bytes]:
        features = self._features.get(identity)
        return features.pop(0) if features else (None, b"")

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def left(self) -> int:
        return sum(map(len, self._features.values()))


def _fingerprint(names: Sequence[str], values: Sequence[Any], geometry: bytes) -> bytes:
    """Return what two rows share only if they say the same, in whatever order their columns stand."""
    plain = sorted((name, _comparable(value)) for name, value in zip(names, values, strict=True))
    return blake2b(repr(plain).encode() + geometry, digest_size=16).digest()


def _comparable(value: Any) -> str:
    return f"{value.timestamp()!r}" if hasattr(value, "timestamp") else repr(value)
