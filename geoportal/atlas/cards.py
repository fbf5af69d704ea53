"""A feature as people read it: its name, and what is known of it in the page's language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from geoportal.site.hours import hours_lines
from layers.departments import ContactChannel
from layers.layer import GeometryType, Kind, Layer, Property
from layers.reading import Feature
from layers.styles import Symbol

_BRIEF_FACTS = 3
_BRIEF_LETTERS = 140
_OWN_PAGE = re.compile(r"/(?:[\w-]+/)+")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of a card; ``url`` where it can be followed."""

    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """``brief`` is what fits on a card over the map; ``facts`` is everything. ``directions_url`` is empty for what is not a point."""

    name: str
    layer: Layer
    symbol: Symbol
    facts: tuple[Fact, ...]
    brief: tuple[Fact, ...]
    url: str
    directions_url: str
    here_url: str
    lon_lat: tuple[float, float]

    @property
    def lon_lat_text(self) -> str:
        """For scripts: no page's language puts commas into it."""
        return f"{self.lon_lat[0]:.6f},{self.lon_lat[1]:.6f}"


def card_of(layer: Layer, feature: Feature) -> Card:
    """Return the card of ``feature`` in the active language."""
    lon, lat = feature.lon_lat
    facts = tuple(_facts(layer, feature.properties))
    is_point = layer.geometry_type == GeometryType.POINT
    return Card(
        name=layer.name_of(feature.properties, feature.id),
        layer=layer,
        symbol=layer.style.symbol_of(feature.properties),
        facts=facts,
        brief=tuple(replace(fact, text=shorten(fact.text, _BRIEF_LETTERS, placeholder=" …")) for fact in facts[:_BRIEF_FACTS]),
        url=reverse("atlas:feature", args=(layer.slug, feature.id)),
        directions_url=f"https://www.openstreetmap.org/directions?{urlencode({'to': f'{lat:.5f},{lon:.5f}'}, safe=',')}"
        if is_point
        else "",
        here_url=f"{reverse('atlas:here')}?lat={lat:.6f}&lon={lon:.6f}",
        lon_lat=feature.lon_lat,
    )


def _facts(layer: Layer, properties: dict[str, Any]) -> Iterator[Fact]:
    language = (translation.get_language() or "el")[:2]
    names = set(layer.label.values())
    for entry in layer.properties:
        value = properties.get(entry.name)
        if not entry.on_card or entry.language not in ("", language) or value in (None, "", []) or entry.name in names:
            continue
        if entry.kind is Kind.LIST:
            yield from (_channel(channel, language) for channel in value)
        elif entry.kind is Kind.HOURS:
            yield Fact(title=str(entry.title), text="\n".join(hours_lines(value)))
        elif not (entry.choices is not None and value == "unknown"):
            yield Fact(title=str(entry.title), text=_text(entry, value), url=_url(value))


def _channel(channel: dict[str, str], language: str) -> Fact:
    schemes = {"phone": "tel:", "email": "mailto:"}
    value = channel["value"]
    target = value.replace(" ", "") if channel["kind"] == "phone" else value
    title = channel.get(f"label_{language}") or str(ContactChannel.Kind(channel["kind"]).label)
    return Fact(title=title, text=value, url=schemes.get(channel["kind"], "") + target)


def _url(value: Any) -> str:
    """Return a link's address; only what a browser opens safely is one: a page elsewhere, or of ours."""
    if not isinstance(value, str) or " " in value:
        return ""
    return value if value.startswith(("https://", "http://")) or _OWN_PAGE.fullmatch(value) else ""


def _text(entry: Property, value: Any) -> str:
    if entry.choices is not None and value in entry.choices.values:
        return str(entry.choices(value).label)
    if entry.kind is Kind.BOOLEAN:
        return _("ναι") if value else _("όχι")
    if entry.kind is Kind.DATE and (day := parse_date(str(value))):
        return date_format(day, "j E Y")
    if entry.kind is Kind.INSTANT and (instant := parse_datetime(str(value))):
        return date_format(localtime(instant), "j E Y, H:i")
    # A year is not written with a point after the thousands, a sum of money is.
    if entry.kind is Kind.NUMBER or (entry.kind is Kind.INTEGER and abs(value) >= 10_000):
        return number_format(value)
    return str(value)
