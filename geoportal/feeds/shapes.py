"""Geometries as GeoRSS-Simple can say them (OGC 17-002r1): a point, a line, one ring, or a box."""

from django.contrib.gis.geos import GEOSGeometry

from layers.municipality import Extent

# A feed is read to know that there is news; who needs every bend takes the layer.
_MOST_POSITIONS = 500
# About ten metres.
_TOLERANCE_DEG = 1e-4


def georss_shape(geom: GEOSGeometry) -> GEOSGeometry | Extent | None:
    """Return what stands for ``geom`` (EPSG:4326): itself, perhaps with fewer bends, or the box around several parts; None: it is empty."""
    if geom.empty:
        return None
    single = geom[0] if geom.geom_type.startswith("Multi") and len(geom) == 1 else geom  # type: ignore[arg-type]
    if single.num_coords > _MOST_POSITIONS:
        single = single.simplify(_TOLERANCE_DEG, preserve_topology=True)
    if single.geom_type in ("Point", "LineString", "Polygon") and single.num_coords <= _MOST_POSITIONS:
        return single
    return geom.extent
