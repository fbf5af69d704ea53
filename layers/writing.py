"""What of a layer's rows can be written from outside, and under which names: the fields that its importable ones are published as."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from layers.hours.models import Timetable
from layers.layer import Layer, Property


def why_read_only(layer: Layer) -> str:
    """Return why no feature of ``layer`` can be written, in the active language; empty: they can."""
    if layer.dataset_version is not None:
        return ""
    words = {"slug": layer.slug}
    if not layer.importable or not layer.natural_key:
        return _("Το επίπεδο «%(slug)s» μόνο διαβάζεται: τα στοιχεία του προκύπτουν από άλλα ή γράφονται στη διαχείριση.") % words
    if layer.import_model is not layer.model:
        return (
            _("Το επίπεδο «%(slug)s» μόνο διαβάζεται: κάθε στοιχείο του προκύπτει από μια εγγραφή που δίνει πολλά. Γράφεται με αρχείο.")
            % words
        )
    return ""


def writable_fields(layer: Layer) -> Mapping[str, str]:
    """Return the model's field for each name that a written feature may have: first those published, then those that only come in."""
    published = {entry.name: field for entry in layer.properties if (field := _field_of(layer, entry))}
    hidden = (name for name in layer.importable if name not in published.values() and not _is_timetable(layer, name))
    return published | {name: name for name in hidden if layer.property(name) is None}


def _field_of(layer: Layer, entry: Property) -> str:
    """Return the field that the property shows as it is, or by the key of the row it refers to; empty if it is made of something else."""
    path = entry.source or entry.name
    if not isinstance(path, str):
        return ""
    if layer.dataset_version is not None:
        return path
    name, _separator, key = path.partition("__")
    if name not in layer.importable or _is_timetable(layer, name):
        return ""
    field: Any = layer.model._meta.get_field(name)
    if isinstance(field, ForeignKey):
        return name if key == natural_key_of(field.remote_field.model) else ""
    return "" if key else name


def _is_timetable(layer: Layer, name: str) -> bool:
    return layer.model._meta.get_field(name).related_model is Timetable


def natural_key_of(model: type[models.Model]) -> str:
    """Return the field by which people tell the model's rows apart: ``code``, else the first that is unique."""
    fields = {field.name: field for field in model._meta.concrete_fields if not field.primary_key}
    return "code" if "code" in fields else next(name for name, field in fields.items() if field.unique)


def nothing_of(entry: Any) -> Any:
    """Return what the field holds when nobody says anything: empty text, its default, or NULL."""
    if isinstance(entry, models.CharField | models.TextField) and entry.blank:
        return ""
    if entry.has_default():
        return entry.get_default()
    return "" if isinstance(entry, models.CharField | models.TextField) and not entry.null else None
