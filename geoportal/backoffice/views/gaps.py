"""The report of what the content lacks."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from geoportal.backoffice.reports import find_gaps, rows_with_gap
from geoportal.backoffice.rooms import content_models
from geoportal.backoffice.views.access import for_duty

_A_PAGE = 100


@for_duty("see_reports")
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    found = [
        {
            "gap": gap,
            "room": capfirst(gap.model._meta.verbose_name_plural),
            "name": gap.model._meta.model_name,
            "share": round(100 * gap.count / gap.total),
        }
        for gap in find_gaps(request.user)
    ]
    return render(request, "backoffice/gaps.html", {"entries": found})


@for_duty("see_reports")
@require_safe
def gap(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """The rows that lack something, each with the way to its form."""
    model: Any = next((model for model in content_models() if model._meta.model_name == name), None)
    if model is None:
        raise Http404
    if not request.user.has_perm(f"{model._meta.app_label}.view_{name}"):
        raise PermissionDenied
    try:
        rows = rows_with_gap(model, code)
    except KeyError as error:
        raise Http404 from error
    page = Paginator(rows.order_by("pk"), _A_PAGE).get_page(request.GET.get("p"))
    viewset = model.snippet_viewset
    entries = [(row, reverse(viewset.get_url_name("edit"), args=[row.pk])) for row in page]
    return render(request, "backoffice/gap.html", {"page": page, "entries": entries, "room": capfirst(model._meta.verbose_name_plural)})
