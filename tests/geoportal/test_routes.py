"""Walks: their pages, and the files that walkers take along."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import gpxpy
import pyogrio
import pytest
from django.contrib.gis.geos import LineString, Point
from django.test import Client
from pyproj import Geod
from shapely import from_wkb
from shapely.geometry import LineString as ShapelyLine

from geoportal.routes.walks import begun_at, find_walk, nearest_stop
from geoportal.routes.words import walking_time
from layers.geometry import SRID
from layers.places import Place
from layers.routes import Route, Stop
from tests.pages import greek_in
from tests.planting import plant

pytestmark = pytest.mark.django_db
WGS84 = Geod(ellps="WGS84")
LINE = [(24.01, 35.51), (24.02, 35.51), (24.02, 35.52), (24.01, 35.52), (24.01, 35.51)]


@pytest.fixture
def loop() -> Route:
    """A block round which one walks, with a stop at each corner."""
    route = plant(
        Route, code="teichi", name_el="Τα τείχη & η τάφρος", name_en="Walls & moat", summary_el="Γύρω <από> τα τείχη.", summary_en="Round.",
        geom=LineString(LINE, srid=SRID), is_loop=True, wheelchair="limited", duration_minutes=75,
    )  # fmt: skip
    for number, lon_lat in enumerate(LINE[:4], start=1):
        place = plant(Place, code=f"gonia-{number}") if number == 2 else None
        names = {"name_el": f"Γωνία {number}", "name_en": f"Corner {number}", "text_el": f"Κείμενο {number}", "text_en": f"Text {number}"}
        plant(Stop, route=route, number=number, geom=Point(lon_lat, srid=SRID), place=place, **names)
    return route


def length_m(lon_lats: Any) -> float:
    return WGS84.geometry_length(ShapelyLine([position[:2] for position in lon_lats]))


def gdal_reads(file: Path, **options: Any) -> tuple[list[Any], dict[str, list[Any]]]:
    """Return the geometries and the columns that GDAL finds in a file."""
    meta, _, geometries, columns = pyogrio.raw.read(file, **options)
    return list(from_wkb(geometries)), {name.lower(): list(column) for name, column in zip(meta["fields"], columns, strict=True)}


def metres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return WGS84.inv(*one, *other)[2]


@pytest.mark.parametrize(("prefix", "name", "stop"), [("", "Τα τείχη & η τάφρος", "2. Γωνία 2"), ("/en", "Walls & moat", "2. Corner 2")])
def test_a_walk_as_gpx_is_the_walk_in_the_pages_language(client: Client, loop: Route, prefix: str, name: str, stop: str) -> None:
    answer = client.get(f"{prefix}/routes/teichi.gpx")
    document = gpxpy.parse(answer.content.decode())

    assert answer["Content-Type"] == "application/gpx+xml"
    assert answer["Content-Disposition"] == 'attachment; filename="teichi.gpx"'
    assert (document.version, document.name, document.tracks[0].name) == ("1.1", name, name)
    assert document.link == f"http://testserver{prefix}/routes/teichi/"
    points = [(point.longitude, point.latitude) for point in document.tracks[0].segments[0].points]
    assert points == LINE
    assert length_m(points) == pytest.approx(loop.length_m, abs=1)
    assert document.waypoints[1].name == stop
    assert [metres_apart((found.longitude, found.latitude), at) for found, at in zip(document.waypoints, LINE, strict=False)] == [0] * 4


@pytest.mark.parametrize(("prefix", "name", "text"), [("", "1. Γωνία 1", "Κείμενο 1"), ("/en", "1. Corner 1", "Text 1")])
def test_a_walk_as_kml_is_the_walk_in_the_pages_language(
    client: Client, loop: Route, tmp_path: Path, prefix: str, name: str, text: str
) -> None:
    answer = client.get(f"{prefix}/routes/teichi.kml")
    file = tmp_path / "teichi.kml"
    file.write_bytes(answer.content)

    (line, *stops), columns = gdal_reads(file)

    assert answer["Content-Type"] == "application/vnd.google-earth.kml+xml"
    assert [line.geom_type, *(stop.geom_type for stop in stops)] == ["LineString", "Point", "Point", "Point", "Point"]
    assert length_m(line.coords) == pytest.approx(loop.length_m, abs=1)
    assert max(metres_apart(one[:2], other) for one, other in zip(line.coords, LINE, strict=True)) < 0.001
    assert max(metres_apart((stop.x, stop.y), at) for stop, at in zip(stops, LINE, strict=False)) < 0.001
    assert (columns["name"][1], columns["description"][1]) == (name, text)


def test_gdal_reads_the_gpx_too(client: Client, loop: Route, tmp_path: Path) -> None:
    file = tmp_path / "teichi.gpx"
    file.write_bytes(client.get("/routes/teichi.gpx").content)

    _, stops = gdal_reads(file, layer="waypoints")
    (track,), _ = gdal_reads(file, layer="tracks")

    assert stops["name"] == ["1. Γωνία 1", "2. Γωνία 2", "3. Γωνία 3", "4. Γωνία 4"]
    assert stops["desc"] == ["Κείμενο 1", "Κείμενο 2", "Κείμενο 3", "Κείμενο 4"]
    assert sum(length_m(line.coords) for line in track.geoms) == pytest.approx(loop.length_m, abs=1)


def test_kml_holds_its_elements_in_the_schemas_order(client: Client, loop: Route) -> None:
    """OGC 07-147r2 gives AbstractFeature a sequence: what comes out of it is not valid."""
    namespace = "{http://www.opengis.net/kml/2.2}"
    root = ET.fromstring(client.get("/routes/teichi.kml").content)  # noqa: S314  # our own answer
    document = root[0]
    order = ["name", "author", "link", "description", "styleUrl", "Style", "LineString", "Point", "Placemark"]

    assert (root.tag, document.tag) == (f"{namespace}kml", f"{namespace}Document")
    for feature in (document, *document.findall(f"{namespace}Placemark")):
        tags = [order.index(child.tag.rpartition("}")[2]) for child in feature]
        assert tags == sorted(tags)


@pytest.mark.parametrize("kind", ["gpx", "kml"])
def test_no_letter_of_a_text_breaks_the_file(client: Client, loop: Route, kind: str) -> None:
    Route.objects.update(summary_el='Τείχη\x0b\x1f <b>"&amp;"</b> \ufffe 🏰 ]]>')

    root = ET.fromstring(client.get(f"/routes/teichi.{kind}").content)  # noqa: S314  # our own answer

    assert 'Τείχη <b>"&amp;"</b>  🏰 ]]>' in [element.text for element in root.iter()]


@pytest.mark.parametrize(
    "address", ["/routes/no-such/", "/routes/no-such.gpx", "/en/routes/no-such.kml", "/routes/teichi/", "/routes/teichi.gpx"]
)
def test_what_is_not_published_is_not_there(client: Client, loop: Route, address: str) -> None:
    Route.objects.update(is_published=False)

    assert client.get(address).status_code == 404


def test_stops_tell_their_metres_from_the_start_in_order(loop: Route) -> None:
    north, east = WGS84.inv(*LINE[1], *LINE[2])[2], WGS84.inv(*LINE[0], *LINE[1])[2]

    walk = find_walk("teichi")

    assert [stop.walked_m for stop in walk.stops] == pytest.approx([0, east, east + north, 2 * east + north], abs=5)
    assert walk.stops[1].place == "gonia-2"


def test_a_loop_begins_and_ends_where_its_line_does(loop: Route) -> None:
    """The line passes its start twice, so the database may name either end."""
    Stop.objects.filter(number=1).update(geom=Point(24.00999, 35.5101, srid=SRID))
    plant(Stop, route=loop, number=5, geom=Point(LINE[0], srid=SRID))

    walk = find_walk("teichi")

    assert walk.stops[0].walked_m == 0
    assert walk.stops[-1].walked_m == pytest.approx(loop.length_m)


def test_who_joins_a_loop_walks_it_from_there(loop: Route) -> None:
    walk = find_walk("teichi")
    nearest = nearest_stop(walk, Point(24.021, 35.5205, srid=SRID))
    assert nearest is not None

    joined = begun_at(walk, nearest[0])

    assert [stop.number for stop in joined.stops] == [3, 4, 1, 2]
    walked = [stop.walked_m for stop in joined.stops]
    assert walked == sorted(walked)
    assert walked[0] == 0
    assert walked[2] == pytest.approx(loop.length_m - walk.stops[2].walked_m)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def told_stops(body: str) -> list[str]:
    return re.findall(r"<h3>([^<]*)</h3>", body)


def test_a_card_tells_how_long_the_walk_is_and_what_it_asks(client: Client, loop: Route) -> None:
    body = page(client, "/routes/")

    assert '<a href="/routes/teichi/">Τα τείχη &amp; η τάφρος</a>' in body
    assert "<strong>4,0 χλμ.</strong> 1 ώρα και 15 λεπτά" in body
    for text in ("4 στάσεις", "Εύκολη", "Κυκλική", "Με αμαξίδιο εν μέρει"):
        assert f"<li>{text}</li>" in body


def test_without_walks_the_page_leads_on(client: Client) -> None:
    assert "/places/" in page(client, "/routes/").split("<main")[1]


def test_a_walks_page_tells_its_stops_in_order(client: Client, loop: Route) -> None:
    body = page(client, "/routes/teichi/")

    assert told_stops(body) == ["Γωνία 1", "Γωνία 2", "Γωνία 3", "Γωνία 4"]
    assert "910 μ. από την αρχή" in body
    assert 'href="/places/gonia-2/"' in body
    assert 'href="/routes/teichi.gpx"' in body
    assert 'href="/routes/teichi.kml"' in body


def test_who_is_near_a_loop_reads_it_from_there(client: Client, loop: Route) -> None:
    body = page(client, "/routes/teichi/?near=35.5201,24.0201")

    assert told_stops(body) == ["Γωνία 3", "Γωνία 4", "Γωνία 1", "Γωνία 2"]
    assert "Η πιο κοντινή στάση είναι η 3, «Γωνία 3» (10 μ., 1 λεπτό με τα πόδια). Η διαδρομή είναι κυκλική" in body


def test_who_is_near_a_walk_with_two_ends_still_begins_at_the_first(client: Client, loop: Route) -> None:
    Route.objects.update(is_loop=False)

    body = page(client, "/routes/teichi/?near=35.5201,24.0201")

    assert told_stops(body)[0] == "Γωνία 1"
    assert "αρχίζει από τη στάση 1" in body


@pytest.mark.parametrize("near", ["x", "0,0", "35.5", "%00x%00", "9" * 200, "35.51,24.01;DROP"])
def test_a_point_that_is_not_understood_is_told(client: Client, loop: Route, near: str) -> None:
    body = page(client, f"/routes/teichi/?near={near}")

    assert 'aria-invalid="true"' in body
    assert told_stops(body) == ["Γωνία 1", "Γωνία 2", "Γωνία 3", "Γωνία 4"]


def test_a_walk_without_stops_or_length_is_no_error(client: Client) -> None:
    route = plant(Route, code="point", geom=LineString([LINE[0], LINE[0]], srid=SRID), is_loop=True)
    assert page(client, "/routes/point/?near=35.51,24.01")
    plant(Stop, route=route, number=1, geom=Point(LINE[0], srid=SRID))

    assert page(client, "/routes/point/?near=35.51,24.01")
    assert page(client, "/routes/")
    assert client.get("/routes/point.gpx").status_code == 200


@pytest.mark.parametrize("address", ["/en/routes/", "/en/routes/teichi/", "/en/routes/teichi/?near=35.52,24.02"])
def test_english_pages_hold_no_greek(client: Client, loop: Route, address: str) -> None:
    assert greek_in(page(client, address)) == []


@pytest.mark.parametrize(
    ("address", "queries"), [("/routes/", 1), ("/routes/teichi/", 2), ("/routes/teichi/?near=35.52,24.02", 3), ("/routes/teichi.gpx", 2)]
)
def test_the_number_of_queries_does_not_grow(
    client: Client, loop: Route, django_assert_num_queries: Any, address: str, queries: int
) -> None:
    for number in range(5, 30):
        plant(Stop, route=loop, number=number)
        plant(Route)

    # The first to come reads the menu.
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 λεπτό"), (50, "50 λεπτά"), (60, "1 ώρα"), (75, "1 ώρα και 15 λεπτά"), (121, "2 ώρες και 1 λεπτό")]
)
def test_time_reads_as_people_say_it(minutes: int, words: str) -> None:
    assert walking_time(minutes) == words
