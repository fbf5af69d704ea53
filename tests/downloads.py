"""Downloads as a person takes them: asked for, saved, opened again with what GIS programs use."""

import io
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
from django.test import Client

FORMATS = ("gpkg", "geojson", "csv", "shp.zip", "kml", "fgb", "parquet")


def fetch(client: Client, address: str, **headers: str) -> tuple[Any, bytes]:
    """Return the answer and its whole body; a stream is read to its end."""
    answer: Any = client.get(address, headers=headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, body


def opened(body: bytes, extension: str, folder: Path, *, layer: str | None = None) -> Any:
    """Return the features of a downloaded file as a GeoDataFrame."""
    path = folder / f"taken.{extension}"
    path.write_bytes(body)
    if extension == "parquet":
        return geopandas.read_parquet(path)
    if extension == "shp.zip":
        path = _unpacked(path, folder)
    # Without these, GDAL takes an empty cell for an empty text, and CSV for a table without shapes.
    options = {"GEOM_POSSIBLE_NAMES": "WKT", "EMPTY_STRING_AS_NULL": "YES", "KEEP_GEOM_COLUMNS": "NO"} if extension == "csv" else {}
    # GDAL takes the number of a GeoJSON feature for its own row number.
    frame = pyogrio.read_dataframe(path, layer=layer, fid_as_index=extension == "geojson", **options)
    return frame.reset_index(names="id") if extension == "geojson" else frame


def _unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "unpacked")
    (shape,) = (folder / "unpacked").glob("*.shp")
    return shape


def all_bytes(body: bytes, extension: str) -> bytes:
    """Return the body with everything that is packed in it unpacked behind it."""
    if extension != "shp.zip":
        return body
    folder = zipfile.ZipFile(io.BytesIO(body))
    return body + b"".join(folder.read(name) for name in folder.namelist())
