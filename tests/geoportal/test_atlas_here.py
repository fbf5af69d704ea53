"""Near a point, at a point, and the map in other people's pages, all without scripts."""

import html
import re
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.test import Client
from django.utils import translation
from pyproj import Geod

from geoportal.accounts.models import User
from geoportal.atlas.coordinates import InvalidPoint, lat_lon, point_of, spot_at
from geoportal.site.distances import how_far
from layers.departments import Department
from layers.geometry import SRID
from layers.lookups import catalogued_layers
from layers.places import Place
from tests.datasets import make_dataset
from tests.geoportal.test_atlas import config, names, page
from tests.planting import CENTRE, plant

HERE = f"lat={CENTRE.y}&lon={CENTRE.x}"
BAD_POINTS = [
    "", "abc", "1", "1,2,3", "91,24", "-91,24", "35,181", "nan,24", "inf,24", "35;;24", "35.5,24.0\0", "9" * 200, "1e400,2",
    "501546, 99999999999", "-501546, -3929735",
]  # fmt: skip


def place_at(distance_m: float, name: str) -> Place:
    lon, lat, _ = Geod(ellps="WGS84").fwd(CENTRE.x, CENTRE.y, 90, distance_m)
    return plant(Place, name_el=name, geom=Point(lon, lat, srid=SRID))


@pytest.mark.django_db
@pytest.mark.parametrize("text", BAD_POINTS)
@pytest.mark.parametrize("parameter", ["near", "pin"])
def test_a_wrong_point_in_an_address_is_told_and_the_rest_is_shown(client: Client, parameter: str, text: str) -> None:
    plant(Place, name_el="Φάρος")

    answer = client.get("/map/", {parameter: text, "view": "list"})

    assert answer.status_code == 200
    assert "Φάρος" in answer.content.decode()
    assert bool(text) == ("δεν διαβάζεται ως σημείο" in answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("text", [text for text in BAD_POINTS if text])
def test_a_wrong_point_to_be_here_gets_the_form_again_with_what_was_typed(client: Client, text: str) -> None:
    answer = client.get("/map/here/", {"point": text})

    body = answer.content.decode()
    assert answer.status_code == 400
    assert "Το σημείο δεν βρέθηκε" in body
    assert 'aria-invalid="true"' in body
    assert client.get("/map/here/card/", {"point": text}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["lat=35.5", "lon=24", "lat=&lon=", "lat=x&lon=24", "lat=35,5&lon=24", "lat=95&lon=24"])
def test_half_a_point_is_no_point(client: Client, query: str) -> None:
    assert client.get(f"/map/here/?{query}").status_code == 400
    assert client.get(f"/map/here/card/?{query}").status_code == 400


@pytest.mark.django_db
def test_without_a_point_the_page_asks_for_one(client: Client) -> None:
    assert 'name="point"' in page(client, "/map/here/")
    assert client.get("/map/here/card/").status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "35.5138, 24.0187", "35.5138,24.0187", "35.5138 24.0187", "35.5138;24.0187", " 35.5138 , 24.0187 ",
        "35,5138 24,0187", "35,5138; 24,0187",
        "35°30′49.68″ Β, 24°01′07.32″ Α", "35°30'49.68\" N 24°1'7.32\" E", "35°30′49,68″ 24°01′07,32″",
    ],
)  # fmt: skip
def test_a_point_is_read_as_people_write_it(text: str) -> None:
    assert point_of(text) == pytest.approx((24.0187, 35.5138), abs=1e-6)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["501546.117, 3929735.090", "501546.117 3929735.090"])
def test_a_point_of_the_national_grid_is_read_too(text: str) -> None:
    assert point_of(text) == pytest.approx((24.0187, 35.5138), abs=1e-6)


@pytest.mark.django_db
def test_what_is_shown_of_a_point_can_be_typed_again() -> None:
    for lon_lat in ((24.0187, 35.5138), (23.999999, 35.4999999)):
        spot = spot_at(lon_lat)
        for text in (spot.decimal, spot.sexagesimal, spot.grid):
            assert point_of(text) == pytest.approx(lon_lat, abs=2e-5)
        assert lat_lon(spot.address) == pytest.approx(lon_lat, abs=1e-6)


@pytest.mark.django_db
def test_the_far_south_west_has_letters_of_its_own_and_no_national_grid() -> None:
    spot = spot_at((-58.5, -34.5))
    with translation.override("en"):
        english = spot_at((-58.5, -34.5))

    assert spot.sexagesimal == "34°30′00.0″ Ν, 58°30′00.0″ Δ"
    assert english.sexagesimal == "34°30′00.0″ S, 58°30′00.0″ W"
    assert spot.grid == ""


@pytest.mark.django_db
def test_here_tells_areas_departments_and_the_nearest_of_each_layer(client: Client) -> None:
    area = MultiPolygon(Polygon.from_bbox((24.0, 35.5, 24.1, 35.6)), srid=SRID)
    plant(Department, name_el="Καθαριότητα", jurisdiction=area)
    plant(Department, name_el="Δημαρχείο", office=CENTRE)
    place_at(350, "Κοντά")
    place_at(900, "Μακριά")

    for address in (f"/map/here/?{HERE}", f"/map/here/card/?{HERE}"):
        body = page(client, address)
        here = body[body.index("Τι υπάρχει εδώ") : body.index("</article>")]
        assert "Καθαριότητα" in here
        assert "ακριβώς εδώ" in here
        assert "350 μ., 5 λεπτά με τα πόδια" in here
        assert "Μακριά" not in here
        assert "35.513800, 24.018700" in here
        assert "501546, 3929735" in here


@pytest.mark.django_db
def test_here_lists_what_is_near_by_distance(client: Client) -> None:
    for distance_m, name in ((900, "Γ"), (30, "Β"), (6_000, "Α")):
        place_at(distance_m, name)

    assert names(page(client, f"/map/here/?{HERE}&layers=places")) == ["Β", "Γ", "Α"]
    assert config(client, f"/map/here/?{HERE}")["pin"] == [CENTRE.x, CENTRE.y]


@pytest.mark.django_db
def test_near_sorts_the_list_and_pages_keep_it(client: Client) -> None:
    for number in range(60):
        place_at(10 * number + 5, f"Σημείο {59 - number:02}")

    first = page(client, f"/map/?view=list&layers=places&near={CENTRE.y},{CENTRE.x}&bbox=0,0,1,1")
    following = re.search(r'href="(/map/\?[^"]*)" rel="next"', first)
    assert following is not None
    second = page(client, following.group(1).replace("&amp;", "&"))

    assert names(first) + names(second) == [f"Σημείο {number:02}" for number in reversed(range(60))]
    assert "100 μ., 2 λεπτά με τα πόδια" in first


@pytest.mark.django_db
def test_one_statement_for_each_layer_tells_what_is_here(client: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        plant(Place)
    client.get(f"/map/here/card/?{HERE}")

    # The layers that have code, the datasets, the grid.
    with django_assert_max_num_queries(len(catalogued_layers()) + 2):
        client.get(f"/map/here/card/?{HERE}")


@pytest.mark.django_db
def test_what_staff_alone_may_see_is_here_for_staff_alone(client: Client) -> None:
    make_dataset(slug="internal", title_el="Δίκτυο ύδρευσης", is_public=False)
    assert "ύδρευσης" not in page(client, f"/map/here/card/?{HERE}")

    client.force_login(User.objects.create_user("gis", is_staff=True))

    assert "ύδρευσης" in page(client, f"/map/here/card/?{HERE}")


@pytest.mark.django_db
def test_the_embedded_map_may_be_framed_by_anyone_and_no_other_page_may(client: Client) -> None:
    embedded, whole = client.get("/map/embed/"), client.get("/map/")

    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "script-src 'self'" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors 'self'" in whole["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
def test_the_embedded_map_shows_what_its_address_says_and_leads_back(client: Client) -> None:
    plant(Place, name_el="Ναι", wheelchair="yes")
    plant(Place, name_el="Όχι", wheelchair="no")

    body = page(client, "/map/embed/?layers=places&f.places.wheelchair=yes&at=16/35.5/24")

    assert names(body) == ["Ναι"]
    assert 'href="/map/?layers=places&amp;f.places.wheelchair=yes&amp;at=16/35.5/24" target="_blank"' in body
    assert "<form" not in body


@pytest.mark.django_db
def test_the_embedded_map_is_the_public_one_even_for_staff(client: Client) -> None:
    make_dataset(slug="internal", title_el="Δίκτυο ύδρευσης", is_public=False)
    client.force_login(User.objects.create_user("gis", is_staff=True))

    assert "ύδρευσης" not in page(client, "/map/embed/?layers=internal")


@pytest.mark.parametrize(
    ("distance_m", "text"),
    [
        (0, "ακριβώς εδώ"), (4, "10 μ., 1 λεπτό με τα πόδια"), (350, "350 μ., 5 λεπτά με τα πόδια"),
        (994, "990 μ., 14 λεπτά με τα πόδια"), (996, "1,0 χλμ., 14 λεπτά με τα πόδια"), (4_990, "5,0 χλμ., 67 λεπτά με τα πόδια"),
        (7_420, "7,4 χλμ."), (123_456, "123 χλμ."),
    ],
)  # fmt: skip
def test_distances_are_said_as_people_say_them(distance_m: float, text: str) -> None:
    assert how_far(distance_m) == text


@pytest.mark.parametrize("text", [text for text in BAD_POINTS if text])
def test_no_point_is_made_of_anything_else(text: str) -> None:
    with pytest.raises(InvalidPoint):
        point_of(text)
    with pytest.raises(InvalidPoint):
        lat_lon(text)


@pytest.mark.django_db
def test_beside_a_point_stand_the_ten_nearest_and_where_the_others_are(client: Client) -> None:
    for _ in range(12):
        plant(Place)

    beside = client.get("/map/here/?layers=places&lat=35.5138&lon=24.0187").content.decode().partition("data-list")[2]

    assert beside.count("results__name") == 10
    further = re.search(r'href="(/map/[^"]*view=list[^"]*)" rel="next"', beside)
    assert further is not None
    assert client.get(html.unescape(further.group(1))).content.decode().count("results__name") == 12
