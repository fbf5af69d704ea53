"""The demo's streets with their house numbers, from ``streets.geojson``; loading them twice changes nothing."""

import json
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import LineString, MultiLineString
from django.db import transaction
from shapely import LineString as Line
from shapely import line_merge
from shapely.geometry import shape
from shapely.ops import substring

from layers.geometry import SRID
from layers.streets import AddressRange, Street


@transaction.atomic
def load_streets(folder: Path) -> int:
    """Create or renew the streets of ``folder/streets.geojson`` by code, and return how many there are; 0 where there is no such file.

    Each has ``ranges`` of house numbers, ``from`` and ``to`` being shares of its line in the direction of growing numbers.
    """
    path = folder / "streets.geojson"
    if not path.exists():
        return 0
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    for feature in features:
        _load_street(feature)
    return len(features)


def _load_street(feature: dict[str, Any]) -> None:
    entry = dict(feature["properties"])
    ranges = entry.pop("ranges", [])
    line = shape(feature["geometry"])
    street, _ = Street.objects.update_or_create(code=entry.pop("code"), defaults={**entry, "geom": _multi(line)})
    kept = []
    for numbers in ranges:
        start, end = numbers["from"], numbers["to"]
        piece = substring(_one_line(line), start, end, normalized=True)
        found, _ = AddressRange.objects.update_or_create(
            street=street,
            parity=numbers["parity"],
            first=numbers["first"],
            defaults={"last": numbers["last"], "geom": LineString(list(piece.coords), srid=SRID)},
        )
        kept.append(found.pk)
    street.ranges.exclude(pk__in=kept).delete()


def _one_line(line: Any) -> Line:  # a LineString or a MultiLineString of shapely
    """Return the whole line along which shares are counted: the parts end to end, where they touch; else the longest."""
    merged = line if line.geom_type == "LineString" else line_merge(line, directed=True)
    return merged if merged.geom_type == "LineString" else max(merged.geoms, key=lambda part: part.length)


def _multi(line: Any) -> MultiLineString:
    parts = [line] if line.geom_type == "LineString" else list(line.geoms)
    return MultiLineString([LineString(list(part.coords)) for part in parts], srid=SRID)
