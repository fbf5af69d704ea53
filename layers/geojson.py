"""The SQL by which the database writes features as GeoJSON (RFC 7946): text that goes out as it is."""

from collections.abc import Collection

from layers.crs import Crs
from layers.layer import DOCUMENT, GeometryType, Layer
from layers.ordering import quoted

# Points keep every bit (OGC 17-069r4: a bbox answer lies in the bbox, an extent holds its data); lines and areas come to a tenth of a
# millimetre (Crs.decimals), which halves their text.
_POINT_DECIMALS = 15
_WITH_POINTS = (GeometryType.POINT, GeometryType.MULTI_POINT, GeometryType.ANY)


def feature_sql(layer: Layer, crs: Crs, shown: Collection[str] | None = None, *, members: str = "") -> str:
    """Return the SQL of a row of the relation ``f`` as the text of a Feature; ``members`` is the SQL of further ones, a comma before each.

    Concatenating beats json_build_object, and row_to_json serialises a row in one call.
    """
    parts = [
        """'{"type":"Feature","id":' || f.id || ',"geometry":'""",
        f"coalesce({geometry_sql(layer, crs)}, 'null')",
        """',"properties":'""",
        f"f.{quoted(DOCUMENT)}" if layer.document and shown is None else properties_sql(layer, shown),
        *([members] if members else []),
        "'}'",
    ]
    return " || ".join(parts)


def geometry_sql(layer: Layer, crs: Crs) -> str:
    """Return the SQL of a row's geometry as GeoJSON in ``crs``, its axes in the order of the authority (OGC 18-058r1 Req 11)."""
    is_point = layer.geometry_type == GeometryType.POINT
    if is_point and crs.is_storage:
        # PostgreSQL writes a float in the fewest digits that read back as the same, and twice as fast as PostGIS.
        first, second = ("ST_Y", "ST_X") if crs.is_lat_lon else ("ST_X", "ST_Y")
        return f"""'{{"type":"Point","coordinates":[' || {first}(f.geom) || ',' || {second}(f.geom) || ']}}'"""
    geometry = crs.from_storage_sql("f.geom")
    if crs.is_lat_lon:
        geometry = f"ST_FlipCoordinates({geometry})"
    # Option 0: no bounding box, and no "crs" member, which RFC 7946 has no more.
    return f"ST_AsGeoJSON({geometry}, {_POINT_DECIMALS if layer.geometry_type in _WITH_POINTS else crs.decimals}, 0)"


def properties_sql(layer: Layer, shown: Collection[str] | None = None) -> str:
    """Return the SQL of a row's properties as JSON, of those in ``shown`` if it is given, in the layer's order."""
    columns = ", ".join(f"f.{quoted(entry.name)}" for entry in layer.properties if shown is None or entry.name in shown)
    return f"row_to_json((SELECT p FROM (SELECT {columns}) AS p))" if columns else "'{}'::json"
