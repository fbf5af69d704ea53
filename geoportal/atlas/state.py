"""What a map's address says: which layers are on, where we look, map or list."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from layers.layer import Layer
from layers.municipality import Extent

_MAX_ZOOM = 22


@dataclass(frozen=True, kw_only=True)
class MapState:
    """``at`` is zoom, latitude, longitude; ``extent`` limits the list to what the map shows. ``notices`` say what was not understood."""

    layers: tuple[Layer, ...]
    is_list: bool = False
    extent: Extent | None = None
    at: tuple[int, float, float] | None = None
    page: int = 1
    notices: tuple[str, ...] = ()

    def query(self, **changes: object) -> str:
        """Return the address's query with ``changes``; None takes a part away."""
        parts: dict[str, object] = {"layers": ",".join(layer.slug for layer in self.layers)}
        if self.is_list:
            parts["view"] = "list"
        if self.extent is not None:
            parts["bbox"] = ",".join(f"{number:g}" for number in self.extent)
        if self.at is not None:
            parts["at"] = f"{self.at[0]}/{self.at[1]:g}/{self.at[2]:g}"
        if self.page > 1:
            parts["page"] = self.page
        parts |= changes
        return urlencode({name: value for name, value in parts.items() if value is not None}, safe=",/")


def state_of(given: QueryDict, available: list[Layer]) -> MapState:
    """Return what the address asks for. An address is typed and passed on by people: what is wrong in it is told, the rest is shown."""
    notices: list[str] = []
    extent = _extent(given.get("bbox", ""), notices)
    return MapState(
        layers=_layers(given, available, notices),
        is_list=given.get("view") == "list",
        extent=extent,
        at=_at(given.get("at", ""), notices),
        page=_page(given.get("page", "")),
        notices=tuple(notices),
    )


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
