"""Complaints for everybody: map and list of one question, the page of one, and «κι εγώ»."""

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from api.caching import etag_of, not_modified, with_etag
from geoportal.complaints import cells as on_map
from geoportal.complaints.asking import asked_of
from geoportal.complaints.one import complaint_page, find_complaint, merged_into
from geoportal.complaints.pages import complaints_page
from geoportal.complaints.support import SupportForm, give_support
from geoportal.complaints.words import url_of
from geoportal.site.limits import is_within
from geoportal.site.origin import own_form
from layers.revisions import revision_of

_HOUR_S = 3600


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """The complaints that the address asks for, on a map and as a list."""
    return render(request, "complaints/list.html", complaints_page(request.GET))


@require_safe
def cells(request: HttpRequest) -> HttpResponseBase:
    """What the page's map shows of a part of the earth, for its script; kept until any complaint changes.

    What shows the state before is sent as such, and is not kept.
    """
    try:
        view = on_map.view_of(request.GET)
    except on_map.BadView as refused:
        return JsonResponse({"error": str(refused)}, status=400)
    revision = revision_of("complaints")
    etag = etag_of(request, revision)
    response = not_modified(request, etag)
    if response is None:
        key = f"complaints-{etag[3:-1]}"
        rows = caches["tiles"].get(key)
        if rows is None:
            found = on_map.cells(asked_of(request.GET).query, view)
            rows = found.rows
            if found.lapsed_at is None:
                caches["tiles"].set(key, rows)
            else:
                etag = etag_of(request, revision, found.lapsed_at)
        response = JsonResponse({"cells": rows})
    response.headers["X-Robots-Tag"] = "noindex"
    return with_etag(request, response, etag)


@never_cache
@require_safe
def complaint(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    found = find_complaint(year, number)
    if found is None:
        return _elsewhere(year, number)
    return render(request, "complaints/complaint.html", complaint_page(found) | {"said": _told(request.GET.get("told", ""))})


@own_form
@never_cache
@require_POST
def support(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    found = find_complaint(year, number)
    if found is None or found.request is None:
        return _elsewhere(year, number)
    form = SupportForm(request.POST)
    if not form.is_valid():
        return render(request, "complaints/complaint.html", complaint_page(found, form=form), status=422)
    if not is_within(request, "supports", most=settings.REPORTS_PER_HOUR, window_s=_HOUR_S):
        form.add_error(None, _("Από τη σύνδεσή σας ήρθαν πολλά «κι εγώ» την τελευταία ώρα. Περιμένετε λίγο."))
        return render(request, "complaints/complaint.html", complaint_page(found, form=form), status=429)
    given = give_support(found.request, **form.cleaned_data)
    return redirect(f"{url_of(found.number)}?told={'closed' if given.is_closed else 'counted'}#support")


def _elsewhere(year: int, number: int) -> HttpResponseRedirect:
    """Raises: Http404."""
    other = merged_into(year, number)
    if not other:
        raise Http404(_("Δεν υπάρχει δημοσιευμένο πρόβλημα με αριθμό %(number)s/%(year)s.") % {"number": number, "year": year})
    return HttpResponseRedirect(other)


def _told(code: str) -> str:
    """Return what is said on the page that one comes to; a session for it would be a cookie."""
    return {
        "closed": _("Το πρόβλημα έκλεισε στο μεταξύ. Αν είναι ακόμη εκεί, δηλώστε το ξανά."),
        # The same words for an address that follows it already: who else does is nobody's business.
        "counted": _("Ευχαριστούμε: έχετε μετρηθεί και εσείς. Αν δώσατε e-mail, ανοίξτε τον σύνδεσμο που σας στείλαμε."),
    }.get(code, "")
