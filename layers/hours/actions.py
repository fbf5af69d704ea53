"""Changing the hours of one entity without touching those of others that share its timetable."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.db import models, transaction

from layers.hours.models import HoursException, OpeningHours, Timetable

WeekRow = tuple[int, time, time, str]
"""Weekday, opening and closing time, kind."""


@transaction.atomic
def give_hours(entity: Any, *, week: Iterable[WeekRow], code: str) -> Timetable:
    """Make ``week`` the weekly hours of ``entity``, all year round; days that differ stay as they are.

    Its timetable changes in place unless others use it too: then, or if it has none, it gets one of its own called ``code``. The row is
    told of it where it is stored already; a new one keeps it in ``entity.timetable`` until it is saved.
    """
    present = entity.timetable
    if present is None or _is_shared(present, entity):
        entity.timetable = _own(code, entity, like=present)
        if entity.pk is not None:
            type(entity)._default_manager.filter(pk=entity.pk).update(timetable=entity.timetable)
    _set_week(entity.timetable, set(week))
    return entity.timetable  # type: ignore[no-any-return]


def week_of(timetable: Timetable) -> frozenset[WeekRow] | None:
    """Return the timetable's hours if they hold all year round and say no more than ``give_hours`` can, else None."""
    rows = list(timetable.hours.all())
    if any(row.valid_from or row.valid_through or row.note_el or row.note_en for row in rows):
        return None
    return frozenset((row.weekday, row.opens, row.closes, row.kind) for row in rows)


def _is_shared(timetable: Timetable, entity: models.Model) -> bool:
    for relation in Timetable._meta.related_objects:
        model: Any = relation.related_model
        if model in (OpeningHours, HoursException):
            continue
        users = model._default_manager.filter(**{relation.field.name: timetable})
        if (users.exclude(pk=entity.pk) if isinstance(entity, model) and entity.pk is not None else users).exists():
            return True
    return False


def _own(code: str, entity: models.Model, *, like: Timetable | None) -> Timetable:
    """Return the timetable called ``code`` if nobody else uses it, else a new one; it keeps the days that differ in ``like``."""
    own = Timetable.objects.filter(code=code).first()
    number = 2
    while own is not None and _is_shared(own, entity):
        own, number = Timetable.objects.filter(code=f"{code[:90]}-{number}").first(), number + 1
    if own is None:
        own = Timetable.objects.create(
            code=code if number == 2 else f"{code[:90]}-{number - 1}", ignores_holidays=like is not None and like.ignores_holidays
        )
        exceptions = like.exceptions.all() if like is not None else ()
        HoursException.objects.bulk_create(
            HoursException(timetable=own, date=row.date, opens=row.opens, closes=row.closes, note_el=row.note_el, note_en=row.note_en)
            for row in exceptions
        )
    return own


def _set_week(timetable: Timetable, week: set[WeekRow]) -> None:
    """Take away and add what differs."""
    kept: set[WeekRow] = set()
    for row in timetable.hours.all():
        plain = (row.weekday, row.opens, row.closes, row.kind)
        if plain in week - kept and not (row.valid_from or row.valid_through or row.note_el or row.note_en):
            kept.add(plain)
        else:
            row.delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(timetable=timetable, weekday=weekday, opens=opens, closes=closes, kind=kind)
        for weekday, opens, closes, kind in sorted(week - kept)
    )
