"""Writing single rows of the version that a dataset shows. Whole loads are actions (layers/datasets/actions.py)."""

from typing import Any

from django.db.models import F, Max

from layers.datasets.models import Dataset, DatasetVersion
from layers.layer import Layer


class VersionChanged(Exception):
    """Another version is shown now than the one that the layer's entry describes."""


def lock_dataset(layer: Layer) -> Dataset:
    """Return the dataset behind ``layer``, held until the transaction ends: no other version is shown meanwhile, no other row numbered.

    Raises:
        VersionChanged
    """
    dataset: Dataset | None = Dataset.objects.select_for_update().filter(slug=layer.slug).first()
    if dataset is None or dataset.current_version_id != layer.dataset_version:
        raise VersionChanged
    return dataset


def next_id(layer: Layer) -> int:
    """Return the id of the next new row; whoever asks holds the dataset (``lock_dataset``)."""
    highest: int | None = layer.model._default_manager.aggregate(highest=Max("id"))["highest"]
    return (highest or 0) + 1


def count_rows(layer: Layer, difference: int) -> None:
    """Keep the version's number of rows true after ``difference`` of them came or went."""
    DatasetVersion.objects.filter(pk=layer.dataset_version or 0).update(feature_count=F("feature_count") + difference)


def key_field(dataset: Dataset) -> str:
    """Return the field whose values tell the dataset's rows apart, empty if staff named none."""
    version: Any = dataset.current_version
    column = version.column_of(dataset.key_column) if dataset.key_column and version else None
    return str(column["column"]) if column else ""
