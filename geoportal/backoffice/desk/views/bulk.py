"""One action with many cases, each by its own rights, and a report of what was done, what was not, and why."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from geoportal.accounts.models import User
from geoportal.backoffice.desk.acts import BY_ACTION, REFUSALS, Act, called, perform, refusal
from geoportal.backoffice.desk.forms import LONGEST, ColleagueChoice, colleagues
from geoportal.backoffice.desk.scope import case_for, departments, for_whom, visible_to, works_here
from geoportal.backoffice.desk.words import LocalisedChoice
from layers.requests.actions import WordsMissing
from layers.requests.history import Action
from layers.requests.models import ServiceRequest

MOST = 100
_OUTLINES = ("department__jurisdiction",)


class BulkForm(forms.Form):
    """``cases``: the chosen ones that the user sees."""

    def __init__(self, *args: Any, cases: list[ServiceRequest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases

    text = forms.CharField(
        label=gettext_lazy("Σημείωση"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 3, "data-words": True})
    )

    def given(self, _case: ServiceRequest) -> dict[str, Any] | None:
        """Return what is done with one of the cases; None: nothing."""
        return self.cleaned_data


class BulkAssignForm(BulkForm):
    to = ColleagueChoice(label=gettext_lazy("Σε ποιον"), queryset=User.objects.none())
    field_order = ["to", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = colleagues(department={case.department_id for case in self.cases})


class BulkForwardForm(BulkForm):
    to = LocalisedChoice(label=gettext_lazy("Προς"), queryset=departments())
    is_joint = forms.BooleanField(label=gettext_lazy("Απαντούν και οι δύο υπηρεσίες"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Γιατί"), max_length=LONGEST, widget=forms.Textarea({"rows": 3, "data-words": True}),
        help_text=gettext_lazy("Το διαβάζει όποιος το παραλάβει."),
    )  # fmt: skip
    field_order = ["to", "is_joint", "text"]


class BulkMergeForm(BulkForm):
    into = forms.ChoiceField(label=gettext_lazy("Ποιο μένει"), widget=forms.RadioSelect)
    field_order = ["into", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.choices = [(str(case.pk), called(case)) for case in self.cases]
        self.fields["text"].label = _("Τι να διαβάσει ο πολίτης")

    def given(self, case: ServiceRequest) -> dict[str, Any] | None:
        into = next(one for one in self.cases if str(one.pk) == self.cleaned_data["into"])
        return None if case.pk == into.pk else self.cleaned_data | {"into": into}


_FORMS: dict[str, type[BulkForm]] = {
    Action.CLAIM.value: BulkForm,
    Action.ASSIGN.value: BulkAssignForm,
    Action.FORWARD.value: BulkForwardForm,
    Action.MERGE.value: BulkMergeForm,
}


@for_whom(works_here)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask what is needed for the chosen cases, then do it; claiming needs nothing."""
    action = request.POST.get("do", "")
    if action not in _FORMS:
        raise Http404
    cases = _chosen(request)
    if not cases:
        messages.error(request, _("Διαλέξτε πρώτα αιτήματα από τη λίστα (ως %(count)s).") % {"count": MOST})
        return redirect(_back(request))
    is_sent = "sure" in request.POST or action == Action.CLAIM
    form = _FORMS[action](request.POST if is_sent else None, cases=cases, prefix="bulk")
    if is_sent and form.is_valid():
        _report(request, BY_ACTION[action], form)
        return redirect(_back(request))
    context = {"act": BY_ACTION[action], "form": form, "cases": [(case, called(case)) for case in cases], "query": request.GET.urlencode()}
    return render(request, "backoffice/desk/bulk.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest) -> list[ServiceRequest]:
    numbers = [int(text) for text in request.POST.getlist("case") if text.isdecimal() and len(text) < 19]
    rows = visible_to(request.user).filter(pk__in=numbers[:MOST]).select_related("service", "department", "assignee")
    found = list(rows.defer(*_OUTLINES).order_by("pk"))
    if missing := len(set(numbers)) - len(found):
        text = ngettext(
            "%(count)d από τα επιλεγμένα δεν είναι πια της υπηρεσίας σας.",
            "%(count)d από τα επιλεγμένα δεν είναι πια της υπηρεσίας σας.",
            missing,
        )
        messages.warning(request, text % {"count": missing})
    return found


def _report(request: HttpRequest, act: Act, form: BulkForm) -> None:
    done, refused = 0, []
    for case in form.cases:
        given = form.given(case)
        if given is None:
            continue
        problem = _try(act, case, request.user, given)
        done += not problem
        refused += [f"{called(case)}. {problem}"] if problem else []
    if done:
        text = ngettext("%(title)s: έγινε σε %(count)d αίτημα.", "%(title)s: έγινε σε %(count)d αιτήματα.", done)
        messages.success(request, text % {"title": act.title, "count": done})
    for line in refused:
        messages.warning(request, line)


def _try(act: Act, case: ServiceRequest, user: Any, given: dict[str, Any]) -> str:
    """Do it and return an empty text, or why not."""
    try:
        perform(act, case, by=user, given=given)
    except WordsMissing:
        return _("Πείτε το με λίγα λόγια.")
    except REFUSALS as error:
        try:
            return refusal(error, case_for(user, case.pk))
        except Http404:
            return _("Δεν έγινε: το αίτημα δεν είναι πια της υπηρεσίας σας.")
    return ""


def _back(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{reverse('desk')}?{query}" if query else reverse("desk")
