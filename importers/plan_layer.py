"""How a file becomes rows of a typed layer, found again by the layer's natural key; worked out without touching anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from importers.errors import NothingToLoad, UnknownTarget, UnusableColumns
from importers.mapping import position_of
from importers.plan import Counts, Keys, Progress, check_something_is_left, row_problems
from importers.report import SKIPPING, Problem, ProblemKind
from importers.shapes import as_type
from importers.table import Row, Table
from layers.layer import GeometryType, Layer


@dataclass(kw_only=True)
class LayerPlan:
    """The instances to create and to update; ``fields`` names what an update writes."""

    table: Table
    layer: Layer
    fields: tuple[str, ...]
    created: list[models.Model] = field(default_factory=list)
    updated: list[models.Model] = field(default_factory=list)
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
    rows = _Rows(layer, positions, geometry_type)
    plan = LayerPlan(table=table, layer=layer, fields=(*positions, layer.geometry), problems=[*table.problems, *table.damaged_text()])
    keys = Keys(table.columns[positions[layer.natural_key]].name)
    for row in table:
        on_progress(row.number)
        keys.add(row, positions[layer.natural_key])
        _plan_row(plan, rows, row)
    keys.check()
    check_something_is_left(table, plan.counts, plan.problems)
    return plan


def _plan_row(plan: LayerPlan, rows: "_Rows", row: Row) -> None:
    problems = list(row_problems(row))
    instance, is_new, is_changed = None, False, False
    if not any(problem.kind in SKIPPING for problem in problems):
        try:
            instance, is_new, is_changed = rows.instance(row)
        except ValidationError as error:
            problems += _value_problems(row, error)
    plan.problems += problems
    if instance is None:
        plan.counts.skipped += 1
    elif is_new:
        plan.counts.created += 1
        plan.created.append(instance)
    elif is_changed:
        plan.counts.updated += 1
        plan.updated.append(instance)
    else:
        plan.counts.unchanged += 1


def _value_problems(row: Row, error: ValidationError) -> Iterator[Problem]:
    for name, messages in error.message_dict.items():
        yield Problem(
            row.number, ProblemKind.INVALID_VALUE,
            _("Γραμμή %(row)d, πεδίο %(field)s: %(message)s Η γραμμή παραλείπεται.")
            % {"row": row.number, "field": name, "message": " ".join(messages)},
        )  # fmt: skip


def _geometry_type(table: Table, layer: Layer) -> GeometryType:
    wanted = layer.geometry_type
    single_fits = table.geometry_type.value.removeprefix("Multi") == wanted.value.removeprefix("Multi") and wanted != GeometryType.POINT
    if wanted in (GeometryType.ANY, table.geometry_type) or single_fits:
        return wanted
    raise NothingToLoad(
        _("Το επίπεδο «%(slug)s» έχει %(wanted)s, το «%(name)s» όμως %(found)s.")
        % {"slug": layer.slug, "wanted": wanted.label, "name": table.name, "found": table.geometry_type.label}
    )


def _positions(table: Table, layer: Layer, mapping: Mapping[str, str]) -> dict[str, int]:
    """Return which column of the file fills which field."""
    unknown = sorted(set(mapping) - set(layer.importable))
    if unknown:
        raise UnusableColumns(
            _("--map: το επίπεδο «%(slug)s» δεν έχει πεδίο %(field)s. Έχει: %(fields)s.")
            % {"slug": layer.slug, "field": ", ".join(unknown), "fields": ", ".join(layer.importable)}
        )
    alike = {column.name.casefold(): place for place, column in enumerate(table.columns)}
    positions = {name: alike[name.casefold()] for name in layer.importable if name.casefold() in alike}
    positions |= {name: position_of(column, table.columns, option="--map") for name, column in mapping.items()}
    if layer.natural_key not in positions:
        raise UnusableColumns(
            _("Λείπει η στήλη που ξεχωρίζει τις γραμμές (%(key)s). Το αρχείο έχει: %(columns)s. Δείξτε την με --key ΣΤΗΛΗ.")
            % {"key": layer.natural_key, "columns": ", ".join(column.name for column in table.columns) or _("καμία")}
        )
    return positions


class _Rows:
    """Makes instances of rows: the one that has the key already, or a new one."""

    def __init__(self, layer: Layer, positions: Mapping[str, int], geometry_type: GeometryType) -> None:
        self._layer = layer
        self._positions = positions
        self._geometry_type = geometry_type
        manager = layer.model._default_manager
        self._present = {getattr(instance, layer.natural_key): instance for instance in manager.all()}
        self._related = {name: _by_code(target) for name, target in self._relations(positions)}

    def _relations(self, names: Sequence[str] | Mapping[str, int]) -> Iterator[tuple[str, type[models.Model]]]:
        for name in names:
            model_field = self._layer.model._meta.get_field(name)
            if isinstance(model_field, models.ForeignKey):
                yield name, model_field.related_model

    def instance(self, row: Row) -> tuple[models.Model, bool, bool]:
        """Return the row's instance, whether it is new, and whether the row changes it.

        Raises:
            ValidationError: by field, as the model's own checks put it.
        """
        values = {name: self._value(name, row.values[place]) for name, place in self._positions.items()}
        present = self._present.get(values[self._layer.natural_key])
        instance = present if present is not None else self._layer.model()
        before = {name: getattr(instance, name, None) for name in values} if present is not None else {}
        for name, value in values.items():
            setattr(instance, name, value)
        instance.clean_fields(exclude={instance._meta.pk.name, self._layer.geometry} if instance._meta.pk else set())
        geometry = GEOSGeometry(memoryview(as_type(row.geometry or b"", self._geometry_type)))
        known = getattr(instance, self._layer.geometry)
        setattr(instance, self._layer.geometry, geometry)
        moved = known is None or bytes(known.wkb) != bytes(geometry.wkb)
        return instance, present is None, moved or before != values

    def _value(self, name: str, value: Any) -> Any:
        model_field = self._layer.model._meta.get_field(name)
        if name in self._related:
            if value in (None, ""):
                return None
            found = self._related[name].get(str(value))
            if found is None:
                raise ValidationError(
                    {
                        name: _("δεν υπάρχει «%(value)s». Υπάρχουν: %(known)s.")
                        % {"value": value, "known": ", ".join(sorted(self._related[name]))}
                    }
                )
            return found
        if isinstance(model_field, models.CharField | models.TextField):
            return "" if value is None else str(value)
        try:
            return model_field.to_python(value)  # type: ignore[union-attr]
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error


def _by_code(model: type[models.Model]) -> dict[str, models.Model]:
    """Return the rows that a file may refer to, by the code that people know."""
    return {instance.code: instance for instance in model._default_manager.all()}  # type: ignore[attr-defined]
