"""The pages of alerts. A link in a letter shows a page with a button: programs that open every link neither confirm nor stop anything."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from geoportal.complaints.addresses import view_path
from geoportal.complaints.alerts import area_words, ask_for_alert, confirm_alert, kept_of, stop_alert
from geoportal.complaints.asking import Asked, asked_of
from geoportal.complaints.feeds import feed_of
from geoportal.complaints.models import Alert
from geoportal.complaints.pages import form_context
from geoportal.site.language import page_language
from geoportal.site.limits import is_within
from geoportal.site.origin import own_form

_HOUR_S = 3600

_NAMES = ("category", "district", "near", "radius")


class AddressForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Γράψτε το e-mail σας: εκεί θα έρχονται οι ειδοποιήσεις."),
            "invalid": gettext_lazy("Λείπει κάτι από τη διεύθυνση. Πρέπει να μοιάζει με onoma@example.gr."),
        },
    )


@own_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: HttpRequest) -> HttpResponseBase:
    given = request.POST if request.method == "POST" else request.GET
    asked = asked_of(_narrowing(given))
    if request.method != "POST":
        return _form_page(request, asked)
    form = AddressForm(given)
    errors = _errors(form, asked)
    if errors:
        return _form_page(request, asked, errors=errors, email=given.get("email", "")[:254], status=422)
    if not is_within(request, "alerts", most=settings.REPORTS_PER_HOUR, window_s=_HOUR_S):
        errors = {"email": _("Από τη σύνδεσή σας ζητήθηκαν πολλές ειδοποιήσεις την τελευταία ώρα. Περιμένετε λίγο.")}
        return _form_page(request, asked, errors=errors, email=form.cleaned_data["email"], status=429)
    ask_for_alert(_alert(asked, form.cleaned_data["email"]))
    return redirect(f"{reverse('complaints:alerts')}?told=sent")


def _narrowing(given: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    kept.update({name: given.get(name, "") for name in _NAMES})
    return kept


def _errors(form: AddressForm, asked: Asked) -> dict[str, str]:
    errors = {} if form.is_valid() else {"email": " ".join(map(str, form.errors["email"]))}
    if asked.near.text and asked.near.point is None:
        errors["near"] = asked.near.notice
    elif not asked.kept.keys() & {"category", "district", "near"}:
        errors["category"] = _("Διαλέξτε τουλάχιστον ένα: κατηγορία, δημοτική ενότητα ή σημείο.")
    return errors


def _alert(asked: Asked, email: str) -> Alert:
    return Alert(
        email=email,
        language=page_language(),
        service=asked.query.service,
        district=asked.query.district,
        geom=asked.query.near,
        radius_m=asked.query.radius_m,
        place=(asked.near.name or asked.near.text)[:100] if asked.query.near else "",
    )


def _form_page(request: HttpRequest, asked: Asked, *, errors: Any = None, email: str = "", status: int = 200) -> HttpResponse:
    is_sent = request.method != "POST" and request.GET.get("told") == "sent"
    context = {**form_context(asked), "errors": errors or {}, "email": email, "feed": feed_of(asked), "is_sent": is_sent}
    return render(request, "complaints/alerts.html", context, status=status)


@own_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm it, by a button."""
    found = _find(code)
    if found is not None and request.method == "POST":
        confirm_alert(found)
        found.refresh_from_db()
    return _alert_page(request, found)


@own_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert_stop(request: HttpRequest, code: str) -> HttpResponse:
    """Stop it, by a button."""
    found = _find(code)
    if found is not None and request.method == "POST":
        stop_alert(found)
        return render(request, "complaints/alert.html", {"is_stopped": True})
    return _alert_page(request, found, is_stopping=True)


def _alert_page(request: HttpRequest, found: Alert | None, *, is_stopping: bool = False) -> HttpResponse:
    if found is None:
        return render(request, "complaints/alert.html", {"is_gone": True}, status=404)
    context = {"alert": found, "area": area_words(found), "list_url": view_path(kept_of(found)), "is_stopping": is_stopping}
    response = render(request, "complaints/alert.html", context)
    # The address of the page is the key to it: no other site learns it. Our own forms need it ("no-referrer" would hide their origin).
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _find(code: str) -> Alert | None:
    return Alert.objects.select_related("service", "district").filter(code=code).first()
