"""Shapefiles and GeoJSON, parsed with pyogrio's GDAL. Runs in the sandbox."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from importers import crs
from importers.readers.errors import ReaderError
from importers.readers.geometry import Shapes, named_system

ALLOWED_DRIVERS = frozenset({"ESRI Shapefile", "GeoJSON"})
_BATCH_ROWS = 5_000


def read(request: dict[str, Any], *, on_rows: Callable[[int], None]) -> dict[str, Any]:
    """Write the file's rows to ``request["out"]`` and return what was found out about them.

    Raises:
        ReaderError
    """
    import pyarrow as pa
    import pyogrio
    import pyogrio.errors
    import pyogrio.raw

    unexpected = set(pyogrio.list_drivers()) - ALLOWED_DRIVERS
    if unexpected:
        raise ReaderError("drivers", sorted(unexpected))
    pa.set_cpu_count(1)
    path = Path(request["path"])
    try:
        with pyogrio.raw.open_arrow(str(path), batch_size=_BATCH_ROWS, use_pyarrow=True) as (meta, reader):
            return _convert(request, meta, reader, on_rows)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        pa.ArrowException,
    ) as error:
        raise ReaderError("unreadable", str(error)) from error


def _convert(request: dict[str, Any], meta: dict[str, Any], reader: Any, on_rows: Callable[[int], None]) -> dict[str, Any]:
    import pyarrow as pa

    geometry_name = meta["geometry_name"] or "wkb_geometry"
    if geometry_name not in reader.schema.names:
        raise ReaderError("no_geometry_column")
    shapes = Shapes(_find_system(request, meta), grids=request["grids"])
    done, writer = 0, None
    with pa.OSFile(request["out"], "wb") as sink:
        for batch in reader:
            converted = shapes.convert(batch, geometry_name)
            if writer is None:
                writer = pa.ipc.new_file(sink, converted.schema)
            writer.write_batch(converted)
            done += batch.num_rows
            on_rows(done)
        if writer is not None:
            writer.close()
    return {
        "rows": done,
        "geometry_types": sorted(shapes.types),
        "crs": shapes.system.authority if shapes.system else None,
        "crs_how": shapes.system.how if shapes.system else None,
        "raw_extent": shapes.raw_extent,
        "fields": [str(name) for name in meta["fields"]],
    }


def _find_system(request: dict[str, Any], meta: dict[str, Any]) -> Any:
    if request["crs"]:
        return named_system(request["crs"], how="given")
    if request["driver"] == "GeoJSON":
        # RFC 7946 §4; GDAL also reads the member "crs" of the format's 2008 version.
        return named_system(meta["crs"] or "EPSG:4326", how="geojson")
    prj = Path(request["path"]).with_suffix(".prj")
    try:
        return crs.from_prj(prj.read_text("utf-8", "replace")) if prj.exists() else None
    except crs.UnknownDatum as error:
        raise ReaderError("unknown_datum", str(error)) from error
