"""The sandboxed reader: a program of its own, started by importers.sandbox, that never sees Django or the database.

It reads one JSON object from standard input (``path``, ``driver``, ``crs``, ``out``), parses the file with pyogrio's GDAL, brings every
geometry to EPSG:4326, valid and two-dimensional, and writes ``out``: an Arrow IPC file of the attributes with three columns more,
``_geometry`` (WKB, null where there is none), ``_box`` (west, south, east, north) and ``_change`` (square metres that repairing moved, null
where nothing was repaired). Standard output carries one JSON object a line: ``{"done": rows}`` while it works, at the end
``{"result": …}`` or ``{"error": code, "detail": …}``.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

ALLOWED_DRIVERS = frozenset({"ESRI Shapefile", "GeoJSON"})
_BATCH_ROWS = 5_000


def main() -> None:
    request = json.loads(sys.stdin.readline())
    _limit_ourselves(request["memory_bytes"], request["cpu_s"])
    sys.path.insert(0, request["root"])
    try:
        _say(result=_read(request))
    except ReaderError as error:
        _say(error=error.code, detail=error.detail)


class ReaderError(Exception):
    def __init__(self, code: str, detail: Any = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def _say(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _limit_ourselves(memory_bytes: int, cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _read(request: dict[str, Any]) -> dict[str, Any]:
    # Imported under the limits, after them: these libraries are what the file gets to touch.
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
            return _convert(request, meta, reader)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        pa.ArrowException,
    ) as error:
        raise ReaderError("unreadable", str(error)) from error


def _convert(request: dict[str, Any], meta: dict[str, Any], reader: Any) -> dict[str, Any]:
    import pyarrow as pa

    geometry_name = meta["geometry_name"] or "wkb_geometry"
    if geometry_name not in reader.schema.names:
        raise ReaderError("no_geometry_column")
    shapes = Shapes(request, meta)
    done, writer = 0, None
    with pa.OSFile(request["out"], "wb") as sink:
        for batch in reader:
            converted = shapes.convert(batch, geometry_name)
            if writer is None:
                writer = pa.ipc.new_file(sink, converted.schema)
            writer.write_batch(converted)
            done += batch.num_rows
            _say(done=done)
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


class Shapes:
    """Brings the geometries of one file, batch by batch, to where and how we store them."""

    def __init__(self, request: dict[str, Any], meta: dict[str, Any]) -> None:
        self.types: set[str] = set()
        self.raw_extent: list[float] | None = None
        self.system = self._find_system(request, meta)
        self._to_wgs84 = self._transformer()

    def _find_system(self, request: dict[str, Any], meta: dict[str, Any]) -> Any:
        from importers import crs

        prj = Path(request["path"]).with_suffix(".prj")
        try:
            if request["crs"]:
                return crs.from_code(request["crs"])
            if request["driver"] == "GeoJSON":
                # RFC 7946 §4; GDAL also reads the member "crs" of the format's 2008 version.
                code = crs.from_code(meta["crs"] or "EPSG:4326")
                return crs.ReferenceSystem(authority=code.authority, how="geojson", wkt=code.wkt)
            return crs.from_prj(prj.read_text("utf-8", "replace")) if prj.exists() else None
        except crs.UnknownDatum as error:
            raise ReaderError("unknown_datum", str(error)) from error
        except crs.UnknownCode as error:
            raise ReaderError("unknown_crs", str(error)) from error

    def _transformer(self) -> Any:
        from pyproj import CRS, Transformer
        from pyproj.exceptions import ProjError

        if self.system is None or self.system.authority == "EPSG:4326":
            return None
        try:
            return Transformer.from_crs(CRS.from_wkt(self.system.wkt), CRS.from_epsg(4326), always_xy=True, allow_ballpark=False)
        except ProjError as error:
            raise ReaderError("unknown_datum", self.system.authority) from error

    def convert(self, batch: Any, geometry_name: str) -> Any:
        import numpy as np
        import pyarrow as pa
        import shapely

        index = batch.schema.get_field_index(geometry_name)
        with np.errstate(invalid="ignore"):
            shapes = shapely.from_wkb(batch.column(index).to_numpy(zero_copy_only=False), on_invalid="fix")
            shapes = shapely.force_2d(shapes)
            boxes = shapely.bounds(shapes)
            usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes)) & np.isfinite(boxes).all(axis=1)
            shapes = np.where(usable, shapes, None)
        self._note_extent(boxes[usable])
        if self.system is None:
            # Without a reference system nothing is stored; the extent is all that the message needs.
            shapes = np.full_like(shapes, None)
        shapes = self._in_degrees(shapes)
        shapes, change = _made_valid(shapes)
        self.types |= {str(name) for name in np.unique([shape.geom_type for shape in shapes if shape is not None])}
        boxes = shapely.bounds(shapes)
        columns = {name: batch.column(position) for position, name in enumerate(batch.schema.names) if position != index}
        columns["_geometry"] = pa.array(shapely.to_wkb(shapes), type=pa.binary())
        columns["_box"] = pa.FixedSizeListArray.from_arrays(pa.array(boxes.ravel(), type=pa.float64()), 4)
        columns["_change"] = pa.array(change, type=pa.float64(), from_pandas=True)
        return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))

    def _note_extent(self, boxes: Any) -> None:
        if len(boxes):
            mine = [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()]
            known = self.raw_extent or mine
            self.raw_extent = [*map(min, known[:2], mine[:2]), *map(max, known[2:], mine[2:])]

    def _in_degrees(self, shapes: Any) -> Any:
        import numpy as np
        import shapely

        if self._to_wgs84 is None:
            return shapes
        moved = shapely.transform(shapes, self._to_wgs84.transform, interleaved=False)
        # PROJ answers with infinity outside a projection's domain.
        return np.where(np.isfinite(shapely.bounds(moved)).all(axis=1), moved, None)


def _made_valid(shapes: Any) -> tuple[Any, Any]:
    """Return valid shapes of their own dimension, and the square metres that repairing moved (NaN where nothing was wrong)."""
    import numpy as np
    import shapely

    shapes = np.array([_plain(shape) for shape in shapes], dtype=object)
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    change = np.full(len(shapes), np.nan)
    for place in np.flatnonzero(broken):
        before = shapes[place]
        after = _of_dimension(shapely.make_valid(before), shapely.get_dimensions(before))
        metres_a_degree = 111_320.0
        shrink = float(np.cos(np.radians(np.clip(shapely.get_coordinates(before)[:, 1].mean(), -90, 90))))
        area = abs(abs(shapely.area(after) if after is not None else 0.0) - abs(shapely.area(before)))
        change[place] = area * metres_a_degree**2 * shrink
        shapes[place] = after
    return shapes, change


def _plain(shape: Any) -> Any:
    """Return surfaces that the database has no column for (TIN, PolyhedralSurface) as the polygons they consist of."""
    import shapely

    if shape is not None and shape.geom_type == "GeometryCollection":
        parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        if len(parts) == shapely.get_num_geometries(shape) and parts:
            return shapely.MultiPolygon(parts)
    return shape


def _of_dimension(shape: Any, dimension: int) -> Any:
    """Return what of ``shape`` has ``dimension``: making a polygon valid may leave lines and points beside it; None if nothing does."""
    import shapely

    if shape.geom_type != "GeometryCollection":
        return shape if shapely.get_dimensions(shape) == dimension and not shape.is_empty else None
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == dimension]
    return shapely.union_all(parts) if parts else None


if __name__ == "__main__":
    main()
