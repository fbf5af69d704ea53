"""What templates say in a citizen's words."""

from typing import Any

from django.template import Library

from geoportal.site.city_map import map_of
from geoportal.site.distances import distance_text as text_of_distance
from geoportal.site.hours import hours_lines as lines_of

register = Library()


@register.filter
def hours_lines(rules: list[dict[str, Any]]) -> list[str]:
    """Return opening hours as lines of text."""
    return lines_of(rules)


@register.filter
def distance_text(distance_m: float) -> str:
    """Return a distance in a straight line."""
    return text_of_distance(distance_m)


@register.inclusion_tag("components/city_map.html")
def features_map(features: list[dict[str, Any]], title: str) -> dict[str, Any]:
    """Show a page's own map of ``features`` in GeoJSON (geoportal.site.city_map.map_of)."""
    return {"config": map_of(features), "title": title}
