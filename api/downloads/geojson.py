"""GeoJSON (RFC 7946) as the database assembles it; what the file tells of itself stands in foreign members (§6.1)."""

from api.documents import to_json
from api.downloads.about import About
from api.downloads.streams import TextParts
from layers.crs import CRS84
from layers.geojson import feature_sql
from layers.layer import FeatureQuery, Layer


def geojson_parts(layer: Layer, query: FeatureQuery, told: About) -> TextParts:
    head = {
        "type": "FeatureCollection",
        "name": told.slug,
        "title": told.title,
        "description": told.description,
        "licence": {"code": told.licence_code, "title": told.licence, "url": told.licence_url},
        "attribution": told.attribution,
        "publisher": told.publisher,
        "revision": told.revision,
    }
    return TextParts(
        head=to_json(head)[:-1] + b',"features":[\n', row=(feature_sql(layer, CRS84, query.shown), []), separator=b",\n", tail=b"\n]}\n"
    )
