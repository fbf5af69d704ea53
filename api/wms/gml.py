"""Features as a GML 3.2 feature collection (OGC 07-036, simple features level 0 of 10-100r3), written by the database."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from api.wms.plain import plain, xml_name
from layers.crs import CRS84, Crs
from layers.layer import FeatureQuery, Kind, Layer
from layers.ordering import quoted
from layers.reading import rows_statement

_SIMPLE = (Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.DATE, Kind.INSTANT)
# PostGIS: short CRS off, long URN (1), dimension off, line strings (4), latitude first (16).
_URN, _LINES, _LAT_LON = 1, 4, 16


def feature_collection(request: HttpRequest, chosen: Sequence[tuple[Layer, Sequence[int]]], crs: Crs) -> str:
    """Return the features of the ``chosen`` ids of several layers in ``crs``, its axes in the order of its authority."""
    # CRS84 has no URN that PostGIS knows; the same coordinates in EPSG:4326 put latitude first.
    is_lat_lon = crs.is_lat_lon or crs is CRS84
    members = [member for layer, ids in chosen for member in _members(layer, ids, crs, is_lat_lon=is_lat_lon)]
    namespace = escape(request.build_absolute_uri(reverse("wms")), {'"': "&quot;"})
    told_at = timezone.now().isoformat(timespec="seconds")
    return plain(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" '
        f'xmlns:app="{namespace}" '
        f'timeStamp="{told_at}" numberMatched="unknown" numberReturned="{len(members)}">\n'
        + "\n".join(members)
        + "\n</wfs:FeatureCollection>\n"
    )


def _members(layer: Layer, ids: Sequence[int], crs: Crs, *, is_lat_lon: bool) -> list[str]:
    rows, parameters = rows_statement(layer, FeatureQuery(ids=tuple(ids)))
    entries = [entry for entry in layer.properties if entry.kind in _SIMPLE]
    columns = "".join(f", to_json(f.{quoted(entry.name)}) #>> '{{}}'" for entry in entries)
    options = _URN | _LINES | (_LAT_LON if is_lat_lon else 0)
    # Where a grid has an operation of its own, the result says nothing of its SRID.
    geometry = (
        f"ST_AsGML(3, ST_SetSRID({crs.from_storage_sql('f.geom')}, {crs.srid:d}), {min(crs.decimals, 9):d}, {options:d}, 'gml', %s || f.id)"
    )
    prefix = f"{xml_name(layer.slug)}."
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT f.id, {geometry}{columns} FROM ({rows}) AS f", [f"{prefix}geom.", *parameters])
        found = {row[0]: row for row in cursor.fetchall()}
    return [
        _member(
            layer, prefix, found[number], [(xml_name(entry.name), text) for entry, text in zip(entries, found[number][2:], strict=True)]
        )
        for number in ids
        if number in found
    ]


def _member(layer: Layer, prefix: str, row: Sequence[object], texts: Sequence[tuple[str, str | None]]) -> str:
    name = xml_name(layer.slug)
    told = "".join(f"<app:{key}>{escape(text)}</app:{key}>" for key, text in texts if text is not None)
    return f'<wfs:member><app:{name} gml:id="{prefix}{row[0]}">{told}<app:geometry>{row[1]}</app:geometry></app:{name}></wfs:member>'
