"""Reading the demo's files."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point

from layers.geometry import SRID

FOLDER = settings.BASE_DIR / "data" / "demo"


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def geometry_of(feature: dict[str, Any]) -> Any:  # as the feature has it; a polygon becomes a MultiPolygon
    geometry = GEOSGeometry(json.dumps(feature["geometry"]), srid=SRID)
    return MultiPolygon(geometry, srid=SRID) if geometry.geom_type == "Polygon" else geometry


def point_of(lon_lat: list[float]) -> Point:
    lon, lat = lon_lat
    return Point(lon, lat, srid=SRID)


def numbers_of(text: str) -> list[int]:
    """Return the ISO weekdays of «1-5,7,h»; h, public holidays, is 8."""
    days: list[int] = []
    for part in text.replace("h", "8").split(","):
        first, _dash, last = part.partition("-")
        days += range(int(first), int(last or first) + 1)
    return days
