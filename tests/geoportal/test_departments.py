"""Departments: who answers for a point, and how each is reached."""

import re
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.test import Client

from geoportal.departments.offices import (
    department_tree,
    departments_responsible_at,
    find_department,
    layers_maintained_by,
    sub_departments,
)
from layers.departments import ContactChannel, Department
from layers.gazetteer.upkeep import renew_names
from layers.geometry import SRID
from layers.hours.models import Timetable
from layers.places import Place
from tests.pages import greek_in
from tests.planting import SECRET, plant

pytestmark = pytest.mark.django_db
WHOLE = MultiPolygon(Polygon.from_bbox((24.0, 35.4, 24.2, 35.6)), srid=SRID)
PART = MultiPolygon(Polygon.from_bbox((24.1, 35.5, 24.2, 35.6)), srid=SRID)


def at(lon: float, lat: float) -> Point:
    return Point(lon, lat, srid=SRID)


def test_the_most_local_department_answers_first() -> None:
    plant(Department, name_el="Καθαριότητα", jurisdiction=WHOLE)
    plant(Department, name_el="Γραφείο Ακρωτηρίου", jurisdiction=PART)
    plant(Department, name_el="Κρυφή", jurisdiction=PART, is_published=False)

    assert [row.name_el for row in departments_responsible_at(at(24.15, 35.55))] == ["Γραφείο Ακρωτηρίου", "Καθαριότητα"]
    assert [row.name_el for row in departments_responsible_at(at(24.05, 35.45))] == ["Καθαριότητα"]
    assert departments_responsible_at(at(25.0, 35.0)) == []


def test_a_point_on_the_edge_has_somebody_responsible() -> None:
    plant(Department, jurisdiction=WHOLE)

    assert len(departments_responsible_at(at(24.0, 35.5))) == 1


def test_a_point_of_the_national_grid_is_understood() -> None:
    plant(Department, jurisdiction=PART)
    point = at(24.15, 35.55)
    point.transform(2100)

    assert len(departments_responsible_at(point)) == 1


def test_only_public_channels_are_told() -> None:
    department = plant(Department, jurisdiction=WHOLE)
    plant(ContactChannel, department=department, value="28210 00101", is_public=True)
    plant(ContactChannel, department=department, value="μυστικό", is_public=False)

    row: Any
    (row,) = departments_responsible_at(at(24.1, 35.5))

    assert [channel["value"] for channel in row.channels_] == ["28210 00101"]


def test_the_tree_is_as_they_belong_to_each_other() -> None:
    works = plant(Department, name_el="Τεχνικές Υπηρεσίες")
    plant(Department, name_el="Φωτισμός", parent=works)
    plant(Department, name_el="Άδειες", parent=works)
    hidden = plant(Department, name_el="Κρυφή", is_published=False)
    plant(Department, name_el="Ταμείο", parent=hidden)

    tree = department_tree()

    assert [node.department.name_el for node in tree] == ["Ταμείο", "Τεχνικές Υπηρεσίες"]
    assert [node.department.name_el for node in tree[1].children] == ["Άδειες", "Φωτισμός"]


def test_a_department_tells_its_parts_and_the_layers_it_keeps() -> None:
    department = plant(Department, code="ypiresia-domisis")
    plant(Department, name_el="Τμήμα", parent=department)
    plant(Department, name_el="Κρυφό", parent=department, is_published=False)

    found = find_department("ypiresia-domisis")

    assert [row.name_el for row in sub_departments(found)] == ["Τμήμα"]
    assert {layer.slug for layer in layers_maintained_by(found)} >= {"municipal-units", "neighbourhoods"}


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def responsible(body: str) -> list[str]:
    return re.findall(r'<article class="department"> <h3><a href="[^"]*">([^<]*)</a>', body)


def test_the_page_tells_who_is_responsible_and_how_to_reach_them(client: Client) -> None:
    department = plant(
        Department,
        code="fotismos",
        name_el="Φωτισμός",
        tasks_el="Ανάβει τα φώτα.",
        hours_el="8:00–14:30",
        jurisdiction=PART,
        timetable=None,
    )
    plant(ContactChannel, department=department, kind="phone", value="28210 00101", label_el="Γραμματεία", is_public=True)
    plant(ContactChannel, department=department, kind="form", value="https://example.org/f", label_el="Δήλωση βλάβης", is_public=True)
    plant(ContactChannel, department=department, kind="web", value="javascript:alert(1)", label_el="Κακό", is_public=True)

    body = page(client, "/departments/?near=35.55,24.15")

    assert responsible(body) == ["Φωτισμός"]
    for text in ("Ανάβει τα φώτα.", "8:00–14:30", 'href="tel:2821000101"', 'href="https://example.org/f" rel="noopener">Δήλωση βλάβης</a>'):
        assert text in body, text
    assert 'href="javascript' not in body


def test_outside_the_municipality_nobody_is_and_the_page_says_so(client: Client) -> None:
    plant(Department, jurisdiction=PART)

    body = page(client, "/departments/?near=37.98,23.73")

    assert responsible(body) == []
    assert "Καμία υπηρεσία του Δήμου δεν είναι αρμόδια εδώ" in body


def test_a_corner_is_found_by_the_name_of_a_place(client: Client) -> None:
    plant(Department, name_el="Φωτισμός", jurisdiction=PART)
    plant(Place, name_el="Αεροδρόμιο", geom=at(24.15, 35.55))
    renew_names()

    body = page(client, "/departments/?near=αεροδρομιο")

    assert responsible(body) == ["Φωτισμός"]
    assert "Αρμόδιες υπηρεσίες: Αεροδρόμιο" in body


@pytest.mark.parametrize("near", ["x", "0,0", "35.5", "%00x", "9" * 500, "24.15,35.55", "nan,nan", "1e5,1e5", "<script>"])
def test_a_point_that_is_not_understood_is_told(client: Client, near: str) -> None:
    plant(Department, name_el="Φωτισμός", jurisdiction=WHOLE)

    body = page(client, f"/departments/?near={near}")

    assert 'aria-invalid="true"' in body
    assert "Φωτισμός" in body


def test_a_departments_page_tells_all_that_is_public(client: Client) -> None:
    parent = plant(Department, code="parent", name_el="Διεύθυνση")
    plant(
        Department, code="ypiresia-domisis", name_el="Δόμηση", parent=parent, office=at(24.02, 35.51), jurisdiction=PART,
        timetable=None, tasks_el="Άδειες.", internal_phone="2821099999",
    )  # fmt: skip
    plant(Department, name_el="Τμήμα", parent=Department.objects.get(code="ypiresia-domisis"))

    body = page(client, "/departments/ypiresia-domisis/")

    for text in ("Δόμηση</h1>", "Άδειες.", 'href="/departments/parent/">Διεύθυνση', ">Τμήμα</a>", "?layers=municipal-units",
                 "directions?to=35.51000,24.02000"):  # fmt: skip
        assert text in body, text
    assert "2821099999" not in body
    assert SECRET not in body


@pytest.mark.parametrize("code", ["nope", "hidden"])
def test_what_is_not_published_is_not_there(client: Client, code: str) -> None:
    plant(Department, code="hidden", is_published=False)

    assert client.get(f"/departments/{code}/").status_code == 404


def test_a_department_that_is_nowhere_has_no_map(client: Client) -> None:
    plant(Department, code="nowhere", office=None, jurisdiction=None)

    assert "data-city-map" not in page(client, "/departments/nowhere/")


@pytest.mark.parametrize("address", ["/en/departments/", "/en/departments/?near=35.55,24.15", "/en/departments/fotismos/"])
def test_english_pages_hold_no_greek(client: Client, address: str) -> None:
    department = plant(Department, code="fotismos", jurisdiction=WHOLE, internal_phone="", internal_notes="")
    plant(ContactChannel, department=department, is_public=True)

    assert greek_in(page(client, address)) == []


@pytest.mark.parametrize(("address", "queries"), [("/departments/", 1), ("/departments/?near=35.55,24.15", 2), ("/departments/first/", 6)])
def test_the_number_of_queries_does_not_grow(client: Client, django_assert_num_queries: Any, address: str, queries: int) -> None:
    first = plant(Department, code="first", jurisdiction=WHOLE, timetable=plant(Timetable, ignores_holidays=False))
    for _ in range(20):
        plant(ContactChannel, department=plant(Department, parent=first, jurisdiction=WHOLE, timetable=plant(Timetable)))

    # The first to come reads the menu.
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
