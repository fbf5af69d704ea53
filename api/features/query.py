"""What the parameters of ``/items`` ask of a layer (OGC 17-069r4 §7.15)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from api.cql2.conditions import filter_condition
from api.cql2.parsing import LANGUAGES, TEXT
from api.errors import InvalidParameter
from api.features.boxes import box_of
from api.features.crs import crs_of
from api.features.places import area_of, near_of, open_at_of
from api.features.sorting import read_place, sort_keys
from api.literals import date_of, instant_of
from api.params import BOOLEANS, COMMON, check_choice, check_names, property_value, whole_number
from layers.layer import FeatureQuery, Kind, Layer, Property
from layers.ordering import Order
from layers.viewers import PUBLIC, Viewer

# Which features, and what of them: any surface that hands out features takes these.
SELECTION = ("bbox", "bbox-crs", "datetime", "properties", "filter", "filter-lang", "filter-crs", "near", "radius", "within", "open_at")
ITEMS = (*COMMON, *SELECTION, "crs", "sortby", "limit", "after", "count")

# Of one property in one request.
MAX_VALUES = 50

_EXAMPLE_DATETIME = "datetime=2026-11-22T10:00:00Z, datetime=2026-11-01/2026-11-30, datetime=../2026-11-30"


def feature_query(given: QueryDict, layer: Layer, *, takes: Collection[str] = ITEMS, viewer: Viewer = PUBLIC) -> FeatureQuery:
    """Return what the parameters ask of ``layer`` (OGC 17-069r4 §7.15); beside those that it ``takes`` there are the layer's properties.

    Raises:
        UnknownParameter, InvalidParameter
    """
    filterable = {entry.name: entry for entry in layer.properties if entry.kind not in (Kind.LIST, Kind.HOURS)}
    check_names(given, allowed=(*takes, *filterable), repeatable=filterable)
    since, until = _interval(given.get("datetime"))
    box_crs = crs_of(given, "bbox-crs")
    order: Order = near_of(given) or sort_keys(given, layer)
    return FeatureQuery(
        extent=box_of(given.get("bbox"), box_crs),
        extent_crs=box_crs,
        equals={name: _values(entry, given.getlist(name)) for name, entry in filterable.items() if name in given},
        since=since,
        until=until,
        inside=area_of(given, viewer=viewer),
        open_at=open_at_of(given, layer),
        where=_where(given, layer),
        order=order,
        after=None if order else whole_number(given, "after", minimum=-(2**63), maximum=2**63 - 1),
        after_place=read_place(given.get("after", ""), order, layer) if order and "after" in given else None,
        limit=_limit(given),
        shown=_shown(given.get("properties"), layer),
        crs=crs_of(given, "crs"),
    )


def _where(given: QueryDict, layer: Layer) -> tuple[str, tuple[Any, ...]] | None:
    """Read ``filter`` (OGC 19-079r2 §8); ``filter-lang`` says how it is written, ``filter-crs`` what its coordinates are in."""
    check_choice(given, "filter-lang", LANGUAGES)
    crs = crs_of(given, "filter-crs")
    text = given.get("filter")
    if text is None:
        return None
    return filter_condition(text, language=given.get("filter-lang", TEXT), layer=layer, crs=crs)


def asks_for_count(given: QueryDict) -> bool:
    """Return whether ``numberMatched`` is asked for: ``count=true``.

    Raises:
        InvalidParameter
    """
    check_choice(given, "count", tuple(BOOLEANS))
    return BOOLEANS.get(given.get("count", ""), False)


def _shown(text: str | None, layer: Layer) -> frozenset[str] | None:
    """Read the names of properties, with commas between; an empty text asks for none of them."""
    if text is None:
        return None
    names = text.split(",") if text else []
    known = [entry.name for entry in layer.properties]
    for name in names:
        if name not in known:
            raise InvalidParameter(
                "properties",
                _("properties=%(value)s: δεν υπάρχει ιδιότητα «%(name)s». Υπάρχουν: %(known)s.")
                % {"value": text, "name": name, "known": ", ".join(known)},
            )
    return frozenset(names)


def _limit(given: QueryDict) -> int:
    """A limit over the maximum means the maximum (Req 21 of the standard allows it, and clients count on it)."""
    asked = whole_number(given, "limit", minimum=1)
    return min(settings.API_DEFAULT_LIMIT if asked is None else asked, settings.API_MAX_LIMIT)


def _interval(text: str | None) -> tuple[datetime | None, datetime | None]:
    """Read an instant or an interval, open at an end that is ``..`` or empty (RFC 3339 §5.6, Req 26); a bare date is its whole day."""
    if text is None:
        return None, None
    first, slash, last = text.partition("/")
    since = _instant(first, text, end_of_day=False, may_be_open=bool(slash))
    until = _instant(last if slash else first, text, end_of_day=True, may_be_open=bool(slash))
    if since is not None and until is not None and since > until:
        raise InvalidParameter("datetime", _("datetime=%(value)s: η αρχή είναι μετά το τέλος.") % {"value": text})
    return since, until


def _instant(part: str, text: str, *, end_of_day: bool, may_be_open: bool) -> datetime | None:
    if may_be_open and part in ("", ".."):
        return None
    day, instant = date_of(part), instant_of(part)
    if day is not None and 1 < day.year < 9999:
        clock = datetime.max.time() if end_of_day else datetime.min.time()
        return datetime.combine(day, clock, tzinfo=ZoneInfo(settings.TIME_ZONE))
    if instant is None or not 1 < instant.year < 9999:
        raise InvalidParameter(
            "datetime",
            _("datetime=%(value)s: το «%(part)s» δεν είναι χρονική στιγμή με ζώνη ώρας (RFC 3339). Παραδείγματα: %(example)s.")
            % {"value": text, "part": part, "example": _EXAMPLE_DATETIME},
        )
    return instant


def _values(entry: Property, texts: list[str]) -> Any:
    """Return what a property is asked to equal: one value, or a tuple of those of which any will do (the parameter is repeated)."""
    if len(texts) > MAX_VALUES:
        raise InvalidParameter(
            entry.name,
            _("Η παράμετρος «%(name)s» δόθηκε %(count)d φορές. Δεκτές είναι έως %(maximum)d.")
            % {"name": entry.name, "count": len(texts), "maximum": MAX_VALUES},
        )
    values = tuple(property_value(entry, text) for text in texts)
    return values if len(values) > 1 else values[0]
