"""What templates say in a citizen's words."""

from typing import Any

from django.template import Library

from geoportal.site.hours import hours_lines as lines_of

register = Library()


@register.filter
def hours_lines(rules: list[dict[str, Any]]) -> list[str]:
    """Return opening hours as lines of text."""
    return lines_of(rules)
