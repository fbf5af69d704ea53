"""What stands on either side of a comparison: a property, a literal, a text made plain."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from api.literals import date_of, instant_of
from layers.crs import Crs
from layers.layer import Kind, Layer
from layers.ordering import quoted

GEOMETRY = "geometry"
COMPARABLE = (Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.DATE, Kind.INSTANT)

# Kinds that compare with one another, under the name of one of them.
_FAMILY = {Kind.INTEGER: Kind.NUMBER}
_LITERALS = {Kind.DATE: "DATE('2026-11-22')", Kind.INSTANT: "TIMESTAMP('2026-11-22T10:00:00Z')", Kind.TEXT: "'κείμενο'"}

# Case and accents are what Unicode says of them, whatever the database's own collation knows; a final sigma is a sigma.
_CASEI = """translate(lower({} COLLATE "und-x-icu"), 'ς', 'σ')"""
_ACCENTI = r"normalize(regexp_replace(normalize({}, NFD), '[\u0300-\u036f]', '', 'g'), NFC)"


@dataclass(frozen=True, kw_only=True)
class Context:
    """The layer that is filtered, and the system that the filter's coordinates are in (``filter-crs``)."""

    layer: Layer
    crs: Crs

    def refuse(self, detail: str) -> InvalidParameter:
        return InvalidParameter("filter", detail)


@dataclass(frozen=True, kw_only=True)
class Operand:
    """A value in SQL: its text, its parameters, what kind it is, and how the filter writes it."""

    sql: str
    values: tuple[Any, ...] = ()
    kind: Kind
    written: str

    @property
    def family(self) -> Kind:
        return _FAMILY.get(self.kind, self.kind)


def operand(node: Any, context: Context) -> Operand:
    """Return what ``node`` of a filter's tree stands for.

    Raises:
        InvalidParameter
    """
    if isinstance(node, bool):
        return Operand(sql="%s", values=(node,), kind=Kind.BOOLEAN, written=str(node).upper())
    if isinstance(node, int | float):
        return _number(node, context)
    if isinstance(node, str):
        return Operand(sql="%s::text", values=(node,), kind=Kind.TEXT, written=f"'{node}'")
    if isinstance(node, Mapping):
        return _of_mapping(node, context)
    raise context.refuse(_("filter: το «%(part)s» δεν είναι τιμή.") % {"part": str(node)[:80]})


def _of_mapping(node: Mapping[str, Any], context: Context) -> Operand:
    if "property" in node:
        return property_operand(str(node["property"]), context)
    if "date" in node:
        return instant(node["date"], context, kind=Kind.DATE)
    if "timestamp" in node:
        return instant(node["timestamp"], context, kind=Kind.INSTANT)
    if node.get("op") in ("casei", "accenti"):
        return _plain_text(node, context)
    written = node.get("op") or next(iter(node), "")
    known = "DATE(…), TIMESTAMP(…), CASEI(…), ACCENTI(…)"
    raise context.refuse(
        _("filter: το «%(part)s» δεν υποστηρίζεται εδώ. Δεκτά: ιδιότητες, κείμενα, αριθμοί, TRUE, FALSE, %(known)s.")
        % {"part": str(written)[:80], "known": known}
    )


def property_operand(name: str, context: Context) -> Operand:
    """Return the column of the property ``name``, if the layer may be filtered by it.

    Raises:
        InvalidParameter: names those that there are.
    """
    if name == "id":
        return Operand(sql="f.id", kind=Kind.INTEGER, written="id")
    entry = context.layer.property(name)
    if entry is None or entry.kind not in COMPARABLE:
        known = ["id", GEOMETRY, *(entry.name for entry in context.layer.properties if entry.kind in COMPARABLE)]
        raise context.refuse(
            _("filter: δεν υπάρχει ιδιότητα «%(name)s» για φίλτρο. Υπάρχουν: %(known)s.") % {"name": name[:80], "known": ", ".join(known)}
        )
    return Operand(sql=f"f.{quoted(entry.name)}", kind=entry.kind, written=entry.name)


def instant(text: Any, context: Context, *, kind: Kind) -> Operand:
    """Return the date or instant that ``text`` writes (RFC 3339).

    Raises:
        InvalidParameter
    """
    value: date | datetime | None = date_of(str(text)) if kind is Kind.DATE else instant_of(str(text))
    if value is None or not 1 < value.year < 9999:
        raise context.refuse(
            _("filter: το «%(text)s» δεν είναι %(kind)s. Παράδειγμα: %(example)s.")
            % {"text": str(text)[:80], "kind": kind.label, "example": _LITERALS[kind]}
        )
    cast = "date" if kind is Kind.DATE else "timestamptz"
    return Operand(sql=f"%s::{cast}", values=(value,), kind=kind, written=str(text))


def _number(number: float, context: Context) -> Operand:
    if number != number or abs(number) > 1.7e308:  # noqa: PLR0124
        raise context.refuse(_("filter: ο αριθμός %(number)s είναι έξω από τα όρια.") % {"number": number})
    # A whole number stays one, so that an index on whole numbers answers.
    if float(number).is_integer() and abs(number) < 2**53:
        return Operand(sql="%s::bigint", values=(int(number),), kind=Kind.INTEGER, written=str(int(number)))
    return Operand(sql="%s::float8", values=(float(number),), kind=Kind.NUMBER, written=str(number))


def _plain_text(node: Mapping[str, Any], context: Context) -> Operand:
    """OGC 21-065r2 §8.3, §8.4: without regard to case, or to accents."""
    arguments = node.get("args") or []
    if len(arguments) != 1:
        raise context.refuse(_("filter: η %(function)s παίρνει ένα κείμενο.") % {"function": node["op"]})
    inner = text_operand(arguments[0], context)
    return replace(inner, sql=(_CASEI if node["op"] == "casei" else _ACCENTI).format(inner.sql))


def text_operand(node: Any, context: Context) -> Operand:
    """Return ``node`` as a text.

    Raises:
        InvalidParameter
    """
    found = operand(node, context)
    if found.kind is not Kind.TEXT:
        raise context.refuse(
            _("filter: το «%(part)s» δεν είναι κείμενο αλλά %(kind)s.") % {"part": found.written, "kind": found.kind.label}
        )
    return found


def check_same_family(one: Operand, other: Operand, context: Context) -> None:
    """Refuse to compare what no database should.

    Raises:
        InvalidParameter
    """
    if one.family is other.family:
        return
    names = {"one": one.written, "one_kind": one.kind.label, "other": other.written, "other_kind": other.kind.label}
    if one.kind in _LITERALS:
        told = _("filter: το «%(one)s» (%(one_kind)s) δεν συγκρίνεται με το «%(other)s» (%(other_kind)s). Γράψτε %(example)s.")
        raise context.refuse(told % {**names, "example": _LITERALS[one.kind]})
    raise context.refuse(_("filter: το «%(one)s» (%(one_kind)s) δεν συγκρίνεται με το «%(other)s» (%(other_kind)s).") % names)
