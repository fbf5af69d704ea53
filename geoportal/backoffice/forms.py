"""The form of any row: its fields, its place, its hours as a line of text; and nobody's change is lost by saving over it."""

import json
from hashlib import sha256
from typing import Any

from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from geoportal.backoffice.geometry import PickerField
from importers.hours import Hours, UnreadableHours, format_hours, parse_hours
from layers.hours.actions import give_hours, week_of
from layers.hours.models import Timetable

HOURS = "opening_hours"
STATE = "state_when_read"


def hours_field_of(model: type[models.Model]) -> "models.ForeignKey[Any, Any] | None":
    """Return the model's reference to a timetable, if its rows have hours; a part of a timetable has none."""
    references = (field for field in model._meta.fields if isinstance(field, models.ForeignKey) and field.related_model is Timetable)
    return next((field for field in references if field.remote_field.on_delete is models.PROTECT), None)


class ContentForm(WagtailAdminModelForm):
    """Of a model of ``layers``. A row that somebody else changed since it was read is not written: the form says so, and keeps its text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[STATE] = forms.CharField(required=False, widget=forms.HiddenInput, initial=state_of(self.instance))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            # What nobody touched keeps all its decimals.
            if isinstance(field, PickerField) and name not in self.changed_data and name in cleaned:
                cleaned[name] = self.initial.get(name)
        self._check_state()
        return cleaned

    def _check_state(self) -> None:
        """Refuse to write over a change that its author was told is stored. The row stays locked until the transaction ends."""
        if self.instance.pk is None:
            return
        present = self._meta.model._default_manager.select_for_update(of=("self",)).filter(pk=self.instance.pk).first()
        if present is None:
            raise ValidationError(_("Κάποιος διέγραψε αυτή την εγγραφή όσο τη γράφατε. Αντιγράψτε ό,τι χρειάζεστε και φτιάξτε νέα."))
        if state_of(present) != self.data.get(self.add_prefix(STATE)):
            raise ValidationError(
                _("Κάποιος άλλαξε αυτή την εγγραφή αφού την ανοίξατε. Δείτε το ιστορικό της, ανοίξτε την ξανά και ξαναγράψτε."),
                code="stale",
            )


class HoursForm(ContentForm):
    """Of a model whose rows have hours: the week is a line of text (importers.hours)."""

    opening_hours = forms.CharField(
        label=gettext_lazy("Ωράριο"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Π.χ. «Δευ-Παρ 08:00-14:30, 17:30-21:00· Σαβ 09:00-14:00». Ό,τι λείπει είναι κλειστό. Κενό: χωρίς ωράριο."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        timetable, field = self.instance.timetable, self.fields[HOURS]
        week = frozenset() if timetable is None else week_of(timetable)
        if week is None:
            field.disabled = True
            field.help_text = _("Το ωράριο αλλάζει με τις εποχές: το φέρνει αρχείο με ώρες ανά περίοδο.")
        field.initial = "" if not week else format_hours([Hours(*row) for row in week], language=get_language() or "el")

    def clean_opening_hours(self) -> frozenset[Hours]:
        try:
            return parse_hours(self.cleaned_data[HOURS])
        except UnreadableHours as error:
            raise ValidationError(str(error), code="hours") from error

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        instance = super().save(commit=commit)
        if HOURS in self.changed_data:
            self._save_hours(instance)
        return instance

    def _save_hours(self, instance: Any) -> None:
        week = self.cleaned_data[HOURS]
        if week:
            give_hours(instance, week=[(row.weekday, row.opens, row.closes, row.kind) for row in week], code=instance.code)
        else:
            type(instance)._default_manager.filter(pk=instance.pk).update(timetable=None)
            instance.timetable = None


def state_of(instance: models.Model) -> str:
    """Return a mark of what the row holds, and of the hours that its form shows; of a new row, nothing."""
    if instance.pk is None:
        return ""
    document = json.loads(serializers.serialize("json", [instance]))[0]["fields"]
    timetable = getattr(instance, "timetable", None)
    week = sorted(map(str, week_of(timetable) or ())) if isinstance(timetable, Timetable) else []
    return sha256(json.dumps([document, week], sort_keys=True).encode()).hexdigest()[:32]
