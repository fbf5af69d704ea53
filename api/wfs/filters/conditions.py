"""Filters of FES 2.0 (OGC 09-026r2) as conditions on a layer's relation, compiled by what compiles those of CQL2.

Only what the layer publishes can be named; values never enter the SQL's text. There are no functions and no arithmetic: each is a way
to make the database work (docs/adr/0014 says so of CQL2).
"""

from collections.abc import Callable

from django.utils.translation import gettext as _
from gisserver.parsers.xml import NSElement, xmlns

from api.wfs.filters import comparisons, spatial
from api.wfs.filters.reading import Reading, joined
from api.wfs.identifiers import ids_of
from api.wfs.xml_text import local_name, namespace_of
from layers.ordering import Sql

_Reader = Callable[[Reading, NSElement], Sql]


def filter_condition(reading: Reading, root: NSElement) -> Sql:
    """Return what ``<fes:Filter>`` says.

    Raises:
        Refused, InvalidParameter
    """
    if local_name(root) != "Filter" or namespace_of(root) != xmlns.fes20.value:
        raise reading.refuse(_('Το φίλτρο πρέπει να είναι <Filter> με xmlns="http://www.opengis.net/fes/2.0".'))
    if len(root) and all(local_name(child) == "ResourceId" for child in root):
        return joined("OR", [_operator(reading, child) for child in root])
    if len(root) != 1:
        raise reading.refuse(_("Το <Filter> παίρνει μία συνθήκη, ή μόνο <ResourceId>."))
    return _operator(reading, root[0])


def _operator(reading: Reading, element: NSElement) -> Sql:
    name = local_name(element)
    if namespace_of(element) != xmlns.fes20.value or name not in OPERATORS:
        told = _("Δεν υπάρχει πράξη <%(name)s> εδώ. Υπάρχουν: %(known)s.")
        raise reading.refuse(told % {"name": name[:80], "known": ", ".join(OPERATORS)})
    return OPERATORS[name](reading, element)


def _logical(reading: Reading, element: NSElement) -> Sql:
    if len(element) < 2:
        reading.children(element, 2)
    return joined(local_name(element).upper(), [_operator(reading, child) for child in element])


def _not(reading: Reading, element: NSElement) -> Sql:
    text, values = _operator(reading, reading.children(element, 1)[0])
    return f"(NOT {text})", values


def _resource_id(reading: Reading, element: NSElement) -> Sql:
    return "f.id = ANY(%s)", [ids_of(reading.feature_type.name, [element.get("rid", "")])]


OPERATORS: dict[str, _Reader] = {
    "And": _logical,
    "Or": _logical,
    "Not": _not,
    **dict.fromkeys(comparisons.SIGNS, comparisons.comparison),
    "PropertyIsLike": comparisons.like,
    "PropertyIsBetween": comparisons.between,
    "PropertyIsNull": comparisons.is_null,
    "PropertyIsNil": comparisons.is_null,
    **dict.fromkeys(spatial.RELATIONS, spatial.relation),
    **dict.fromkeys(spatial.DISTANCES, spatial.distance),
    **dict.fromkeys(comparisons.TEMPORAL_SIGNS, comparisons.temporal),
    "ResourceId": _resource_id,
}
