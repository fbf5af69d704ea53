"""What a request for a map asks (OGC 06-042 §7.3.3, 01-068r3 §7.2.3), checked and in our own terms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.viewers import viewer_of
from api.wms.errors import ServiceException, layer_not_defined
from api.wms.formats import PictureFormat, format_of
from api.wms.kvp import Parameters
from api.wms.systems import system_of
from api.wms.times import span_of
from layers.drawing.frame import Frame
from layers.drawing.rows import Span
from layers.layer import Layer, Theme
from layers.lookups import all_layers

VERSIONS = ("1.3.0", "1.1.1")
# The picture's longer side, its area, and how many layers it may show (told in the capabilities).
MAX_SIDE_PX = 4096
MAX_AREA_PX = 12_000_000
MAX_LAYERS = 30
TILE_SIDES_PX = (256, 512)
# A pixel of so many units, degrees or metres, is far smaller than anything, and as small as numbers can still tell.
_MIN_PIXEL = 1e-11
_COLOUR = re.compile(r"0[xX][0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True)
class MapAsked:
    """``layers`` from the lowest to the uppermost; ``background`` is #rrggbb, None: transparent. ``span`` bounds those that have a time.

    ``has_theme`` says whether some layers were asked for by their theme: which there are then decides the picture too.
    """

    version: str
    layers: tuple[Layer, ...]
    frame: Frame
    picture: PictureFormat
    background: str | None
    span: Span
    language: str
    has_theme: bool = False

    @property
    def is_tile(self) -> bool:
        """Whether the picture has the size of a tile: such ones lie beside each other, and are asked for by everybody alike."""
        return self.frame.width_px == self.frame.height_px and self.frame.width_px in TILE_SIDES_PX

    @property
    def key(self) -> tuple[object, ...]:
        """All that decides the picture, but for the layers' states."""
        frame = self.frame
        return (
            tuple(layer.slug for layer in self.layers),
            (frame.crs.uri, frame.extent, frame.width_px, frame.height_px),
            (self.picture.media_type, self.background),
            (self.span.since, self.span.until),
            self.language,
        )


def visible_layers(request: HttpRequest) -> list[Layer]:
    """Return what the asker may see."""
    return all_layers(viewer=viewer_of(request))


def read_map(parameters: Parameters, *, version: str, language: str, available: Sequence[Layer]) -> MapAsked:
    """Return what is asked of GetMap.

    Raises:
        ServiceException
    """
    layers = named_layers(parameters.needed("LAYERS"), available)
    _check_styles(parameters)
    frame = read_frame(parameters, version)
    picture = format_of(parameters.needed("FORMAT"))
    return MapAsked(
        version=version,
        layers=layers,
        frame=frame,
        picture=picture,
        background=_background(parameters, picture),
        span=read_span(parameters, layers),
        language=language,
        has_theme=parameters.listed("LAYERS") != [layer.slug for layer in layers],
    )


def read_frame(parameters: Parameters, version: str) -> Frame:
    """Return where and how large the picture is.

    Raises:
        ServiceException
    """
    system = system_of(parameters.needed("SRS" if version == "1.1.1" else "CRS"), version)
    extent = system.read(parameters.reals("BBOX", count=4))
    if not (extent[0] < extent[2] and extent[1] < extent[3]):
        text = _("BBOX=%(value)s: σε κάθε άξονα του %(crs)s πρώτα η μικρότερη τιμή, με τη σειρά των αξόνων του.") % {
            "value": parameters.get("BBOX")[:80],
            "crs": system.name,
        }
        raise ServiceException("InvalidParameterValue", text, locator="BBOX")
    width, height = read_size(parameters)
    if min((extent[2] - extent[0]) / width, (extent[3] - extent[1]) / height) < _MIN_PIXEL:
        text = _("BBOX=%(value)s: η περιοχή είναι μικρότερη από όσο δείχνει ένας χάρτης. Ζητήστε μεγαλύτερη.") % {
            "value": parameters.get("BBOX")[:80]
        }
        raise ServiceException("InvalidParameterValue", text, locator="BBOX")
    return Frame(extent=extent, crs=system.crs, width_px=width, height_px=height)


def read_size(parameters: Parameters) -> tuple[int, int]:
    """Return width and height of the picture in pixels.

    Raises:
        ServiceException
    """
    width, height = (parameters.whole(name, least=1, most=MAX_SIDE_PX) for name in ("WIDTH", "HEIGHT"))
    if width * height > MAX_AREA_PX:
        text = _("WIDTH=%(width)d, HEIGHT=%(height)d: ένας χάρτης έχει έως %(most)d εικονοστοιχεία. Ζητήστε μικρότερο.") % {
            "width": width,
            "height": height,
            "most": MAX_AREA_PX,
        }
        raise ServiceException("InvalidParameterValue", text, locator="WIDTH")
    return width, height


def named_layers(text: str, available: Sequence[Layer], *, locator: str = "LAYERS") -> tuple[Layer, ...]:
    """Return the layers that ``text`` lists; the name of a theme stands for all of its layers (OGC 06-042 §7.2.4.6.2).

    Raises:
        ServiceException: LayerNotDefined; or if there are too many.
    """
    by_name: dict[str, list[Layer]] = {layer.slug: [layer] for layer in available}
    for theme in Theme:
        # The legend's first layer is the uppermost.
        by_name[theme_name(theme)] = [layer for layer in reversed(available) if layer.theme == theme]
    found: list[Layer] = []
    for name in text.split(","):
        layers = by_name.get(name.strip())
        if not layers:
            raise layer_not_defined(name.strip()[:80], locator=locator)
        found += layers
    if len(found) > MAX_LAYERS:
        detail = _("%(name)s: ζητήθηκαν %(count)d επίπεδα, ένας χάρτης δείχνει έως %(most)d.") % {
            "name": locator,
            "count": len(found),
            "most": MAX_LAYERS,
        }
        raise ServiceException("InvalidParameterValue", detail, locator=locator)
    return tuple(found)


def theme_name(theme: Theme) -> str:
    """Return the name by which all layers of ``theme`` are asked for."""
    return f"theme-{theme.value}"


def check_style(name: str, *, locator: str = "STYLES") -> None:
    """Each layer has one style, called "default"; nothing means the same.

    Raises:
        ServiceException: StyleNotDefined
    """
    if name not in ("", "default"):
        text = _("%(parameter)s=%(value)s: κάθε επίπεδο έχει μία εμφάνιση, την default.") % {"parameter": locator, "value": name[:60]}
        raise ServiceException("StyleNotDefined", text, locator=locator)


def _check_styles(parameters: Parameters) -> None:
    parameters.needed("STYLES", may_be_empty=True)
    styles = parameters.listed("STYLES")
    asked = len(parameters.listed("LAYERS"))
    if styles and len(styles) != asked:
        text = _("STYLES έχει %(styles)d τιμές και LAYERS %(layers)d: δώστε μία για κάθε επίπεδο, ή καμία.") % {
            "styles": len(styles),
            "layers": asked,
        }
        raise ServiceException("StyleNotDefined", text, locator="STYLES")
    for name in styles:
        check_style(name)


def _background(parameters: Parameters, picture: PictureFormat) -> str | None:
    transparent = parameters.get("TRANSPARENT", "FALSE").upper() or "FALSE"
    if transparent not in ("TRUE", "FALSE"):
        text = _("TRANSPARENT=%(value)s: οι δυνατές τιμές είναι TRUE και FALSE.") % {"value": transparent[:40]}
        raise ServiceException("InvalidParameterValue", text, locator="TRANSPARENT")
    colour = parameters.get("BGCOLOR") or "0xFFFFFF"
    if not _COLOUR.fullmatch(colour):
        text = _("BGCOLOR=%(value)s: το χρώμα γράφεται 0xRRGGBB, για παράδειγμα 0xFFFFFF.") % {"value": colour[:40]}
        raise ServiceException("InvalidParameterValue", text, locator="BGCOLOR")
    # A picture that cannot be transparent is not asked whether it would (§7.3.3.9).
    return None if transparent == "TRUE" and picture.can_be_transparent else f"#{colour[2:].lower()}"


def read_span(parameters: Parameters, layers: Sequence[Layer]) -> Span:
    """Return what the parameter TIME bounds; it says nothing to layers that have no time.

    Raises:
        ServiceException: InvalidDimensionValue
    """
    if not parameters.get("TIME") or not any(layer.time_property for layer in layers):
        return Span()
    since, until = span_of(parameters.get("TIME"))
    return Span(since=since, until=until)
