"""The rules by which cases find their department: their order, their areas, and what they would have done with past cases."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from geoportal.backoffice.desk.listing import row_of
from geoportal.backoffice.desk.scope import departments, for_whom, oversees
from geoportal.backoffice.desk.words import LocalisedChoice
from geoportal.backoffice.geometry import PickerField
from geoportal.site.language import localised
from layers.requests import clock
from layers.requests.models import RoutingRule, ServiceRequest
from layers.requests.routing import simulate
from layers.requests.services import Service, ServiceGroup

# Each past case is asked anew: a thousand take some seconds.
_MOST_CASES = 1000
_MOST_SHOWN = 100


class RuleForm(forms.ModelForm):
    department = LocalisedChoice(label=gettext_lazy("Προς"), queryset=departments())
    service = LocalisedChoice(
        label=gettext_lazy("Για το είδος"),
        queryset=Service.objects.all(),
        column="title",
        required=False,
        empty_label=gettext_lazy("Κάθε είδος"),
    )
    group = LocalisedChoice(
        label=gettext_lazy("ή για την ομάδα"), queryset=ServiceGroup.objects.all(), column="title", required=False, empty_label="–"
    )
    area = PickerField(label=gettext_lazy("Μέσα στην περιοχή"), geom_type="MULTIPOLYGON", required=False)

    class Meta:
        model = RoutingRule
        fields = ["is_active", "department", "service", "group", "reason", "area"]
        labels = {"is_active": gettext_lazy("Ισχύει")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("service") and cleaned.get("group"):
            self.add_error("group", _("Διαλέξτε είδος ή ομάδα, όχι και τα δύο."))
        return cleaned


class SimulationForm(forms.Form):
    rules = forms.MultipleChoiceField(
        label=gettext_lazy("Αν ίσχυαν αυτοί οι κανόνες"), choices=(), widget=forms.CheckboxSelectMultiple, required=False
    )
    days = forms.IntegerField(label=gettext_lazy("για τα αιτήματα των τελευταίων ημερών"), min_value=1, max_value=3650, initial=90)

    def __init__(self, *args: Any, rules: list[RoutingRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rules"]
        field.choices = [(str(rule.pk), told(rule)) for rule in rules]


def told(rule: RoutingRule) -> str:
    """Return a rule in words."""
    kind = localised(rule.service, "title") if rule.service else localised(rule.group, "title") if rule.group else _("κάθε είδος")
    words = {"position": rule.position, "kind": kind, "department": localised(rule.department, "name")}
    return (_("%(position)s. %(kind)s, σε περιοχή → %(department)s") if rule.area else _("%(position)s. %(kind)s → %(department)s")) % words


def _rules() -> list[RoutingRule]:
    return list(RoutingRule.objects.select_related("service", "group", "department").defer("department__jurisdiction"))


@for_whom(oversees)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    rows = _rules()
    form = SimulationForm(rules=rows, initial={"rules": [str(rule.pk) for rule in rows if rule.is_active]})
    return render(request, "backoffice/desk/rules.html", {"rules": [(rule, told(rule)) for rule in rows], "form": form})


@for_whom(oversees)
def rule_form(request: HttpRequest, number: int | None = None) -> HttpResponse:
    rule = get_object_or_404(RoutingRule, pk=number) if number else RoutingRule(position=_last() + 1)
    form = RuleForm(request.POST or None, instance=rule)
    if form.is_valid():
        form.save()
        messages.success(request, _("Ο κανόνας ισχύει για όσα αιτήματα έρθουν από εδώ και πέρα."))
        return redirect("desk_rules")
    return render(
        request, "backoffice/desk/rule_form.html", {"form": form, "rule": rule if number else None}, status=422 if form.errors else 200
    )


def _last() -> int:
    return RoutingRule.objects.aggregate(last=Max("position"))["last"] or 0


@for_whom(oversees)
@require_POST
def change_rule(_request: HttpRequest, number: int, change: str) -> HttpResponse:
    """Move a rule one place up or down, or remove it; the others close up."""
    with transaction.atomic():
        order = list(RoutingRule.objects.select_for_update().order_by("position", "pk"))
        at = next((index for index, rule in enumerate(order) if rule.pk == number), None)
        if at is None or change not in ("up", "down", "drop"):
            raise Http404
        rule = order.pop(at)
        if change == "drop":
            rule.delete()
        else:
            order.insert(max(at - 1, 0) if change == "up" else at + 1, rule)
        for position, row in enumerate(order, start=1):
            RoutingRule.objects.filter(pk=row.pk).exclude(position=position).update(position=position)
    return redirect("desk_rules")


@for_whom(oversees)
@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """Show which past cases would have gone elsewhere, if just the chosen rules held."""
    rows = _rules()
    form = SimulationForm(request.GET, rules=rows)
    context: dict[str, Any] = {"form": form, "rules": [(rule, told(rule)) for rule in rows]}
    if form.is_valid():
        context |= _simulated(form.cleaned_data["rules"], form.cleaned_data["days"])
    return render(request, "backoffice/desk/rules.html", context, status=422 if form.errors else 200)


def _simulated(chosen: list[str], days: int) -> dict[str, Any]:
    since = timezone.now() - timedelta(days=days)
    recent = (
        ServiceRequest.objects.filter(submitted_at__gte=since, department__isnull=False)
        .order_by("-submitted_at")
        .values("pk")[:_MOST_CASES]
    )
    cases = ServiceRequest.objects.filter(pk__in=list(recent.values_list("pk", flat=True))).select_related(
        "service", "department", "district", "assignee"
    )
    moved = list(simulate(RoutingRule.objects.filter(pk__in=chosen), cases))
    today = clock.today()
    return {
        "looked_at": len(cases),
        "moved": [(row_of(entry.request, today), localised(entry.department, "name")) for entry in moved[:_MOST_SHOWN]],
        "moved_count": len(moved),
        "gains": Counter(localised(entry.department, "name") for entry in moved).most_common(),
    }
