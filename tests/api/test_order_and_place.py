"""Sorting, and the questions of place and time that the standard has no words for."""

import base64
import json
from datetime import time
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.test import Client
from pyproj import Geod

from layers.districts import District
from layers.hours.models import OpeningHours, Timetable
from layers.places import Place
from tests.planting import CENTRE, plant

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/places/items"
WGS84 = Geod(ellps="WGS84")
NAMES = ("βήτα", "Άλφα", "ΓΑΜΜΑ", "άλφα", "Άλφα", "δέλτα")


def pages(client: Client, **asked: str) -> list[dict[str, Any]]:
    """Follow next to the end."""
    page = client.get(ITEMS, asked).json()
    found = page["features"]
    while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        page = client.get(following[0]).json()
        found += page["features"]
    return found


def test_texts_are_sorted_by_the_greek_alphabet_over_pages(client: Client) -> None:
    for name in NAMES:
        plant(Place, name_el=name)

    names = [feature["properties"]["name_el"] for feature in pages(client, sortby="name_el", limit="2")]

    assert names == ["άλφα", "Άλφα", "Άλφα", "βήτα", "ΓΑΜΜΑ", "δέλτα"]


def test_several_keys_each_in_its_direction_and_missing_values_last(client: Client) -> None:
    district = plant(District, kind="neighbourhood")
    District.objects.filter(pk=district.pk).update(population=None)
    for population in (30, 10, None, 10, 20):
        plant(District, kind="neighbourhood", population=population)
    items = "/api/collections/neighbourhoods/items"

    for sign in ("", "-"):
        page = client.get(items, {"sortby": f"{sign}population,-code", "limit": "2"}).json()
        found = page["features"]
        while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
            page = client.get(following[0]).json()
            found += page["features"]
        values = [feature["properties"]["population"] for feature in found]
        known = sorted((value for value in values if value is not None), reverse=bool(sign))
        assert values == [*known, None, None]
        assert len({feature["id"] for feature in found}) == 6
        for one, other in pairwise(found):
            if one["properties"]["population"] == other["properties"]["population"]:
                assert one["properties"]["code"] > other["properties"]["code"]


@pytest.mark.parametrize("asked", ["", "nothing", "internal_notes", "opening_hours", "name_el,name_el", "name_el,", "+"])
def test_an_order_that_there_is_not_is_refused(client: Client, asked: str) -> None:
    answer = client.get(ITEMS, {"sortby": asked})

    assert (answer.status_code, answer.json()["parameter"]) == (400, "sortby")


@pytest.mark.parametrize("after", ["", "x", "5", "W10", "bnVsbA", "WyJcdTAwMDAiLDFd", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTld", "[" * 50])
def test_a_place_that_was_not_written_here_is_refused(client: Client, after: str) -> None:
    for order in ({"sortby": "name_el"}, {"near": "24.0187,35.5138"}):
        answer = client.get(ITEMS, {**order, "after": after})
        assert (answer.status_code, answer.json()["parameter"]) == (400, "after")


def written(*place: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("order", "place"),
    [
        ({"sortby": "starts_at"}, ("2026-11-22", 1)),
        ({"sortby": "starts_at"}, ("2026-11-22T10:00:00", 1)),
        ({"sortby": "starts_at"}, ("0001-01-01T00:00:00+10:00", 1)),
        ({"sortby": "title_el"}, ("\ud800", 1)),
        ({"sortby": "title_el"}, ("\0", 1)),
        ({"sortby": "title_el"}, (1, 1)),
        ({"sortby": "is_free"}, ("true", 1)),
        ({"near": "24.0187,35.5138"}, (None, 1)),
        ({"near": "24.0187,35.5138"}, (10**400, 1)),
        ({"near": "24.0187,35.5138"}, (float("inf"), 1)),
        ({"near": "24.0187,35.5138"}, (5.5, 2**63)),
        ({"near": "24.0187,35.5138"}, (5.5, True)),
    ],
)
def test_a_place_that_the_database_could_not_hold_is_refused(client: Client, order: dict[str, str], place: tuple[Any, ...]) -> None:
    answer = client.get("/api/collections/events/items", {**order, "after": written(*place)})

    assert (answer.status_code, answer.json()["parameter"]) == (400, "after")


@pytest.mark.parametrize("instant", ["2026-11-22T10:00:00-19:40", "2026-W47-7T10:00:00Z", "2026-11-22T10:00:00+00:00"])
def test_an_instant_of_a_place_may_be_written_as_any_other(client: Client, instant: str) -> None:
    answer = client.get("/api/collections/events/items", {"sortby": "starts_at", "after": written(instant, 1)})

    assert answer.status_code == 200


def test_near_gives_the_nearest_first_with_metres_on_the_spheroid(client: Client) -> None:
    for east in (3, 1, 2, 40, 0):
        plant(Place, geom=Point(CENTRE.x + east * 0.001, CENTRE.y, srid=4326))

    found = pages(client, near=f"{CENTRE.x},{CENTRE.y}", radius="500", limit="2")

    distances = [feature["distance_m"] for feature in found]
    assert len(found) == 4
    assert distances == sorted(distances)
    for feature in found:
        lon, lat = feature["geometry"]["coordinates"]
        assert feature["distance_m"] == pytest.approx(WGS84.inv(CENTRE.x, CENTRE.y, lon, lat)[2], abs=0.01)


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"near": "24"}, "near"),
        ({"near": "24,95"}, "near"),
        ({"near": "nan,35"}, "near"),
        ({"near": "24,35,1"}, "near"),
        ({"near": "24,35", "radius": "0"}, "radius"),
        ({"near": "24,35", "radius": "-1"}, "radius"),
        ({"near": "24,35", "radius": "inf"}, "radius"),
        ({"near": "24,35", "radius": "x"}, "radius"),
        ({"radius": "5"}, "radius"),
        ({"near": "24,35", "sortby": "name_el"}, "sortby"),
        ({"within": "places/1"}, "within"),
        ({"within": "neighbourhoods"}, "within"),
        ({"within": "neighbourhoods/999999"}, "within"),
        ({"within": "nothing/1"}, "within"),
        ({"within": "neighbourhoods/1;--"}, "within"),
        ({"open_at": "2026-11-22"}, "open_at"),
        ({"open_at": "2026-11-22T10:00:00"}, "open_at"),
        ({"open_at": "9999-11-22T10:00:00Z"}, "open_at"),
    ],
)
def test_questions_of_place_that_make_no_sense_are_refused(client: Client, asked: dict[str, str], parameter: str) -> None:
    answer = client.get(ITEMS, asked)

    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


def test_within_gives_what_lies_in_a_feature_of_another_collection(client: Client) -> None:
    district = plant(District, kind="neighbourhood")
    inside = plant(Place, geom=district.geom.point_on_surface)
    edge = plant(Place, geom=Point(district.geom[0][0][0], srid=4326))
    plant(Place, geom=Point(CENTRE.x + 1, CENTRE.y, srid=4326))

    found = client.get(ITEMS, {"within": f"neighbourhoods/{district.pk}"}).json()["features"]

    assert [feature["id"] for feature in found] == [inside.pk, edge.pk]


def test_a_change_of_the_area_changes_the_etag_of_what_is_within(client: Client, transactional_db: None) -> None:
    district = plant(District, kind="neighbourhood")
    plant(Place, geom=district.geom.point_on_surface)
    address = f"{ITEMS}?within=neighbourhoods/{district.pk}"
    before = client.get(address)
    assert client.get(address, headers={"If-None-Match": before["ETag"]}).status_code == 304

    District.objects.filter(pk=district.pk).update(geom=shifted(district.geom))

    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["numberReturned"] == 0
    assert after["ETag"] != before["ETag"]


def shifted(geom: Any) -> MultiPolygon:
    return MultiPolygon(Polygon([(x + 1, y) for x, y in geom.coords[0][0]]), srid=4326)


def test_open_at_asks_the_hours_of_another_instant(client: Client) -> None:
    timetable = plant(Timetable)
    for weekday in range(1, 6):
        OpeningHours.objects.create(timetable=timetable, weekday=weekday, opens=time(8), closes=time(14))
    place = plant(Place, timetable=timetable)
    plant(Place)

    def ids(instant: str) -> list[int]:
        return [feature["id"] for feature in client.get(ITEMS, {"open_at": instant}).json()["features"]]

    # Monday 23 November 2026; Athens is two hours ahead of UTC.
    assert ids("2026-11-23T08:00:00Z") == [place.pk]
    assert ids("2026-11-23T13:00:00Z") == []
    assert ids("2026-11-22T08:00:00Z") == []


def test_a_layer_without_hours_says_so(client: Client) -> None:
    answer = client.get("/api/collections/routes/items", {"open_at": "2026-11-22T10:00:00Z"})

    assert (answer.status_code, answer.json()["parameter"]) == (400, "open_at")
