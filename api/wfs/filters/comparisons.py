"""Comparisons with values and times (OGC 09-026r2 §7.7, §7.9)."""

from typing import Any

from django.utils.translation import gettext as _
from gisserver.parsers.xml import NSElement

from api.wfs.filters.reading import REFERENCES, Reading, joined
from api.wfs.gml_input import is_geometry
from api.wfs.xml_text import local_name
from layers.layer import Kind, Property
from layers.ordering import Sql, quoted

SIGNS = {
    "PropertyIsEqualTo": "=",
    "PropertyIsNotEqualTo": "<>",
    "PropertyIsLessThan": "<",
    "PropertyIsGreaterThan": ">",
    "PropertyIsLessThanOrEqualTo": "<=",
    "PropertyIsGreaterThanOrEqualTo": ">=",
}
TEMPORAL_SIGNS = {"After": (">",), "Before": ("<",), "TEquals": ("=",), "During": (">", "<")}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_NO = ("false", "0")


def comparison(reading: Reading, element: NSElement) -> Sql:
    one, other = reading.children(element, 2)
    sign = SIGNS[local_name(element)]
    if local_name(one) not in REFERENCES and local_name(other) in REFERENCES:
        one, other, sign = other, one, _MIRRORED.get(sign, sign)
    entry = reading.comparable(one)
    return _compared(reading, sign, entry, reading.value(other, entry), is_folded=element.get("matchCase") in _NO)


def _compared(reading: Reading, sign: str, entry: Property, value: Any, *, is_folded: bool = False) -> Sql:
    arguments = [{"property": entry.name}, value]
    if is_folded and entry.kind is Kind.TEXT:
        arguments = [{"op": "casei", "args": [node]} for node in arguments]
    return reading.tree({"op": sign, "args": arguments})


def like(reading: Reading, element: NSElement) -> Sql:
    one, other = reading.children(element, 2)
    entry = reading.comparable(one)
    if entry.kind is not Kind.TEXT or local_name(other) != "Literal" or len(other):
        raise reading.refuse(_("Το <PropertyIsLike> θέλει ιδιότητα με κείμενο και <Literal>."))
    pattern = reading.literal(_pattern(reading, other.text or "", element), entry)
    return _compared(reading, "like", entry, pattern, is_folded=element.get("matchCase") in _NO)


def _pattern(reading: Reading, text: str, element: NSElement) -> str:
    """Return ``text`` as SQL's LIKE has it; the element says which letters stand for any text, for any letter, and take that away."""
    special = [element.get(name, "") for name in ("wildCard", "singleChar", "escapeChar")]
    if any(len(letter) != 1 for letter in special) or len(set(special)) < 3:
        raise reading.refuse(_("Το <PropertyIsLike> θέλει wildCard, singleChar και escapeChar: τρία διαφορετικά γράμματα, π.χ. * ? !"))
    wild, single, escape = special
    written, letters = [], iter(text)
    for letter in letters:
        if letter == escape:
            written.append(_plain(next(letters, escape)))
        else:
            written.append({wild: "%", single: "_"}.get(letter) or _plain(letter))
    return "".join(written)


def _plain(letter: str) -> str:
    return f"\\{letter}" if letter in "%_\\" else letter


def between(reading: Reading, element: NSElement) -> Sql:
    one, low, high = reading.children(element, 3)
    if (local_name(low), local_name(high)) != ("LowerBoundary", "UpperBoundary"):
        raise reading.refuse(_("Το <PropertyIsBetween> θέλει <LowerBoundary> και μετά <UpperBoundary>."))
    entry = reading.comparable(one)
    bounds = [reading.value(reading.children(bound, 1)[0], entry) for bound in (low, high)]
    return reading.tree({"op": "between", "args": [{"property": entry.name}, *bounds]})


def is_null(reading: Reading, element: NSElement) -> Sql:
    """A property without a value is left out of a feature: nil and null are the same here."""
    found = reading.named(reading.children(element, 1)[0])
    # Every feature that is published has its geometry and its id.
    return (f"(f.{quoted(found.name)} IS NULL)", []) if isinstance(found, Property) else ("FALSE", [])


def temporal(reading: Reading, element: NSElement) -> Sql:
    name = local_name(element)
    reference, time = reading.children(element, 2)
    entry = reading.comparable(reference)
    if entry.kind not in (Kind.DATE, Kind.INSTANT):
        raise reading.refuse(_("Το <%(name)s> θέλει ιδιότητα με χρόνο.") % {"name": name})
    signs, instants = TEMPORAL_SIGNS[name], _instants(time)
    if len(instants) != len(signs):
        told = _("Το <%(name)s> θέλει <gml:TimeInstant> με <gml:timePosition>, ή, για During, <gml:TimePeriod> με αρχή και τέλος.")
        raise reading.refuse(told % {"name": name})
    return joined(
        "AND", [_compared(reading, sign, entry, reading.literal(text, entry)) for sign, text in zip(signs, instants, strict=True)]
    )


def _instants(element: NSElement) -> list[str]:
    if local_name(element) == "Literal" and not len(element):
        return [element.text or ""]
    names = {"TimeInstant": ("timePosition",), "TimePeriod": ("timePosition", "beginPosition", "endPosition")}.get(local_name(element), ())
    return [part.text or "" for part in element.iter() if local_name(part) in names and is_geometry(part)]
