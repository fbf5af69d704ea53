"""Departments as their pages tell them: their tree, who answers for a point, and each one whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db.models.functions import Collate

from geoportal.site.language import page_language
from layers.departments import Department, DepartmentQuerySet
from layers.hours.questions import HoursOf, IsOpen
from layers.layer import Layer
from layers.lookups import all_layers


@dataclass(frozen=True, kw_only=True)
class Node:
    """A department in the tree of departments, with those that belong to it."""

    department: Department
    children: tuple["Node", ...]


def department_tree() -> tuple[Node, ...]:
    """Return the published departments as they belong to each other, in alphabetical order; those of an unpublished one stand alone."""
    rows = list(_in_order(Department.objects.published().defer("jurisdiction")))
    published = {row.pk for row in rows}
    children: dict[int | None, list[Department]] = {}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in published else None, []).append(row)
    return _branch(None, children)


def departments_responsible_at(point: Point) -> list[Department]:
    """Return the published departments that answer for ``point``, the most local first, each with its public channels."""
    return list(_told(Department.objects.published().responsible_at(point)).defer("jurisdiction"))


def find_department(code: str) -> Department:
    """Return the published department called ``code``.

    Raises:
        Department.DoesNotExist: if there is none.
    """
    department: Department = _told(Department.objects.published()).select_related("parent", "timetable").get(code=code)
    return department


def sub_departments(department: Department) -> Iterable[Department]:
    return _in_order(Department.objects.published().filter(parent=department).defer("jurisdiction"))


def layers_maintained_by(department: Department) -> list[Layer]:
    """Return the public layers that ``department`` keeps right, in the order of the legend."""
    return [layer for layer in all_layers() if layer.maintainer == department.code]


def _told(rows: DepartmentQuerySet) -> DepartmentQuerySet:
    told: DepartmentQuerySet = rows.with_channels().annotate(open_now=IsOpen("timetable"), rules=HoursOf("timetable"))
    return told


def _in_order(rows: DepartmentQuerySet) -> DepartmentQuerySet:
    return rows.order_by(Collate(f"name_{page_language()}", "el-x-icu"))


def _branch(parent: int | None, children: dict[int | None, list[Department]]) -> tuple[Node, ...]:
    return tuple(Node(department=row, children=_branch(row.pk, children)) for row in children.get(parent, []))
