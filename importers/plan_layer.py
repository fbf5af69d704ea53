"""How a file becomes rows of a typed layer, found again by the layer's natural key; worked out without touching anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from importers.errors import NothingToLoad, UnknownTarget, UnusableColumns
from importers.headers import find_columns, unused_columns
from importers.hours import Week
from importers.instances import ENDING, Instances
from importers.mapping import position_of
from importers.plan import Counts, Keys, Progress, check_something_is_left, row_problems
from importers.report import SKIPPING, Problem, ProblemKind
from importers.table import Row, Table
from layers.layer import GeometryType, Layer


@dataclass(kw_only=True)
class LayerPlan:
    """The instances to create and to update; ``fields`` names what an update writes, ``hours`` holds the weeks to give to instances."""

    table: Table
    layer: Layer
    fields: tuple[str, ...]
    created: list[models.Model] = field(default_factory=list)
    updated: list[models.Model] = field(default_factory=list)
    hours: list[tuple[models.Model, Week]] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)


def plan_layer(table: Table, *, layer: Layer, key: str, mapping: Mapping[str, str], on_progress: Progress) -> LayerPlan:
    """Return which rows of ``layer`` the file creates and which it changes; rows that are not in the file stay as they are.

    ``mapping`` gives for a field the column of the file that fills it, where they are not called alike; ``key`` is the column that fills
    the natural key.

    Raises:
        UnknownTarget, UnusableColumns, NothingToLoad
    """
    if not layer.natural_key or not layer.importable:
        raise UnknownTarget(_("Στο επίπεδο «%(slug)s» δεν γίνεται εισαγωγή από αρχείο.") % {"slug": layer.slug})
    geometry_type = _geometry_type(table, layer)
    positions = _positions(table, layer, {**mapping, **({layer.natural_key: key} if key else {})})
    instances = Instances(table, layer, positions, geometry_type)
    plan = LayerPlan(
        table=table,
        layer=layer,
        fields=(*(name for name in positions if name != ENDING), *instances.further_fields),
        problems=[*table.problems, *table.damaged_text(), *_unused(table, positions)],
    )
    keys = Keys(table.columns[positions[layer.natural_key]].name)
    for row in table:
        on_progress(row.number)
        keys.add(row, positions[layer.natural_key])
        _plan_row(plan, instances, row)
    keys.check()
    check_something_is_left(table, plan.counts, plan.problems)
    return plan


def _plan_row(plan: LayerPlan, instances: Instances, row: Row) -> None:
    problems = plan.table.unusable.get(row.number) or list(_place_problems(instances, row))
    draft = None
    if not any(problem.kind in SKIPPING for problem in problems):
        try:
            draft = instances.draft(row)
            problems = [*problems, *(Problem(row.number, ProblemKind.CLOCK, note) for note in draft.notes)]
        except ValidationError as error:
            problems = [*problems, *instances.value_problems(row, error)]
    plan.problems += problems
    if draft is None:
        plan.counts.skipped += 1
        return
    if draft.is_new:
        plan.counts.created += 1
        plan.created.append(draft.instance)
    elif draft.is_changed:
        plan.counts.updated += 1
        plan.updated.append(draft.instance)
    else:
        plan.counts.unchanged += 1
    if draft.hours is not None:
        plan.hours.append((draft.instance, draft.hours))


def _place_problems(instances: Instances, row: Row) -> Iterator[Problem]:
    """Yield what is wrong with where the row is; it may do without a place of its own where the layer can, or the place is known."""
    if row.geometry is None and instances.may_lack_place(row):
        return
    yield from row_problems(row)


def _unused(table: Table, positions: Mapping[str, int]) -> Iterator[Problem]:
    names = unused_columns(table.columns, positions.values())
    if names:
        yield Problem(
            None,
            ProblemKind.FILE,
            _("Στήλες που δεν χρησιμοποιήθηκαν: %(columns)s.") % {"columns": ", ".join(f"«{name}»" for name in names)},
        )


def _geometry_type(table: Table, layer: Layer) -> GeometryType:
    wanted = layer.geometry_type
    if not table.has_places:
        return wanted
    single_fits = table.geometry_type.value.removeprefix("Multi") == wanted.value.removeprefix("Multi") and wanted != GeometryType.POINT
    if wanted in (GeometryType.ANY, table.geometry_type) or single_fits:
        return wanted
    raise NothingToLoad(
        _("Το επίπεδο «%(slug)s» έχει %(wanted)s, το «%(name)s» όμως %(found)s.")
        % {"slug": layer.slug, "wanted": wanted.label, "name": table.name, "found": table.geometry_type.label}
    )


def _positions(table: Table, layer: Layer, mapping: Mapping[str, str]) -> dict[str, int]:
    """Return which column of the file fills which field."""
    names = (*layer.importable, *((ENDING,) if {"starts_at", "duration"} <= set(layer.importable) else ()))
    unknown = sorted(set(mapping) - set(names))
    if unknown:
        raise UnusableColumns(
            _("--map: το επίπεδο «%(slug)s» δεν έχει πεδίο %(field)s. Έχει: %(fields)s.")
            % {"slug": layer.slug, "field": ", ".join(unknown), "fields": ", ".join(names)}
        )
    given = {name: position_of(column, table.columns, option="--map") for name, column in mapping.items()}
    found = find_columns([name for name in names if name not in given], table.columns, model=layer.import_model)
    positions = given | {name: place for name, place in found.items() if place not in given.values()}
    if layer.natural_key not in positions:
        raise UnusableColumns(
            _("Λείπει η στήλη που ξεχωρίζει τις γραμμές (%(key)s). Το αρχείο έχει: %(columns)s. Δείξτε την με --key ΣΤΗΛΗ.")
            % {"key": layer.natural_key, "columns": ", ".join(column.name for column in table.columns) or _("καμία")}
        )
    return positions
