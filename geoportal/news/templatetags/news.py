"""What templates ask of the publications."""

from collections.abc import Mapping

from django.db.models import Model
from django.template import Library
from django.urls import reverse

from geoportal.news.feeds import slug_of_kind
from geoportal.site.language import localised, page_language

register = Library()


@register.filter
def news_feed(kind: str) -> str:
    return slug_of_kind(kind)


@register.filter
def feed_address(slug: str, form: str) -> str:
    """Return the address of the feed ``slug`` in ``form`` ("rss" or "atom") and the active language."""
    return f"{reverse('feeds:feed', args=(slug, form))}?lang={page_language()}"


@register.filter
def count_of(counts: Mapping[str, int], kind: str) -> int:
    return counts.get(kind, 0)


@register.filter
def unlocalised(number: int) -> str:
    """Return a year: no point after the thousands."""
    return str(number)


@register.filter
def in_language(row: Model, field: str) -> str:
    return localised(row, field)
