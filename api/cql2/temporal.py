"""Temporal functions (OGC 21-065r2 §8.7, table of definitions): relations between instants and intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from api.cql2.operands import Context, Operand, instant, operand
from layers.layer import Kind
from layers.ordering import Sql

# a and b are the sides, 0 their beginnings and 1 their ends; an instant begins and ends at once.
RELATIONS = {
    "t_after": "{a0} > {b1}",
    "t_before": "{a1} < {b0}",
    "t_contains": "{a0} < {b0} AND {a1} > {b1}",
    "t_disjoint": "({a1} < {b0} OR {a0} > {b1})",
    "t_during": "{a0} > {b0} AND {a1} < {b1}",
    "t_equals": "{a0} = {b0} AND {a1} = {b1}",
    "t_finishedby": "{a0} < {b0} AND {a1} = {b1}",
    "t_finishes": "{a0} > {b0} AND {a1} = {b1}",
    "t_intersects": "{a0} <= {b1} AND {a1} >= {b0}",
    "t_meets": "{a1} = {b0}",
    "t_metby": "{a0} = {b1}",
    "t_overlappedby": "{a0} > {b0} AND {a0} < {b1} AND {a1} > {b1}",
    "t_overlaps": "{a0} < {b0} AND {a1} > {b0} AND {a1} < {b1}",
    "t_startedby": "{a0} = {b0} AND {a1} > {b1}",
    "t_starts": "{a0} = {b0} AND {a1} < {b1}",
}


@dataclass(frozen=True, kw_only=True)
class _Span:
    begin: Operand | None
    end: Operand | None

    @property
    def has_instants(self) -> bool:
        return any(side is not None and side.kind is Kind.INSTANT for side in (self.begin, self.end))

    def bound(self, *, is_end: bool, as_instants: bool) -> Sql:
        side = self.end if is_end else self.begin
        if side is None:
            return ("'infinity'" if is_end else "'-infinity'") + ("::timestamptz" if as_instants else "::date"), []
        if not as_instants or side.kind is Kind.INSTANT:
            return side.sql, list(side.values)
        # Beside instants, a date is its whole day on the municipality's clock.
        last = " + interval '1 day' - interval '1 microsecond'" if is_end else ""
        return f"(({side.sql})::timestamp{last}) AT TIME ZONE %s", [*side.values, settings.TIME_ZONE]


def temporal_condition(relation: str, arguments: list[Any], context: Context) -> Sql:
    """Return the condition that ``relation`` (a key of RELATIONS) holds between the two ``arguments``.

    Raises:
        InvalidParameter
    """
    if len(arguments) != 2:
        raise context.refuse(_("filter: η %(function)s παίρνει δύο χρόνους.") % {"function": relation})
    spans = [_span(node, context) for node in arguments]
    as_instants = any(span.has_instants for span in spans)
    bounds = {
        f"{name}{int(is_end)}": span.bound(is_end=is_end, as_instants=as_instants)
        for name, span in zip("ab", spans, strict=True)
        for is_end in (False, True)
    }
    template = RELATIONS[relation]
    # Each bound's parameters stand where the relation mentions it.
    mentions = [part[:2] for part in template.split("{")[1:]]
    return f"({template.format(**{name: text for name, (text, _) in bounds.items()})})", [
        value for name in mentions for value in bounds[name][1]
    ]


def _span(node: Any, context: Context) -> _Span:
    if isinstance(node, Mapping) and "interval" in node:
        ends = node["interval"]
        if not isinstance(ends, list) or len(ends) != 2:
            raise context.refuse(_("filter: το INTERVAL παίρνει αρχή και τέλος, π.χ. INTERVAL('2026-11-01', '..')."))
        begin, end = (_end(part, context) for part in ends)
        return _Span(begin=begin, end=end)
    found = _temporal(operand(node, context), context)
    return _Span(begin=found, end=found)


def _end(node: Any, context: Context) -> Operand | None:
    if node == "..":
        return None
    if isinstance(node, str):
        return instant(node, context, kind=Kind.INSTANT if "T" in node.upper() else Kind.DATE)
    return _temporal(operand(node, context), context)


def _temporal(found: Operand, context: Context) -> Operand:
    if found.kind not in (Kind.DATE, Kind.INSTANT):
        raise context.refuse(_("filter: το «%(part)s» δεν είναι χρόνος αλλά %(kind)s.") % {"part": found.written, "kind": found.kind.label})
    return found
