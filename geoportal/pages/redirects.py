"""Redirects that editors keep, looked up for addresses of pages only."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware


class PageRedirectMiddleware(RedirectMiddleware):
    """Leave the 404 of a surface for machines as it is: no editor moves those, and a wrong tile must not ask the database."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        match = request.resolver_match
        if match is not None and match.url_name != "wagtail_serve":
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer
