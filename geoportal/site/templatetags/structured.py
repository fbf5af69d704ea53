"""What a page tells machines, of what its template shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.gis.geos import Point
from django.template import Library
from django.utils.safestring import SafeString

from geoportal.site import structured

register = Library()


@register.simple_tag(takes_context=True)
def structured_place(context: Mapping[str, Any], kind: str, name: str, point: Point | None, **facts: str) -> SafeString:
    """Return the page as a place of schema.org's type ``kind``."""
    return structured.place(kind, url=context["page_addresses"].canonical, name=name, point=point, **facts)


@register.simple_tag(takes_context=True)
def structured_page(context: Mapping[str, Any], page: Any, crumbs: Sequence[Any]) -> SafeString:
    """Return ``page``, a page of the tree, with those above it."""
    request = context["request"]
    above = [(crumb.title, request.build_absolute_uri(crumb.get_url(request) or "/")) for crumb in crumbs]
    return structured.web_page(
        url=context["page_addresses"].canonical, title=page.title, lead=page.lead, changed_at=page.last_published_at, above=above
    )
