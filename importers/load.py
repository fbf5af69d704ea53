"""Carrying a plan out: all of it or nothing."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from importers.errors import ImportRefused
from importers.plan import Progress
from importers.plan_dataset import DatasetPlan
from importers.plan_layer import LayerPlan
from layers.datasets.actions import add_version, create_dataset
from layers.datasets.models import Dataset, DatasetVersion
from layers.hours.actions import give_hours
from layers.lookups import catalogued_layers

_BATCH_ROWS = 1_000


def _quiet(done: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, kw_only=True)
class NewDataset:
    """A dataset that the file is to found."""

    title: str
    is_public: bool = True


@transaction.atomic
def load_dataset(
    plan: DatasetPlan,
    *,
    into: Dataset | NewDataset,
    time: str = "",
    by: AbstractBaseUser | None = None,
    on_progress: Progress = _quiet,
) -> DatasetVersion:
    """Load the plan as a new version of the dataset ``into`` and show it.

    A plan without changes loads nothing and returns the present version.

    Raises:
        ImportRefused: if the dataset got another version since the plan was made.
    """
    dataset = _founded(into, plan) if isinstance(into, NewDataset) else into
    present = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if present.current_version_id != (plan.replaces.pk if plan.replaces else None):
        raise ImportRefused(
            _("Το σύνολο «%(title)s» άλλαξε όσο διαβαζόταν το αρχείο. Τρέξτε ξανά την εισαγωγή.") % {"title": present.title_el}
        )
    _remember_columns(present, plan, time=time)
    if present.current_version is not None and not plan.counts.changes and _has_same_columns(present.current_version, plan):
        return present.current_version
    return add_version(
        present,
        rows=_counted(plan.rows(), on_progress),
        columns=_version_columns(plan),
        geometry_type=plan.geometry_type,
        source={
            "source_name": plan.table.name,
            "source_sha256": plan.table.sha256,
            "source_options": {"crs": plan.table.crs, "encoding": plan.table.encoding.name, "key": plan.key},
        },
        by=by,
    )


def _founded(new: NewDataset, plan: DatasetPlan) -> Dataset:
    taken = [layer.slug for layer in catalogued_layers()]
    return create_dataset(title=new.title, geometry_type=plan.geometry_type, taken=taken, is_public=new.is_public)


def _counted(rows: Iterator[Any], on_progress: Progress) -> Iterator[Any]:
    for number, row in enumerate(rows, start=1):
        on_progress(number)
        yield row


def _version_columns(plan: DatasetPlan) -> list[dict[str, str]]:
    return [
        {"column": f"c{number}", "name": column.name, "kind": str(column.kind)} for number, column in enumerate(plan.table.columns, start=1)
    ]


def _has_same_columns(version: DatasetVersion, plan: DatasetPlan) -> bool:
    mine = {(entry["name"], entry["kind"]) for entry in version.columns}
    return mine == {(column.name, str(column.kind)) for column in plan.table.columns} and version.geometry_type == plan.geometry_type


def _remember_columns(dataset: Dataset, plan: DatasetPlan, *, time: str) -> None:
    """Keep what staff said of the columns for the next file; a first text column is taken for the name, until staff choose another."""
    names = [column.name for column in plan.table.columns]
    dataset.key_column = plan.key or dataset.key_column
    dataset.time_column = time or dataset.time_column
    if dataset.label_column not in names:
        dataset.label_column = _likely_name(plan)
    dataset.save(update_fields=["key_column", "time_column", "label_column"])


def _likely_name(plan: DatasetPlan) -> str:
    texts = [column.name for column in plan.table.columns if column.kind == "text"]
    spoken = (
        "name",
        "onoma",
        "onom",
        "title",
        "titlos",
        "perigrafi",
        "όνομα",
        "ονομα",
        "ονομασία",
        "τίτλος",
        "περιγραφή",
    )
    return next((name for word in spoken for name in texts if name.casefold().startswith(word)), texts[0] if texts else "")


def load_layer(plan: LayerPlan, *, on_progress: Progress = _quiet) -> None:
    """Create and update the plan's instances, and give them their hours.

    Raises:
        ImportRefused: if the database does not take them; nothing was loaded.
    """
    try:
        with transaction.atomic():
            for instance, week in plan.hours:
                code = f"{plan.layer.slug}-{getattr(instance, plan.layer.natural_key)}"
                give_hours(instance, week=(astuple(hours) for hours in week), code=code[:100])
            _load_instances(plan, on_progress)
    except (IntegrityError, DataError) as error:
        raise ImportRefused(
            _("Η βάση δεν δέχτηκε τις γραμμές και δεν άλλαξε τίποτα: %(words)s") % {"words": str(error).partition("\n")[0]}
        ) from error


def _load_instances(plan: LayerPlan, on_progress: Progress) -> None:
    model = plan.layer.import_model
    if model.save is not models.Model.save:
        # What the model does when a row is saved (an event's dates) is part of the row.
        for done, instance in enumerate((*plan.created, *plan.updated), start=1):
            instance.save()
            on_progress(done)
        return
    done = 0
    for batch in _batches(plan.created):
        model._default_manager.bulk_create(batch)
        on_progress(done := done + len(batch))
    stamped = [entry for entry in model._meta.concrete_fields if getattr(entry, "auto_now", False)]
    for batch in _batches(plan.updated):
        for instance in batch:
            for entry in stamped:
                entry.pre_save(instance, add=False)
        model._default_manager.bulk_update(batch, [*plan.fields, *(entry.name for entry in stamped)])
        on_progress(done := done + len(batch))


def _batches(instances: list[Any]) -> Iterator[list[models.Model]]:
    for start in range(0, len(instances), _BATCH_ROWS):
        yield instances[start : start + _BATCH_ROWS]
