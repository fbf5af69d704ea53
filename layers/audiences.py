"""For whom something is: a page, a place, an event. Cuts across the tree of pages and across the layers."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.forms import CheckboxSelectMultiple, TypedMultipleChoiceField
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    RESIDENT = "resident", _("Δημότης")
    VISITOR = "visitor", _("Επισκέπτης")
    BUSINESS = "business", _("Επιχειρήσεις")
    YOUNG = "young", _("Νέοι")
    CHILD = "child", _("Παιδί")
    OLDER = "older", _("Τρίτη Ηλικία")
    MIGRANT = "migrant", _("Αλλοδαποί")
    WOMAN = "woman", _("Γυναίκα")


class AudiencesField(ArrayField):
    """Some of the audiences, chosen by checkboxes."""

    def __init__(self, **options: object) -> None:
        options.pop("base_field", None)
        super().__init__(models.CharField(max_length=20, choices=Audience), blank=True, default=list, **options)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, arguments, options = super().deconstruct()
        for entry in ("base_field", "blank", "default"):
            options.pop(entry, None)
        return name, path, arguments, options

    def formfield(self, **options: Any) -> TypedMultipleChoiceField:
        return TypedMultipleChoiceField(
            choices=Audience.choices,
            coerce=str,
            required=False,
            widget=CheckboxSelectMultiple,
            label=options.get("label", self.verbose_name),
            help_text=self.help_text,
        )


def names_of(audiences: Sequence[str]) -> str:
    """Return the audiences in words."""
    return ", ".join(str(Audience(entry).label) for entry in audiences)


def is_for(audience: str, *paths: str) -> Q:
    """Return the condition that one of the fields at ``paths`` names ``audience``."""
    found = Q()
    for path in paths:
        found |= Q(**{f"{path}__contains": [audience]})
    return found
