"""Features as rows of a page and as shapes of its map."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.http import HttpRequest

from api.documents import url
from layers.layer import Layer
from layers.municipality import Extent, LonLat
from layers.reading import Feature, Page

# A millionth of a degree is a decimetre.
_DECIMALS = 6
# What a browser on a telephone draws without a pause; the list beside a map is never cut.
_MAX_POSITIONS = 60_000
# Beyond so many points, small ones.
_CROWD = 30


@dataclass(frozen=True, kw_only=True)
class Row:
    """A feature under its name; ``url`` is its own page, ``members`` what GeoJSON says of it."""

    feature: Feature
    name: str
    url: str
    colour: str
    members: dict[str, Any]

    @property
    def is_placed(self) -> bool:
        return _positions(self.members["geometry"]) > 0

    @property
    def distance_m(self) -> float | None:
        """How far it lies from the point that was asked for, if one was."""
        return self.members.get("distance_m")


def rows_of(request: HttpRequest, layer: Layer, page: Page, *, shown: Collection[str] | None = None) -> list[Row]:
    """Return the features of ``page``, whose coordinates are CRS84, with the properties ``shown`` (None: all)."""
    return [_row(request, layer, members, shown) for members in json.loads(b"[" + page.features + b"]")]


def _row(request: HttpRequest, layer: Layer, members: dict[str, Any], shown: Collection[str] | None) -> Row:
    properties, feature_id = members["properties"], members["id"]
    lon_lat, extent = _place(members["geometry"])
    kept = {name: value for name, value in properties.items() if shown is None or name in shown}
    return Row(
        feature=Feature(id=feature_id, lon_lat=lon_lat, extent=extent, properties=kept),
        name=layer.name_of(properties, feature_id),
        url=url(request, "item", layer.slug, feature_id),
        colour=layer.style.symbol_of(properties).colour,
        members=members,
    )


def _place(geometry: dict[str, Any] | None) -> tuple[LonLat, Extent]:
    """Return a point of ``geometry`` and its box; a file may hold one that is empty, which lies nowhere: then the town's middle."""
    if not _positions(geometry):
        lon, lat = settings.MUNICIPALITY.home_lon_lat
        return (lon, lat), (lon, lat, lon, lat)
    found = GEOSGeometry(json.dumps(geometry))
    lon, lat, *_height = found.point_on_surface.coords
    return (lon, lat), found.extent


def shapes_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the ``rows`` as a map draws them: the first of them, if there are more positions than a browser draws well."""
    shapes: list[dict[str, Any]] = []
    left = _MAX_POSITIONS
    for row in rows:
        if not row.is_placed:
            continue
        geometry = _rounded(row.members["geometry"])
        left -= _positions(geometry)
        if left < 0 and shapes:
            break
        properties = {"name": row.name, "colour": row.colour, "url": row.url, "isBeside": len(rows) > _CROWD}
        shapes.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return shapes


def _rounded(value: Any) -> Any:  # a geometry, and whatever it is nested of
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return round(value, _DECIMALS) if isinstance(value, float) else value


def _positions(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_positions, value.values()))
    if not isinstance(value, list):
        return 0
    return 1 if value and isinstance(value[0], int | float) else sum(map(_positions, value))
