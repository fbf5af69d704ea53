"""Files as staff bring them, written for one test each."""

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapefile
from pyproj import CRS, Transformer

GREEK_GRID = Transformer.from_crs(4326, 2100, always_xy=True)
PRJ_2100 = CRS.from_epsg(2100).to_wkt("WKT1_ESRI")
PRJ_4326 = CRS.from_epsg(4326).to_wkt("WKT1_ESRI")
# What Greek offices' programs write: the Greek Grid by a local name, its datum unknown to PROJ.
PRJ_EGSA87 = (
    'PROJCS["EGSA87",GEOGCS["EGSA87",DATUM["D_EGSA87",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",24.0],PARAMETER["Scale_Factor",0.9996],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
LIGHTHOUSE = (24.01675, 35.51964)

Row = tuple[Any, Sequence[Any]]


def write_shapefile(
    path: Path,
    rows: Iterable[Row],
    *,
    columns: Sequence[tuple[str, str]] = (("NAME", "C"),),
    encoding: str = "cp1253",
    prj: str = PRJ_2100,
    cpg: str = "",
    shape_type: int = shapefile.POINT,
) -> Path:
    """Write a shapefile; each row is a shape (None, a pair of numbers, or rings and parts as pyshp takes them) and its values."""
    with shapefile.Writer(str(path), shapeType=shape_type, encoding=encoding) as writer:
        for name, kind in columns:
            writer.field(name, kind, size=80 if kind == "C" else 18)
        for shape, values in rows:
            if shape is None:
                writer.null()
            elif shape_type == shapefile.POINT:
                writer.point(*shape)
            elif shape_type == shapefile.POLYLINE:
                writer.line(shape)
            else:
                writer.poly(shape)
            writer.record(*values)
    if prj:
        path.with_suffix(".prj").write_text(prj)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def in_greek_grid(lon: float, lat: float) -> tuple[float, float]:
    x, y = GREEK_GRID.transform(lon, lat)
    return x, y


def zipped(path: Path, *, folder: str = "", target: Path | None = None, without: Sequence[str] = ()) -> Path:
    """Zip ``path`` with the files beside it that share its stem."""
    archive = target or path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as zipped_file:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part.suffix not in (".zip", *without):
                zipped_file.write(part, f"{folder}{part.name}")
    return archive


def write_geojson(path: Path, features: Iterable[Mapping[str, Any]], **members: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": list(features)}, ensure_ascii=False))
    return path


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    if isinstance(geometry, tuple):
        geometry = {"type": "Point", "coordinates": list(geometry)}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
