"""GetFeature and GetPropertyValue as they were asked, by address or by XML: one form of both (OGC 09-025r2 §7.6, §7.9, §11.2)."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from gisserver.parsers.ows import KVPRequest
from gisserver.parsers.xml import NSElement, xmlns

from api.literals import text_of, whole_of
from api.wfs.identifiers import local_type, parts_of
from api.wfs.refusals import Refused, invalid, missing, unreadable
from api.wfs.xml_text import local_name, namespace_of, read_xml

GML_FORMAT = "application/gml+xml; version=3.2"
GET_FEATURE_BY_ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
MAX_QUERIES = 10
MAX_START = 2**31 - 1

Names = tuple[tuple[str, Mapping[str, str]], ...]
"""XPaths, each with the namespaces that its prefixes mean."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked of one feature type, unread: ``rids`` and ``bbox`` come from addresses only, ``stored_id`` from GetFeatureById."""

    type_name: str
    aliases: Mapping[str, str]
    srs_name: str = ""
    property_names: Names = ()
    filter: NSElement | None = None
    bbox: str = ""
    rids: tuple[str, ...] | None = None
    sort_by: tuple[tuple[str, bool], ...] = ()
    stored_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class DataRequest:
    """``sent`` are the parameters of the address that asks the same, without what says the page; None: there is no such address."""

    version: str
    handle: str
    count: int | None
    start: int
    is_hits: bool
    output_format: str
    value_reference: tuple[str, Mapping[str, str]] | None
    queries: tuple[Query, ...]
    sent: Mapping[str, str] | None = field(default=None)

    @classmethod
    def from_kvp_request(cls, kvp: KVPRequest) -> Self:
        queries = tuple(_query_of_address(part) for part in kvp.split_parameter_lists()[: MAX_QUERIES + 1])
        request = cls._of(_Given.of_address(kvp), kvp.get_str("request"), queries, kvp.ns_aliases)
        return replace(
            request, sent={name: text for name, text in kvp.params.items() if name not in ("STARTINDEX", "COUNT", "MAXFEATURES")}
        )

    @classmethod
    def from_xml(cls, root: NSElement) -> Self:
        queries = tuple(_query_of_element(child) for child in root)
        request = cls._of(_Given.of_element(root), local_name(root), queries, root.ns_aliases)
        return replace(request, sent=_address_of(root, request))

    @classmethod
    def _of(cls, given: "_Given", operation: str, queries: tuple[Query, ...], aliases: Mapping[str, str]) -> Self:
        if not queries or len(queries) > MAX_QUERIES:
            raise unreadable("typeNames", _("Ένα αίτημα έχει από ένα έως %(maximum)d ερωτήματα.") % {"maximum": MAX_QUERIES})
        given.choice("resolve", ("none", "local"))
        if given.get("resolvePath"):
            raise invalid("resolvePath", _("Το resolvePath δεν υποστηρίζεται: τα στοιχεία δεν παραπέμπουν σε άλλα."))
        reference = given.required("valueReference") if operation.lower() == "getpropertyvalue" else None
        return cls(
            version=given.required("version"),
            handle=given.get("handle"),
            count=given.whole("count", "maxFeatures", minimum=0),
            start=given.whole("startIndex", minimum=0) or 0,
            is_hits=given.choice("resultType", ("results", "hits")) == "hits",
            output_format=given.get("outputFormat") or GML_FORMAT,
            value_reference=None if reference is None else (reference, aliases),
            queries=queries,
        )


@dataclass(frozen=True, kw_only=True)
class _Given:
    """Texts by their names in capitals."""

    texts: Mapping[str, str]

    @classmethod
    def of_address(cls, kvp: KVPRequest) -> Self:
        return cls(texts=kvp.params)

    @classmethod
    def of_element(cls, element: NSElement) -> Self:
        return cls(texts={name.upper(): text for name, text in element.attrib.items()})

    def get(self, *names: str) -> str:
        return next((text for name in names if (text := self.texts.get(name.upper(), "").strip())), "")

    def required(self, name: str) -> str:
        if name.upper() not in self.texts:
            raise missing(name)
        if not self.get(name):
            raise invalid(name, _("Η παράμετρος «%(name)s» είναι κενή.") % {"name": name})
        return self.get(name)

    def whole(self, *names: str, minimum: int) -> int | None:
        text = self.get(*names)
        if not any(name.upper() in self.texts for name in names):
            return None
        number = whole_of(text)
        if number is None or not minimum <= number <= MAX_START:
            told = _("%(name)s=%(value)s: πρέπει να είναι ακέραιος αριθμός από %(minimum)d έως %(maximum)d.")
            raise invalid(names[0], told % {"name": names[0], "value": text[:80], "minimum": minimum, "maximum": MAX_START})
        return number

    def choice(self, name: str, choices: Sequence[str]) -> str:
        text = self.get(name)
        if text and text.lower() not in choices:
            told = _("%(name)s=%(value)s: οι δυνατές τιμές είναι %(choices)s.")
            raise invalid(name, told % {"name": name, "value": text[:80], "choices": ", ".join(choices)})
        return text.lower() or choices[0]


# What is read from an address; whatever else stands there is not looked at (OGC 06-121r9 §11.5.2).
PARAMETERS = (
    "SERVICE", "VERSION", "REQUEST", "ACCEPTVERSIONS", "ACCEPTFORMATS", "ACCEPTLANGUAGES", "SECTIONS", "LANGUAGE", "LANG", "NAMESPACES",
    "TYPENAMES", "TYPENAME", "ALIASES", "SRSNAME", "PROPERTYNAME", "FILTER", "FILTER_LANGUAGE", "BBOX", "RESOURCEID", "SORTBY", "COUNT",
    "MAXFEATURES", "STARTINDEX", "RESULTTYPE", "OUTPUTFORMAT", "RESOLVE", "RESOLVEDEPTH", "RESOLVETIMEOUT", "RESOLVEPATH", "VALUEREFERENCE",
    "STOREDQUERY_ID", "ID",
)  # fmt: skip
_FES = "urn:ogc:def:queryLanguage:OGC-FES:Filter"
_SORT = re.compile(r"\s*(\S+?)\s*(?:\s(ASC|DESC|A|D))?\s*", re.IGNORECASE)


def kvp_of(given: QueryDict, aliases: Mapping[str, str]) -> KVPRequest:
    """Return the parameters that are known here, whatever their case.

    Raises:
        Refused: for one that is given twice, or holds what no text can.
    """
    texts: dict[str, str] = {}
    for name, values in given.lists():
        known = name.upper()
        if known not in PARAMETERS:
            continue
        if len(values) > 1 or known in texts:
            raise invalid(name, _("Η παράμετρος «%(name)s» δόθηκε πολλές φορές. Δώστε τη μία.") % {"name": name})
        if text_of(values[0]) is None:
            raise invalid(name, _("Η παράμετρος «%(name)s» έχει χαρακτήρες που δεν είναι κείμενο.") % {"name": name})
        texts[known] = values[0]
    return KVPRequest(texts, ns_aliases=dict(aliases))


def _query_of_address(kvp: KVPRequest) -> Query:
    given = _Given.of_address(kvp)
    if "STOREDQUERY_ID" in kvp:
        return _stored(given.required("STOREDQUERY_ID"), {"id": kvp.params.get("ID")}, kvp.ns_aliases)
    rids = tuple(given.required("resourceId").split(",")) if "RESOURCEID" in kvp else None
    if "ALIASES" in kvp:
        raise _no_joins("aliases")
    if given.get("FILTER_LANGUAGE") not in ("", _FES):
        raise invalid("filter_language", _("Η γλώσσα φίλτρου είναι %(language)s.") % {"language": _FES})
    if sum(name in kvp for name in ("FILTER", "BBOX", "RESOURCEID")) > 1:
        raise invalid("filter", _("Από τα filter, bbox και resourceId δίνεται μόνο το ένα."))
    return Query(
        type_name=_type_name(given, rids),
        aliases=kvp.ns_aliases,
        srs_name=given.get("srsName"),
        property_names=_paths(given.get("propertyName"), kvp.ns_aliases),
        filter=_filter(given.required("filter"), kvp.ns_aliases) if "FILTER" in kvp else None,
        bbox=given.required("bbox") if "BBOX" in kvp else "",
        rids=rids,
        sort_by=tuple(map(_sort_key, given.required("sortBy").split(","))) if "SORTBY" in kvp else (),
    )


def _type_name(given: _Given, rids: Collection[str] | None) -> str:
    """An address that names features need not name their type (09-025r2 §7.9.2.4.1)."""
    if rids is not None and not given.get("typeNames", "typeName"):
        types = {parts_of(rid)[0] for rid in rids}
        if len(types) > 1:
            raise invalid("resourceId", _("Τα resourceId ενός ερωτήματος είναι όλα του ίδιου τύπου."))
        return types.pop()
    name = given.get("typeNames", "typeName")
    if not name:
        raise missing("typeNames")
    if "," in name or " " in name:
        raise _no_joins("typeNames")
    return name


def _no_joins(locator: str) -> Refused:
    told = _("Ερωτήματα που ενώνουν τύπους δεν υποστηρίζονται: για πολλούς τύπους γράψτε typeNames=(α)(β).")
    return Refused("OptionNotSupported", locator, told)


def _paths(text: str, aliases: Mapping[str, str]) -> Names:
    return tuple((name, aliases) for name in text.split(",")) if text and text != "*" else ()


def _filter(text: str, aliases: Mapping[str, str]) -> NSElement:
    """Read a filter; clients of other servers leave the namespaces out."""
    start = text.lstrip()
    if re.match(r"<Filter[\s>]", start) and "xmlns" not in start.partition(">")[0]:
        start = start.replace("<Filter", f'<Filter xmlns="{xmlns.fes20}" xmlns:fes="{xmlns.fes20}" xmlns:gml="{xmlns.gml32}"', 1)
    return read_xml(start, dict(aliases), locator="filter")


def _sort_key(text: str) -> tuple[str, bool]:
    found = _SORT.fullmatch(text)
    if found is None:
        raise invalid("sortBy", _("sortBy=%(value)s: γράψτε ιδιότητες με κόμματα, η καθεμιά με ASC ή DESC.") % {"value": text[:80]})
    return found[1], (found[2] or "A").upper().startswith("D")


def _stored(name: str, parameters: Mapping[str, str | None], aliases: Mapping[str, str]) -> Query:
    if name != GET_FEATURE_BY_ID:
        told = _("Δεν υπάρχει αποθηκευμένο ερώτημα «%(name)s». Υπάρχει το %(known)s.")
        raise invalid("STOREDQUERY_ID", told % {"name": name[:80], "known": GET_FEATURE_BY_ID})
    rid = parameters.get("id")
    if not rid or not rid.strip():
        raise missing("id")
    return Query(type_name=local_type(parts_of(rid)[0]), aliases=aliases, stored_id=rid)


def _query_of_element(element: NSElement) -> Query:
    if namespace_of(element) != xmlns.wfs20.value or local_name(element) not in ("Query", "StoredQuery"):
        raise unreadable(local_name(element)[:80], _("Εδώ χρειάζεται <wfs:Query> ή <wfs:StoredQuery>."))
    given = _Given.of_element(element)
    if local_name(element) == "StoredQuery":
        parameters = {child.get("name", "").lower(): child.text for child in element if local_name(child) == "Parameter"}
        if set(parameters) - {"id"}:
            raise invalid(GET_FEATURE_BY_ID, _("Το ερώτημα παίρνει μόνο την παράμετρο id."))
        return _stored(given.required("id"), parameters, element.ns_aliases)
    names = given.required("typeNames").split()
    if len(names) > 1 or given.get("aliases"):
        raise _no_joins("typeNames")
    parts = _parts(element)
    return Query(
        type_name=names[0],
        aliases=element.ns_aliases,
        srs_name=given.get("srsName"),
        property_names=tuple((child.text or "", child.ns_aliases) for child in parts["PropertyName"]),
        filter=next(iter(parts["Filter"]), None),
        sort_by=tuple(_sort_property(child) for part in parts["SortBy"] for child in part),
    )


def _parts(element: NSElement) -> dict[str, list[NSElement]]:
    parts: dict[str, list[NSElement]] = {"PropertyName": [], "Filter": [], "SortBy": []}
    for child in element:
        if local_name(child) not in parts or (local_name(child) != "PropertyName" and parts[local_name(child)]):
            told = _("Το <Query> δεν παίρνει εδώ <%(name)s>: παίρνει <PropertyName>, ένα <Filter> και ένα <SortBy>.")
            raise unreadable(local_name(child)[:80], told % {"name": local_name(child)[:80]})
        parts[local_name(child)].append(child)
    return parts


def _sort_property(element: NSElement) -> tuple[str, bool]:
    texts = {local_name(child): (child.text or "").strip() for child in element}
    if local_name(element) != "SortProperty" or "ValueReference" not in texts:
        raise unreadable("sortBy", _("Το <SortBy> παίρνει <SortProperty> με <ValueReference> και <SortOrder>."))
    return _sort_key(f"{texts['ValueReference']} {texts.get('SortOrder', 'ASC')}")


def _address_of(root: NSElement, request: DataRequest) -> dict[str, str] | None:
    """Return the address that asks what ``root`` does; of filters none is made: the page after is then asked for by XML again."""
    (first, *others) = request.queries
    if others or first.filter is not None:
        return None
    texts: dict[str, Any] = {
        "SERVICE": "WFS",
        "VERSION": request.version,
        "REQUEST": local_name(root),
        "OUTPUTFORMAT": request.output_format,
    }
    if first.stored_id is not None:
        return {**texts, "STOREDQUERY_ID": GET_FEATURE_BY_ID, "ID": first.stored_id}
    texts |= {"TYPENAMES": local_type(first.type_name), "SRSNAME": first.srs_name}
    texts["PROPERTYNAME"] = ",".join(local_type(name) for name, _aliases in first.property_names)
    texts["SORTBY"] = ",".join(f"{local_type(name)} {'DESC' if is_down else 'ASC'}" for name, is_down in first.sort_by)
    texts["VALUEREFERENCE"] = local_type(request.value_reference[0]) if request.value_reference else ""
    texts["RESULTTYPE"] = "hits" if request.is_hits else ""
    return {name: text for name, text in texts.items() if text}
