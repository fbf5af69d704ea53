"""What all operators of a filter share: names, literals, and how a condition is compiled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from gisserver.parsers.xml import NSElement

from api.cql2.conditions import tree_condition
from api.cql2.operands import COMPARABLE, Context
from api.literals import date_of, instant_of, real_of, text_of
from api.params import BOOLEANS
from api.wfs.feature_types import ID, LayerFeatureType
from api.wfs.identifiers import ids_of
from api.wfs.refusals import Refused, invalid
from api.wfs.systems import System
from api.wfs.xml_text import local_name
from layers.layer import Kind, Property
from layers.ordering import Sql

REFERENCES = ("ValueReference", "PropertyName")
_EXAMPLES = {
    Kind.TEXT: "Χανιά",
    Kind.INTEGER: "42",
    Kind.NUMBER: "3.5",
    Kind.BOOLEAN: "true",
    Kind.DATE: "2026-11-22",
    Kind.INSTANT: "2026-11-22T10:00:00Z",
}
_FEATURE_ID = Property(name="id", title="id", kind=Kind.INTEGER)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A filter on ``feature_type`` that is being read; a geometry that names no system is in ``system``.

    Every method raises ``Refused`` or ``InvalidParameter`` for what cannot be used.
    """

    feature_type: LayerFeatureType
    system: System
    locator: str = "filter"

    def refuse(self, text: str) -> Refused:
        return invalid(self.locator, text)

    def tree(self, node: dict[str, Any]) -> Sql:
        """Return the condition that ``node`` says in the JSON form of CQL2."""
        return tree_condition(node, self.context(self.system))

    def context(self, system: System) -> Context:
        return Context(layer=self.feature_type.layer, crs=system.crs)

    def children(self, element: NSElement, count: int) -> list[NSElement]:
        found = list(element)
        if len(found) != count:
            told = _("Το <%(name)s> παίρνει %(count)d στοιχεία και έχει %(given)d.")
            raise self.refuse(told % {"name": local_name(element)[:80], "count": count, "given": len(found)})
        return found

    def named(self, element: NSElement) -> Property | str:
        """Return what a ``<fes:ValueReference>`` names."""
        if local_name(element) not in REFERENCES or len(element):
            raise self.refuse(_("Το <%(name)s> δεν γίνεται δεκτό εδώ: χρειάζεται <ValueReference>.") % {"name": local_name(element)[:80]})
        return self.feature_type.named(element.text, element.ns_aliases, locator=self.locator)

    def comparable(self, element: NSElement) -> Property:
        """Return the property that ``element`` names, or the id, as something to compare."""
        found = self.named(element)
        if found == ID:
            return _FEATURE_ID
        if not isinstance(found, Property) or found.kind not in COMPARABLE:
            raise self.refuse(_("Η ιδιότητα «%(name)s» δεν συγκρίνεται με τιμές.") % {"name": (element.text or "").strip()[:80]})
        return found

    def value(self, element: NSElement, entry: Property) -> Any:
        """Return the other side of a comparison, as CQL2 has it: a property, or a literal of the kind of ``entry``."""
        if local_name(element) in REFERENCES:
            return {"property": self.comparable(element).name}
        if local_name(element) != "Literal" or len(element):
            told = _("Το <%(name)s> δεν γίνεται δεκτό σε σύγκριση: χρειάζεται <Literal> ή <ValueReference>.")
            raise self.refuse(told % {"name": local_name(element)[:80]})
        return self.literal(element.text or "", entry)

    def literal(self, text: str, entry: Property) -> Any:
        """Return ``text`` as a literal of CQL2 of the kind of ``entry``."""
        if entry is _FEATURE_ID:
            # No feature has the id 0: what cannot be an id equals none.
            return next(iter(ids_of(self.feature_type.name, [text])), 0)
        value = text_of(text) if entry.kind is Kind.TEXT else _READERS[entry.kind](text.strip())
        if value is None:
            told = _("Το «%(text)s» δεν είναι τιμή της ιδιότητας «%(name)s» (%(kind)s). Παράδειγμα: %(example)s.")
            names = {"text": text[:80], "name": entry.name, "kind": entry.kind.label, "example": _EXAMPLES[entry.kind]}
            raise self.refuse(told % names)
        return value


def joined(word: str, parts: list[Sql]) -> Sql:
    """Return ``parts`` with AND or OR between."""
    return f"({f' {word} '.join(text for text, _ in parts)})", [value for _, values in parts for value in values]


def _truth(text: str) -> bool | None:
    return {**BOOLEANS, "1": True, "0": False}.get(text)


def _day(text: str) -> dict[str, str] | None:
    """A date, or what a client that knows only instants writes of it."""
    day = date_of(text.partition("T")[0])
    return None if day is None or not 1 < day.year < 9999 else {"date": day.isoformat()}


def _instant(text: str) -> dict[str, str] | None:
    """An instant; without an offset it is the municipality's time (XML Schema Part 2 §3.2.7 allows none), a date is its first moment."""
    instant = instant_of(text)
    if instant is None:
        try:
            instant = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
        except ValueError:
            return None
    return {"timestamp": instant.isoformat()} if 1 < instant.year < 9999 else None


_READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.INTEGER: real_of,
    Kind.NUMBER: real_of,
    Kind.BOOLEAN: _truth,
    Kind.DATE: _day,
    Kind.INSTANT: _instant,
}
