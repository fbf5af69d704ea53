"""Tiles as the database makes them: where things lie, what is thinned, and that nothing is lost."""

import math
import threading
from typing import Any

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.datasets.actions import add_version
from layers.datasets.models import Dataset
from layers.districts import District
from layers.layer import GeometryType, Layer
from layers.lookups import get_layer
from layers.places import Place
from layers.tiling import clusters
from layers.tiling.grid import BUFFER, EXTENT, HALF_SIDE_M, MAX_LATITUDE, Tile, limits_of, units
from layers.tiling.models import Cluster, Pyramid
from layers.tiling.tiles import has_features, read_tile
from tests.datasets import hexewkb, make_dataset
from tests.layers.test_revisions import running
from tests.planting import plant

ON_EARTH = st.tuples(st.floats(-180, 179.999), st.floats(-85, 85))


def features_in(layer: Layer, tile: Tile, *, own_only: bool = False) -> list[dict[str, Any]]:
    """Return the tile's features, y counted from the north; ``own_only``: without those of the buffer."""
    body = read_tile([(layer, None)], tile).body
    decoded = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}) if body else {}
    features: list[dict[str, Any]] = decoded.get(layer.slug, {}).get("features", [])
    if own_only:
        features = [entry for entry in features if all(0 <= number < EXTENT for number in entry["geometry"]["coordinates"])]
    return features


def tiles_of(layer: Layer, zoom: int) -> list[Tile]:
    """Return every tile of ``zoom`` in which the layer has something."""
    level = [Tile(zoom=0, column=0, row=0)]
    while level[0].zoom < zoom:
        level = [child for tile in level if has_features(layer, tile) for child in tile.children]
    return level


def load_points(points: list[tuple[float, float]], slug: str = "points") -> Layer:
    """Show a dataset with a point for each of ``points``, which are longitudes and latitudes."""
    dataset = Dataset.objects.filter(slug=slug).first() or make_dataset(slug=slug)
    add_version(
        dataset,
        rows=[(number, hexewkb(*point), f"Σημείο {number}", number) for number, point in enumerate(points, start=1)],
        columns=[{"column": "c1", "name": "ΟΝΟΜΑ", "kind": "text"}, {"column": "c2", "name": "number", "kind": "integer"}],
        geometry_type=GeometryType.POINT,
        source={"source_name": "points.csv", "source_sha256": "0" * 64, "source_options": {}},
    )
    return get_layer(slug)


@given(ON_EARTH, st.integers(0, 22))
def test_a_place_lies_in_one_tile_of_each_zoom_and_in_the_envelope_of_that_tile(lon_lat: tuple[float, float], zoom: int) -> None:
    lon, lat = lon_lat
    column = math.floor((lon / 360 + 0.5) * 2**zoom)
    row = math.floor((0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * 2**zoom)
    west, south, east, north = Tile(zoom=zoom, column=column, row=row).envelope

    assert west <= lon <= east
    assert south <= lat <= north
    assert limits_of((lon, lat, lon, lat), zoom).hold(Tile(zoom=zoom, column=column, row=row))


@given(st.integers(0, 22), st.data())
def test_the_parts_of_a_tile_are_its_children(zoom: int, data: st.DataObject) -> None:
    numbers = st.integers(0, 2**zoom - 1)
    tile = Tile(zoom=zoom, column=data.draw(numbers), row=data.draw(numbers))
    children = list(tile.children)
    west, south, east, north = tile.bounds_m

    assert min(child.bounds_m[0] for child in children) == pytest.approx(west, abs=1e-6)
    assert max(child.bounds_m[3] for child in children) == pytest.approx(north, abs=1e-6)
    assert sum((child.bounds_m[2] - child.bounds_m[0]) ** 2 for child in children) == pytest.approx((east - west) * (north - south))


@pytest.mark.parametrize(
    "tile", [Tile(zoom=25, column=0, row=0), Tile(zoom=0, column=1, row=0), Tile(zoom=3, column=0, row=8), Tile(zoom=3, column=-1, row=0)]
)
def test_there_are_tiles_that_do_not_exist(tile: Tile) -> None:
    assert not tile.exists


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.tuples(st.floats(23.9, 24.15), st.floats(35.4, 35.58)), st.integers(4, 20), st.sampled_from([(1, 0), (0, 1), (1, 1)]))
def test_tiles_that_meet_agree_where_a_feature_is(lon_lat: tuple[float, float], zoom: int, step: tuple[int, int]) -> None:
    """A point near the corner of four tiles lies at the same place in all that show it, and in just one of them without its buffer."""
    box = limits_of((*lon_lat, *lon_lat), zoom)
    corner = Tile(zoom=zoom, column=box.columns[1], row=box.rows[1])
    west, _, _, north = corner.bounds_m
    offset_m = 20 * (corner.bounds_m[2] - west) / EXTENT
    Place.objects.all().delete()
    for dx in (-offset_m, 0.0, offset_m):
        for dy in (-offset_m, 0.0, offset_m):
            plant(Place, geom=degrees(west + dx, north + dy))

    seen: dict[int, set[tuple[int, int]]] = {}
    owners: dict[int, int] = {}
    for column in (corner.column - 1, corner.column):
        for row in (corner.row - 1, corner.row):
            tile = Tile(zoom=zoom, column=column, row=row)
            for feature in features_in(get_layer("places"), tile):
                x, y = feature["geometry"]["coordinates"]
                seen.setdefault(feature["id"], set()).add((x + column * EXTENT, y + row * EXTENT))
                owners[feature["id"]] = owners.get(feature["id"], 0) + (0 <= x < EXTENT and 0 <= y < EXTENT)

    assert len(seen) == 9
    assert all(len(places) == 1 for places in seen.values())
    assert set(owners.values()) == {1}


def degrees(x_m: float, y_m: float) -> Point:
    lat = math.degrees(math.atan(math.sinh(y_m / HALF_SIDE_M * math.pi)))
    return Point(x_m / HALF_SIDE_M * 180, lat, srid=4326)


@pytest.mark.django_db
def test_arithmetic_places_points_where_postgis_does() -> None:
    layer = load_points([(24.0187 + i * 0.0007, 35.5138 - i * 0.0003) for i in range(30)])
    tile = Tile(zoom=13, column=4642, row=3230)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ST_X(g), ST_Y(g) FROM ("
            "SELECT id, ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope(%s, %s, %s), 4096, 64) AS g "
            f"FROM {layer.model._meta.db_table}) AS t WHERE g IS NOT NULL",
            [tile.zoom, tile.column, tile.row],
        )
        expected = {row[0]: row[1:] for row in cursor.fetchall()}
    found = {feature["id"]: feature["geometry"]["coordinates"] for feature in features_in(layer, tile)}

    assert found
    assert set(found) >= set(expected)
    for pk, (x, y) in expected.items():
        assert abs(found[pk][0] - x) <= 1
        assert abs(found[pk][1] - y) <= 1


@pytest.fixture
def many(db: None) -> Layer:
    """A layer of 3,000 points: more than a small one, some alone, some in heaps, one at the very edge of a tile."""
    heaps = [(24.0 + i % 7 * 0.01, 35.5 + i % 5 * 0.004) for i in range(2500)]
    alone = [(20.0 + i * 0.013, 36.0 + i * 0.007) for i in range(498)]
    return load_points([*heaps, *alone, (0.0, 0.0), (-179.99, -84.9)])


@pytest.mark.parametrize("zoom", [0, 1, 3, 6, 9, 12, 13])
def test_the_counts_of_a_zoom_add_up_to_the_features(many: Layer, zoom: int) -> None:
    features = [feature for tile in tiles_of(many, zoom) for feature in features_in(many, tile, own_only=True)]

    assert sum(feature["properties"]["count"] for feature in features) == 3000


def test_from_the_detail_zoom_on_every_feature_is_there(many: Layer) -> None:
    features = [feature for tile in tiles_of(many, 14) for feature in features_in(many, tile, own_only=True)]

    assert sorted(feature["id"] for feature in features) == list(range(1, 3001))
    assert all("count" not in feature["properties"] for feature in features)


def test_a_cluster_of_one_is_the_feature_itself_and_no_other_has_its_name(many: Layer) -> None:
    features = features_in(many, Tile(zoom=8, column=143, row=100))

    alone = [feature for feature in features if feature["properties"]["count"] == 1]
    together = [feature for feature in features if feature["properties"]["count"] > 1]
    assert alone
    for feature in alone:
        assert feature["properties"]["ΟΝΟΜΑ"] == f"Σημείο {feature['id']}"
    for feature in together:
        assert "id" not in feature or not feature["id"]
        assert set(feature["properties"]) == {"count"}


def test_clusters_near_an_edge_are_in_both_tiles_at_the_same_place(many: Layer) -> None:
    world: dict[tuple[int, int], int] = {}
    for tile in tiles_of(many, 11):
        for feature in features_in(many, tile):
            x, y = feature["geometry"]["coordinates"]
            assert -BUFFER <= x <= EXTENT + BUFFER
            place = x + tile.column * EXTENT, y + tile.row * EXTENT
            assert world.setdefault(place, feature["properties"]["count"]) == feature["properties"]["count"]

    assert sum(world.values()) == 3000


def test_a_small_layer_shows_every_feature_at_every_zoom(db: None) -> None:
    layer = load_points([(24.0187, 35.5138)] * 50)

    for zoom in (0, 7, 14):
        (tile,) = [tile for tile in tiles_of(layer, zoom) if features_in(layer, tile, own_only=True)]
        assert len(features_in(layer, tile)) == 50
    assert Cluster.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_makes_new_clusters_and_removes_the_old_ones() -> None:
    layer = load_points([(24.0 + i * 1e-5, 35.5) for i in range(2100)])
    world = Tile(zoom=0, column=0, row=0)
    (before,) = features_in(layer, world)
    layer = load_points([(24.0 + i * 1e-5, 35.5) for i in range(2200)])
    (after,) = features_in(layer, world)

    assert (before["properties"]["count"], after["properties"]["count"]) == (2100, 2200)
    assert Pyramid.objects.filter(layer=layer.slug).count() == 1
    assert set(Cluster.objects.values_list("pyramid", flat=True)) == set(Pyramid.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_clusters_are_made_once_however_many_ask(monkeypatch: Any) -> None:
    layer = load_points([(24.0 + i * 1e-5, 35.5) for i in range(2100)])
    made: list[str] = []
    real = clusters._make

    def counted(*given: Any) -> Any:
        made.append("once")
        return real(*given)

    monkeypatch.setattr(clusters, "_make", counted)
    start = threading.Barrier(6)

    def ask() -> None:
        start.wait(10)
        assert features_in(layer, Tile(zoom=0, column=0, row=0))[0]["properties"]["count"] == 2100

    with running(*[ask] * 6):
        pass

    assert made == ["once"]


@pytest.mark.django_db
def test_small_areas_are_dropped_and_large_ones_simplified() -> None:
    round_one = Point(24.0, 35.5).buffer(0.1, quadsegs=500)
    plant(District, geom=MultiPolygon(round_one, srid=4326), kind=District.Kind.MUNICIPAL_UNIT)
    layer = get_layer("municipal-units")

    (near,) = features_in(layer, Tile(zoom=9, column=290, row=201))
    (far,) = features_in(layer, Tile(zoom=6, column=36, row=25))
    assert len(far["geometry"]["coordinates"][0]) < len(near["geometry"]["coordinates"][0]) < 300
    assert features_in(layer, Tile(zoom=1, column=1, row=0)) == []
    for feature in (near, far):
        assert Polygon(*feature["geometry"]["coordinates"]).valid


@pytest.mark.django_db
def test_what_reaches_beyond_the_square_is_cut_at_its_edge() -> None:
    plant(District, geom=MultiPolygon(Polygon.from_bbox((10, -89, 100, 89)), srid=4326), kind=District.Kind.MUNICIPAL_UNIT)
    layer = get_layer("municipal-units")

    for zoom in (0, 5):
        for row in (0, 2**zoom - 1):
            assert len(features_in(layer, Tile(zoom=zoom, column=2**zoom * 5 // 8, row=row))) == 1


def test_the_square_ends_where_it_is_as_high_as_wide() -> None:
    assert math.degrees(math.atan(math.sinh(math.pi))) == pytest.approx(MAX_LATITUDE, abs=1e-12)
    assert units(0) == EXTENT
