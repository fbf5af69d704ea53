"""What the content lacks: counted table by table, with a way to the rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.contrib.gis.db.models.fields import GeometryField
from django.db import models
from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from geoportal.backoffice.forms import hours_field_of
from geoportal.backoffice.policies import maintains
from geoportal.backoffice.rooms import content_models


@dataclass(frozen=True, kw_only=True)
class Gap:
    """``count`` of ``total`` rows lack ``what``; ``code`` names the gap within its model."""

    model: type[models.Model]
    code: str
    what: str
    count: int
    total: int


def find_gaps(user: Any) -> list[Gap]:
    """Return what is missing in the tables whose rows ``user`` may see and whose data their department maintains, largest first."""
    found = [gap for model in content_models() if _sees(user, model) and maintains(user, model) for gap in _gaps_of(model)]
    return sorted(found, key=lambda gap: -gap.count)


def rows_with_gap(model: type[models.Model], code: str) -> "models.QuerySet[Any]":
    """Return the rows that lack what ``code`` names.

    Raises:
        KeyError: if the model has no such gap.
    """
    return model._default_manager.filter(_conditions(model)[code][1])


def _sees(user: Any, model: type[models.Model]) -> bool:
    return bool(user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"))


def _gaps_of(model: type[models.Model]) -> Iterator[Gap]:
    conditions = _conditions(model)
    if not conditions:
        return
    asked = {f"gap_{code}": Count("pk", filter=condition) for code, (_title, condition) in conditions.items()}
    counts = model._default_manager.aggregate(total_=Count("pk"), **asked)
    for code, (title, _condition) in conditions.items():
        if counts[f"gap_{code}"]:
            yield Gap(model=model, code=code, what=title(), count=counts[f"gap_{code}"], total=counts["total_"])


@cache
def _conditions(model: type[models.Model]) -> dict[str, Any]:
    """Return for each gap that the model's rows may have its words and its condition."""
    names = {field.name: field for field in model._meta.concrete_fields}
    found: dict[str, Any] = {}
    for name, english in names.items():
        base = name.removesuffix("_en")
        if name.endswith("_en") and f"{base}_el" in names and english.blank:
            found[f"english_{base}"] = (partial(_in_english, names[f"{base}_el"]), Q(**{name: ""}) & ~Q(**{f"{base}_el": ""}))
    if hours_field_of(model) is not None:
        found["hours"] = (lambda: _("Ωράριο"), Q(timetable=None))
    for field in model._meta.concrete_fields:
        if isinstance(field, GeometryField) and field.null:
            found[f"place_{field.name}"] = (partial(_title, field), Q(**{field.name: None}))
    return found


def _title(field: Any) -> str:
    return str(capfirst(field.verbose_name))


def _in_english(field: Any) -> str:
    return _("%(field)s στα αγγλικά") % {"field": _title(field)}
