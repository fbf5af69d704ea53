"""What templates say in a citizen's words."""

import json
from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from geoportal.site.hours import hours_lines as lines_of

register = Library()

# No text of ours can end the element that holds it.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04X}" for mark in "<>&"}


@register.filter
def hours_lines(rules: list[dict[str, Any]]) -> list[str]:
    """Return opening hours as lines of text."""
    return lines_of(rules)


@register.filter
def linked_data(value: Any) -> SafeString:  # whatever JSON can say
    """Return ``value`` as a JSON-LD data block, which browsers don't execute (HTML, §4.12.1)."""
    text = json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  # escaped above
