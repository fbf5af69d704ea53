"""Who changed which row from what to what: an entry of Wagtail's log for each saved form, and the writes by token beside them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.edit import EditAction
from wagtail.log_actions import LogFormatter, log

from api.changes import FeatureChange
from geoportal.backoffice.forms import HOURS
from layers.audiences import AudiencesField, names_of
from layers.lookups import catalogued_layers

EDIT = "geoportal.edit"
BULK = "geoportal.bulk_edit"
BY_MACHINE = "geoportal.by_token"
_LONGEST = 300

Changes = dict[str, list[str]]


class RecordedEdit(EditAction):
    """Wagtail's way of saving a form, with the old and the new value of each field in the log."""

    def execute(self, skip_permission_checks: bool = False) -> Any:  # noqa: FBT001, FBT002
        before = {name: self.form[name].initial for name in self.form.changed_data}
        self.log_action = None
        instance = super().execute(skip_permission_checks=skip_permission_checks)
        after = {name: self.form.cleaned_data.get(name) for name in before}
        labels = {name: str(self.form.fields[name].label or name) for name in before}
        after |= {HOURS: self.form.data.get(self.form.add_prefix(HOURS))} if HOURS in before else {}
        record(instance, EDIT, self.user, changes_between(before, after, labels, type(instance)))
        return instance


def record(instance: models.Model, action: str, user: Any, changes: Changes) -> None:
    log(instance=instance, action=action, user=user, data={"changes": changes}, content_changed=bool(changes))


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str], model: type[models.Model]) -> Changes:
    """Return the old and the new value as text, for each label."""
    return {capfirst(labels[name]): [_told(model, name, before[name]), _told(model, name, after[name])] for name in before}


def _told(model: type[models.Model], name: str, value: Any) -> str:
    field: Any = next((field for field in model._meta.concrete_fields if field.name == name), None)
    if value is None or value == "":
        return ""
    if isinstance(value, GEOSGeometry):
        return value.wkt[:_LONGEST]
    if isinstance(value, bool):
        return _("ναι") if value else _("όχι")
    if isinstance(field, AudiencesField):
        return names_of(value)
    if field is not None and field.is_relation and not isinstance(value, models.Model):
        value = field.related_model._default_manager.filter(pk=value).first() or value
    if field is not None and field.choices:
        value = dict(field.flatchoices).get(value, value)
    return str(localize(value) if not isinstance(value, models.Model | str) else value)[:_LONGEST]


class ChangesFormatter(LogFormatter):
    label = gettext_lazy("Αλλαγή")

    def format_message(self, log_entry: Any) -> str:
        changes: Mapping[str, Iterable[str]] = log_entry.data.get("changes", {})
        if not changes:
            return _("Αποθηκεύτηκε χωρίς αλλαγή")
        return " · ".join(f"{name}: «{old}» → «{new}»" for name, (old, new) in changes.items())


class BulkFormatter(ChangesFormatter):
    label = gettext_lazy("Μαζική αλλαγή")


class TokenFormatter(ChangesFormatter):
    label = gettext_lazy("Αλλαγή από άλλο σύστημα")

    def format_message(self, log_entry: Any) -> str:
        words = {"action": log_entry.data["action"], "token": log_entry.data["token"], "holder": log_entry.data["holder"] or _("Δήμος")}
        told = _("Με το κλειδί %(token)s (%(holder)s): %(action)s") % words
        return f"{told} · {super().format_message(log_entry)}" if log_entry.data["changes"] else told


@receiver(post_save, sender=FeatureChange, dispatch_uid="backoffice.tell_of_write")
def tell_of_write(instance: FeatureChange, created: bool, **_options: Any) -> None:  # noqa: FBT001
    """Put a write by token into the history of the row, where staff look for it."""
    layer = next((layer for layer in catalogued_layers() if layer.slug == instance.layer), None)
    row = layer.model._default_manager.filter(pk=instance.feature).first() if created and layer is not None else None
    if row is not None:
        data = {
            "action": instance.get_action_display(),
            "token": instance.token.prefix,
            "holder": instance.holder,
            "changes": _written(instance),
        }
        log(instance=row, action=BY_MACHINE, data=data, content_changed=bool(data["changes"]))


def _written(change: FeatureChange) -> Changes:
    """Return what differs between the two states that the API recorded."""
    before, after = (
        (state or {}).get("properties", {}) | ({"geometry": state["geometry"]} if state else {}) for state in (change.before, change.after)
    )
    if not change.before or not change.after:
        return {}
    return {
        name: [str(before.get(name, ""))[:_LONGEST], str(value)[:_LONGEST]] for name, value in after.items() if before.get(name) != value
    }
