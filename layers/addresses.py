"""Where a house number is, and what address is here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import Case, F, FloatField, Func, IntegerField, Value, When
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _

from layers.districts import District
from layers.geometry import SRID, GeometryWithoutSrid
from layers.municipality import Bilingual, LonLat
from layers.streets import AddressRange, Street

REACH_M = 60
# Doors stand beside the axis of their street: odd numbers to the left of who walks towards the higher ones, even ones to the right.
_VERGE_M = 6.0
# Odd and even numbers often share an axis; who stands on one side means that side, unless another range is nearer by more than this.
_SIDE_MATTERS_M = 0.5
# A street without numbers is the answer where it is this much nearer than any that has some.
_CLEARLY_NEARER_M = 10.0
_CANDIDATES = 8

_SIDES = {AddressRange.Parity.ODD: -1, AddressRange.Parity.EVEN: 1}


@dataclass(frozen=True, kw_only=True)
class Locality:
    """The neighbourhood and the municipal unit around a place; None where it lies in none."""

    neighbourhood: Bilingual | None = None
    municipal_unit: Bilingual | None = None

    @property
    def text(self) -> str:
        """The names in the active language, the smaller first; empty where there are none."""
        language = translation.get_language() or "el"
        return ", ".join(dict.fromkeys(name[language] for name in (self.neighbourhood, self.municipal_unit) if name))


@dataclass(frozen=True, kw_only=True)
class Address:
    """What is at a place: as much as is known of it.

    ``number`` is None where no house number is near, ``street`` where no street is; ``lon_lat`` is the door, else the place that was
    asked about, ``distance_m`` how far the street is from there.
    """

    street: Street | None
    number: int | None
    lon_lat: LonLat
    distance_m: float | None
    locality: Locality = field(default_factory=Locality)

    @property
    def street_name(self) -> str:
        """The street in the active language; empty where there is none."""
        if self.street is None:
            return ""
        return Bilingual(el=self.street.name_el, en=self.street.name_en)[translation.get_language() or "el"]

    @property
    def text(self) -> str:
        """Street and number in the active language; without a street, the locality."""
        return address_text(self.street_name, self.number) or self.locality.text

    @property
    def precision(self) -> str:
        """How exact the answer is: "house", "street", "neighbourhood", "municipal_unit"."""
        if self.street is not None:
            return "street" if self.number is None else "house"
        return "municipal_unit" if self.locality.neighbourhood is None else "neighbourhood"


def address_text(street: str, number: int | None) -> str:
    """Return an address as it is written in the active language; a street alone without a number."""
    return street if number is None else _("%(street)s %(number)d") % {"street": street, "number": number}


def position_of(street: Street, number: int) -> Point | None:
    """Return where ``number`` of ``street`` is (EPSG:4326), None if no range of a published street holds it."""
    place = positions_of([street.pk], number).get(street.pk)
    return None if place is None else Point(*place, srid=SRID)


def positions_of(streets: Collection[int], number: int) -> Mapping[int, LonLat]:
    """Return where ``number`` is in each of ``streets`` (keys of published ones) that has it.

    Every house has an equal share of its range's line and its door in the middle of that, so that the first and the last do not
    stand on a crossing.
    """
    if not 1 <= number < 2**31:
        return {}
    step = Case(When(parity=AddressRange.Parity.ALL, then=1.0), default=2.0, output_field=FloatField())
    share = (number - F("first") + step / 2) / (F("last") - F("first") + step)
    offset_m = Case(
        *(When(parity=parity, then=Value(side * _VERGE_M)) for parity, side in _SIDES.items()), default=0.0, output_field=FloatField()
    )
    door = Func(F("geom"), Cast(share, FloatField()), offset_m, function="layers_beside", output_field=PointField(srid=SRID))
    ranges = AddressRange.objects.published().holding(number).filter(street__in=streets)
    # The shortest of several ranges knows best.
    ranges = ranges.order_by("street_id", F("last") - F("first"), "pk").distinct("street_id")
    return {street: (point.x, point.y) for street, point in ranges.values_list("street_id").annotate(door=door)}


def address_at(point: Point) -> Address | None:
    """Return the address of ``point`` (any SRID): the nearest within 60 m, else the neighbourhood; None outside the municipality.

    Raises:
        GeometryWithoutSrid: if ``point`` has no SRID.
    """
    point = _stored(point)
    here = point.x, point.y
    (locality,) = localities([here])
    nearest = _nearest_range(point)
    street = Street.objects.published().near(point, radius_m=REACH_M).nearest(point).first()
    if street is None and locality == Locality():
        return None
    if nearest is None or (street is not None and street.distance_m + _CLEARLY_NEARER_M < nearest.distance_m):
        return Address(street=street, number=None, lon_lat=here, distance_m=street.distance_m if street else None, locality=locality)
    number = _number_at(nearest)
    place = positions_of([nearest.street_id], number).get(nearest.street_id, here)
    return Address(street=nearest.street, number=number, lon_lat=place, distance_m=nearest.distance_m, locality=locality)


def _nearest_range(point: Point) -> Any:  # an AddressRange with what the query added to it
    here = Value(point, output_field=PointField(srid=SRID))
    ranges = (
        AddressRange.objects.published()
        .select_related("street")
        .near(point, radius_m=REACH_M)
        .nearest(point)
        .annotate(
            share=Func(F("geom"), here, function="layers_share", output_field=FloatField()),
            side=Func(F("geom"), here, function="layers_side", output_field=IntegerField()),
        )[:_CANDIDATES]
    )
    return min(ranges, key=_reach_m, default=None)


def _reach_m(entry: Any) -> float:
    expected = _SIDES.get(entry.parity, entry.side)
    return float(entry.distance_m) + (_SIDE_MATTERS_M if entry.side == -expected else 0)


def _number_at(entry: Any) -> int:
    """Return the number whose share of the line (see ``positions_of``) holds the place."""
    step = 1 if entry.parity == AddressRange.Parity.ALL else 2
    houses = (entry.last - entry.first) // step + 1
    return int(entry.first + step * min(int(entry.share * houses), houses - 1))


def localities(places: Sequence[LonLat]) -> list[Locality]:
    """Return the locality of each of ``places`` (EPSG:4326), in their order, with one statement."""
    found: list[dict[str, Bilingual]] = [{} for place in places]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT place.number, district.kind, district.short_name_el, district.short_name_en
            FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS place(lon, lat, number)
            JOIN {District._meta.db_table} AS district
                ON ST_Intersects(district.geom, ST_SetSRID(ST_MakePoint(place.lon, place.lat), {SRID:d}))
            ORDER BY district.id DESC
            """,
            [[lon for lon, lat in places], [lat for lon, lat in places]],
        )
        for number, kind, name_el, name_en in cursor.fetchall():
            found[number - 1][kind] = Bilingual(el=name_el, en=name_en)
    kinds = District.Kind
    return [Locality(neighbourhood=names.get(kinds.NEIGHBOURHOOD), municipal_unit=names.get(kinds.MUNICIPAL_UNIT)) for names in found]


def _stored(point: Point) -> Point:
    if point.srid is None:
        raise GeometryWithoutSrid("A point without SRID: set its srid to the EPSG code of its coordinates.")
    stored = point.clone()
    stored.transform(SRID)
    return stored
