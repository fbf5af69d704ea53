"""The places on the page of each audience: how many of each category, the largest first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from geoportal.pages.collecting import Collected, Link
from geoportal.site.language import localised
from layers.audiences import Audience
from layers.places import Place, PlaceCategory

_MOST = 12


@dataclass(frozen=True, kw_only=True)
class CategoryEntry:
    name: str
    count: int
    url: str


def places_for(audience: Audience) -> Collected:
    asked = f"{reverse('places:places')}?audience={audience}"
    return Collected(
        title=_("Στην πόλη"),
        template="pages/collected/places.html",
        entries=[
            CategoryEntry(name=localised(row, "name"), count=row.count, url=f"{asked}&category={row.code}") for row in _categories(audience)
        ],
        links=(Link(text=_("Όλα σε λίστα"), url=asked), Link(text=_("Όλα στον χάρτη"), url=f"{asked}&view=map")),
    )


def _categories(audience: Audience) -> "QuerySet[Any]":  # of PlaceCategory, each with its count
    places = Place.objects.published().for_audience(audience)
    return PlaceCategory.objects.filter(places__in=places).annotate(count=Count("places")).order_by("-count", "position", "name_el")[:_MOST]
