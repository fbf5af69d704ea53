"""The accounts of staff, as administrators keep them: who is of which department, and in which roles."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserFilterSet, UserViewSet

from geoportal.accounts.models import User
from geoportal.backoffice.roles import OF_A_DEPARTMENT
from layers.departments import Department

_ADDED = {"department", "is_staff"}
_MOST_COLUMNS_BEFORE = 3


class _DepartmentChoice(forms.ModelChoiceField):
    """A department, or none; their areas, which are large, are not read."""

    def __init__(self, **options: Any) -> None:
        departments = Department.objects.defer("jurisdiction").order_by("name_el")
        super().__init__(queryset=departments, required=False, empty_label=gettext_lazy("Καμία"), **options)


class _OfTheTownHall(forms.ModelForm):
    """What an account of the town hall says beside a name and a password."""

    department = _DepartmentChoice(
        label=gettext_lazy("Υπηρεσία"), help_text=gettext_lazy("Υπάλληλοι και προϊστάμενοι αλλάζουν τα δεδομένα που αυτή συντηρεί.")
    )
    is_staff = forms.BooleanField(
        label=gettext_lazy("Προσωπικό του Δήμου"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Βλέπει και όσα δεν είναι δημόσια. Χωρίς αυτό, ο λογαριασμός είναι πολίτη."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        roles = [group.name for group in cleaned.get("groups") or Group.objects.none()]
        bound = [name for name in roles if name in OF_A_DEPARTMENT]
        if bound and not cleaned.get("department"):
            message = _("Ο ρόλος «%(role)s» είναι μιας υπηρεσίας: διαλέξτε ποιας, αλλιώς δεν αλλάζει δεδομένα καμίας.")
            self.add_error("department", message % {"role": bound[0]})
        if roles and not cleaned.get("is_staff"):
            message = _("Ο ρόλος «%(role)s» είναι προσωπικού: σημειώστε «Προσωπικό του Δήμου», ή βγάλτε τον ρόλο.")
            self.add_error("is_staff", message % {"role": roles[0]})
        return cleaned


class StaffCreationForm(_OfTheTownHall, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | _ADDED


class StaffEditForm(_OfTheTownHall, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | _ADDED


class StaffFilterSet(UserFilterSet):
    department = django_filters.ModelChoiceFilter(
        queryset=lambda _request: Department.objects.defer("jurisdiction").order_by("name_el"), label=gettext_lazy("Υπηρεσία")
    )


class StaffIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Any]:
        usual = super().columns
        department = Column("department", label=gettext_lazy("Υπηρεσία"), sort_key="department__name_el")
        return [*usual[:_MOST_COLUMNS_BEFORE], department, *usual[_MOST_COLUMNS_BEFORE:]]

    def get_base_queryset(self) -> "QuerySet[User]":
        rows: QuerySet[User] = super().get_base_queryset().select_related("department").defer("department__jurisdiction")
        return rows


class StaffViewSet(UserViewSet):
    index_view_class = StaffIndexView
    filterset_class = StaffFilterSet

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002
        return StaffEditForm if for_update else StaffCreationForm
