"""OGC API Features Part 2 (18-058r1), as a client meets it; pyproj is the oracle."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.test import Client
from pyproj import CRS, Transformer

from layers import crs as systems
from layers.places import Place
from tests.planting import plant

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/places/items"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
LON, LAT = 24.0187, 35.5138


@pytest.fixture
def place() -> Any:
    return plant(Place, geom=Point(LON, LAT, srid=4326))


def expected(code: int) -> tuple[float, float]:
    return Transformer.from_crs(4326, code, always_xy=True).transform(LON, LAT)


@pytest.mark.parametrize(
    ("uri", "pair"),
    [
        (CRS84, (LON, LAT)),
        (EPSG.format(4326), (LAT, LON)),
        (EPSG.format(3857), expected(3857)),
        (EPSG.format(2100), expected(2100)),
    ],
)
def test_coordinates_come_in_the_system_that_is_asked_for(client: Client, place: Any, uri: str, pair: tuple[float, float]) -> None:
    for address in (ITEMS, f"{ITEMS}/{place.pk}"):
        answer = client.get(address, {"crs": uri})

        feature = answer.json().get("features", [answer.json()])[0]
        assert feature["geometry"]["coordinates"] == pytest.approx(pair, abs=1e-6 if "4326" in uri or "CRS84" in uri else 1e-3)
        assert answer["Content-Crs"] == f"<{uri}>"


def test_content_crs_is_said_without_being_asked(client: Client, place: Any) -> None:
    assert client.get(ITEMS)["Content-Crs"] == f"<{CRS84}>"


@pytest.mark.parametrize("code", [4326, 3857, 2100])
def test_a_box_is_read_in_its_own_system(client: Client, place: Any, code: int) -> None:
    x, y = (LAT, LON) if code == 4326 else expected(code)
    size = 1e-4 if code == 4326 else 10

    def returned(dx: float, dy: float) -> int:
        box = f"{x + dx - size},{y + dy - size},{x + dx + size},{y + dy + size}"
        return client.get(ITEMS, {"bbox": box, "bbox-crs": EPSG.format(code)}).json()["numberReturned"]

    assert returned(0, 0) == 1
    assert returned(3 * size, 0) == returned(0, 3 * size) == 0
    assert returned(0.99 * size, 0.99 * size) == 1


def test_a_box_in_metres_is_a_box_in_metres_and_not_one_around_it(client: Client) -> None:
    """Between 3857 and 4326 boxes stay boxes; between the Greek grid and 4326 they turn: here by 0.8 degrees, 14 m in a kilometre."""
    grid = Transformer.from_crs(2100, 4326, always_xy=True)
    east, north = 540_000.0, 3_930_000.0
    corner = plant(Place, geom=Point(*grid.transform(east + 999, north + 999), srid=4326))
    plant(Place, geom=Point(*grid.transform(east + 1001, north + 500), srid=4326))

    page = client.get(ITEMS, {"bbox": f"{east},{north},{east + 1000},{north + 1000}", "bbox-crs": EPSG.format(2100)}).json()

    assert [feature["id"] for feature in page["features"]] == [corner.pk]


@pytest.mark.parametrize("code", [3857, 2100])
def test_a_box_larger_than_the_system_means_all_of_it(client: Client, place: Any, code: int) -> None:
    assert client.get(ITEMS, {"bbox": "-1e12,-1e12,1e12,1e12", "bbox-crs": EPSG.format(code)}).json()["numberReturned"] == 1


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
def test_an_unknown_system_is_refused_with_those_that_are_known(client: Client, name: str) -> None:
    answer = client.get(f"{ITEMS}?bbox=24,35,25,36&filter=id>0", {name: EPSG.format(9999), "bbox": "24,35,25,36", "filter": "id>0"})

    assert answer.status_code == 400
    assert answer.json()["parameter"] == name
    assert EPSG.format(2100) in answer.json()["detail"]


def test_a_collection_says_how_its_grid_is_tied(client: Client) -> None:
    document = client.get("/api/collections/places?lang=en").json()

    assert document["storageCrs"] in document["crs"]
    assert set(document["crs"]) == {CRS84, *map(EPSG.format, (4326, 3857, 2100))}
    (tie,) = document["coordinateOperations"]
    assert (tie["crs"], tie["name"]) == (EPSG.format(2100), "EPSG:1272")
    assert "+towgs84=-199.87,74.79,246.62" in tie["proj"]
    assert "1 m" in tie["title"]


def test_the_better_operation_moves_chania_by_what_was_measured(client: Client, place: Any, hepos: None) -> None:
    """The seven parameters of HEPOS as a pipeline of PROJ's own, coordinate frame as published: 0.79 m from EPSG:1272 at Chania."""
    pipeline = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=GRS80 "
        "+step +proj=helmert +x=203.437 +y=-73.461 +z=-243.594 +rx=-0.170 +ry=-0.060 +rz=-0.151 +s=-0.294 +convention=coordinate_frame "
        "+step +inv +proj=cart +ellps=GRS80 +step +proj=tmerc +lat_0=0 +lon_0=24 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80"
    )

    shown = client.get(ITEMS, {"crs": EPSG.format(2100)}).json()["features"][0]["geometry"]["coordinates"]

    assert shown == pytest.approx(pipeline.transform(LON, LAT), abs=0.002)
    usual = expected(2100)
    assert ((shown[0] - usual[0]) ** 2 + (shown[1] - usual[1]) ** 2) ** 0.5 == pytest.approx(0.79, abs=0.01)
    box = ",".join(str(number) for number in (shown[0] - 0.1, shown[1] - 0.1, shown[0] + 0.1, shown[1] + 0.1))
    assert client.get(ITEMS, {"bbox": box, "bbox-crs": EPSG.format(2100)}).json()["numberReturned"] == 1


def test_every_system_is_one_that_pyproj_knows() -> None:
    for known in systems.reference_systems():
        assert CRS.from_user_input(known.uri) is not None
    assert settings.MUNICIPALITY.national_srid == 2100
