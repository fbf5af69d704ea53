"""Everything that may happen to an uploaded dataset."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.datasets.looks import Look, LookError, style_with
from layers.datasets.models import Dataset, DatasetVersion
from layers.datasets.tables import copy_rows, create_table, drop_table, finish_table
from layers.departments import Department
from layers.greek import slug_of
from layers.layer import GeometryType
from layers.styles import PALETTE, Shape, Style, Symbol

Row = Sequence[Any]


class DatasetError(Exception):
    """What was asked of a dataset cannot be done; the message says why and what can."""


@transaction.atomic
def create_dataset(*, title: str, geometry_type: GeometryType, taken: Iterable[str], is_public: bool = True) -> Dataset:
    """Create a dataset that shows nothing yet; its address comes from its title, with a number where that is ``taken``."""
    base = slug_of(title) or "dataset"
    used = {*taken, *Dataset.objects.values_list("slug", flat=True)}
    slug = next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, len(used) + 3))) if slug not in used)
    colour = PALETTE[Dataset.objects.count() % len(PALETTE)]
    return Dataset.objects.create(slug=slug, title_el=title, style=_style_for(geometry_type, colour=colour).as_json(), is_public=is_public)


def _style_for(geometry_type: GeometryType, *, colour: str) -> Style:
    shapes: dict[GeometryType, Shape] = {
        GeometryType.POINT: "point",
        GeometryType.MULTI_POINT: "point",
        GeometryType.MULTI_LINE: "line",
    }
    shape = shapes.get(geometry_type, "polygon")
    size_px, opacity = {"point": (12.0, 1.0), "line": (3.0, 1.0), "polygon": (2.0, 0.15)}[shape]
    return Style(shape=shape, symbol=Symbol(colour=colour, size_px=size_px, outline_px=1.5, opacity=opacity))


@dataclass(frozen=True, kw_only=True)
class Description:
    """What staff may say of a dataset; None leaves a part as it is."""

    title_el: str | None = None
    title_en: str | None = None
    description_el: str | None = None
    description_en: str | None = None
    attribution: str | None = None
    label_column: str | None = None
    look: Look | None = None
    maintainer: str | None = None
    is_public: bool | None = None


@transaction.atomic
def describe_dataset(dataset: Dataset, description: Description) -> Dataset:
    """Change what ``description`` gives, and return the dataset as it is then.

    Raises:
        DatasetError: for an empty title, an unknown column or department, or a look that cannot be.
    """
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    for name in ("title_el", "title_en", "description_el", "description_en", "attribution", "label_column", "is_public"):
        value = getattr(description, name)
        setattr(dataset, name, getattr(dataset, name) if value is None else value)
    if not dataset.title_el:
        raise DatasetError(_("Ο τίτλος δεν μπορεί να είναι κενός."))
    _check_label(dataset)
    if description.look is not None:
        dataset.style = _styled(dataset, description.look)
    if description.maintainer is not None:
        dataset.maintainer = _department(description.maintainer)
    dataset.save()
    return dataset


def _check_label(dataset: Dataset) -> None:
    version = dataset.current_version
    if version is not None and dataset.label_column and version.column_of(dataset.label_column) is None:
        raise DatasetError(
            _("Δεν υπάρχει στήλη «%(name)s». Υπάρχουν: %(columns)s.")
            % {"name": dataset.label_column, "columns": ", ".join(entry["name"] for entry in version.columns)}
        )


def _styled(dataset: Dataset, look: Look) -> dict[str, Any]:
    try:
        return style_with(dataset, look).as_json()
    except LookError as error:
        raise DatasetError(str(error)) from error


def _department(code: str) -> Department | None:
    if not code:
        return None
    department: Department | None = Department.objects.filter(code=code).first()
    if department is None:
        raise DatasetError(
            _("Δεν υπάρχει υπηρεσία «%(code)s». Υπάρχουν: %(codes)s.")
            % {"code": code, "codes": ", ".join(Department.objects.values_list("code", flat=True)) or "–"}
        )
    return department


@transaction.atomic
def add_version(
    dataset: Dataset,
    *,
    rows: Iterable[Row],
    columns: Sequence[Mapping[str, str]],
    geometry_type: GeometryType,
    source: Mapping[str, Any],
    by: AbstractBaseUser | None = None,
) -> DatasetVersion:
    """Load ``rows`` (id, EWKB, values) beside what readers see, then show them instead.

    ``source`` gives the version's ``source_name``, ``source_sha256`` and ``source_options``. Until the transaction ends nothing of
    it is seen by anyone else; if it fails, nothing was.
    """
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    last = dataset.versions.aggregate(number=Max("number"))["number"] or 0
    version = DatasetVersion.objects.create(
        dataset=dataset, number=last + 1, columns=list(columns), geometry_type=geometry_type, created_by_id=by.pk if by else None, **source
    )
    create_table(version)
    version.feature_count = copy_rows(version, rows)
    version.save(update_fields=["feature_count"])
    finish_table(version)
    show_version(version)
    return version


@transaction.atomic
def show_version(version: DatasetVersion) -> None:
    """Make ``version`` what readers see.

    Raises:
        DatasetError: if its rows were purged.
    """
    if version.purged_at is not None:
        raise DatasetError(
            _("Η έκδοση %(number)d έχει διαγραφεί και δεν μπορεί να εμφανιστεί. Εισαγάγετε ξανά το αρχείο «%(file)s».")
            % {"number": version.number, "file": version.source_name}
        )
    dataset = Dataset.objects.select_for_update().get(pk=version.dataset_id)
    dataset.current_version = version
    dataset.save(update_fields=["current_version"])


@transaction.atomic
def undo(dataset: Dataset) -> DatasetVersion:
    """Show again the version before the present one, and return it.

    Raises:
        DatasetError: if there is none that still has its rows.
    """
    dataset = Dataset.objects.select_for_update().select_related(None).get(pk=dataset.pk)
    current = dataset.current_version
    earlier = dataset.versions.filter(purged_at=None, number__lt=current.number if current else 0).first()
    if earlier is None:
        raise DatasetError(_("Το σύνολο «%(title)s» δεν έχει προηγούμενη έκδοση.") % {"title": dataset.title_el})
    show_version(earlier)
    return earlier


@transaction.atomic
def purge(version: DatasetVersion) -> None:
    """Drop the version's rows for good and keep the record that it was.

    Raises:
        DatasetError: if readers see it now.
    """
    dataset = Dataset.objects.select_for_update().get(pk=version.dataset_id)
    if dataset.current_version_id == version.pk:
        raise DatasetError(_("Η έκδοση %(number)d είναι αυτή που βλέπουν όλοι· δείξτε πρώτα μια άλλη.") % {"number": version.number})
    drop_table(version)
    version.purged_at = timezone.now()
    version.save(update_fields=["purged_at"])


def purge_old_versions() -> int:
    """Purge what lies further back than ``settings.DATASET_VERSIONS_KEPT`` versions, in every dataset; return how many were."""
    purged = 0
    for dataset in Dataset.objects.all():
        kept = dataset.versions.filter(purged_at=None)[: settings.DATASET_VERSIONS_KEPT]
        old = dataset.versions.filter(purged_at=None).exclude(pk__in=[version.pk for version in kept])
        for version in old:
            if version.pk != dataset.current_version_id:
                purge(version)
                purged += 1
    return purged


@transaction.atomic
def delete_dataset(dataset: Dataset) -> None:
    """Remove the dataset with all its versions."""
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    for version in dataset.versions.all():
        drop_table(version)
    dataset.current_version = None
    dataset.save(update_fields=["current_version"])
    dataset.delete()
