"""The home page."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from geoportal.home.answer import answer, is_anybodys
from geoportal.home.page import content_at, reads
from geoportal.site.structured import organisation

_TEMPLATE = "site/home.html"


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """What one needs of the city today."""
    if is_anybodys(request):
        return answer(request, reads=reads(), make=lambda now: _rendered(request, now))
    response: HttpResponse = render(request, _TEMPLATE, _context(request, content_at(timezone.now()).context))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _rendered(request: HttpRequest, now: datetime) -> tuple[bytes, datetime]:
    content = content_at(now)
    return render_to_string(_TEMPLATE, _context(request, content.context), request).encode(), content.lapses_at


def _context(request: HttpRequest, content: dict[str, object]) -> dict[str, object]:
    return {**content, "organisation": organisation(request)}
