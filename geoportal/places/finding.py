"""Places as their pages ask for them: by category, by words of the name, by what is open or near."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Count, F, Q
from django.db.models.functions import Collate
from django.utils import timezone

from geoportal.site.language import localised, page_language
from layers.audiences import Audience
from layers.hours.questions import IsOpen, OpenNow
from layers.places import Place, PlaceCategory, PlaceQuerySet


@dataclass(frozen=True, kw_only=True)
class Category:
    """A node of the tree in the active language; ``count`` holds the published places of the node and of all below it."""

    pk: int
    code: str
    name: str
    count: int
    children: tuple["Category", ...] = ()

    @property
    def pks(self) -> list[int]:
        return [self.pk, *(pk for child in self.children for pk in child.pks)]


@dataclass(frozen=True, kw_only=True)
class PlaceQuery:
    """Which places are asked for. Every part that is given must hold."""

    category: Category | None = None
    audience: Audience | None = None
    words: str = ""
    is_accessible: bool = False
    is_open: bool = False
    near: Point | None = None


def category_tree() -> tuple[Category, ...]:
    """Return the groups with their categories, in the order that staff gave them; what holds no place is left out."""
    rows = PlaceCategory.objects.annotate(count=Count("places", filter=Q(places__is_published=True))).order_by("position", "name_el")
    children: dict[int | None, list[PlaceCategory]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    return _branch(None, children)


def category_called(code: str, tree: tuple[Category, ...]) -> Category | None:
    """Return the node called ``code``, wherever it is in ``tree``."""
    for node in tree:
        found = node if node.code == code else category_called(code, node.children)
        if found is not None:
            return found
    return None


def find_places(query: PlaceQuery) -> PlaceQuerySet:
    """Return the published places that ``query`` asks for: the nearest first, or in alphabetical order where nothing is near.

    Each has ``open_now``; where ``query.near`` is given, also ``distance_m``.
    """
    rows: PlaceQuerySet = Place.objects.published().select_related("category__parent").annotate(open_now=IsOpen("timetable"))
    if query.category is not None:
        rows = rows.filter(category__in=query.category.pks)
    if query.audience is not None:
        rows = rows.for_audience(query.audience)
    for word in query.words.split():
        rows = rows.filter(Q(name_el__unaccent__icontains=word) | Q(name_en__unaccent__icontains=word))
    if query.is_accessible:
        rows = rows.filter(wheelchair__in=[Place.Wheelchair.YES, Place.Wheelchair.LIMITED])
    if query.is_open:
        rows = rows.filter(OpenNow("timetable", timezone.now()))
    if query.near is not None:
        return rows.nearest(query.near)
    return rows.order_by(Collate(F(f"name_{page_language()}"), "el-x-icu"), "pk")


def _branch(parent: int | None, children: dict[int | None, list[PlaceCategory]]) -> tuple[Category, ...]:
    nodes = [_node(row, _branch(row.pk, children)) for row in children.get(parent, [])]
    return tuple(node for node in nodes if node.count)


def _node(row: Any, children: tuple[Category, ...]) -> Category:  # a PlaceCategory with its count
    return Category(
        pk=row.pk, code=row.code, name=localised(row, "name"), count=row.count + sum(child.count for child in children), children=children
    )
