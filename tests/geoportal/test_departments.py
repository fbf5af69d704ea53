"""Departments: who answers for a point, and how each is reached."""

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
from layers.geometry import SRID
from tests.planting import plant

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
    point = at(24.15, 35.55).transform(2100, clone=True)

    assert len(departments_responsible_at(point)) == 1


def test_only_public_channels_are_told() -> None:
    department = plant(Department, jurisdiction=WHOLE)
    plant(ContactChannel, department=department, value="28210 00101", is_public=True)
    plant(ContactChannel, department=department, value="μυστικό", is_public=False)

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
