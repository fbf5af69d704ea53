"""What every reader does with geometry: to EPSG:4326, two-dimensional, valid, of one dimension. Runs in the sandbox."""

from collections.abc import Mapping
from typing import Any

from importers.crs import ReferenceSystem, UnknownCode, from_code
from importers.readers.errors import ReaderError


def named_system(code: str, *, how: str) -> ReferenceSystem:
    """Return the reference system that ``code`` names.

    Raises:
        ReaderError: if there is none.
    """
    try:
        system = from_code(code)
    except UnknownCode as error:
        raise ReaderError("unknown_crs", str(error)) from error
    return ReferenceSystem(authority=system.authority, how=how, wkt=system.wkt)


class Shapes:
    """Brings the geometries of one file, batch by batch, to where and how we store them.

    ``system`` is what their numbers are in, None where nobody knows: then only ``raw_extent`` is found. ``grids`` are the systems, by
    authority, that are tied to WGS 84 otherwise than PROJ does by itself.
    """

    def __init__(self, system: ReferenceSystem | None, *, grids: Mapping[str, str]) -> None:
        self.types: set[str] = set()
        self.raw_extent: list[float] | None = None
        self.system = system
        self._to_wgs84 = self._transformer(grids)

    def _transformer(self, grids: Mapping[str, str]) -> Any:
        from pyproj import CRS, Transformer
        from pyproj.exceptions import ProjError

        if self.system is None or self.system.authority == "EPSG:4326":
            return None
        proj = grids.get(self.system.authority)
        source = CRS.from_proj4(proj) if proj else CRS.from_wkt(self.system.wkt)
        try:
            return Transformer.from_crs(source, CRS.from_epsg(4326), always_xy=True, allow_ballpark=False)
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
