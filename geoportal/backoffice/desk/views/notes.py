"""Ready replies, kept by those who head a department."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from geoportal.backoffice.desk.scope import directs, for_whom
from geoportal.backoffice.desk.words import LocalisedChoice
from geoportal.site.language import localised
from layers.requests.services import Service
from layers.requests.status_notes import StatusNote


class StatusNoteForm(forms.ModelForm):
    class Meta:
        model = StatusNote
        fields = ["title", "action", "service", "text_el", "text_en"]
        widgets = {"text_el": forms.Textarea({"rows": 6}), "text_en": forms.Textarea({"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = self.fields["service"].label
        self.fields["service"] = LocalisedChoice(
            queryset=Service.objects.all(), column="title", label=label, required=False, empty_label=_("Όλα τα είδη")
        )
        action: Any = self.fields["action"]
        action.choices = [("", _("Όλες")), *list(action.choices)[1:]]


@for_whom(directs)
@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    rows = StatusNote.objects.select_related("service")
    return render(
        request, "backoffice/desk/notes.html", {"notes": [(row, localised(row.service, "title") if row.service else "") for row in rows]}
    )


@for_whom(directs)
def note_form(request: HttpRequest, number: int | None = None) -> HttpResponse:
    note = get_object_or_404(StatusNote, pk=number) if number else StatusNote()
    form = StatusNoteForm(request.POST or None, instance=note)
    if form.is_valid():
        form.save()
        messages.success(request, _("Η απάντηση «%(title)s» είναι έτοιμη.") % {"title": form.instance.title})
        return redirect("desk_notes")
    return render(
        request, "backoffice/desk/note_form.html", {"form": form, "note": note if number else None}, status=422 if form.errors else 200
    )


@for_whom(directs)
@require_POST
def drop_note(request: HttpRequest, number: int) -> HttpResponse:
    note = get_object_or_404(StatusNote, pk=number)
    note.delete()
    messages.success(request, _("Η απάντηση «%(title)s» σβήστηκε.") % {"title": note.title})
    return redirect("desk_notes")
