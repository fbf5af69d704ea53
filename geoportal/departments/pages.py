"""What the departments' pages show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from geoportal.departments.offices import (
    Node,
    department_tree,
    departments_responsible_at,
    layers_maintained_by,
    sub_departments,
)
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.hours import hours_lines
from geoportal.site.language import localised, page_language
from geoportal.site.nearby import directions_url, near_of
from geoportal.site.opening import opening_words
from layers.departments import ContactChannel, Department

_COLOUR, _AREA_COLOUR = "#003476", "#0065b3"
# Ten metres: on a page's small map nobody sees less.
_AREA_TOLERANCE_DEG = 0.0001
_SCHEMES = {ContactChannel.Kind.PHONE: "tel:", ContactChannel.Kind.EMAIL: "mailto:"}


@dataclass(frozen=True, kw_only=True)
class Channel:
    title: str
    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class DepartmentEntry:
    """A department as people need it: what it does and how to reach it."""

    name: str
    url: str
    tasks: str
    address: str
    hours: tuple[str, ...]
    is_open: bool = False
    channels: tuple[Channel, ...] = ()
    children: tuple["DepartmentEntry", ...] = ()


def departments_page(given: QueryDict) -> dict[str, Any]:
    """Return the context of the page of departments; ``near`` in the address asks who is responsible there."""
    near = near_of(given)
    responsible = departments_responsible_at(near.point) if near.point else []
    return {
        "near": near,
        "responsible": [_entry(row) for row in responsible],
        "tree": [_branch(node) for node in department_tree()],
        "map": city_map([drawn for row in responsible for drawn in _office(row)], near=near, is_picking=True),
    }


def department_page(department: Department) -> dict[str, Any]:
    """Return the context of one department's page."""
    parent = department.parent
    drawn = [*_area(department), *_office(department)]
    return {
        "department": _entry(department),
        "office": department.office,
        "opening": opening_words(department.timetable),
        "directions_url": directions_url(department.office) if department.office else "",
        "parent": {"name": localised(parent, "name"), "code": parent.code} if parent and parent.is_published else None,
        "children": [{"name": localised(row, "name"), "code": row.code} for row in sub_departments(department)],
        "layers": layers_maintained_by(department),
        "map": city_map(drawn) if drawn else None,
    }


def _entry(row: Department, *, children: tuple[DepartmentEntry, ...] = ()) -> DepartmentEntry:
    return DepartmentEntry(
        name=localised(row, "name"),
        url=reverse("departments:department", args=(row.code,)),
        tasks=localised(row, "tasks"),
        address=localised(row, "address"),
        hours=tuple(hours_lines(getattr(row, "rules", None) or [])) or tuple(filter(None, [localised(row, "hours")])),
        is_open=getattr(row, "open_now", False),
        channels=tuple(_channel(channel) for channel in getattr(row, "channels_", [])),
        children=children,
    )


def _branch(node: Node) -> DepartmentEntry:
    return _entry(node.department, children=tuple(_branch(child) for child in node.children))


def _channel(channel: dict[str, str]) -> Channel:
    """Return a number or an address under its title; what opens as a page is called by its title. Only what is safe to follow is a link."""
    kind, value = ContactChannel.Kind(channel["kind"]), channel["value"]
    title = channel[f"label_{page_language()}"] or str(kind.label)
    if kind in _SCHEMES:
        return Channel(title=title, text=value, url=_SCHEMES[kind] + value.replace(" ", ""))
    if value.startswith(("https://", "http://")):
        return Channel(title=str(kind.label), text=title, url=value)
    return Channel(title=title, text=value, url="")


def _office(row: Department) -> Iterator[Drawn]:
    if row.office is not None:
        yield Drawn(geom=row.office, name=localised(row, "name"), colour=_COLOUR, url=reverse("departments:department", args=(row.code,)))


def _area(row: Department) -> Iterator[Drawn]:
    if row.jurisdiction is not None:
        area = row.jurisdiction.simplify(_AREA_TOLERANCE_DEG, preserve_topology=True)
        yield Drawn(geom=area, name=localised(row, "name"), colour=_AREA_COLOUR)
