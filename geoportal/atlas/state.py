"""What a map's address says: which layers are on, narrowed to what, where we look, map or list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from geoportal.atlas.coordinates import InvalidPoint, address_of, lat_lon
from geoportal.atlas.filters import Narrowing, narrowings
from layers.layer import FeatureQuery, Layer
from layers.municipality import Extent
from layers.nearby import LonLat

_MAX_ZOOM = 22


@dataclass(frozen=True, kw_only=True)
class MapState:
    """What is seen.

    ``at`` is zoom, latitude, longitude; ``extent`` limits the list to what the map shows; from ``near`` the list is sorted by distance;
    ``pin`` is a point that somebody marked for others. ``notices`` say what was not understood.
    """

    layers: tuple[Layer, ...]
    narrowings: Mapping[str, Narrowing] = field(default_factory=dict)
    is_list: bool = False
    extent: Extent | None = None
    at: tuple[int, float, float] | None = None
    near: LonLat | None = None
    pin: LonLat | None = None
    page: int = 1
    notices: tuple[str, ...] = ()

    def query(self, **changes: object) -> str:
        """Return the address's query with ``changes``; None takes a part away."""
        parts: dict[str, Any] = {"layers": ",".join(layer.slug for layer in self.layers)}
        for layer in self.layers:
            parts |= self.narrowing(layer).parameters(layer.slug)
        parts |= {
            "view": "list" if self.is_list else None,
            "bbox": self.extent and ",".join(f"{number:g}" for number in self.extent),
            "at": self.at and f"{self.at[0]}/{self.at[1]:g}/{self.at[2]:g}",
            "near": self.near and address_of(self.near),
            "pin": self.pin and address_of(self.pin),
            "page": self.page if self.page > 1 else None,
        }
        parts |= changes
        return urlencode({name: value for name, value in parts.items() if value is not None}, doseq=True, safe=",/")

    def narrowing(self, layer: Layer) -> Narrowing:
        return self.narrowings.get(layer.slug, Narrowing())

    def features(self, layer: Layer, *, limit: int) -> FeatureQuery:
        """Return what is asked of ``layer``. What is near is near wherever the map looks."""
        return self.narrowing(layer).query(layer, extent=None if self.near else self.extent, limit=limit)


def state_of(given: QueryDict, available: list[Layer]) -> MapState:
    """Return what the address asks for. An address is typed and passed on by people: what is wrong in it is told, the rest is shown."""
    notices: list[str] = []
    layers = _layers(given, available, notices)
    return MapState(
        layers=layers,
        narrowings=narrowings(given, layers, notices),
        is_list=given.get("view") == "list",
        extent=_extent(given.get("bbox", ""), notices),
        at=_at(given.get("at", ""), notices),
        near=_point(given.get("near", ""), notices),
        pin=_point(given.get("pin", ""), notices),
        page=_page(given.get("page", "")),
        notices=tuple(notices),
    )


def _point(text: str, notices: list[str]) -> LonLat | None:
    if not text:
        return None
    try:
        return lat_lon(text)
    except InvalidPoint as error:
        notices.append(str(error))
        return None


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) <= 6 else 1


def _layers(given: QueryDict, available: list[Layer], notices: list[str]) -> tuple[Layer, ...]:
    """Read ``layers=a,b``; the form without JavaScript sends ``layers=a&layers=b``."""
    if "layers" not in given:
        return tuple(layer for layer in available if layer.shown_at_first)
    asked = [slug for part in given.getlist("layers") for slug in part.split(",") if slug]
    unknown = [slug for slug in asked if slug not in {layer.slug for layer in available}]
    if unknown:
        notices.append(_("Δεν υπάρχει επίπεδο «%(slugs)s». Διαλέξτε από τον κατάλογο.") % {"slugs": ", ".join(unknown)})
    return tuple(layer for layer in available if layer.slug in asked)


def _extent(text: str, notices: list[str]) -> Extent | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west, south, east, north = 1.0, 0.0, 0.0, 0.0
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        notices.append(_("Η περιοχή «%(bbox)s» της διεύθυνσης δεν διαβάζεται· φαίνονται όλα.") % {"bbox": text})
        return None
    return west, south, east, north


def _at(text: str, notices: list[str]) -> tuple[int, float, float] | None:
    if not text:
        return None
    try:
        zoom, lat, lon = text.split("/")
        place = int(zoom), float(lat), float(lon)
    except ValueError:
        place = -1, 0.0, 0.0
    if not (0 <= place[0] <= _MAX_ZOOM and -90 <= place[1] <= 90 and -180 <= place[2] <= 180):
        notices.append(_("Η θέση «%(at)s» της διεύθυνσης δεν διαβάζεται· ο χάρτης ανοίγει στο κέντρο.") % {"at": text})
        return None
    return place
