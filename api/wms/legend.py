"""A layer's legend as a picture, drawn as the map is: the same symbols, the names of its classes beside them."""

import math
from typing import Any

from django.conf import settings
from PIL import ImageFont

from api.wms.formats import PictureFormat
from api.wms.renderers import renderers
from api.wms.symbols import LABEL_PX, styles_of
from layers.drawing.rows import shapes_of
from layers.layer import Layer
from layers.styles import Shape, Symbol

_ROW_PX, _SWATCH_PX, _GAP_PX = 24, 28, 6

Row = tuple[str, Shape, Symbol]


def legend_rows(layer: Layer) -> list[Row]:
    """Return name, shape and symbol of each line: the layer's own where it has no classes."""
    shape = layer.style.shape if layer.style.shape in shapes_of(layer) else shapes_of(layer)[0]
    entries = [(str(title), shape, symbol) for title, symbol in layer.style.legend()]
    return entries or [(str(layer.title), shape, layer.style.symbol)]


def legend_size(layer: Layer) -> tuple[int, int]:
    """Return width and height in pixels, in the active language."""
    rows = legend_rows(layer)
    font = ImageFont.truetype(settings.MAP_FONT, LABEL_PX)
    widest = max(font.getlength(title) for title, _, _ in rows)
    return math.ceil(_SWATCH_PX + 3 * _GAP_PX + widest), _ROW_PX * len(rows)


def draw_legend(layer: Layer, picture: PictureFormat, *, background: str | None, size: tuple[int, int] | None = None) -> bytes:
    """Return the legend, without names where a ``size`` was asked for: then it is the symbol alone, or the classes' one above another.

    Raises:
        Busy, DrawingTimedOut, DrawingFailed
    """
    rows = legend_rows(layer)
    width, height = size or legend_size(layer)
    row_px = height / len(rows)
    entries: list[dict[str, Any]] = []
    for number, (title, shape, symbol) in enumerate(rows):
        middle = (number + 0.5) * row_px
        swatch = min(width, _SWATCH_PX) if size is None else width
        entries.append(_entry(shape, styles_of(symbol, shape), _outline(shape, swatch, middle, row_px)))
        if size is None:
            entries.append(_text_entry(title, middle))
    job = {
        "size": [width, height],
        "background": background,
        "driver": picture.driver,
        "options": picture.options,
        "connection": "",
        "font": settings.MAP_FONT,
        "layers": entries,
    }
    return renderers().draw(job)


def _text_entry(text: str, middle: float) -> dict[str, Any]:
    label = {"shape": "text", "size_px": LABEL_PX, "offset_px": 0, "always": True}
    features = [{"lines": [[[_SWATCH_PX + _GAP_PX, middle]]], "text": text}]
    return {"shape": "point", "classes": [{"styles": [], "label": label}], "features": features}


def _entry(shape: Shape, styles: list[dict[str, Any]], points: list[list[float]]) -> dict[str, Any]:
    return {"shape": shape, "classes": [{"styles": styles}], "features": [{"lines": [points]}]}


def _outline(shape: Shape, width: float, middle: float, height: float) -> list[list[float]]:
    """Return where the swatch lies: a disc on the middle of a pixel, a line across, an area with air around it."""
    left, right = width * 0.12, width * 0.88
    if shape == "point":
        return [[int(width / 2) + 0.5, int(middle) + 0.5]]
    if shape == "line":
        return [[left, middle], [right, middle]]
    low, high = middle - height * 0.34, middle + height * 0.34
    return [[left, low], [left, high], [right, high], [right, low], [left, low]]
