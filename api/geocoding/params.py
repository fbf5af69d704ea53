"""What may be asked of the two ways between names and places."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.http import QueryDict
from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from api.literals import real_of
from api.params import COMMON, check_names, whole_number
from layers.geometry import SRID
from layers.municipality import LonLat

DEFAULT_LIMIT, MAX_LIMIT = 10, 50

_BOUNDS = {"lon": 180, "lat": 90}
_EXAMPLES = {"lon": "lon=24.0187", "lat": "lat=35.5138", "near": "near=24.0187,35.5138"}


@dataclass(frozen=True, kw_only=True)
class NameQuery:
    text: str
    limit: int
    near: LonLat | None


def name_query(given: QueryDict) -> NameQuery:
    """Return what the parameters of ``/search`` ask; whether ``q`` can be searched for is for the search to say.

    Raises:
        UnknownParameter, InvalidParameter
    """
    check_names(given, allowed=(*COMMON, "q", "limit", "near"))
    limit = whole_number(given, "limit", minimum=1)
    return NameQuery(
        text=given.get("q", ""),
        limit=DEFAULT_LIMIT if limit is None else min(limit, MAX_LIMIT),
        near=_near(given.get("near")),
    )


def place_query(given: QueryDict) -> Point:
    """Return the point that ``lon`` and ``lat`` of ``/reverse`` name, in EPSG:4326.

    Raises:
        UnknownParameter, InvalidParameter
    """
    check_names(given, allowed=(*COMMON, "lon", "lat"))
    lon, lat = (_degrees(name, given.get(name, ""), axis=name) for name in ("lon", "lat"))
    return Point(lon, lat, srid=SRID)


def _near(text: str | None) -> LonLat | None:
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != 2:
        raise InvalidParameter(
            "near",
            _("near=%(value)s: χρειάζονται δύο αριθμοί, μήκος και πλάτος, π.χ. %(example)s.")
            % {"value": text, "example": _EXAMPLES["near"]},
        )
    lon, lat = (_degrees("near", part, axis=axis) for axis, part in zip(("lon", "lat"), parts, strict=True))
    return lon, lat


def _degrees(name: str, text: str, *, axis: str) -> float:
    number = real_of(text)
    if number is None or abs(number) > _BOUNDS[axis]:
        raise InvalidParameter(
            name,
            _("%(name)s: το «%(value)s» δεν είναι αριθμός μοιρών από −%(bound)d έως %(bound)d. Παράδειγμα: %(example)s.")
            % {"name": name, "value": text, "bound": _BOUNDS[axis], "example": _EXAMPLES[name]},
        )
    return number
