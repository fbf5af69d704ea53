"""Zipped shapefiles: what the format cannot say stands in a README beside them.

Names of columns have ten bytes, texts 254, a file one kind of geometry, and there is no instant: the README tells what became of each.
"""

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _
from pyogrio.raw import write_arrow

from api.downloads.about import About
from api.downloads.arrow import GEOMETRY, Features, OnRows
from api.downloads.columns import Column, columns_of, cut_to_bytes, unique_names
from api.downloads.gdal import CRS
from layers.greek import to_latin
from layers.layer import FeatureQuery, GeometryType, Layer
from layers.streaming import read_distinct

NAME_BYTES = 10
TEXT_BYTES = 254


@dataclass(frozen=True)
class Part:
    """One shapefile: ``ending`` of its name, GDAL's type, which geometries go there."""

    ending: str
    type: str
    members: tuple[str, ...]


PARTS = (
    Part("points", "Point", ("POINT",)),
    Part("multipoints", "MultiPoint", ("MULTIPOINT",)),
    Part("lines", "MultiLineString", ("LINESTRING", "MULTILINESTRING")),
    Part("areas", "MultiPolygon", ("POLYGON", "MULTIPOLYGON")),
)
_PART_OF = {
    GeometryType.POINT: PARTS[0],
    GeometryType.MULTI_POINT: PARTS[1],
    GeometryType.LINE: replace(PARTS[2], type="LineString"),
    GeometryType.MULTI_LINE: PARTS[2],
    GeometryType.MULTI_POLYGON: PARTS[3],
}


def write_shapefiles(path: Path, layer: Layer, query: FeatureQuery, told: About, on_rows: OnRows) -> None:
    """Write the zip at ``path``: a shapefile for each kind of geometry there is, and README.txt."""
    columns = _columns(layer, query)
    cut: Counter[str] = Counter()

    def fitting(column: Column, text: str) -> str:
        fits = cut_to_bytes(text, TEXT_BYTES)
        cut[column.name] += fits != text
        return fits

    features = Features(layer=layer, query=query, columns=columns, on_rows=on_rows, text=fitting)
    with TemporaryDirectory(dir=path.parent) as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for stem, part, where in _parts(layer, query):
            _write(Path(folder) / f"{stem}.shp", part, replace(features, where=where))
        for file in sorted(Path(folder).iterdir()):
            archive.write(file, file.name)
        archive.writestr("README.txt", readme(told, columns, cut, left_out=_left_out(layer, query)))


def _columns(layer: Layer, query: FeatureQuery) -> list[Column]:
    """Ten bytes hold five Greek letters: names are written in Latin ones (ELOT 743), which every program reads."""
    columns = columns_of(layer, query, reserved=())
    latin = [to_latin(column.name) if not column.name.isascii() else column.name for column in columns]
    names = unique_names(latin, reserved=("id", GEOMETRY), max_bytes=NAME_BYTES)
    return [replace(column, name=name) for column, name in zip(columns, names, strict=True)]


def _parts(layer: Layer, query: FeatureQuery) -> Iterator[tuple[str, Part, str]]:
    if layer.geometry_type is not GeometryType.ANY:
        yield layer.slug, _PART_OF[layer.geometry_type], "TRUE"
        return
    present = read_distinct(layer, query, "GeometryType(f.geom)")
    needed = [part for part in PARTS if set(part.members) & set(present)] or [PARTS[0]]
    for part in needed:
        kinds = ", ".join(f"'{kind}'" for kind in part.members)
        yield f"{layer.slug}_{part.ending}", part, f"GeometryType(f.geom) IN ({kinds})"


def _left_out(layer: Layer, query: FeatureQuery) -> bool:
    known = {kind for part in PARTS for kind in part.members}
    return layer.geometry_type is GeometryType.ANY and not known.issuperset(read_distinct(layer, query, "GeometryType(f.geom)"))


def _write(path: Path, part: Part, features: Features) -> None:
    write_arrow(
        features.reader(),
        str(path),
        driver="ESRI Shapefile",
        geometry_name=GEOMETRY,
        geometry_type=part.type,
        crs=CRS,
        encoding="UTF-8",
    )


def readme(told: About, columns: list[Column], cut: Counter[str], *, left_out: bool) -> str:
    """Return the text beside the shapefiles, in the active language."""
    lines = [
        told.title,
        told.description,
        "",
        _("Πηγή: %(attribution)s") % {"attribution": told.attribution},
        _("Άδεια: %(licence)s, %(url)s") % {"licence": told.licence, "url": told.licence_url},
        _("Έκδοση των δεδομένων: %(revision)d") % {"revision": told.revision},
        _("Συντεταγμένες: WGS 84 (EPSG:4326), μήκος και πλάτος σε μοίρες. Κείμενα: UTF-8 (βλ. .cpg)."),
        "",
        _("Τα ονόματα των στηλών ενός shapefile έχουν έως δέκα χαρακτήρες. Κάθε στήλη, το πλήρες όνομά της και τι σημαίνει:"),
        "",
        *(f"  {column.name:<{NAME_BYTES}}  {column.entry.name}: {column.entry.title}" for column in columns),
        "",
        _("Οι χρονικές στιγμές και οι κατάλογοι είναι κείμενο (ISO 8601, JSON): το dBASE δεν έχει τέτοιους τύπους."),
    ]
    for name, count in sorted(cut.items()):
        if count:
            lines.append(
                _("Στη στήλη %(name)s κόπηκαν %(count)d κείμενα στα 254 byte, που είναι το όριο του dBASE. Ολόκληρα: στο GeoPackage.")
                % {"name": name, "count": count}
            )
    if left_out:
        lines.append(_("Οι συλλογές γεωμετριών λείπουν: ένα shapefile δεν τις χωρά. Υπάρχουν στο GeoPackage."))
    return "\r\n".join(lines) + "\r\n"
