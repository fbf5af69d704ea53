"""Near and here, of any layer: metres on the spheroid, the index that answers them, one statement each."""

import json
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyproj import Geod, Transformer

from layers.departments import Department
from layers.geometry import SRID
from layers.layer import FeatureQuery
from layers.lookups import get_layer
from layers.nearby import from_national_grid, read_at, read_nearest, to_national_grid
from layers.places import Place
from layers.reading import count_features, read_features
from tests.datasets import make_dataset
from tests.planting import CENTRE, plant

pytestmark = pytest.mark.django_db
WGS84 = Geod(ellps="WGS84")
HERE = (CENTRE.x, CENTRE.y)


def place_at(distance_m: float, bearing_deg: float = 90, **given: Any) -> Place:
    lon, lat, _ = WGS84.fwd(*HERE, bearing_deg, distance_m)
    return plant(Place, geom=Point(lon, lat, srid=SRID), **given)


def square(side_deg: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((HERE[0] - side_deg, HERE[1] - side_deg, HERE[0] + side_deg, HERE[1] + side_deg)), srid=SRID)


def test_the_nearest_come_first_with_their_metres() -> None:
    far, near, middle = (place_at(distance_m, bearing) for distance_m, bearing in ((900, 10), (30, 100), (400, 250)))

    found = read_nearest(get_layer("places"), HERE, limit=2)

    assert [feature.id for feature, _ in found] == [near.pk, middle.pk]
    assert [distance_m for _, distance_m in found] == pytest.approx([30, 400], abs=0.01)
    assert [feature.id for feature, _ in read_nearest(get_layer("places"), HERE, limit=2, offset=2)] == [far.pk]


def test_only_what_is_asked_for_is_near() -> None:
    place_at(10, wheelchair="no")
    wanted = [place_at(20, wheelchair="yes").pk, place_at(30, wheelchair="limited").pk]

    found = read_nearest(get_layer("places"), HERE, FeatureQuery(equals={"wheelchair": ("yes", "limited")}), limit=9)

    assert [feature.id for feature, _ in found] == wanted


def test_an_uploaded_dataset_is_near_too() -> None:
    make_dataset(slug="kadoi")

    assert [feature.properties["ΟΝΟΜΑ"] for feature, _ in read_nearest(get_layer("kadoi"), HERE, limit=9)] == ["Κάδος 1", "Κάδος 2"]


def test_the_geography_index_finds_the_nearest() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        with CaptureQueriesContext(connection) as queries:
            read_nearest(get_layer("places"), HERE, limit=5)
        cursor.execute("EXPLAIN (FORMAT JSON) " + queries[0]["sql"])
        plan = json.dumps(cursor.fetchone()[0])

    assert len(queries) == 1
    assert "layers_place_geog" in plan
    assert "Order By" in plan


def test_a_point_lies_in_every_area_around_it_the_smallest_first() -> None:
    large = plant(Department, jurisdiction=square(0.1))
    small = plant(Department, jurisdiction=square(0.01))
    plant(Department, jurisdiction=MultiPolygon(Polygon.from_bbox((23, 35, 23.5, 35.2)), srid=SRID))
    plant(Department, jurisdiction=square(0.02), is_published=False)

    with CaptureQueriesContext(connection) as queries:
        found = read_at(get_layer("department-areas"), HERE, limit=9)

    assert [feature.id for feature in found] == [small.pk, large.pk]
    assert len(queries) == 1


def test_an_edge_belongs_to_its_area() -> None:
    area = plant(Department, jurisdiction=square(0.01))

    assert [feature.id for feature in read_at(get_layer("department-areas"), (HERE[0] + 0.01, HERE[1]), limit=9)] == [area.pk]


def test_the_national_grid_is_that_of_epsg_2100_there_and_back() -> None:
    expected = Transformer.from_crs(4326, 2100, always_xy=True).transform(*HERE)

    assert to_national_grid(HERE) == pytest.approx(expected, abs=0.001)
    assert from_national_grid(to_national_grid(HERE)) == pytest.approx(HERE, abs=1e-7)


def test_a_count_stops_where_it_is_told_to() -> None:
    for _ in range(5):
        plant(Place)

    assert count_features(get_layer("places"), FeatureQuery(), at_most=3) == 3
    assert count_features(get_layer("places"), FeatureQuery(), at_most=30) == 5


def test_a_list_beside_a_map_orders_only_what_the_map_draws() -> None:
    for name in ("Γ", "Β", "Α"):
        plant(Place, name_el=name)

    found = read_features(get_layer("places"), FeatureQuery(limit=9), order_by="name_el", among=2)

    assert [feature.properties["name_el"] for feature in found] == ["Β", "Γ"]
