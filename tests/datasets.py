"""Uploaded datasets, made without a file."""

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import Point

from layers.datasets.actions import add_version
from layers.datasets.models import Dataset
from layers.layer import GeometryType
from layers.styles import Style, Symbol
from tests.planting import CENTRE

COLUMNS = [{"column": "c1", "name": "ΟΝΟΜΑ", "kind": "text"}, {"column": "c2", "name": "year", "kind": "integer"}]


def make_dataset(*, slug: str = "kadoi", names: Sequence[str] = ("Κάδος 1", "Κάδος 2"), **given: Any) -> Dataset:
    """Create a dataset of points with a version to show."""
    dataset = Dataset.objects.create(
        slug=slug,
        title_el=given.pop("title_el", "Κάδοι"),
        title_en="Bins",
        style=Style(shape="point", symbol=Symbol(colour="#00703c")).as_json(),
        label_column="ΟΝΟΜΑ",
        **given,
    )
    show(dataset, names)
    dataset.refresh_from_db()
    return dataset


def show(dataset: Dataset, names: Sequence[str]) -> Any:
    """Show a version with a point for each name."""
    rows = [(number, hexewkb(CENTRE.x + number * 1e-4, CENTRE.y), name, 2000 + number) for number, name in enumerate(names, start=1)]
    return add_version(
        dataset,
        rows=rows,
        columns=COLUMNS,
        geometry_type=GeometryType.POINT,
        source={"source_name": "kadoi.shp", "source_sha256": "0" * 64, "source_options": {}},
    )


def hexewkb(x: float, y: float) -> str:
    return Point(x, y, srid=4326).hexewkb.decode()
