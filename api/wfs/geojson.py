"""The SQL by which the database writes features as GeoJSON, under the identifiers of the WFS."""

from dataclasses import replace

from api.wfs.gml import id_sql
from api.wfs.selection import Selection
from layers.geojson import geometry_sql, properties_sql
from layers.layer import DOCUMENT
from layers.ordering import quoted


def feature_sql(selection: Selection) -> str:
    """Return the SQL of a row as a Feature: x before y in every system (RFC 7946 §3.1.1)."""
    layer, shown = selection.layer, selection.query.shown
    geometry = f"coalesce({geometry_sql(layer, replace(selection.written_crs, is_lat_lon=False))}, 'null')"
    parts = [
        f"""'{{"type":"Feature","id":"' || {id_sql(selection.feature_type)} || '","geometry":'""",
        geometry if selection.has_geometry else "'null'",
        """',"properties":'""",
        f"f.{quoted(DOCUMENT)}" if layer.document and shown is None else properties_sql(layer, shown),
        "'}'",
    ]
    return " || ".join(parts)
