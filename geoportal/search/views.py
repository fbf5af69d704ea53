"""The search of the whole site: its page, suggestions while typing, and what lets a browser search here by itself."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from api.caching import etag_of, not_modified, with_etag
from api.viewers import is_signed_in
from geoportal.pages.outline import tree_revision
from geoportal.search.feeds import index_state
from geoportal.search.limits import TooManySearches, count_search
from geoportal.search.pages import results_page
from geoportal.search.queries import LONGEST, QuestionRefused, question_of
from geoportal.search.suggestions import suggest

_SUGGESTIONS_AGE_S = 60


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    # Freshness counts by the day.
    etag = "" if is_signed_in(request) else etag_of(request, "search", index_state(), tree_revision(), timezone.localdate())
    response = (not_modified(request, etag) if etag else None) or _search(request)
    if etag and response.status_code in (200, 304):
        with_etag(request, response, etag)
    response.headers["X-Robots-Tag"] = "noindex, follow"
    patch_vary_headers(response, ["Cookie"])
    return response


def _search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"text": text[:LONGEST]}
    if not text:
        return render(request, "search/search.html", context)
    try:
        count_search(request)
        context |= results_page(question_of(text), request.GET)
    except QuestionRefused as refusal:
        return render(request, "search/search.html", {**context, "refusal": str(refusal)})
    except TooManySearches as refusal:
        return render(request, "search/search.html", {**context, "refusal": str(refusal)}, status=429)
    return render(request, "search/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Return what may be meant by what is typed so far; nothing where it cannot be searched for yet."""
    try:
        count_search(request)
        found = suggest(question_of(request.GET.get("q", "")))
    except QuestionRefused:
        found = []
    except TooManySearches as refusal:
        return JsonResponse({"suggestions": [], "error": str(refusal)}, status=429)
    headers = {"Cache-Control": f"public, max-age={_SUGGESTIONS_AGE_S}", "X-Robots-Tag": "noindex"}
    return JsonResponse({"suggestions": [asdict(entry) for entry in found]}, headers=headers)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """The description by which a browser offers this search (OpenSearch 1.1)."""
    context = {
        "search_url": request.build_absolute_uri(reverse("search:search")),
        "feed_url": request.build_absolute_uri(reverse("feeds:feed", args=("search", "rss"))),
    }
    return render(request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml; charset=utf-8")
