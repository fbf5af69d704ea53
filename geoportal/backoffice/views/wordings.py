"""The words of messages: what each kind says in each language, changed here and put back."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from geoportal.backoffice.views.access import for_duty
from geoportal.messaging.kinds import Kind, UnknownKind, all_kinds, get_kind
from geoportal.messaging.letters import paragraphs_of
from geoportal.messaging.models import Wording
from geoportal.messaging.texts import Text, faults_of
from geoportal.messaging.wording import LANGUAGES, change_wording, current, examples, in_words, restore_wording

CHANGED = "geoportal.wording_changed"
RESTORED = "geoportal.wording_restored"


class WordingForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Θέμα του μηνύματος"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Κείμενο"),
        widget=forms.Textarea({"rows": 18}),
        help_text=gettext_lazy(
            "Μια κενή γραμμή χωρίζει παραγράφους. Γραμμή που όλα της τα πεδία είναι κενά δεν γράφεται. "
            "Το όνομα και τα στοιχεία του Δήμου μπαίνουν στο τέλος από μόνα τους."
        ),
    )

    def __init__(self, *arguments: Any, kind: Kind, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kind = kind

    @property
    def text(self) -> Text:
        return Text(self.cleaned_data["subject"], self.cleaned_data["body"].replace("\r\n", "\n"))

    def clean(self) -> None:
        super().clean()
        if not self.errors:
            for field, fault in faults_of(self.kind, self.text):
                self.add_error(field, fault)


@for_duty("write_wordings")
@require_safe
def wordings(request: HttpRequest) -> HttpResponse:
    changed = {(row.kind, row.language): row for row in Wording.objects.select_related("changed_by")}
    entries = [(kind, [(code, name, changed.get((kind.slug, code))) for code, name in settings.LANGUAGES]) for kind in all_kinds()]
    return render(request, "backoffice/wordings.html", {"entries": entries})


@for_duty("write_wordings")
def wording(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Change the words of a kind, or only look at them with example values."""
    kind = _kind(slug, language)
    now = current(kind, language)
    form = WordingForm(request.POST or None, kind=kind, initial={"subject": now.subject, "body": now.body})
    is_valid = form.is_valid()
    if is_valid and "preview" not in request.POST:
        row = change_wording(kind, language, text=form.text, by=request.user)
        log(instance=row, action=CHANGED, user=request.user)
        messages.success(request, _("Το κείμενο «%(title)s» άλλαξε για όσα μηνύματα γράφονται από εδώ και πέρα.") % {"title": kind.title})
        return redirect("backoffice_wordings")
    values = examples(kind, language)
    context = {
        "form": form,
        "placeholders": [(entry, values[entry.name]) for entry in kind.placeholders],
        "kind": kind,
        "language": language,
        "language_name": dict(settings.LANGUAGES)[language],
        "is_changed": Wording.objects.filter(kind=slug, language=language).exists(),
        "preview": None if form.errors else _preview(kind, language, form.text if is_valid else now),
        "is_of_typed": is_valid,
    }
    return render(request, "backoffice/wording.html", context, status=422 if form.errors else 200)


@for_duty("write_wordings")
@require_POST
def restore(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Put the original words back."""
    kind = _kind(slug, language)
    row = Wording.objects.filter(kind=slug, language=language).first()
    if row is not None:
        log(instance=row, action=RESTORED, user=request.user)
        restore_wording(kind, language)
    messages.success(request, _("Ισχύει ξανά το αρχικό κείμενο «%(title)s».") % {"title": kind.title})
    return redirect("backoffice_wordings")


def _kind(slug: str, language: str) -> Kind:
    try:
        kind = get_kind(slug)
    except UnknownKind:
        raise Http404 from None
    if language not in LANGUAGES:
        raise Http404
    return kind


def _preview(kind: Kind, language: str, text: Text) -> dict[str, Any]:
    told = in_words(kind, text, language=language, values=examples(kind, language))
    return {"subject": told.subject, "paragraphs": paragraphs_of(told.body, links=())}
