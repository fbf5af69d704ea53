"""The formats that a layer can be taken along in: one table, which every page and document about downloads reads."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from api.downloads.about import About
from api.downloads.arrow import OnRows
from api.downloads.csv_text import csv_parts
from api.downloads.gdal import write_fgb, write_gpkg
from api.downloads.geojson import geojson_parts
from api.downloads.kml import kml_parts
from api.downloads.parquet import write_parquet
from api.downloads.shapefile import write_shapefiles
from api.downloads.streams import PartsOf
from api.errors import UnknownDownload
from layers.layer import FeatureQuery, Layer

Write = Callable[[Path, Layer, FeatureQuery, About, OnRows], None]


class UnknownFormat(UnknownDownload):
    """There is no download of this ending."""

    def __init__(self, extension: str) -> None:
        super().__init__(
            _("Δεν υπάρχει λήψη με κατάληξη «%(extension)s». Υπάρχουν: %(known)s.") % {"extension": extension, "known": ", ".join(FORMATS)}
        )


@dataclass(frozen=True, kw_only=True)
class Format:
    """``file_type`` is the code in the EU's authority table of file types, where it has one. Either ``parts_of`` makes a stream or
    ``write`` a file."""

    extension: str
    title: str
    media_type: str
    file_type: str
    parts_of: PartsOf | None = None
    write: Write | None = None


_ALL = (
    Format(extension="gpkg", title="GeoPackage", media_type="application/geopackage+sqlite3", file_type="GPKG", write=write_gpkg),
    Format(extension="geojson", title="GeoJSON", media_type="application/geo+json", file_type="GEOJSON", parts_of=geojson_parts),
    Format(extension="csv", title="CSV", media_type="text/csv; charset=utf-8", file_type="CSV", parts_of=csv_parts),
    Format(extension="shp.zip", title="Shapefile", media_type="application/zip", file_type="SHP", write=write_shapefiles),
    Format(extension="kml", title="KML", media_type="application/vnd.google-earth.kml+xml", file_type="KML", parts_of=kml_parts),
    Format(extension="fgb", title="FlatGeobuf", media_type="application/flatgeobuf", file_type="", write=write_fgb),
    Format(extension="parquet", title="GeoParquet", media_type="application/vnd.apache.parquet", file_type="PARQUET", write=write_parquet),
)
FORMATS: dict[str, Format] = {entry.extension: entry for entry in _ALL}


def format_of(extension: str) -> Format:
    """Return the format of an ending.

    Raises:
        UnknownFormat
    """
    if extension not in FORMATS:
        raise UnknownFormat(extension)
    return FORMATS[extension]
