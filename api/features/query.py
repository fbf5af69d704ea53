"""What the parameters of ``/items`` ask of a layer (OGC 17-069r4 §7.15)."""

import math
from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from api.params import BOOLEANS, COMMON, check_choice, check_names, property_value, whole_number
from layers.layer import FeatureQuery, Kind, Layer, Property
from layers.municipality import Extent

# Which features, and what of them: any surface that hands out features takes these.
SELECTION = ("bbox", "datetime", "properties")
ITEMS = (*COMMON, *SELECTION, "limit", "after", "count")

# Of one property in one request.
MAX_VALUES = 50

_EXAMPLE_BBOX = "bbox=24.01,35.51,24.03,35.52"
_EXAMPLE_DATETIME = "datetime=2026-11-22T10:00:00Z, datetime=2026-11-01/2026-11-30, datetime=../2026-11-30"


def feature_query(given: QueryDict, layer: Layer, *, takes: Collection[str] = ITEMS) -> FeatureQuery:
    """Return what the parameters ask of ``layer`` (OGC 17-069r4 §7.15); beside those that it ``takes`` there are the layer's properties.

    Raises:
        UnknownParameter, InvalidParameter
    """
    filterable = {entry.name: entry for entry in layer.properties if entry.kind not in (Kind.LIST, Kind.HOURS)}
    check_names(given, allowed=(*takes, *filterable), repeatable=filterable)
    since, until = _interval(given.get("datetime"))
    return FeatureQuery(
        extent=_bbox(given.get("bbox")),
        equals={name: _values(entry, given.getlist(name)) for name, entry in filterable.items() if name in given},
        since=since,
        until=until,
        after=whole_number(given, "after", minimum=-(2**63), maximum=2**63 - 1),
        limit=_limit(given),
        shown=_shown(given.get("properties"), layer),
    )


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
    names = [name for name in text.split(",") if name]
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


def _bbox(text: str | None) -> Extent | None:
    """Read four numbers, or six of which the heights are ignored (Req 24); west may lie east of east, across the antimeridian."""
    if text is None:
        return None
    numbers = [_coordinate(part, text) for part in text.split(",")]
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4:
        raise InvalidParameter(
            "bbox",
            _("bbox=%(value)s έχει %(count)d αριθμούς. Χρειάζονται τέσσερις: δύση, νότος, ανατολή, βορράς, π.χ. %(example)s.")
            % {"value": text, "count": len(numbers), "example": _EXAMPLE_BBOX},
        )
    west, south, east, north = numbers
    if south > north:
        raise InvalidParameter(
            "bbox",
            _("bbox=%(value)s: ο νότος (%(south)s) είναι βορειότερα από τον βορρά (%(north)s). Η σειρά είναι δύση, νότος, ανατολή, βορράς.")
            % {"value": text, "south": south, "north": north},
        )
    if not (-180 <= west <= 180 and -180 <= east <= 180 and south >= -90 and north <= 90):
        raise InvalidParameter(
            "bbox",
            _("bbox=%(value)s βγαίνει έξω από τη γη. Δώστε μοίρες WGS 84, πρώτα μήκος και μετά πλάτος, π.χ. %(example)s.")
            % {"value": text, "example": _EXAMPLE_BBOX},
        )
    return west, south, east, north


def _coordinate(part: str, text: str) -> float:
    try:
        number = float(part)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidParameter(
            "bbox",
            _("bbox=%(value)s: το «%(part)s» δεν είναι αριθμός. Παράδειγμα: %(example)s.")
            % {"value": text, "part": part, "example": _EXAMPLE_BBOX},
        )
    return number


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
    try:
        day, instant = parse_date(part), parse_datetime(part)
    except ValueError:
        day = instant = None
    if day is not None and 1 < day.year < 9999:
        clock = datetime.max.time() if end_of_day else datetime.min.time()
        return datetime.combine(day, clock, tzinfo=ZoneInfo(settings.TIME_ZONE))
    if instant is None or instant.tzinfo is None or not 1 < instant.year < 9999:
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
