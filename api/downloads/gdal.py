"""GeoPackage and FlatGeobuf, written by pyogrio's own GDAL from record batches."""

from pathlib import Path

from pyogrio.raw import write_arrow

from api.downloads.about import About
from api.downloads.arrow import GEOMETRY, Features, OnRows
from api.downloads.columns import columns_of
from layers.layer import FeatureQuery, GeometryType, Layer

CRS = "EPSG:4326"


def gdal_type(kind: GeometryType) -> str:
    """Return the geometry type by GDAL's name."""
    return "Unknown" if kind is GeometryType.ANY else str(kind.value)


def write_gpkg(path: Path, layer: Layer, query: FeatureQuery, told: About, on_rows: OnRows) -> None:
    """Write a GeoPackage (OGC 12-128r19): title and description in gpkg_contents, the rest in gpkg_metadata."""
    features = Features(layer=layer, query=query, columns=columns_of(layer, query, reserved=("id", "fid", GEOMETRY)), on_rows=on_rows)
    write_arrow(
        features.reader(),
        str(path),
        layer=layer.slug,
        driver="GPKG",
        geometry_name=GEOMETRY,
        geometry_type=gdal_type(layer.geometry_type),
        crs=CRS,
        layer_metadata=told.as_items(),
        layer_options={"IDENTIFIER": told.title, "DESCRIPTION": told.description, "GEOMETRY_NAME": "geom"},
    )


def write_fgb(path: Path, layer: Layer, query: FeatureQuery, told: About, on_rows: OnRows) -> None:
    """Write a FlatGeobuf with its spatial index; its rows come in the order of that index."""
    features = Features(layer=layer, query=query, columns=columns_of(layer, query, reserved=("id", GEOMETRY)), on_rows=on_rows)
    write_arrow(
        features.reader(),
        str(path),
        layer=layer.slug,
        driver="FlatGeobuf",
        geometry_name=GEOMETRY,
        geometry_type=gdal_type(layer.geometry_type),
        crs=CRS,
        layer_metadata=told.as_items(),
        layer_options={"TITLE": told.title, "DESCRIPTION": told.description},
    )
