"""Uploaded datasets as layers."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import translation
from django.utils.functional import lazy

from layers.datasets.looks import fitting_style
from layers.datasets.models import Dataset
from layers.datasets.tables import model_of
from layers.layer import GeometryType, Kind, Layer, Property, Theme
from layers.revisions import Revision


def dataset_layers() -> Iterator[Layer]:
    """Yield a layer for each dataset that has a version to show, by title."""
    yield from map(_cached_layer, _shown().order_by("title_el"))


def dataset_layer(slug: str) -> Layer | None:
    """Return the layer of the dataset called ``slug``, None if there is none that shows anything."""
    known = _entries.get(slug)
    if known is not None and known[0] == _present_key(slug):
        return known[1]
    dataset = _shown().filter(slug=slug).first()
    return _cached_layer(dataset) if dataset else None


def known_dataset_layer(slug: str) -> Layer | None:
    """Return the entry last built in this process, without a look at the database: it may be out of date, or gone with its table."""
    known = _entries.get(slug)
    return None if known is None else known[1]


def forget_dataset_layers() -> None:
    """Drop the entries built in this process: their tables are gone, and revisions are counted from the start again."""
    _entries.clear()


def _present_key(slug: str) -> tuple[int, int | None, int] | None:
    """Return what ``_cached_layer`` knows an entry by, for a tenth of what the ORM takes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, d.current_version_id, r.number FROM layers_dataset AS d JOIN layers_revision AS r ON r.layer = d.slug "
            "WHERE d.slug = %s AND d.current_version_id IS NOT NULL",
            [slug],
        )
        found: tuple[int, int | None, int] | None = cursor.fetchone()
    return found


def _shown() -> QuerySet[Dataset]:
    number = Revision.objects.filter(layer=OuterRef("slug")).values("number")
    return (
        Dataset.objects.filter(current_version__isnull=False)
        .select_related("current_version", "maintainer")
        .annotate(revision=Subquery(number))
    )


def _in_active_language(el: str, en: str) -> str:
    return en if en and (translation.get_language() or "").startswith("en") else el


_bilingual = lazy(_in_active_language, str)


# The entries last built, by slug: a dataset's entry holds as long as its revision.
_entries: dict[str, tuple[tuple[int, int | None, int], Layer]] = {}


def _cached_layer(dataset: Dataset) -> Layer:
    revision: int | None = getattr(dataset, "revision", None)
    if revision is None:
        return _layer(dataset)
    key = dataset.pk, dataset.current_version_id, revision
    known = _entries.get(dataset.slug)
    if known is None or known[0] != key:
        known = _entries[dataset.slug] = (key, _layer(dataset))
    return known[1]


def _layer(dataset: Dataset) -> Layer:
    version = dataset.current_version
    assert version is not None  # noqa: S101  # _shown says so
    model = model_of(version)
    return Layer(
        slug=dataset.slug,
        title=_bilingual(dataset.title_el, dataset.title_en),
        description=_bilingual(dataset.description_el, dataset.description_en),
        theme=Theme(dataset.theme),
        published=model._default_manager.all,
        geometry_type=GeometryType(version.geometry_type),
        properties=tuple(
            Property(name=entry["name"], title=entry["name"], source=entry["column"], kind=Kind(entry["kind"])) for entry in version.columns
        ),
        document="document" if version.has_documents else "",
        label={"el": dataset.label_column} if version.column_of(dataset.label_column) else {},
        style=fitting_style(dataset.style, version),
        depends_on=(Dataset,),
        time_property=dataset.time_column if version.column_of(dataset.time_column) else "",
        attribution=dataset.attribution,
        maintained_by=dataset.maintainer.code if dataset.maintainer else "",
        is_public=dataset.is_public,
        search_weight=1,
        revision=getattr(dataset, "revision", None),
        dataset_version=version.pk,
    )
