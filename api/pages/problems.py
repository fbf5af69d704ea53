"""What went wrong, for a person: the same as the problem document says."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def problem_page(request: HttpRequest, document: Mapping[str, Any]) -> HttpResponse:
    """Return the problem ``document`` (RFC 9457) as a page of the same status.

    Where the database may be what is amiss, nothing is asked of it.
    """
    status: int = document["status"]
    context: dict[str, Any] = {"problem": document, "messages": ()}
    if status >= 500:
        context["user"] = AnonymousUser()
    return HttpResponse(render_to_string("api/problem.html", context, request), status=status)
