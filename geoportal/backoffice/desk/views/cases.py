"""The desk itself: a list, a case beside it, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from geoportal.backoffice.desk.acts import BY_ACTION, REFUSALS, Act, perform, refusal
from geoportal.backoffice.desk.forms import ActForm
from geoportal.backoffice.desk.looks import remember
from geoportal.backoffice.desk.models import PersonalDataView
from geoportal.backoffice.desk.panes import Offer, case_pane, fresh, list_map, list_pane
from geoportal.backoffice.desk.scope import case_for, for_whom, visible_to, works_here
from geoportal.requests.photos import photo_response
from layers.requests.actions import WordsMissing
from layers.requests.models import ServiceRequest
from layers.requests.status_notes import StatusNote


@for_whom(works_here)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    pane = list_pane(request)
    return render(request, "backoffice/desk/desk.html", pane | {"map": list_map(pane["listed"].rows, pane["query"])})


@for_whom(works_here)
@require_safe
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    return _page_of(request, case_for(request.user, number))


@for_whom(works_here)
@require_safe
def print_page(request: HttpRequest, number: int) -> HttpResponse:
    case = case_for(request.user, number)
    remember(request.user, [case], PersonalDataView.Page.PRINT)
    return render(request, "backoffice/desk/print.html", case_pane(case, user=request.user, query=""))


@for_whom(works_here)
@require_safe
def photo(request: HttpRequest, number: str, photo: str, size: str) -> HttpResponseBase:
    """A picture of a case that they see. Not a look of its own: the page that shows it is one."""
    case = case_for(request.user, int(number))
    return photo_response(case.attachments.filter(pk=photo).first(), size)


@for_whom(works_here)
@require_POST
def act_on(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do something with a case. What was typed stays, whoever was faster."""
    if action not in BY_ACTION:
        raise Http404
    act = BY_ACTION[action]
    try:
        case = case_for(request.user, number)
    except Http404:
        return _gone(request)
    if "insert" in request.POST:
        return _page_of(request, case, bound=Offer(act=act, form=_with_reply(request, act, case), notes=[]))
    form = act.form(request.POST, case=case, user=request.user, prefix=action)
    if not form.is_valid():
        return _page_of(request, case, bound=Offer(act=act, form=form, notes=[]), status=422)
    return _done(request, act, case, form)


def _done(request: HttpRequest, act: Act, case: ServiceRequest, form: ActForm) -> HttpResponse:
    try:
        perform(act, case, by=request.user, given=form.cleaned_data)
    except WordsMissing:
        form.add_error("text", _("Πείτε το με λίγα λόγια."))
        return _page_of(request, case, bound=Offer(act=act, form=form, notes=[]), status=422)
    except REFUSALS as error:
        return _refused(request, act, case, form, error)
    messages.success(request, str(act.told))
    is_seen = visible_to(request.user).filter(pk=case.pk).exists()
    address = reverse("desk_case", args=(case.pk,)) if is_seen else reverse("desk")
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)


def _refused(request: HttpRequest, act: Act, case: ServiceRequest, form: ActForm, error: Exception) -> HttpResponse:
    try:
        now = case_for(request.user, case.pk)
    except Http404:
        return _gone(request)
    form.add_error(None, refusal(error, now))
    return _page_of(request, now, bound=Offer(act=act, form=form, notes=[]), status=409)


def _page_of(request: HttpRequest, case: ServiceRequest, *, bound: Offer | None = None, status: int = 200) -> HttpResponse:
    remember(request.user, [case], PersonalDataView.Page.CASE)
    context = list_pane(request)
    context |= case_pane(case, user=request.user, query=context["query"], bound=bound)
    return render(request, "backoffice/desk/desk.html", context, status=status)


def _with_reply(request: HttpRequest, act: Act, case: ServiceRequest) -> ActForm:
    """Return the form as it was sent, with the chosen ready reply after what was typed."""
    sent = {
        name: _sent(request, f"{act.action.value}-{name}", field) for name, field in act.form(case=case, user=request.user).fields.items()
    }
    chosen = request.POST.get("reply", "")
    note = StatusNote.objects.fitting_service(case.service).filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None
    if note is not None and "text" in sent:
        sent["text"] = "\n\n".join(part for part in (sent["text"].strip(), note.text_in(case.language)) if part)
    return fresh(act, case, user=request.user, initial=sent)


def _sent(request: HttpRequest, name: str, field: Any) -> Any:
    return (
        request.POST.getlist(name)
        if hasattr(field.widget, "allow_multiple_selected") and field.widget.allow_multiple_selected
        else request.POST.get(name, "")
    )


def _gone(request: HttpRequest) -> HttpResponse:
    """Say that the case is not (any more) one that they see: nothing of it, and all that they typed."""
    typed = [text for name, text in request.POST.items() if name.endswith("-text") and str(text).strip()]
    return render(request, "backoffice/desk/gone.html", {"typed": typed, "query": request.GET.urlencode()}, status=404)
