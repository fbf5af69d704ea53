"""The log of messages to people: what waits, what left, what failed; sending again and holding back.

Addresses are personal data: a list shows enough to tell them apart, and only a message's own page shows one, which the history tells.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from geoportal.backoffice.views.access import for_duty
from geoportal.messaging.actions import TransitionNotAllowed, hold_back, try_again
from geoportal.messaging.channels import UnknownChannel, get_channel
from geoportal.messaging.kinds import all_kinds
from geoportal.messaging.letters import paragraphs_of
from geoportal.messaging.models import Message
from geoportal.messaging.workflow import NEXT

SEEN = "geoportal.message_seen"
AGAIN = "geoportal.message_again"
HELD = "geoportal.message_held"
_A_PAGE = 50
_State = Message.State


def kind_titles() -> dict[str, str | Promise]:
    return {kind.slug: kind.title for kind in all_kinds()}


class MessageFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Διεύθυνση ή κωδικός"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Είδος"), required=False, choices=lambda: [("", _("Όλα τα είδη")), *kind_titles().items()])
    since = forms.DateField(label=gettext_lazy("Από"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=gettext_lazy("Έως"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    state = forms.ChoiceField(required=False, choices=[("", ""), *_State.choices], widget=forms.HiddenInput)

    def conditions(self) -> Q:
        """Return what is asked for by all but the state."""
        self.is_valid()
        asked = self.cleaned_data
        found = Q()
        if text := asked.get("q"):
            found &= Q(address__icontains=text) | Q(subject_reference__icontains=text)
        if kind := asked.get("kind"):
            found &= Q(kind=kind)
        if since := asked.get("since"):
            found &= Q(created_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
        if until := asked.get("until"):
            found &= Q(created_at__lte=timezone.make_aware(datetime.combine(until, time.max)))
        return found


@dataclass(frozen=True)
class Entry:
    """A message as the list shows it."""

    message: Message
    kind: str | Promise
    address: str


@for_duty("see_messages")
@require_safe
def message_log(request: HttpRequest) -> HttpResponse:
    form = MessageFilter(request.GET)
    rows = Message.objects.filter(form.conditions())
    counts = dict(rows.values_list("state").annotate(Count("id")))
    state = form.cleaned_data.get("state", "")
    if state:
        rows = rows.filter(state=state)
    page = Paginator(rows.defer("subject", "text", "links", "last_error").order_by("-id"), _A_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page": page,
        "entries": _entries(page.object_list),
        "state": state,
        "states": [(code, title, counts.get(code, 0)) for code, title in _State.choices],
        "may_write": request.user.has_perm("backoffice.write_wordings"),
    }
    return render(request, "backoffice/messages.html", context)


def _entries(rows: Iterable[Message]) -> list[Entry]:
    titles = kind_titles()
    return [Entry(message, titles.get(message.kind, message.kind), _masked(message)) for message in rows]


def _masked(message: Message) -> str:
    try:
        return get_channel(message.channel).mask(message.address) if message.address else ""
    except UnknownChannel:
        return "…"


@for_duty("see_messages")
@never_cache
@require_safe
def message_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one message whole, and write down who looked."""
    message = get_object_or_404(Message, pk=number)
    log(instance=message, action=SEEN, user=request.user)
    may_change = request.user.has_perm("backoffice.manage_messages") and bool(message.address)
    context = {
        "message": message,
        "kind": kind_titles().get(message.kind, message.kind),
        "paragraphs": paragraphs_of(message.text, links=()),
        "may_be_sent": may_change and _State.WAITING in NEXT[message.state],
        "may_be_held": may_change and _State.HELD in NEXT[message.state],
    }
    return render(request, "backoffice/message.html", context)


@for_duty("manage_messages")
@require_POST
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    """Put a message that failed, or was held back, among those that wait."""
    return _changed(request, number, try_again, AGAIN, _("Το μήνυμα %(number)d θα σταλεί."))


@for_duty("manage_messages")
@require_POST
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """Keep a message that waits from being sent."""
    return _changed(request, number, hold_back, HELD, _("Το μήνυμα %(number)d κρατήθηκε και δεν θα σταλεί."))


def _changed(request: HttpRequest, number: int, change: Any, action: str, told: str) -> HttpResponse:
    try:
        message = change(number)
    except TransitionNotAllowed:
        messages.error(
            request, _("Το μήνυμα %(number)d στέλνεται αυτή τη στιγμή, ή άλλαξε ήδη. Δείτε πώς είναι τώρα.") % {"number": number}
        )
    else:
        log(instance=message, action=action, user=request.user)
        messages.success(request, told % {"number": number})
    return redirect("backoffice_messages")
