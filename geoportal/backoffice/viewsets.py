"""The lists and forms of the content rooms, made of what the models say."""

from typing import Any

from django import forms
from django.contrib.gis.db.models.fields import GeometryField
from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.forms import RangeWidget
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, InspectView, SnippetViewSet, SnippetViewSetGroup

from geoportal.backoffice.forms import HOURS, ContentForm, HoursForm, hours_field_of
from geoportal.backoffice.geometry import PickerField
from geoportal.backoffice.policies import MaintainerPolicy
from geoportal.backoffice.recording import RecordedEdit
from geoportal.backoffice.rooms import content_rooms
from layers.audiences import AudiencesField, names_of
from layers.departments import Department
from layers.layer import Theme

_ICONS = {Theme.CITY: "site", Theme.LIFE: "calendar-alt", Theme.ADMINISTRATION: "group"}
_MOST_COLUMNS = 6
_LANGUAGES = ("_el", "_en")


class ContentEditView(EditView):
    action_class = RecordedEdit


class ContentInspectView(InspectView):
    """What a row says, in words: neither True nor the well-known text of a place."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("Ναι") if value else _("Όχι")
        if isinstance(value, Point):
            return f"{value.y:.6f}, {value.x:.6f}"
        if isinstance(value, GEOSGeometry):
            return _("%(corners)s σημεία, γύρω από το %(middle)s") % {
                "corners": value.num_coords,
                "middle": f"{value.centroid.y:.5f}, {value.centroid.x:.5f}",
            }
        if isinstance(field, AudiencesField):
            value = names_of(getattr(self.object, field_name))
        return "–" if value in (None, "") else value


class _PeriodInput(RangeWidget):
    def __init__(self, attrs: Any = None) -> None:
        super().__init__(AdminDateTimeInput(), attrs)


class ContentViewSet(SnippetViewSet):
    """List, filters, search, export, form, history and bulk changes of one model of ``layers``."""

    edit_view_class = ContentEditView
    inspect_view_class = ContentInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    search_backend_name = None
    add_to_admin_menu = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        fields = _fields(self.model)
        self.ordering = list(self.model._meta.ordering) or ["pk"]
        self.inspect_view_fields = [field.name for field in fields]
        self.list_filter = [field.name for field in fields if _is_filter(field)]
        plain = [_export_path(field) for field in fields if not isinstance(field, GeometryField)]
        self.list_export = ["pk", *plain, *_geometry_export(fields)]
        self.export_headings = {"pk": "id", "geom.x": "lon", "geom.y": "lat"}

    @cached_property
    def list_display(self) -> list[Any]:
        names = {field.name: field for field in _fields(self.model)}
        columns: list[Any] = ["__str__"]
        columns += [_column(field) for field in names.values() if _is_column(field)]
        if "is_published" in names:
            columns.append(BooleanColumn("is_published", label=_("Δημοσιευμένο"), sort_key="is_published"))
        if "updated_at" in _names(self.model):
            columns.append(DateColumn("updated_at", label=_("Άλλαξε"), sort_key="updated_at"))
        return columns[:_MOST_COLUMNS]

    @cached_property
    def search_fields(self) -> list[str]:
        return [field.name for field in _fields(self.model) if isinstance(field, models.CharField) and not field.choices]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":  # noqa: ARG002
        """Return all rows without what lists do not show: an area may have thousands of corners."""
        geometries = [field.name for field in self.model._meta.fields if isinstance(field, GeometryField) and field.geom_type != "POINT"]
        related = [field.name for field in _fields(self.model) if isinstance(field, models.ForeignKey)]
        rows: QuerySet[Any] = self.model._default_manager.select_related(*related)
        return rows.defer(*geometries)

    def get_edit_handler(self) -> Panel:
        form = ContentForm if hours_field_of(self.model) is None else HoursForm
        return ObjectList(_panels(self.model), base_form_class=form).bind_to_model(self.model)


def _fields(model: type[models.Model]) -> list[Any]:
    """Return what a form may say of a row, but for its hours, which are said in words."""
    hours = hours_field_of(model)
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and not field.generated and field is not hours and not getattr(field, "auto_now", False)
    ]


def _names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def _is_column(field: Any) -> bool:
    return bool(field.choices) or isinstance(field, models.ForeignKey | models.DateTimeField | models.DateField)


def _is_filter(field: Any) -> bool:
    return _is_short(field) if isinstance(field, models.ForeignKey) else bool(field.choices) or isinstance(field, models.BooleanField)


def _is_short(field: Any) -> bool:
    """Say whether all that a reference may choose from fits in a list: the terms of a vocabulary, and departments."""
    model = field.related_model
    return model is Department or not any(isinstance(column, GeometryField) for column in model._meta.fields)


def _geometry_export(fields: list[Any]) -> list[str]:
    """Return the paths of what tells where a row is: two numbers for a point that is always there, else WKT."""
    places = [field for field in fields if isinstance(field, GeometryField)]
    if len(places) == 1 and places[0].geom_type == "POINT" and not places[0].null:
        return [f"{places[0].name}.x", f"{places[0].name}.y"]
    return [f"{field.name}.wkt" for field in places]


def _export_path(field: Any) -> str:
    return f"get_{field.name}_display" if field.choices else field.name


def _column(field: Any) -> Column:
    accessor = f"get_{field.name}_display" if field.choices else field.name
    return Column(field.name, accessor=accessor, label=capfirst(field.verbose_name), sort_key=field.name)


def _panels(model: type[models.Model]) -> list[Panel]:
    """Return a panel for each field; what is said in both languages stands side by side."""
    panels: list[Panel] = []
    names = _names(model)
    for field in _fields(model):
        base, ending = field.name[:-3], field.name[-3:]
        if ending == "_en" and f"{base}_el" in names:
            continue
        if ending == "_el" and f"{base}_en" in names:
            pair = [_panel(model._meta.get_field(base + language)) for language in _LANGUAGES]
            panels.append(FieldRowPanel(pair, heading=capfirst(field.verbose_name)))
        else:
            panels.append(_panel(field))
    if hours_field_of(model) is not None:
        panels.append(FieldPanel(HOURS, heading=_("Ωράριο")))
    return panels


def _panel(field: Any) -> Panel:
    options: dict[str, Any] = {}
    if isinstance(field, models.ForeignKey) and _is_short(field):
        options["widget"] = forms.Select
    elif isinstance(field, DateTimeRangeField):
        options["widget"] = _PeriodInput
    elif isinstance(field, ArrayField) and not isinstance(field, AudiencesField):
        options["help_text"] = _("Χωρίστε τα με κόμμα.")
    return FieldPanel(field.name, **options)


def viewset_of(model: type[models.Model], theme: Theme) -> type[ContentViewSet]:
    name = str(model._meta.model_name)
    attributes = {
        "model": model,
        "icon": _ICONS.get(theme, "snippet"),
        "menu_label": capfirst(model._meta.verbose_name_plural),
        "base_url_path": f"content/{name}",
        "export_filename": name,
        "ordering": ["pk"],
    }
    return type(f"{model.__name__}ViewSet", (ContentViewSet,), attributes)


def register_content() -> None:
    """Give each chapter of the catalogue its group in the menu, and each of its models a viewset."""
    register_form_field_override(GeometryField, override=lambda _field: {"form_class": PickerField})
    for order, (theme, room) in enumerate(content_rooms().items()):
        for model in room:
            register_permission_policy(model, MaintainerPolicy(model))
        attributes = {
            "items": tuple(viewset_of(model, theme) for model in room),
            "menu_label": theme.label,
            "menu_icon": _ICONS.get(theme, "snippet"),
            "menu_order": 210 + order,
            "menu_name": f"content-{theme.value}",
        }
        register_snippet(type(f"{theme.value.title()}Group", (SnippetViewSetGroup,), attributes))
