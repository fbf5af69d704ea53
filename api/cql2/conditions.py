"""A filter's tree as a condition on a layer's relation."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from api.cql2 import spatial, temporal
from api.cql2.operands import Context, check_same_family, operand, text_operand
from api.cql2.parsing import parse_filter
from layers.crs import Crs
from layers.layer import Kind, Layer
from layers.ordering import Sql

_COMPARISONS = {"=": "=", "<>": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
MAX_DEPTH = 100


def filter_condition(text: str, *, language: str, layer: Layer, crs: Crs) -> tuple[str, tuple[Any, ...]]:
    """Return the filter ``text`` as a condition on the relation ``f`` of ``layer``, with its parameters.

    Only what the layer publishes can be named; values never enter the SQL's text. ``crs`` is what the filter's coordinates are in.

    Raises:
        InvalidParameter: names the part that cannot be used.
    """
    sql, values = tree_condition(parse_filter(text, language=language), Context(layer=layer, crs=crs))
    return sql, tuple(values)


def tree_condition(tree: Any, context: Context) -> Sql:
    """Return the condition that ``tree`` says, in the JSON form of CQL2: for whoever has read it from another language.

    Raises:
        InvalidParameter: names the part that cannot be used.
    """
    return _boolean(tree, context, depth=0)


def _boolean(node: Any, context: Context, *, depth: int) -> Sql:
    if depth > MAX_DEPTH:
        raise context.refuse(_("filter: πάνω από %(maximum)d πράξεις η μία μέσα στην άλλη.") % {"maximum": MAX_DEPTH})
    if isinstance(node, bool):
        return str(node).upper(), []
    if isinstance(node, Mapping) and "property" in node:
        found = operand(node, context)
        if found.kind is Kind.BOOLEAN:
            return found.sql, list(found.values)
    if isinstance(node, Mapping) and isinstance(node.get("op"), str):
        return _operation(node["op"], node.get("args"), context, depth=depth)
    raise context.refuse(
        _("filter: το «%(part)s» δεν λέει ναι ή όχι. Χρειάζεται σύγκριση, π.χ. name_el LIKE 'Π%%'.") % {"part": str(node)[:80]}
    )


def _operation(name: str, arguments: Any, context: Context, *, depth: int) -> Sql:
    if not isinstance(arguments, list) or not arguments:
        raise context.refuse(_("filter: το «%(function)s» θέλει args.") % {"function": name[:80]})
    lowered = name.lower()
    if lowered in ("and", "or", "not"):
        return _logical(lowered, arguments, context, depth=depth)
    if lowered in spatial.RELATIONS:
        return spatial.spatial_condition(lowered, arguments, context)
    if lowered in temporal.RELATIONS:
        return temporal.temporal_condition(lowered, arguments, context)
    builders: dict[str, Callable[[list[Any], Context], Sql]] = {"like": _like, "between": _between, "in": _in, "isnull": _is_null}
    if lowered in _COMPARISONS:
        return _compared(_COMPARISONS[lowered], arguments, context)
    if lowered not in builders:
        known = ", ".join([*_COMPARISONS, "and", "or", "not", *builders, *spatial.RELATIONS, *temporal.RELATIONS])
        raise context.refuse(_("filter: δεν υπάρχει πράξη «%(function)s». Υπάρχουν: %(known)s.") % {"function": name[:80], "known": known})
    return builders[lowered](arguments, context)


def _logical(name: str, arguments: list[Any], context: Context, *, depth: int) -> Sql:
    parts = [_boolean(node, context, depth=depth + 1) for node in arguments]
    if name == "not":
        _check_count(parts, 1, name, context)
        return f"(NOT {parts[0][0]})", parts[0][1]
    return f"({f' {name.upper()} '.join(text for text, _ in parts)})", [value for _, values in parts for value in values]


def _compared(sign: str, arguments: list[Any], context: Context) -> Sql:
    _check_count(arguments, 2, sign, context)
    one, other = (operand(node, context) for node in arguments)
    check_same_family(one, other, context)
    return f"({one.sql} {sign} {other.sql})", [*one.values, *other.values]


def _like(arguments: list[Any], context: Context) -> Sql:
    """OGC 21-065r2 §8.2.2: % is any text, _ any letter, a backslash takes their meaning away."""
    _check_count(arguments, 2, "like", context)
    text, pattern = (text_operand(node, context) for node in arguments)
    if pattern.values and (len(str(pattern.values[0])) - len(str(pattern.values[0]).rstrip("\\"))) % 2:
        raise context.refuse(_("filter: το πρότυπο «%(pattern)s» τελειώνει σε μισή ακολουθία διαφυγής.") % {"pattern": pattern.written})
    return f"({text.sql} LIKE {pattern.sql})", [*text.values, *pattern.values]


def _between(arguments: list[Any], context: Context) -> Sql:
    _check_count(arguments, 3, "between", context)
    value, low, high = (operand(node, context) for node in arguments)
    check_same_family(value, low, context)
    check_same_family(value, high, context)
    return f"({value.sql} BETWEEN {low.sql} AND {high.sql})", [*value.values, *low.values, *high.values]


def _in(arguments: list[Any], context: Context) -> Sql:
    _check_count(arguments, 2, "in", context)
    value = operand(arguments[0], context)
    if not isinstance(arguments[1], list) or not arguments[1]:
        raise context.refuse(_("filter: το IN θέλει κατάλογο τιμών, π.χ. name_el IN ('α', 'β')."))
    choices = [operand(node, context) for node in arguments[1]]
    for choice in choices:
        check_same_family(value, choice, context)
    inside = ", ".join(choice.sql for choice in choices)
    return f"({value.sql} IN ({inside}))", [*value.values, *(entry for choice in choices for entry in choice.values)]


def _is_null(arguments: list[Any], context: Context) -> Sql:
    _check_count(arguments, 1, "isNull", context)
    if arguments[0] == {"property": "geometry"}:
        return "(f.geom IS NULL)", []
    value = operand(arguments[0], context)
    return f"({value.sql} IS NULL)", list(value.values)


def _check_count(arguments: list[Any], count: int, name: str, context: Context) -> None:
    if len(arguments) != count:
        raise context.refuse(
            _("filter: το «%(function)s» θέλει %(count)d μέλη και έχει %(given)d.")
            % {"function": name, "count": count, "given": len(arguments)}
        )
