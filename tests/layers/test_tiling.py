"""Vector tiles of a layer, decoded by mapbox-vector-tile; pyproj says where things belong."""

import math
from typing import Any

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import LineString, MultiLineString, MultiPolygon, Point, Polygon
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.datasets.actions import add_version
from layers.datasets.models import Dataset
from layers.geometry import SRID
from layers.layer import GeometryType, Layer
from layers.lookups import get_layer
from layers.places import Place
from layers.streets import Street
from layers.tiling.clusters import SMALL, ensure_cells
from layers.tiling.grid import BUFFER, EXTENT, Tile
from layers.tiling.models import Cell
from layers.tiling.tiles import read_tile
from tests.datasets import make_dataset
from tests.planting import CENTRE, multiply, plant

pytestmark = pytest.mark.django_db


def tile_at(lon: float, lat: float, z: int) -> Tile:
    return Tile(z=z, x=int((lon + 180) / 360 * 2**z), y=int((0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * 2**z))


def place_in(tile: Tile, lon: float, lat: float) -> tuple[float, float]:
    """Where a point belongs in a tile's own units."""
    x = ((lon + 180) / 360 * 2**tile.z - tile.x) * EXTENT
    y = ((0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * 2**tile.z - tile.y) * EXTENT
    return x, y


def decoded(layer: Layer, tile: Tile, **given: Any) -> list[Any]:
    _, body = read_tile(layer, tile, **given)
    if not body:
        return []
    document = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    assert list(document) == [layer.slug]
    assert document[layer.slug]["extent"] == EXTENT
    return list(document[layer.slug]["features"])


@pytest.mark.parametrize("z", [0, 5, 13, 14, 18, 22])
def test_a_point_is_in_its_tile_at_its_place_with_its_properties(z: int) -> None:
    place = plant(Place, name_el="Φάρος", geom=Point(24.01675, 35.51964, srid=4326))
    tile = tile_at(24.01675, 35.51964, z)

    (feature,) = decoded(get_layer("places"), tile)

    assert feature["id"] == place.pk
    assert feature["properties"]["name_el"] == "Φάρος"
    assert feature["geometry"]["coordinates"] == pytest.approx(place_in(tile, 24.01675, 35.51964), abs=1)


def test_only_the_properties_asked_for_come_along() -> None:
    place = plant(Place)

    (feature,) = decoded(get_layer("places"), tile_at(place.geom.x, place.geom.y, 16), shown=["name_el"])

    assert set(feature["properties"]) == {"name_el"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1), z=st.integers(14, 20))
def test_a_symbol_at_an_edge_is_in_both_tiles(share: float, z: int) -> None:
    tile = tile_at(CENTRE.x, CENTRE.y, z)
    lon = tile.x / 2**z * 360 - 180 + 1e-9
    south, north = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (tile.y + side) / 2**z)))) for side in (1, 0))
    lat = south + (north - south) * min(max(share, 0.001), 0.999)
    place = plant(Place, geom=Point(lon, lat, srid=4326))

    for neighbour in (tile, Tile(z=z, x=tile.x - 1, y=tile.y)):
        found = {feature["id"]: feature["geometry"]["coordinates"] for feature in decoded(get_layer("places"), neighbour)}
        assert found[place.pk] == pytest.approx(place_in(neighbour, lon, lat), abs=1)
    Place.objects.filter(pk=place.pk).delete()


def test_what_is_beyond_the_margin_is_in_one_tile_alone() -> None:
    tile = tile_at(CENTRE.x, CENTRE.y, 16)
    lon = (tile.x + (BUFFER + 60) / EXTENT) / 2**16 * 360 - 180
    plant(Place, geom=Point(lon, CENTRE.y, srid=4326))

    assert len(decoded(get_layer("places"), tile)) == 1
    assert decoded(get_layer("places"), Tile(z=16, x=tile.x - 1, y=tile.y)) == []


@pytest.fixture
def many(db: None) -> Layer:
    """A layer of more points than every tile may show."""
    row = plant(Place, geom=CENTRE)
    multiply(row, SMALL + 500)
    return get_layer("places")


@pytest.mark.parametrize("z", range(14))
def test_the_counts_of_a_zoom_are_the_number_of_features(many: Layer, z: int) -> None:
    ensure_cells(many)
    total = sum(Cell.objects.filter(layer=many.slug, zoom=z).values_list("count", flat=True))
    assert total == many.published().count()
    columns = {(cell.column >> 4, cell.row >> 4) for cell in Cell.objects.filter(layer=many.slug, zoom=z)}

    shown: dict[Any, int] = {}
    for x, y in columns:
        for feature in decoded(many, Tile(z=z, x=x, y=y)):
            px, py = feature["geometry"]["coordinates"]
            if 0 <= px < EXTENT and 0 <= py < EXTENT:
                shown[x, y, px, py, feature.get("id", 0)] = feature["properties"]["count"]
    # A cell on an edge is rounded into one tile or the other.
    assert sum(shown.values()) == pytest.approx(total, rel=0.02)


def test_from_its_detail_zoom_on_a_layer_shows_every_feature(many: Layer) -> None:
    tile = tile_at(CENTRE.x, CENTRE.y, many.detail_zoom)
    west, south, east, north = Tile(z=tile.z, x=tile.x, y=tile.y).extent()
    inside = many.published().filter(geom__coveredby=Polygon.from_bbox((west, south, east, north))).count()

    found = decoded(many, tile)

    assert abs(len(found) - inside) <= 2
    assert all("count" not in feature["properties"] for feature in found)


def test_a_cell_of_one_is_the_feature_itself(many: Layer) -> None:
    lonely = plant(Place, name_el="Μόνο του", geom=Point(CENTRE.x + 0.5, CENTRE.y, srid=4326))

    (feature,) = decoded(many, tile_at(CENTRE.x + 0.5, CENTRE.y, 12))

    assert (feature["id"], feature["properties"]["count"], feature["properties"]["name_el"]) == (lonely.pk, 1, "Μόνο του")


def test_cells_follow_the_data(many: Layer, transactional_db: None) -> None:
    tile = tile_at(CENTRE.x, CENTRE.y, 5)
    before = sum(feature["properties"]["count"] for feature in decoded(many, tile))
    first, _ = ensure_cells(many)

    Place.objects.filter(pk__lte=Place.objects.order_by("pk")[99].pk).delete()

    second, _ = ensure_cells(many)
    assert second > first
    assert sum(feature["properties"]["count"] for feature in decoded(many, tile)) == before - 100
    Place.objects.all().delete()


def test_lines_are_cut_simplified_and_left_out_below_a_pixel() -> None:
    x, y = CENTRE.x, CENTRE.y
    wavy = LineString([(x + n * 1e-5, y + (n % 2) * 1e-6) for n in range(1000)], srid=SRID)
    plant(Street, geom=MultiLineString(wavy, srid=SRID))
    layer = get_layer("streets")

    fine, coarse = (decoded(layer, tile_at(x + 0.0001, y, z)) for z in (18, 13))

    assert len(coarse) == 1
    assert len(coarse[0]["geometry"]["coordinates"]) < 20
    for feature in fine:
        for position in _positions(feature["geometry"]["coordinates"]):
            assert all(-BUFFER - 1 <= number <= EXTENT + BUFFER + 1 for number in position)
    assert decoded(layer, tile_at(x, y, 6)) == []


def _positions(coordinates: Any) -> Any:
    if isinstance(coordinates[0], int | float):
        yield coordinates
    else:
        for part in coordinates:
            yield from _positions(part)


def test_shapes_of_all_kinds_stand_in_one_tile() -> None:
    dataset = make_dataset(slug="mixed")
    x, y = CENTRE.x, CENTRE.y
    shapes = [
        Point(x, y, srid=SRID),
        LineString((x, y), (x + 0.01, y), srid=SRID),
        MultiPolygon(Polygon([(x, y), (x + 0.01, y), (x + 0.01, y + 0.01), (x, y)]), srid=SRID),
    ]
    add_version(
        Dataset.objects.get(pk=dataset.pk),
        rows=[(number, shape.hexewkb.decode(), "α") for number, shape in enumerate(shapes, start=1)],
        columns=[{"column": "c1", "name": "a", "kind": "text"}],
        geometry_type=GeometryType.ANY,
        source={"source_name": "a", "source_sha256": "0" * 64, "source_options": {}},
    )

    found = decoded(get_layer("mixed"), tile_at(x, y, 12))

    assert {feature["geometry"]["type"] for feature in found} == {"Point", "LineString", "Polygon"}


def test_a_tile_far_from_everything_is_empty() -> None:
    plant(Place)

    assert read_tile(get_layer("places"), Tile(z=10, x=0, y=0))[1] == b""


def test_the_index_is_asked_and_nothing_is_transformed(many: Layer) -> None:
    """A point's place in a tile is arithmetic: no reference system is looked up for each of a hundred thousand."""
    tile = tile_at(CENTRE.x, CENTRE.y, 15)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        read_tile(many, tile)
    assert all("ST_Transform" not in query["sql"] for query in queries)
