"""A house number is where its share of the street says, and a place has the address that stands there. Oracle: pyproj's geodesics."""

from math import cos, radians, sin
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, Point
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from layers.addresses import Address, address_at, localities, position_of, positions_of
from layers.districts import District
from layers.geometry import SRID, GeometryWithoutSrid
from layers.streets import AddressRange, Street
from tests.addresses import Parity, line_between, lon_lat, make_street
from tests.planting import CENTRE, plant, shape

pytestmark = pytest.mark.django_db
WGS84 = Geod(ellps="WGS84")
BOTH_SIDES = ((Parity.ODD, 1, 57), (Parity.EVEN, 2, 60))


def along_m(street: Street, point: Point) -> tuple[float, float]:
    """Return how far along a street that runs north ``point`` is, and how far to its right (east)."""
    lon, lat = street.geom[0][0]
    bearing, _, distance = WGS84.inv(lon, lat, point.x, point.y)
    return distance * cos(radians(bearing)), distance * sin(radians(bearing))


def here(east_km: float, north_km: float) -> Point:
    return Point(*lon_lat(east_km, north_km), srid=SRID)


def told(address: Address | None) -> str:
    assert address is not None
    assert address.street is not None
    return f"{address.street.name_el} {address.number or ''}".strip()


def test_numbers_grow_along_the_street_odd_to_the_left_even_to_the_right() -> None:
    street = make_street("x", "Χάληδων", numbers=BOTH_SIDES)

    places = {number: along_m(street, position_of(street, number)) for number in (1, 2, 29, 57, 60)}  # type: ignore[arg-type]

    # 29 odd houses share 200 m: 6.9 m each.
    assert places[1] == pytest.approx((3.4, -6), abs=0.2)
    assert places[29] == pytest.approx((100, -6), abs=0.5)
    assert places[57] == pytest.approx((196.4, -6), abs=0.5)
    assert places[2] == pytest.approx((3.3, 6), abs=0.2)
    assert places[60] == pytest.approx((196.5, 6), abs=0.5)


def test_numbers_without_sides_stand_on_the_street() -> None:
    street = make_street("x", "Χάληδων", numbers=((Parity.ALL, 10, 10),))

    assert along_m(street, position_of(street, 10)) == pytest.approx((100, 0), abs=0.3)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [0, -1, 59, 62, 1_000, 2**31, 10**30])
def test_a_number_that_the_street_has_not_is_nowhere(number: int) -> None:
    assert position_of(make_street("x", "Χάληδων", numbers=BOTH_SIDES), number) is None


def test_of_overlapping_ranges_the_shorter_knows_best() -> None:
    street = make_street("x", "Χάληδων", numbers=((Parity.ALL, 1, 100),))
    AddressRange.objects.create(street=street, parity=Parity.ODD, first=5, last=5, geom=line_between((5, 0), (5, 0.1)))

    point = position_of(street, 5)

    assert point is not None
    assert point.x == pytest.approx(lon_lat(5, 0)[0], abs=1e-4)


def test_many_streets_are_asked_with_one_statement(django_assert_num_queries: Any) -> None:
    streets = [make_street(f"s{number}", "Χάληδων", at=(number, 0), numbers=BOTH_SIDES).pk for number in range(5)]

    with django_assert_num_queries(1):
        assert set(positions_of(streets, 7)) == set(streets)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(1, 60), bearing=st.sampled_from([(0.2, 0), (0, 0.2), (-0.2, 0.1), (0.05, -0.2)]))
def test_the_address_at_a_door_is_that_door(db: None, number: int, bearing: tuple[float, float]) -> None:
    if number == 59:
        return
    with transaction.atomic():
        street = make_street("x", "Χάληδων", to=bearing, numbers=BOTH_SIDES)
        door = position_of(street, number)
        assert door is not None
        address = address_at(door)
        assert address is not None
        assert (address.street, address.number) == (street, number)
        assert Point(*address.lon_lat).equals_exact(Point(door.x, door.y), 1e-9)
        transaction.set_rollback(True)


def test_the_nearest_street_has_the_address() -> None:
    make_street("a", "Κοντινή", at=(0.02, 0), numbers=BOTH_SIDES)
    make_street("b", "Μακρινή", at=(-0.03, 0), numbers=BOTH_SIDES)

    address = address_at(here(0, 0.1))

    assert told(address) == "Κοντινή 29"
    assert address is not None
    assert address.distance_m == pytest.approx(20, abs=0.2)


def test_a_street_further_than_60_m_is_not_the_address() -> None:
    make_street("a", "Κοντινή", at=(0.106, 0), numbers=BOTH_SIDES)
    plant(District, kind="neighbourhood", short_name_el="Νέα Χώρα", geom=shape("MULTIPOLYGON"))

    address = address_at(Point(CENTRE.x + 0.0005, CENTRE.y + 0.0018, srid=SRID))

    assert address is not None
    assert (address.street, address.number, address.distance_m) == (None, None, None)
    assert address.locality.neighbourhood is not None
    assert address.locality.neighbourhood.el == "Νέα Χώρα"


def test_a_street_without_numbers_is_the_answer_where_it_is_clearly_nearer() -> None:
    make_street("a", "Με αριθμούς", at=(0.05, 0), numbers=BOTH_SIDES)
    make_street("b", "Χωρίς αριθμούς", at=(0, 0))

    assert told(address_at(here(0.005, 0.1))) == "Χωρίς αριθμούς"


def test_a_street_that_is_not_published_is_no_address() -> None:
    street = make_street("a", "Κρυφή", numbers=BOTH_SIDES, is_published=False)

    assert position_of(street, 7) is None
    assert address_at(CENTRE) is None


def test_in_the_open_sea_there_is_no_address() -> None:
    assert address_at(Point(23.5, 36.2, srid=SRID)) is None


def test_a_point_of_the_greek_grid_has_the_same_address() -> None:
    make_street("a", "Χάληδων", numbers=BOTH_SIDES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_X(p), ST_Y(p) FROM ST_Transform(%s::geometry, 2100) AS p", [here(-0.005, 0.1).hexewkb.decode()])
        x, y = cursor.fetchone()
    in_greek_grid = Point(x, y, srid=2100)

    assert told(address_at(in_greek_grid)) == told(address_at(here(-0.005, 0.1))) == "Χάληδων 29"


def test_a_point_without_srid_is_refused() -> None:
    with pytest.raises(GeometryWithoutSrid, match="srid"):
        address_at(Point(24.0, 35.5))


def test_an_address_takes_few_statements(django_assert_num_queries: Any) -> None:
    make_street("a", "Χάληδων", numbers=BOTH_SIDES)

    # The localities, the ranges, the streets, the door.
    with django_assert_num_queries(4):
        address_at(CENTRE)


def test_each_place_has_its_own_locality() -> None:
    plant(District, kind="neighbourhood", short_name_el="Σπλάντζια", short_name_en="Splantzia", geom=shape("MULTIPOLYGON"))
    plant(District, kind="municipal_unit", short_name_el="Χανιά", geom=shape("MULTIPOLYGON"))

    outside, inside = localities([(23.0, 35.0), (CENTRE.x + 0.005, CENTRE.y + 0.005)])

    assert (outside.neighbourhood, outside.municipal_unit) == (None, None)
    assert inside.neighbourhood is not None
    assert inside.neighbourhood["en"] == "Splantzia"
    assert inside.municipal_unit is not None
    assert localities([]) == []


@pytest.mark.parametrize(
    ("parity", "first", "last", "constraint"),
    [("odd", 2, 7, "parity_agrees"), ("odd", 1, 8, "parity_agrees"), ("even", 1, 8, "parity_agrees"), ("even", 2, 7, "parity_agrees"),
     ("odd", 9, 7, "grows"), ("even", 0, 8, "grows"), ("both", 1, 8, "parity_agrees")],
)  # fmt: skip
def test_a_range_that_cannot_be_is_refused(parity: str, first: int, last: int, constraint: str) -> None:
    street = make_street("x", "Χάληδων")

    with pytest.raises(IntegrityError, match=f"layers_addressrange_{constraint}"), transaction.atomic():
        AddressRange.objects.create(street=street, parity=parity, first=first, last=last, geom=shape("LINESTRING"))


def test_a_number_is_in_one_range_of_its_parity() -> None:
    street = make_street("x", "Χάληδων", numbers=((Parity.ODD, 1, 9), (Parity.ODD, 11, 19), (Parity.EVEN, 2, 20)))

    with pytest.raises(IntegrityError, match="layers_addressrange_numbers_once"), transaction.atomic(), connection.cursor() as cursor:
        AddressRange.objects.create(street=street, parity=Parity.ODD, first=9, last=11, geom=shape("LINESTRING"))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("ask", ["range", "street"])
def test_the_index_answers(ask: str) -> None:
    """The plan names the geography index: without it each question reads the whole table."""
    street = make_street("x", "Χάληδων")
    with connection.cursor() as cursor:
        line = "ST_SetSRID(ST_MakeLine(ST_MakePoint(23 + i / 5000.0, 35), ST_MakePoint(23 + i / 5000.0, 35.001)), 4326)"
        cursor.execute(
            f"INSERT INTO layers_addressrange (street_id, parity, first, last, geom)"
            f" SELECT %s, 'all', i * 10, i * 10 + 9, {line} FROM generate_series(1, 5000) AS i",
            [street.pk],
        )
        cursor.execute(
            "INSERT INTO layers_street (code, name_el, name_en, aliases, postcode, internal_notes, is_published, geom, updated_at)"
            f" SELECT 's' || i, 'x', 'x', '{{}}', '', '', true, ST_Multi({line}), now() FROM generate_series(1, 5000) AS i"
        )
        cursor.execute("ANALYZE layers_addressrange, layers_street")
    point = Point(23.5, 35.0005, srid=SRID)
    queries = {
        "range": AddressRange.objects.published().near(point, radius_m=60).nearest(point)[:8],
        "street": Street.objects.published().near(point, radius_m=60).nearest(point)[:1],
    }

    assert {"range": "layers_addressrange_geog", "street": "layers_street_geog"}[ask] in queries[ask].explain()


def test_a_line_that_is_a_point_is_refused() -> None:
    street = make_street("x", "Χάληδων")

    with pytest.raises(IntegrityError, match="layers_addressrange_geom_valid"), transaction.atomic():
        AddressRange.objects.create(street=street, parity="all", first=1, last=2, geom=LineString((24, 35), (24, 35), srid=SRID))
