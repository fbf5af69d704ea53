"""Metres are metres on the spheroid, and the index answers them. Oracle: pyproj's geodesics."""

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from layers.districts import District
from layers.geometry import SRID, GeometryWithoutSrid, as_geography, box, buffer
from layers.places import Place
from tests.planting import CENTRE, plant

WGS84 = Geod(ellps="WGS84")


def place_at(distance_m: float, bearing_deg: float) -> Place:
    lon, lat, _ = WGS84.fwd(CENTRE.x, CENTRE.y, bearing_deg, distance_m)
    return plant(Place, geom=Point(lon, lat, srid=SRID))


@pytest.mark.django_db
@pytest.mark.parametrize("bearing_deg", [0, 45, 90, 180, 270])
def test_near_counts_metres_in_every_direction(bearing_deg: float) -> None:
    inside, outside = place_at(499.9, bearing_deg), place_at(500.1, bearing_deg)

    found = Place.objects.near(CENTRE, radius_m=500)

    assert set(found) == {inside}
    assert outside not in found


@pytest.mark.django_db
def test_nearest_comes_first_with_its_distance_in_metres() -> None:
    far, near, middle = (place_at(distance, 120) for distance in (900, 30, 400))

    found = list(Place.objects.nearest(CENTRE))

    assert found == [near, middle, far]
    assert [place.distance_m for place in found] == pytest.approx([30, 400, 900], abs=0.01)


@pytest.mark.django_db
def test_a_point_of_the_greek_grid_finds_the_same_places() -> None:
    place = place_at(10, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_AsEWKB(ST_Transform(%s::geometry, 2100))", [CENTRE.hexewkb.decode()])
        in_greek_grid = GEOSGeometry(memoryview(cursor.fetchone()[0]))

    assert in_greek_grid.srid == 2100
    assert list(Place.objects.near(in_greek_grid, radius_m=11)) == [place]
    assert Place.objects.nearest(in_greek_grid).get().distance_m == pytest.approx(10, abs=0.01)


@pytest.mark.django_db
def test_a_geometry_without_srid_is_refused_and_never_assumed() -> None:
    nowhere = Point(24.0, 35.5)

    for ask in (
        lambda: Place.objects.near(nowhere, radius_m=5),
        lambda: Place.objects.nearest(nowhere),
        lambda: Place.objects.inside(Polygon.from_bbox((0, 0, 1, 1))),
        lambda: Place.objects.intersecting(nowhere),
        lambda: buffer(nowhere, radius_m=5),
    ):
        with pytest.raises(GeometryWithoutSrid, match="srid"):
            ask()


@pytest.mark.django_db
def test_inside_takes_what_lies_wholly_in_the_area_and_intersecting_what_touches_it() -> None:
    area = box((24.0, 35.5, 24.1, 35.6))
    within, on_the_edge, outside = (plant(Place, geom=Point(lon, 35.55, srid=SRID)) for lon in (24.05, 24.1, 24.11))
    half = plant(District, geom=GEOSGeometry("SRID=4326;MULTIPOLYGON(((24.05 35.55,24.2 35.55,24.2 35.56,24.05 35.56,24.05 35.55)))"))

    assert set(Place.objects.inside(area)) == {within, on_the_edge}
    assert outside not in Place.objects.intersecting(area)
    assert list(District.objects.inside(area)) == []
    assert list(District.objects.intersecting(area)) == [half]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(radius_m=st.floats(1, 5_000), bearing_deg=st.floats(0, 360))
def test_a_buffer_reaches_as_far_as_it_says(radius_m: float, bearing_deg: float) -> None:
    area = buffer(CENTRE, radius_m=radius_m)
    # An arc of eight segments a quarter stays within 0.5 % of its circle; buffers are drawn in a best-fitting plane.
    inner = Point(*WGS84.fwd(CENTRE.x, CENTRE.y, bearing_deg, radius_m * 0.985)[:2], srid=SRID)
    outer = Point(*WGS84.fwd(CENTRE.x, CENTRE.y, bearing_deg, radius_m * 1.005)[:2], srid=SRID)

    assert area.srid == SRID
    assert area.contains(inner)
    assert not area.contains(outer)


@pytest.mark.django_db
@pytest.mark.parametrize("ask", ["near", "nearest"])
def test_questions_in_metres_use_the_index(ask: str) -> None:
    """The plan names the geography index: without it each question reads the whole table."""
    queries = {
        "near": Place.objects.near(CENTRE, radius_m=100).order_by(),
        "nearest": Place.objects.nearest(CENTRE)[:3],
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO layers_place (code, name_el, name_en, description_el, description_en, address_el, address_en, website, phone,"
            " wheelchair, internal_notes, is_published, geom, updated_at, category_id, audiences)"
            " SELECT 'p' || i, 'x', 'x', '', '', '', '', '', '', 'no', '', true,"
            " ST_SetSRID(ST_MakePoint(23 + i / 5000.0, 35), 4326), now(), %s, '{}'"
            " FROM generate_series(1, 5000) AS i",
            [plant(Place).category_id],
        )
        cursor.execute("ANALYZE layers_place")

    assert "layers_place_geog" in queries[ask].explain()


def test_the_indexed_expression_is_the_one_that_is_asked() -> None:
    assert Place._meta.indexes[0].expressions[0] == as_geography(Place._meta.indexes[0].expressions[0].source_expressions[0])
