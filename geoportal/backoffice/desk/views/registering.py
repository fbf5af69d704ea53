"""A case registered for a citizen, at the counter or on the telephone."""

import secrets
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from geoportal.backoffice.desk.listing import row_of
from geoportal.backoffice.desk.scope import for_whom, registers, visible_to
from geoportal.backoffice.desk.words import LocalisedChoice, protocol_of
from geoportal.backoffice.geometry import PickerField
from geoportal.site.language import localised
from layers.requests import clock
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import Channel, ServiceRequest
from layers.requests.questions import text_of
from layers.requests.services import Service
from layers.requests.submitting import Contact, Report, ReportRefused, submit

_QUESTION = "q-"
# Which field shows what the engine says of which part of a report.
_FIELDS = {"contact": "email"}


class RegisterForm(forms.Form):
    """``service``: whose questions are asked; None until a kind is chosen."""

    service = LocalisedChoice(
        label=gettext_lazy("Είδος"), queryset=Service.objects.offered().select_related("group"), to_field_name="code", column="title"
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Ήρθε"),
        choices=[(Channel.COUNTER, gettext_lazy("στη θυρίδα")), (Channel.PHONE, gettext_lazy("στο τηλέφωνο"))],
        widget=forms.RadioSelect,
        initial=Channel.PHONE,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Γλώσσα του πολίτη"),
        choices=[("el", gettext_lazy("Ελληνικά")), ("en", gettext_lazy("Αγγλικά"))],
        widget=forms.RadioSelect,
        initial="el",
    )
    description = forms.CharField(label=gettext_lazy("Τι συμβαίνει"), widget=forms.Textarea({"rows": 4}), required=False, strip=False)
    address = forms.CharField(label=gettext_lazy("Διεύθυνση ή πώς το βρίσκουμε"), required=False, max_length=300)
    place = PickerField(label=gettext_lazy("Σημείο"), geom_type="POINT", required=False)
    name = forms.CharField(label=gettext_lazy("Ονοματεπώνυμο"), required=False, max_length=200)
    phone = forms.CharField(label=gettext_lazy("Τηλέφωνο"), required=False, max_length=20, widget=forms.TextInput({"type": "tel"}))
    email = forms.CharField(label=gettext_lazy("E-mail"), required=False, max_length=254, widget=forms.TextInput({"inputmode": "email"}))
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, service: Service | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = service
        for question in service.questions if service else []:
            self.fields[_QUESTION + question["code"]] = _field_of(question)

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(_QUESTION)]

    @property
    def emergency(self) -> str:
        """Return what to tell the citizen at once, where the kind may be one of danger."""
        return f"{localised(self.kind, 'emergency')} {self.kind.emergency_phone}".strip() if self.kind else ""

    def report(self) -> Report:
        given = self.cleaned_data
        place: Point | None = given["place"]
        return Report(
            service=given["service"],
            description=given["description"],
            answers={name.removeprefix(_QUESTION): value for name, value in given.items() if name.startswith(_QUESTION)},
            lon_lat=(place.x, place.y) if place else None,
            address=given["address"],
            contact=Contact(name=given["name"].strip(), email=given["email"].strip(), phone=given["phone"].strip()),
            channel=Channel(given["channel"]),
            language=given["language"],
            key=given["key"],
        )

    def tell(self, refused: ReportRefused) -> None:
        """Put what the engine refused beside its fields."""
        for part, message in refused.errors.items():
            name = _QUESTION + part.removeprefix("answers.") if part.startswith("answers.") else _FIELDS.get(part, part)
            self.add_error(name if name in self.fields else None, message)


def _field_of(question: dict[str, Any]) -> forms.Field:
    """Return a field as the question's datatype asks; whether it is answered rightly is the engine's to say."""
    field = _bare_field_of(question)
    field.label, field.required = text_of(question), False
    if condition := question.get("shown_if"):
        field.help_text = _("Μόνο αν ταιριάζει με την προηγούμενη απάντηση.")
        field.widget.attrs |= {"data-shown-if": _QUESTION + condition["question"], "data-shown-for": condition["is"]}
    return field


def _bare_field_of(question: dict[str, Any]) -> forms.Field:
    values = [(value["key"], text_of(value, "name")) for value in question.get("values", [])]
    if question["datatype"] == "multivaluelist":
        return forms.MultipleChoiceField(choices=values, widget=forms.CheckboxSelectMultiple)
    if question["datatype"] == "singlevaluelist":
        return forms.ChoiceField(choices=[("", "–"), *values])
    if question["datatype"] == "text":
        return forms.CharField(widget=forms.Textarea({"rows": 3}))
    return forms.CharField(widget=forms.TextInput({"type": "datetime-local" if question["datatype"] == "datetime" else "text"}))


@for_whom(registers)
def register(request: HttpRequest) -> HttpResponse:
    """Ask for all on one page; choosing a kind brings its questions and keeps what was typed."""
    service = Service.objects.offered().filter(code=request.POST.get("service", "")[:50].replace("\0", "")).first()
    if "choose" in request.POST:
        form = RegisterForm(service=service, initial=_typed(request, service))
        return render(request, "backoffice/desk/register.html", {"form": form})
    form = RegisterForm(request.POST or None, service=service, initial={"key": secrets.token_urlsafe(24)})
    if form.is_valid():
        try:
            case = submit(form.report(), by=request.user).case
        except ReportRefused as refused:
            form.tell(refused)
        else:
            return redirect("desk_registered", case.pk)
    return render(request, "backoffice/desk/register.html", {"form": form}, status=422 if form.errors else 200)


def _typed(request: HttpRequest, service: Service | None) -> dict[str, Any]:
    fields = RegisterForm(service=service).fields
    many = {name for name, field in fields.items() if isinstance(field, forms.MultipleChoiceField)}
    return {name: request.POST.getlist(name) if name in many else request.POST.get(name, "") for name in fields}


@for_whom(registers)
@require_safe
def registered(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is read out to the citizen: to who registered it, and to who sees the case anyway; nothing personal is on this page."""
    user: Any = request.user
    mine = HistoryEntry.objects.filter(action=Action.SUBMIT, actor=user, request=number)
    is_seen = visible_to(user).filter(pk=number).exists()
    case = ServiceRequest.objects.select_related("service", "department", "district").filter(pk=number).first()
    if case is None or not (is_seen or mine.exists()):
        raise Http404
    row = row_of(case, clock.today())
    context = {
        "case": case,
        "row": row,
        "protocol": protocol_of(case),
        "is_seen": is_seen,
        "department": localised(case.department, "name") if case.department else "",
    }
    return render(request, "backoffice/desk/registered.html", context)
