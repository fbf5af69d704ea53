"""Tokens for machines: who has one, for what and until when; giving one and taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from api.tokens.actions import Holder, TokenError, issue, revoke
from api.tokens.models import Scope, Token
from geoportal.backoffice.views.access import for_duty
from layers.departments import Department
from layers.layer import Layer
from layers.lookups import all_layers
from layers.viewers import STAFF

ISSUED = "geoportal.token_issued"
REVOKED = "geoportal.token_revoked"
_A_YEAR = 365


class TokenForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("Ποιος το κρατά και για ποιο πρόγραμμα"), max_length=200)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Υπηρεσία"),
        queryset=Department.objects.defer("jurisdiction"),
        to_field_name="code",
        required=False,
        help_text=gettext_lazy("Γράφει και διαβάζει τα επίπεδα που συντηρεί η υπηρεσία. Κενό μαζί με τον φορέα: όλου του Δήμου."),
    )
    agency = forms.CharField(
        label=gettext_lazy("ή φορέας εκτός Δήμου"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Διαβάζει μόνο τα επίπεδα που θα σημειώσετε παρακάτω· μπορεί και να υποβάλλει αιτήματα."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Δικαιώματα"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Ό,τι είναι δημόσιο διαβάζεται χωρίς κλειδί. Η ανάγνωση δείχνει και επίπεδα που δεν είναι δημόσια· "
            "τα άλλα δικαιώματα γράφουν, μόνο σε επίπεδα που συντηρεί ο κάτοχος."
        ),
    )
    layers = forms.MultipleChoiceField(
        label=gettext_lazy("Μόνο για τα επίπεδα"),
        choices=lambda: [(layer.slug, _title(layer)) for layer in all_layers(viewer=STAFF)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Με επίπεδα, το κλειδί γράφει μόνο σε αυτά, και πέρα από τα δημόσια διαβάζει μόνο αυτά. Χωρίς κανένα, κλειδί υπηρεσίας "
            "διαβάζει όσα μη δημόσια επίπεδα συντηρεί η υπηρεσία, κλειδί όλου του Δήμου όλα· κλειδί φορέα εκτός Δήμου χρειάζεται "
            "τουλάχιστον ένα."
        ),
    )
    days = forms.IntegerField(label=gettext_lazy("Ισχύει για πόσες ημέρες"), min_value=1, max_value=3650, initial=_A_YEAR)


def _title(layer: Layer) -> str:
    return str(layer.title) if layer.is_public else _("%(title)s (όχι δημόσιο)") % {"title": layer.title}


@for_duty("manage_tokens")
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    rows = Token.objects.select_related("department", "created_by").defer("department__jurisdiction")
    return render(request, "backoffice/tokens.html", {"tokens": rows})


@for_duty("manage_tokens")
@never_cache
def issue_token(request: HttpRequest) -> HttpResponse:
    """Give a token; its secret is in this one answer and nowhere else."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = _issued(form.cleaned_data, request.user)
        except TokenError as error:
            form.add_error(None, str(error))
        else:
            log(instance=token, action=ISSUED, user=request.user)
            return render(request, "backoffice/token_issued.html", {"token": token, "secret": secret})
    return render(request, "backoffice/token_form.html", {"form": form}, status=200 if not form.errors else 422)


def _issued(given: dict[str, Any], user: Any) -> tuple[Token, str]:
    department = given["department"].code if given["department"] else ""
    return issue(
        label=given["label"],
        scopes=given["scopes"],
        days=given["days"],
        holder=Holder(department=department, agency=given["agency"]),
        layers=given["layers"],
        by=user,
    )


@for_duty("manage_tokens")
@require_POST
def revoke_token(request: HttpRequest, prefix: str) -> HttpResponse:
    try:
        token = revoke(prefix)
    except TokenError as error:
        messages.error(request, str(error))
    else:
        log(instance=token, action=REVOKED, user=request.user)
        messages.success(request, _("Το κλειδί %(prefix)s δεν ισχύει πια.") % {"prefix": token.prefix})
    return redirect("backoffice_tokens")
