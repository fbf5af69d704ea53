"""What each layer can be narrowed by, made from its properties, and what of it an address asks for.

In an address, ``f.LAYER.PROPERTY=VALUE`` (repeated: any of them), ``when.LAYER=today|week``, ``from.LAYER`` and ``until.LAYER`` (days).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from api.params import property_value
from layers.layer import FeatureQuery, Kind, Layer, Property, Text
from layers.municipality import Extent
from layers.styles import Symbol

# The days that each word stands for, today included.
DAYS: Mapping[str, int] = {"today": 1, "week": 7}
_TIME_PARTS = ("when", "from", "until")


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice: ``value`` in the page's address, ``texts`` in the API's."""

    value: str
    title: Text
    texts: tuple[str, ...]
    symbol: Symbol | None = None

    @property
    def texts_json(self) -> str:
        return json.dumps(self.texts, ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a layer's features are narrowed by: one property. A flag has one option, whose title says it all ("Open now")."""

    layer: Layer
    source: Property
    options: tuple[Option, ...]

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def title(self) -> Text:
        return self.source.title

    @property
    def is_flag(self) -> bool:
        return self.source.kind is Kind.BOOLEAN

    @property
    def is_legend(self) -> bool:
        """Whether the options are the classes of the layer's style."""
        return self.name == self.layer.style.classify_by and bool(self.layer.style.classes)

    @property
    def parameter(self) -> str:
        return f"f.{self.layer.slug}.{self.name}"

    def option(self, value: str) -> Option | None:
        return next((entry for entry in self.options if entry.value == value), None)


def filters_of(layer: Layer) -> tuple[Filter, ...]:
    """Return what ``layer`` can be narrowed by: yes or no first, then the legend's classes, then the other properties with choices."""
    found = [Filter(layer=layer, source=entry, options=tuple(_options(layer, entry))) for entry in layer.properties]
    return tuple(sorted((entry for entry in found if entry.options), key=lambda entry: (not entry.is_flag, not entry.is_legend)))


def _options(layer: Layer, entry: Property) -> Iterator[Option]:
    if entry.kind is Kind.LIST:
        return
    if entry.name == layer.style.classify_by and layer.style.classes:
        for style_class in layer.style.classes:
            texts = tuple(text for text in style_class.values if _is_value(entry, text))
            if texts:
                yield Option(value=texts[0], title=style_class.title, texts=texts, symbol=style_class.symbol)
    elif entry.kind is Kind.BOOLEAN:
        yield Option(value="true", title=entry.title, texts=("true",))
    elif entry.choices is not None:
        # What is not known is nothing to look for.
        yield from (
            Option(value=value, title=label, texts=(value,)) for value, label in entry.choices.choices if value not in ("", "unknown")
        )


def _is_value(entry: Property, text: str) -> bool:
    try:
        property_value(entry, text)
    except InvalidParameter:
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What one layer is narrowed to: by property, the options' values; by time, a word of ``DAYS`` or days."""

    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: str = ""
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.options or self.when or self.since or self.until)

    @cached_property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day that are asked for; None: open."""
        if not self.when:
            return self.since, self.until
        today = timezone.localdate()
        return today, today + timedelta(days=DAYS[self.when] - 1)

    def _chosen(self, layer: Layer) -> Iterator[tuple[Property, tuple[str, ...]]]:
        for entry in filters_of(layer):
            values = self.options.get(entry.name, ())
            if values:
                yield entry.source, tuple(text for option in entry.options if option.value in values for text in option.texts)

    def query(self, layer: Layer, *, extent: Extent | None = None, limit: int | None = None) -> FeatureQuery:
        """Return what is asked of ``layer``, in ``extent``."""
        equals = {entry.name: tuple(property_value(entry, text) for text in texts) for entry, texts in self._chosen(layer)}
        first, last = self.days
        return FeatureQuery(extent=extent, equals=equals, since=_instant(first, time.min), until=_instant(last, time.max), limit=limit)

    def items_query(self, layer: Layer) -> str:
        """Return the same as the query of the layer's items in the API."""
        pairs = [(entry.name, text) for entry, texts in self._chosen(layer) for text in texts]
        first, last = self.days
        if first or last:
            pairs.append(("datetime", f"{first or '..'}/{last or '..'}"))
        return urlencode(pairs)

    def parameters(self, slug: str) -> dict[str, Any]:
        """Return the parts of an address that say this."""
        parts: dict[str, Any] = {f"f.{slug}.{name}": values for name, values in self.options.items()}
        times = {"when": self.when, "from": self.since and self.since.isoformat(), "until": self.until and self.until.isoformat()}
        return parts | {f"{name}.{slug}": value for name, value in times.items() if value}


def _instant(day: date | None, clock: time) -> datetime | None:
    return None if day is None else datetime.combine(day, clock, tzinfo=ZoneInfo(settings.TIME_ZONE))


def narrowings(given: QueryDict, layers: tuple[Layer, ...], notices: list[str]) -> dict[str, Narrowing]:
    """Return what the address asks of ``layers``, by slug; what is not understood is told in ``notices`` and left out."""
    found = {layer.slug: _narrowing(given, layer, notices) for layer in layers}
    known = {entry.parameter for layer in layers for entry in filters_of(layer)}
    of_layers = tuple(f"f.{layer.slug}." for layer in layers)
    unknown = [name for name in given if name.startswith(of_layers) and name not in known]
    notices += [_("Δεν υπάρχει φίλτρο «%(name)s»· φαίνονται όλα.") % {"name": name} for name in unknown]
    return {slug: narrowing for slug, narrowing in found.items() if narrowing}


def _narrowing(given: QueryDict, layer: Layer, notices: list[str]) -> Narrowing:
    options = {}
    for entry in filters_of(layer):
        asked = [value for value in given.getlist(entry.parameter) if value]
        if any(entry.option(value) is None for value in asked):
            notices.append(
                _("Το φίλτρο «%(title)s» δεν έχει τιμή «%(value)s».")
                % {"title": entry.title, "value": ", ".join(value for value in asked if entry.option(value) is None)}
            )
        values = tuple(option.value for option in entry.options if option.value in asked)
        if values:
            options[entry.name] = values
    if not layer.time_property:
        return Narrowing(options=options)
    when, since, until = _time(given, layer, notices)
    return Narrowing(options=options, when=when, since=since, until=until)


def _time(given: QueryDict, layer: Layer, notices: list[str]) -> tuple[str, date | None, date | None]:
    texts = {name: given.get(f"{name}.{layer.slug}", "") for name in _TIME_PARTS}
    if texts["when"] in DAYS:
        return texts["when"], None, None
    since, until = _day(texts["from"]), _day(texts["until"])
    is_wrong = texts["when"] or (texts["from"] and since is None) or (texts["until"] and until is None)
    if is_wrong or (since is not None and until is not None and since > until):
        notices.append(
            _("Το διάστημα «%(text)s» δεν διαβάζεται· φαίνονται όλα. Γράψτε ημέρες, η πρώτη πριν από την τελευταία, π.χ. 2026-11-22.")
            % {"text": " ".join(filter(None, texts.values()))}
        )
        return "", None, None
    return "", since, until


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    # A year at either end of the calendar has no day before or after it in another time zone.
    return day if day is not None and 1 < day.year < 9999 else None
