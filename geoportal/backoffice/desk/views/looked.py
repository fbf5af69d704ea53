"""Who looked at whose personal data: for those who watch over it."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from geoportal.accounts.models import User
from geoportal.backoffice.desk.forms import ColleagueChoice
from geoportal.backoffice.desk.models import PersonalDataView
from geoportal.backoffice.desk.scope import audits, for_whom
from geoportal.backoffice.desk.search import condition_of
from geoportal.backoffice.desk.words import name_of, person, title_of
from layers.requests.models import ServiceRequest

_A_PAGE = 50


class LooksFilter(forms.Form):
    case = forms.CharField(label=gettext_lazy("Κωδικός ή πρωτόκολλο"), required=False, max_length=40)
    user = ColleagueChoice(
        label=gettext_lazy("Ποιος"),
        queryset=User.objects.filter(is_staff=True).order_by("username"),
        required=False,
        empty_label=gettext_lazy("Όλοι"),
    )
    page = forms.ChoiceField(label=gettext_lazy("Πού"), required=False, choices=lambda: [("", _("Παντού")), *PersonalDataView.Page.choices])
    since = forms.DateField(label=gettext_lazy("Από"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=gettext_lazy("Έως"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean_case(self) -> ServiceRequest | None:
        text = self.cleaned_data["case"].strip()
        if not text:
            return None
        condition = condition_of(text)
        is_number = bool(condition.named) and not condition.is_of_person
        found: ServiceRequest | None = ServiceRequest.objects.filter(condition.named).first() if is_number else None
        if found is None:
            raise forms.ValidationError(
                _("«%(text)s»: δεν υπάρχει τέτοιο αίτημα. Γράψτε κωδικό ή πρωτόκολλο, π.χ. 123/2026.") % {"text": text}
            )
        return found

    def narrowed(self, rows: Any) -> Any:
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        for name, column in (("case", "request"), ("user", "user"), ("page", "page")):
            if asked[name]:
                rows = rows.filter(**{column: asked[name]})
        if asked["since"]:
            rows = rows.filter(at__gte=timezone.make_aware(datetime.combine(asked["since"], time.min)))
        if asked["until"]:
            rows = rows.filter(at__lte=timezone.make_aware(datetime.combine(asked["until"], time.max)))
        return rows


@for_whom(audits)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    form = LooksFilter(request.GET)
    rows = form.narrowed(PersonalDataView.objects.select_related("user", "request__service").order_by("-pk"))
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: _A_PAGE + 1])
    context = {
        "form": form,
        "entries": [(row, person(row.user), name_of(row.request), title_of(row.request)) for row in found[:_A_PAGE]],
        "following": found[_A_PAGE - 1].pk if len(found) > _A_PAGE else None,
    }
    return render(request, "backoffice/desk/looks.html", context)
