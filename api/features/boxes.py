"""Boxes in requests: the parameter bbox, in any of the reference systems (OGC 17-069r4 §7.15.3, 18-058r1 §6.4)."""

from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from api.literals import real_of
from layers.crs import Crs
from layers.municipality import Extent

_EXAMPLE_BBOX = "bbox=24.01,35.51,24.03,35.52"


def box_of(text: str | None, crs: Crs) -> Extent | None:
    """Return the box that ``bbox`` writes in ``crs``, x before y: four numbers, or six of which the heights are ignored (Req 24).

    In degrees west may lie east of east, across the antimeridian. In metres the box is cut to where its system means something: a map
    that shows more than the country still asks for the country.

    Raises:
        InvalidParameter
    """
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
    if crs.is_lat_lon:
        numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
    return _degrees(numbers, text) if crs.is_storage else _metres(numbers, text, crs)


def _degrees(numbers: list[float], text: str) -> Extent:
    west, south, east, north = numbers
    _check_order(south, north, text)
    if not (-180 <= west <= 180 and -180 <= east <= 180 and south >= -90 and north <= 90):
        raise InvalidParameter(
            "bbox",
            _("bbox=%(value)s βγαίνει έξω από τη γη. Δώστε μοίρες WGS 84, πρώτα μήκος και μετά πλάτος, π.χ. %(example)s.")
            % {"value": text, "example": _EXAMPLE_BBOX},
        )
    return west, south, east, north


def _metres(numbers: list[float], text: str, crs: Crs) -> Extent:
    west, south, east, north = numbers
    _check_order(south, north, text)
    _check_order(west, east, text)
    low_x, low_y, high_x, high_y = crs.domain
    return _between(west, low_x, high_x), _between(south, low_y, high_y), _between(east, low_x, high_x), _between(north, low_y, high_y)


def _between(number: float, low: float, high: float) -> float:
    return min(max(number, low), high)


def _check_order(low: float, high: float, text: str) -> None:
    if low > high:
        raise InvalidParameter(
            "bbox",
            _("bbox=%(value)s: ο νότος (%(south)s) είναι βορειότερα από τον βορρά (%(north)s). Η σειρά είναι δύση, νότος, ανατολή, βορράς.")
            % {"value": text, "south": low, "north": high},
        )


def _coordinate(part: str, text: str) -> float:
    number = real_of(part)
    if number is None:
        raise InvalidParameter(
            "bbox",
            _("bbox=%(value)s: το «%(part)s» δεν είναι αριθμός. Παράδειγμα: %(example)s.")
            % {"value": text, "part": part, "example": _EXAMPLE_BBOX},
        )
    return number
