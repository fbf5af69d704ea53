"""Maps in tests: layers of a few shapes, requests for them, and pictures to look at."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
from django.contrib.gis.geos import GEOSGeometry
from django.test import Client
from PIL import Image
from pyproj import Transformer

from layers.datasets.actions import add_version, delete_dataset
from layers.datasets.models import Dataset
from layers.layer import GeometryType
from layers.styles import Style, Symbol

WHITE = (255, 255, 255)
COLUMNS = [
    {"column": "c1", "name": "name", "kind": "text"},
    {"column": "c2", "name": "kind", "kind": "text"},
    {"column": "c3", "name": "year", "kind": "integer"},
    {"column": "c4", "name": "seen", "kind": "instant"},
]
Row = tuple[Any, ...]
"""WKT, name, kind, year, instant; what is left out is empty."""


def make_layer(slug: str, rows: Sequence[Row], *, geometry_type: GeometryType, style: Style, **given: Any) -> Dataset:
    """Create a dataset that shows ``rows``."""
    dataset = Dataset.objects.create(
        slug=slug, title_el=given.pop("title_el", f"Επίπεδο {slug}"), style=style.as_json(), label_column="name", **given
    )
    show_rows(dataset, rows, geometry_type=geometry_type)
    return dataset


def show_rows(dataset: Dataset, rows: Sequence[Row], *, geometry_type: GeometryType) -> Any:
    """Show a version of ``rows``."""
    values = [
        (number, GEOSGeometry(wkt, srid=4326).hexewkb.decode(), *rest, *([None] * (len(COLUMNS) - len(rest))))
        for number, (wkt, *rest) in enumerate(rows, start=1)
    ]
    source = {"source_name": "layer.geojson", "source_sha256": "0" * 64, "source_options": {}}
    return add_version(dataset, rows=values, columns=COLUMNS, geometry_type=geometry_type, source=source)


@contextmanager
def shown(*datasets: Dataset) -> Iterator[None]:
    """Delete the datasets in the end."""
    try:
        yield
    finally:
        for dataset in datasets:
            delete_dataset(dataset)


def points(**symbol: Any) -> Style:
    return Style(shape="point", symbol=Symbol(**{"colour": "#00703c", "size_px": 9, "outline_px": 0, **symbol}))


def lines(**symbol: Any) -> Style:
    return Style(shape="line", symbol=Symbol(**{"colour": "#b5482c", "size_px": 3, **symbol}))


def areas(**symbol: Any) -> Style:
    return Style(shape="polygon", symbol=Symbol(**{"colour": "#0065b3", "outline_px": 0, **symbol}))


def box(west: float, south: float, east: float, north: float) -> str:
    return f"MULTIPOLYGON((({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south})))"


def ask(client: Client, operation: str, *, version: str = "1.3.0", headers: dict[str, str] | None = None, **given: Any) -> Any:
    """Send a request of ``operation``; a parameter of None is left out."""
    parameters: dict[str, Any] = {"SERVICE": "WMS", "VERSION": version, "REQUEST": operation, **given}
    return client.get("/ows/wms", {name: value for name, value in parameters.items() if value is not None}, headers=headers or {})


def map_of(layers: str, bbox: Sequence[float], *, width: int = 256, height: int = 256, crs: str = "CRS:84", **given: Any) -> dict[str, Any]:
    """Return the parameters of a map; ``bbox`` is in the order of the version's axes."""
    name = "SRS" if given.get("version") == "1.1.1" else "CRS"
    return {
        "LAYERS": layers, "STYLES": "", name: crs, "BBOX": ",".join(map(repr, map(float, bbox))), "WIDTH": width, "HEIGHT": height,
        "FORMAT": "image/png", **given,
    }  # fmt: skip


def draw(client: Client, layers: str, bbox: Sequence[float], **given: Any) -> Image.Image:
    """Return the picture of a map, as it came."""
    return picture_of(ask(client, "GetMap", **map_of(layers, bbox, **given)))


def picture_of(answer: Any) -> Image.Image:
    assert answer.status_code == 200, answer.content.decode(errors="replace")[:600]
    assert answer["Content-Type"].startswith("image/"), answer.content.decode(errors="replace")[:600]
    return Image.open(BytesIO(answer.content))


def pixels(picture: Image.Image) -> "np.ndarray[Any, Any]":
    """Return the picture as lines of pixels of red, green and blue."""
    return np.asarray(picture.convert("RGB")).astype(int)


def share_of_differing(one: Image.Image, other: Image.Image, *, by: int = 0) -> float:
    """Return what share of pixels differ by more than ``by`` in any colour."""
    return float((np.abs(pixels(one) - pixels(other)).max(axis=2) > by).mean())


def place_of(lon_lat: tuple[float, float], bbox: Sequence[float], size: tuple[int, int], *, srid: int) -> tuple[int, int]:
    """Return the column and the line, from above, of the pixel in which a place is, by PROJ alone; ``bbox`` has x before y."""
    x, y = Transformer.from_crs(4326, srid, always_xy=True).transform(*lon_lat)
    return int((x - bbox[0]) / (bbox[2] - bbox[0]) * size[0]), int((bbox[3] - y) / (bbox[3] - bbox[1]) * size[1])
