"""Rows of a file as instances of a model: the one that has the row's key already, or a new one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from importers.hours import Hours, Week
from importers.report import Problem, ProblemKind
from importers.shapes import as_type
from importers.table import Row, Table
from importers.values import Cells, Notes
from layers.hours.actions import week_of
from layers.hours.models import Timetable
from layers.layer import GeometryType, Layer

# A column that says when something ends fills its duration.
ENDING = "ends_at"


@dataclass(kw_only=True)
class Draft:
    """What a row comes to. ``hours`` is the week to give to the instance, None where its hours stay as they are."""

    instance: models.Model
    is_new: bool
    is_changed: bool = False
    hours: Week | None = None
    notes: Notes = field(default_factory=list)


class Instances:
    """Makes instances of the rows of ``table`` by ``positions``, which says the column of each field."""

    def __init__(self, table: Table, layer: Layer, positions: Mapping[str, int], geometry_type: GeometryType) -> None:
        self._model = layer.import_model
        self._table = table
        self._key = layer.natural_key
        self._positions = positions
        self._geometry_type = geometry_type
        self._geometry: Any = layer.geometry_field
        self._fields: dict[str, Any] = {name: self._model._meta.get_field(name) for name in positions if name != ENDING}
        self._timed = next((name for name, entry in self._fields.items() if entry.related_model is Timetable), "")
        self._cells = Cells(self._fields, epoch=table.epoch)
        rows = self._model._default_manager.all()
        if self._timed:
            rows = rows.select_related(self._timed).prefetch_related(f"{self._timed}__hours")
        self._present = {str(getattr(instance, self._key)): instance for instance in rows}

    @property
    def further_fields(self) -> tuple[str, ...]:
        """What an update writes beside the fields that have columns of their own."""
        return (self._geometry.name, *(("duration",) if ENDING in self._positions and "duration" not in self._positions else ()))

    def may_lack_place(self, row: Row) -> bool:
        """Whether a sheet's row can do without a place: its model can, or the sheet gives none and the row is known."""
        if not self._table.is_sheet:
            return False
        is_known = str(row.values[self._positions[self._key]] or "") in self._present
        return self._geometry.null or (is_known and not self._table.has_places)

    def draft(self, row: Row) -> Draft:
        """Return what the row comes to.

        Raises:
            ValidationError: by field, as the cell's reader or the model's own checks put it.
        """
        notes: Notes = []
        values = self._values(row, notes)
        present = self._present.get(str(values.get(self._key)))
        instance = present if present is not None else self._model()
        before = self._stored(instance)
        week = self._assign(instance, values)
        self._place(instance, row)
        instance.clean_fields(exclude=self._unchecked(instance))
        instance.clean()
        is_changed = before != self._stored(instance) or week is not None
        return Draft(instance=instance, is_new=present is None, is_changed=is_changed, hours=week, notes=self._told(row, notes))

    def value_problems(self, row: Row, error: ValidationError) -> Iterator[Problem]:
        """Yield the problems of a row, each with its column and the value that stands there."""
        for name, messages in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
            place = self._positions.get(name)
            words = {"row": row.number, "field": name, "message": " ".join(messages)}
            if place is None:
                message = _("Γραμμή %(row)d, πεδίο %(field)s: %(message)s Η γραμμή παραλείπεται.") % words
            else:
                words |= {"column": self._table.columns[place].name, "value": row.values[place] if row.values[place] is not None else ""}
                message = _("Γραμμή %(row)d, στήλη «%(column)s» (%(field)s), τιμή «%(value)s»: %(message)s Η γραμμή παραλείπεται.") % words
            yield Problem(row.number, ProblemKind.INVALID_VALUE, message)

    def _values(self, row: Row, notes: Notes) -> dict[str, Any]:
        values: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for name, place in self._positions.items():
            try:
                if name != ENDING:
                    values[name] = self._cells.read(name, row.values[place], notes)
            except ValidationError as error:
                errors[name] = error.messages
        self._end(row, values, errors, notes)
        if errors:
            raise ValidationError(errors)
        return values

    def _end(self, row: Row, values: dict[str, Any], errors: dict[str, list[str]], notes: Notes) -> None:
        start = values.get("starts_at")
        if ENDING not in self._positions or start is None or values.get("duration") is not None:
            return
        try:
            values["duration"] = self._cells.ending(row.values[self._positions[ENDING]], after=start, notes=notes)
        except ValidationError as error:
            errors[ENDING] = error.messages

    def _assign(self, instance: Any, values: Mapping[str, Any]) -> Week | None:
        """Give the instance its values; return the week that its timetable is to have, if that is another than now."""
        for name, value in values.items():
            if name != self._timed or value is None:
                setattr(instance, name, value)
        week: Week | None = values.get(self._timed) if self._timed else None
        if week is None:
            return None
        timetable = getattr(instance, self._timed)
        plain = week_of(timetable) if timetable is not None else None
        return week if plain is None or frozenset(Hours(*entry) for entry in plain) != week else None

    def _place(self, instance: Any, row: Row) -> None:
        if row.geometry is not None:
            shape = GEOSGeometry(memoryview(as_type(row.geometry, self._geometry_type)))
            setattr(instance, self._geometry.name, self._joined(shape))

    def _joined(self, shape: Any) -> Any:
        """Return the one line that the pieces of ``shape`` are, where the layer has single lines.

        Raises:
            ValidationError: if they do not join.
        """
        if self._geometry_type != GeometryType.LINE or shape.geom_type != "MultiLineString":
            return shape
        merged = shape.merged
        if merged.geom_type != "LineString":
            raise ValidationError({self._geometry.name: _("η γραμμή έχει %(count)d κομμάτια που δεν ενώνονται.") % {"count": len(merged)}})
        merged.srid = shape.srid
        return merged

    def _stored(self, instance: Any) -> list[Any]:
        """Return what of the instance a file may change, comparable."""
        shape = getattr(instance, self._geometry.name)
        names = [*self._fields, *(("duration",) if ENDING in self._positions else ())]
        fields: list[Any] = [self._model._meta.get_field(name) for name in names]
        return [*(getattr(instance, entry.attname) for entry in fields), None if shape is None else bytes(shape.wkb)]

    def _unchecked(self, instance: Any) -> set[str]:
        """Return what needs no check: the geometry was, and that a row referred to exists (a question to the database each) is known."""
        related = (name for name, entry in self._fields.items() if entry.is_relation and getattr(instance, entry.attname) is not None)
        return {self._geometry.name, self._model._meta.pk.name, *related}

    def _told(self, row: Row, notes: Notes) -> Notes:
        return [_("Γραμμή %(row)d: %(note)s") % {"row": row.number, "note": note} for note in notes]
