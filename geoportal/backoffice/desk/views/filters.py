"""Filters that somebody keeps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from geoportal.backoffice.desk.models import SavedFilter
from geoportal.backoffice.desk.scope import for_whom, works_here

_LONGEST_NAME, _LONGEST_QUERY, _MOST = 60, 8000, 30
_NOT_KEPT = ("after",)


@for_whom(works_here)
@require_POST
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep what the list is narrowed to under a name; the same name is the same filter."""
    name = request.POST.get("name", "").replace("\0", "").strip()[:_LONGEST_NAME]
    query = _kept(request.POST.get("query", ""))
    user: Any = request.user
    mine = SavedFilter.objects.filter(user=user)
    if not name or not query:
        messages.error(request, _("Ψάξτε ή φιλτράρετε κάτι και γράψτε με ποιο όνομα να το κρατήσουμε."))
    elif len(query) > _LONGEST_QUERY:
        messages.error(request, _("Το φίλτρο είναι πολύ μεγάλο για να κρατηθεί: σχεδιάστε την περιοχή με λιγότερα σημεία."))
    elif mine.exclude(name=name).count() >= _MOST:
        messages.error(request, _("Έχετε ήδη %(count)s φίλτρα. Σβήστε ένα που δεν χρειάζεστε.") % {"count": _MOST})
    else:
        SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query})
        messages.success(request, _("Το φίλτρο «%(name)s» κρατήθηκε.") % {"name": name})
    return redirect(f"{reverse('desk')}?{query}")


@for_whom(works_here)
@require_POST
def drop_filter(request: HttpRequest, number: int) -> HttpResponse:
    user: Any = request.user
    get_object_or_404(SavedFilter, pk=number, user=user).delete()
    messages.success(request, _("Το φίλτρο σβήστηκε."))
    return redirect("desk")


def _kept(text: str) -> str:
    """Return the query without what is of the moment: the page, and what is empty."""
    given = QueryDict(text[: 4 * _LONGEST_QUERY].replace("\0", ""), mutable=True)
    for name in [name for name, value in given.items() if name in _NOT_KEPT or not value]:
        del given[name]
    return given.urlencode()
