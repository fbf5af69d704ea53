"""What any surface may ask of a layer: a queryset with a name and a style."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.db.models import F, Field, Model, Q, QuerySet, TextChoices, Value
from django.db.models.expressions import BaseExpression
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from layers.crs import CRS84, Crs
from layers.geometry import RawGeometry
from layers.hours.questions import OpenNow
from layers.late import punctual
from layers.municipality import Extent, LonLat
from layers.ordering import Order
from layers.styles import Style

Text = str | Promise
Relation = tuple[str, tuple[Any, ...]]


# Names that the standards give to query parameters; a property of that name could not be filtered by.
RESERVED_NAMES = frozenset({
    "after", "bbox", "bbox-crs", "count", "crs", "datetime", "document_", "f", "filter", "filter-crs", "filter-lang", "geom", "geometry",
    "id", "lang", "limit", "near", "open_at", "properties", "radius", "skipGeometry", "sortby", "token", "within",
})  # fmt: skip


# The column of a layer's relation that holds all properties as JSON; no property can have this name.
DOCUMENT = "document_"


class Theme(TextChoices):
    """The chapters of the legend, in order."""

    CITY = "city", _("Η πόλη")
    LIFE = "life", _("Ζωή στην πόλη")
    PARTICIPATION = "participation", _("Συμμετοχή")
    ADMINISTRATION = "administration", _("Διοίκηση")
    DATA = "data", _("Σύνολα δεδομένων")


class GeometryType(TextChoices):
    """Geometry types by their names in OGC 06-103r4; ANY is a layer that mixes them."""

    POINT = "Point", _("σημεία")
    MULTI_POINT = "MultiPoint", _("ομάδες σημείων")
    LINE = "LineString", _("γραμμές")
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
    HOURS = "hours", _("ωράριο")


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

    ``source`` is a path of the ORM or an expression (empty: the model's field called ``name``); ``searched_as`` gives the same truth by
    another expression, better for a condition on many rows. ``language`` says in which language
    the values are written, where they are: a page shows those of its own language and those of none. ``choices`` names the values for
    people, where they are codes. ``on_card`` says whether the map's card shows it beside the name.
    """

    name: str
    title: Text
    source: str | BaseExpression = ""
    searched_as: BaseExpression | None = None
    kind: Kind = Kind.TEXT
    language: str = ""
    choices: type[TextChoices] | None = None
    on_card: bool = True

    @property
    def expression(self) -> BaseExpression | F:
        return F(self.source or self.name) if isinstance(self.source, str) else self.source


@dataclass(frozen=True, kw_only=True)
class Area:
    """A feature's polygon as EWKB (EPSG:4326), of the layer ``slug`` as it was at ``revision``."""

    slug: str
    revision: int
    ewkb: bytes


@dataclass(frozen=True, kw_only=True)
class FeatureQuery:
    """Which features are asked for. Every part that is given must hold.

    ``extent`` is a box in ``extent_crs``, x before y; in degrees it may cross the antimeridian (west > east, OGC 17-069r4 §7.15.3); a
    feature on its edge belongs to it. ``equals`` maps names of properties to values, a tuple of values meaning any of them; ``since``
    and ``until`` bound the layer's time property, both included. ``inside`` must cover the feature, ``open_at`` is an instant at which
    its hours must say open. ``where`` is a further condition on the relation ``f`` with its parameters, its columns quoted by
    ``layers.ordering.quoted``. Features come in ``order``, those after ``after`` (an id) or ``after_place`` (what
    ``layers.ordering.position`` told), at most ``limit``. ``shown`` names the properties that come with them, None: all; ``crs`` is what
    their coordinates are in.
    """

    extent: Extent | None = None
    extent_crs: Crs = CRS84
    equals: Mapping[str, Any] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    inside: Area | None = None
    open_at: datetime | None = None
    where: tuple[str, tuple[Any, ...]] | None = None
    ids: tuple[int, ...] | None = None
    order: Order = ()
    after: int | None = None
    after_place: tuple[Any, ...] | None = None
    limit: int | None = None
    shown: frozenset[str] | None = None
    crs: Crs = CRS84


def _never() -> None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """An entry of a catalogue: a queryset with a name and a style.

    ``published`` is the only door to the rows, ``properties`` the allow-list of what any surface may publish of them, ``geometry``
    the path of the geometry (``event__geom``, where a row borrows its place). ``label`` names the property that names a feature, by
    language. ``depends_on`` lists every model whose change changes the layer; ``next_change_at`` says when it changes without a write,
    if ever. Tiles from ``detail_zoom`` on show every feature as it is. ``timetable`` is the path of the timetable that says when a
    feature is open, if any; ``document`` that of a column that holds all properties as JSON, where they are kept so. ``revision`` is set
    where this entry describes one revision of the data only (an uploaded dataset's), ``dataset_version`` is then the id of the version
    it shows.
    ``maintained_by`` is a department's code; where it is empty, the municipality's file may name one (``maintainer``).
    ``natural_key`` and ``importable`` name fields of the model for files that staff bring: those of ``imports``, where a file brings
    other rows than the layer shows (events, of which it shows the occurrences).
    For the search by name: ``also_named`` names a property that lists further names of a feature, ``search_weight`` says how much these
    features are looked for (0: not found by name), ``houses`` where a house number is in each of some features, if they have numbers.
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
    detail_zoom: int = 14
    licence: Licence = CC_BY
    attribution: Text = ""
    maintained_by: str = ""
    natural_key: str = ""
    importable: tuple[str, ...] = ()
    imports: type[Model] | None = None
    is_public: bool = True
    shown_at_first: bool = False
    also_named: str = ""
    search_weight: int = 2
    houses: Callable[[Collection[int], int], Mapping[int, LonLat]] | None = None
    revision: int | None = None
    dataset_version: int | None = None
    timetable: str = ""
    document: str = ""
    next_change_at: Callable[[], datetime | None] = _never

    @cached_property
    def model(self) -> type[Model]:
        return self.published().model

    @property
    def import_model(self) -> type[Model]:
        """The model whose rows an import writes; the layer's geometry is one of its fields."""
        return self.imports or self.model

    @cached_property
    def geometry_field(self) -> "Field[Any, Any]":
        """The field that holds the geometry: the layer's own model's, or that of a row which it borrows its place from."""
        *path, name = self.geometry.split("__")
        model: Any = self.model
        for step in path:
            model = model._meta.get_field(step).related_model
        return cast("Field[Any, Any]", model._meta.get_field(name))

    @property
    def maintainer(self) -> str:
        """The code of the department that maintains the layer; empty: the municipality as a whole."""
        return self.maintained_by or settings.MUNICIPALITY.maintainers.get(self.slug, "")

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of ``relation``: id, geom, then the properties in order, and their document if there is one."""
        return ("id", "geom", *(entry.name for entry in self.properties), *([DOCUMENT] if self.document else []))

    @property
    def relation(self) -> Relation:
        """All that is published, as SQL with its parameters: a relation of ``columns``, on which surfaces put conditions and an order."""
        return self.relation_searched_by({})

    def relation_searched_by(self, equals: Mapping[str, Any], *, open_at: datetime | None = None) -> Relation:
        """Return ``relation`` as it answers best when properties must equal the values of ``equals``, only what is open at ``open_at``.

        It holds all rows for which they do, and perhaps others. Compiled once in a process (it costs more than the database takes for a
        page), so ``published`` must ask the database for the time (``Now()``), never Python.
        """
        if open_at is not None:
            sql, parameters = self._compile({}, open_at=open_at)
            return sql, punctual(parameters)
        decided = frozenset(
            (entry.name, equals[entry.name])
            for entry in self.properties
            if entry.searched_as is not None and isinstance(equals.get(entry.name), bool)
        )
        if decided not in self._relations:
            self._relations[decided] = self._compile(dict(decided))
        sql, parameters = self._relations[decided]
        return sql, punctual(parameters)

    @cached_property
    def _relations(self) -> dict[frozenset[tuple[str, bool]], Relation]:
        return {}

    def _compile(self, decided: Mapping[str, bool], *, open_at: datetime | None = None) -> Relation:
        """A truth that is decided stands in WHERE, where the planner can join by it, and is not computed a second time to be shown."""
        rows: QuerySet[Any, Any] = self.published().filter(**{f"{self.geometry}__isnull": False}).order_by()
        aliases = [f"p{number}" for number in range(len(self.properties))]
        for entry in self.properties:
            if entry.name in decided:
                rows = rows.filter(Q(entry.searched_as) if decided[entry.name] else ~Q(entry.searched_as))
        if open_at is not None:
            rows = rows.filter(OpenNow(self.timetable, open_at))
        expressions = {
            alias: Value(decided[entry.name]) if entry.name in decided else entry.expression
            for alias, entry in zip(aliases, self.properties, strict=True)
        }
        rows = rows.annotate(geometry_=RawGeometry(F(self.geometry)), **expressions)
        return rows.values_list("pk", "geometry_", *aliases, *([self.document] if self.document else [])).query.sql_with_params()

    def property(self, name: str) -> Property | None:
        return next((entry for entry in self.properties if entry.name == name), None)

    def name_of(self, properties: Mapping[str, Any], feature_id: int) -> str:
        """Return what a feature is called in the active language, in Greek if it has no such name, else by its number."""
        language = (translation.get_language() or "el")[:2]
        for name in (self.label.get(language), self.label.get("el")):
            if name and properties.get(name):
                return str(properties[name])
        return f"{self.title} {feature_id}"

    def names_in(self, properties: Mapping[str, Any]) -> set[str]:
        """Return every name of a feature, in all languages."""
        names = (properties.get(name) for name in self.label.values())
        return {str(name) for name in (*names, *(properties.get(self.also_named) or ())) if name}
