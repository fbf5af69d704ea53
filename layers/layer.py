"""What any surface may ask of a layer: a queryset with a name and a style."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Expression, F, Model, Q, QuerySet, TextChoices
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from layers.geometry import RawGeometry, box
from layers.municipality import Extent
from layers.styles import Style

Text = str | Promise


# Names that the standards give to query parameters; a property of that name could not be filtered by.
RESERVED_NAMES = frozenset({
    "after", "bbox", "bbox-crs", "count", "crs", "datetime", "f", "filter", "filter-crs", "filter-lang", "geom", "id", "lang", "limit",
    "near", "open_at", "properties", "radius", "skipGeometry", "sortby", "token", "within",
})  # fmt: skip


class Theme(TextChoices):
    """The chapters of the legend, in order."""

    CITY = "city", _("Η πόλη")
    ADMINISTRATION = "administration", _("Διοίκηση")
    DATA = "data", _("Σύνολα δεδομένων")


class GeometryType(TextChoices):
    """Geometry types by their names in OGC 06-103r4; ANY is a layer that mixes them."""

    POINT = "Point", _("σημεία")
    MULTI_POINT = "MultiPoint", _("ομάδες σημείων")
    MULTI_LINE = "MultiLineString", _("γραμμές")
    MULTI_POLYGON = "MultiPolygon", _("περιοχές")
    ANY = "Geometry", _("διάφορα σχήματα")


class Kind(TextChoices):
    """What a property's values are."""

    TEXT = "text", _("κείμενο")
    INTEGER = "integer", _("ακέραιος")
    NUMBER = "number", _("αριθμός")
    BOOLEAN = "boolean", _("ναι ή όχι")
    DATE = "date", _("ημερομηνία")
    INSTANT = "instant", _("χρονική στιγμή")
    LIST = "list", _("κατάλογος")


@dataclass(frozen=True, kw_only=True)
class Licence:
    """``code`` is the SPDX identifier."""

    code: str
    title: Text
    url: str


CC_BY = Licence(code="CC-BY-4.0", title="Creative Commons Attribution 4.0", url="https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True, kw_only=True)
class Property:
    """One thing a layer tells of each feature.

    ``source`` is a path of the ORM or an expression (empty: the model's field called ``name``). ``language`` says in which language
    the values are written, where they are: a page shows those of its own language and those of none. ``choices`` names the values for
    people, where they are codes. ``on_card`` says whether the map's card shows it beside the name.
    """

    name: str
    title: Text
    source: str | Expression = ""
    kind: Kind = Kind.TEXT
    language: str = ""
    choices: type[TextChoices] | None = None
    on_card: bool = True

    @property
    def expression(self) -> Expression | F:
        return F(self.source or self.name) if isinstance(self.source, str) else self.source


@dataclass(frozen=True, kw_only=True)
class FeatureQuery:
    """Which features are asked for. Every part that is given must hold.

    ``extent`` may cross the antimeridian (west > east, OGC 17-069r4 §7.15.3); a feature on its edge belongs to it. ``equals`` maps
    names of properties to values; ``since`` and ``until`` bound the layer's time property, both included. Features come in the
    order of their ids, those after ``after``, at most ``limit``.
    """

    extent: Extent | None = None
    equals: Mapping[str, Any] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    ids: tuple[int, ...] | None = None
    after: int | None = None
    limit: int | None = None


EVERYTHING = FeatureQuery()


def _never() -> None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """An entry of a catalogue.

    ``published`` is the only door to the rows, ``properties`` the allow-list of what any surface may publish of them, ``geometry``
    the path of the geometry. ``label`` names the property that names a feature, by language. ``depends_on`` lists every model whose
    change changes the layer; ``next_change_at`` says when it changes without a write, if ever. ``revision`` is set where this entry
    describes one revision of the data only (an uploaded dataset's version). ``maintained_by`` is a department's code; where it is
    empty, the municipality's file may name one (``maintainer``).
    ``natural_key`` and ``importable`` name fields of the model for files that staff bring.
    """

    slug: str
    title: Text
    description: Text
    theme: Theme
    published: Callable[[], QuerySet[Any]]
    geometry: str = "geom"
    geometry_type: GeometryType
    properties: tuple[Property, ...]
    label: Mapping[str, str]
    style: Style
    depends_on: tuple[type[Model], ...]
    time_property: str = ""
    min_zoom: int = 0
    max_zoom: int = 22
    licence: Licence = CC_BY
    attribution: Text = ""
    maintained_by: str = ""
    natural_key: str = ""
    importable: tuple[str, ...] = ()
    is_public: bool = True
    shown_at_first: bool = False
    revision: int | None = None
    next_change_at: Callable[[], datetime | None] = _never

    @cached_property
    def model(self) -> type[Model]:
        return self.published().model

    @property
    def maintainer(self) -> str:
        """The code of the department that maintains the layer; empty: the municipality as a whole."""
        return self.maintained_by or settings.MUNICIPALITY.maintainers.get(self.slug, "")

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of what ``features`` selects: id, geometry, then the properties in order."""
        return ("id", "geom", *(entry.name for entry in self.properties))

    def property(self, name: str) -> Property | None:
        return next((entry for entry in self.properties if entry.name == name), None)

    def alias_of(self, name: str) -> str:
        """Return the name by which ``features`` annotates the property ``name`` (its own could be a field's)."""
        return f"p{self.columns.index(name) - 2}"

    def features(self, query: FeatureQuery = EVERYTHING) -> QuerySet[Any, tuple[Any, ...]]:
        """Return the rows that ``query`` asks for as tuples in the order of ``columns``, the geometry raw, by ascending id."""
        rows: QuerySet[Any, Any] = self.published().filter(**{f"{self.geometry}__isnull": False})
        rows = rows.annotate(
            geometry_=RawGeometry(F(self.geometry)),
            **{self.alias_of(entry.name): entry.expression for entry in self.properties},
        )
        rows = rows.filter(self._condition(query)).order_by("pk")
        tuples = rows.values_list("pk", "geometry_", *(self.alias_of(entry.name) for entry in self.properties))
        return tuples if query.limit is None else tuples[: query.limit]

    def _condition(self, query: FeatureQuery) -> Q:
        condition = Q(**{self.alias_of(name): value for name, value in query.equals.items()})
        if query.extent is not None:
            condition &= self._in_extent(query.extent)
        if query.ids is not None:
            condition &= Q(pk__in=query.ids)
        if query.after is not None:
            condition &= Q(pk__gt=query.after)
        if self.time_property:
            condition &= self._in_interval(query.since, query.until)
        return condition

    def _in_extent(self, extent: Extent) -> Q:
        west, south, east, north = extent
        lookup = f"{self.geometry}__intersects"
        if west <= east:
            return Q(**{lookup: box(extent)})
        return Q(**{lookup: box((west, south, 180.0, north))}) | Q(**{lookup: box((-180.0, south, east, north))})

    def _in_interval(self, since: datetime | None, until: datetime | None) -> Q:
        condition, alias = Q(), self.alias_of(self.time_property)
        if since is not None:
            condition &= Q(**{f"{alias}__gte": self._bound(since)})
        if until is not None:
            condition &= Q(**{f"{alias}__lte": self._bound(until)})
        return condition

    def _bound(self, instant: datetime) -> datetime | date:
        """Return ``instant`` as the time property holds it: a day of the municipality's calendar, where it holds days."""
        entry = self.property(self.time_property)
        if entry is not None and entry.kind is Kind.DATE:
            return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        return instant

    def name_of(self, properties: Mapping[str, Any], feature_id: int) -> str:
        """Return what a feature is called in the active language, in Greek if it has no such name, else by its number."""
        language = (translation.get_language() or "el")[:2]
        for name in (self.label.get(language), self.label.get("el")):
            if name and properties.get(name):
                return str(properties[name])
        return f"{self.title} {feature_id}"
