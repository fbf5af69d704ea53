"""Changing one thing of many rows at once."""

from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.functional import classproperty
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from geoportal.backoffice.recording import BULK, changes_between, record
from geoportal.backoffice.rooms import content_models
from layers.departments import Department

_AS_IT_IS = ("", _("Όπως είναι"))


class BulkEditForm(forms.Form):
    """A choice for each field of the model whose values are a short list; what is left as it is, is not touched."""

    def __init__(self, *args: Any, model: type[models.Model], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in bulk_fields(model):
            self.fields[field.name] = _choice_of(field)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(value not in ("", None) for value in cleaned.values()):
            raise forms.ValidationError(_("Διαλέξτε τουλάχιστον μία αλλαγή."))
        return cleaned


def bulk_fields(model: type[models.Model]) -> list[Any]:
    """Return the fields that may be set for many rows at once."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable
        and (
            isinstance(field, models.BooleanField)
            or bool(field.choices)
            or (isinstance(field, models.ForeignKey) and _is_vocabulary(field.related_model))
        )
    ]


def _is_vocabulary(model: type[models.Model]) -> bool:
    return model is Department or {"code", "position"} <= {field.name for field in model._meta.fields}


def _choice_of(field: Any) -> forms.Field:
    label = capfirst(field.verbose_name)
    if isinstance(field, models.ForeignKey):
        rows = field.related_model._default_manager.all()
        return forms.ModelChoiceField(queryset=rows, required=False, label=label, empty_label=_AS_IT_IS[1])
    if isinstance(field, models.BooleanField):
        return forms.TypedChoiceField(
            choices=[_AS_IT_IS, ("yes", _("Ναι")), ("no", _("Όχι"))],
            coerce=lambda text: text == "yes",
            empty_value=None,
            required=False,
            label=label,
        )
    return forms.ChoiceField(choices=[_AS_IT_IS, *field.choices], required=False, label=label)


class BulkEdit(SnippetBulkAction):
    display_name = _("Αλλαγή")
    aria_label = _("Αλλαγή των επιλεγμένων")
    action_type = "edit"
    template_name = "backoffice/bulk_edit.html"
    action_priority = 10
    form_class = BulkEditForm

    @classproperty
    def models(self) -> list[type[models.Model]]:
        return [model for model in content_models() if bulk_fields(model)]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"model": self.model}

    def check_perm(self, snippet: Any) -> bool:
        return bool(self.permission_policy.user_has_permission_for_instance(self.request.user, "change", snippet))

    def get_execution_context(self) -> dict[str, Any]:
        values = {name: value for name, value in self.cleaned_form.cleaned_data.items() if value not in ("", None)}
        context: dict[str, Any] = super().get_execution_context()
        return context | {"values": values, "user": self.request.user}

    @classmethod
    @transaction.atomic
    def execute_action(cls, objects: Any, values: Any = None, user: Any = None, **_context: Any) -> tuple[int, int]:
        changed = 0
        model = type(objects[0])
        labels = {field.name: str(field.verbose_name) for field in bulk_fields(model)}
        for row in model._default_manager.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in objects]):
            before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
            if not before:
                continue
            for name in before:
                setattr(row, name, values[name])
            row.full_clean(validate_unique=False)
            row.save()
            record(row, BULK, user, changes_between(before, {name: values[name] for name in before}, labels, model))
            changed += 1
        return changed, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:  # noqa: ARG002
        return ngettext("Άλλαξε %(count)d εγγραφή.", "Άλλαξαν %(count)d εγγραφές.", num_parent_objects) % {"count": num_parent_objects}
