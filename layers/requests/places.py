"""Where a case may be: within the municipality or a little beyond its edge, where its moles and beaches are."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from layers.districts import District
from layers.geometry import SRID

# The outlines of districts follow the coast; piers and boats lie outside them.
_BEYOND_M = 300


class PlaceRefused(ValueError):
    """The point is not of this municipality; the message says how far away it is, or that it was written the wrong way round."""


@dataclass(frozen=True, kw_only=True)
class Found:
    point: Point
    district: District


def find_place(lon: float, lat: float) -> Found:
    """Return the point (EPSG:4326) and the municipal unit that it is in, or by whose edge.

    Raises:
        PlaceRefused: in the user's language.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise PlaceRefused(
            _("%(lat)s, %(lon)s: δεν υπάρχει τέτοιο σημείο. Το πλάτος είναι από −90 ως 90, το μήκος από −180 ως 180.")
            % {"lat": lat, "lon": lon}
        )
    point = Point(lon, lat, srid=SRID)
    district = _unit_near(point)
    if district is not None:
        return Found(point=point, district=district)
    if -90 <= lon <= 90 and _unit_near(Point(lat, lon, srid=SRID)) is not None:
        raise PlaceRefused(
            _("%(lat)s, %(lon)s: μάλλον γράφτηκαν ανάποδα. Πρώτα το πλάτος (35,…), μετά το μήκος (24,…).") % {"lat": lat, "lon": lon}
        )
    raise PlaceRefused(_elsewhere(point))


def _unit_near(point: Point) -> District | None:
    found: District | None = District.objects.municipal_units().near(point, radius_m=_BEYOND_M).nearest(point).first()
    return found


def _elsewhere(point: Point) -> str:
    nearest = District.objects.municipal_units().nearest(point).first()
    away = {"lat": point.y, "lon": point.x, "km": f"{nearest.distance_m / 1000:.1f}" if nearest else "?"}
    return (
        _("%(lat)s, %(lon)s: το σημείο είναι έξω από τον Δήμο (%(km)s χλμ. μακριά). Βάλτε το εκεί που είναι το πρόβλημα μέσα στον Δήμο.")
        % away
    )
