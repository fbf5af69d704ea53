"""A layer's style in the words of worker.py: the same discs, lines and areas that the map in the browser draws (static/js/drawing.js)."""

from typing import Any

from layers.layer import Layer
from layers.styles import Shape, Symbol

# The browser's own (static/css/map.css, .label).
LABEL_PX = 13
# An area's outline lets the ground shine through a little, so that two that meet are told apart.
_OUTLINE_OPACITY = 0.9
# Round joins cost a third more; thin lines show none.
_ROUND_FROM_PX = 3


def classes_of(layer: Layer, shape: Shape) -> list[dict[str, Any]]:
    """Return the classes of ``layer``, those of its style first; features of no class (-1) look as the layer does."""
    return [{"value": value, "styles": styles_of(symbol, shape)} for value, symbol in _symbols(layer)]


def labels_of(layer: Layer, *, may_be_cut: bool) -> list[dict[str, Any]]:
    """Return how the names of each class are written; ``may_be_cut`` where the next picture goes on with them."""
    shape = layer.style.shape
    return [
        {"value": value, "styles": [], "label": {**_label(symbol, shape), "may_be_cut": may_be_cut}} for value, symbol in _symbols(layer)
    ]


def _symbols(layer: Layer) -> list[tuple[str, Symbol]]:
    return [*((str(number), entry.symbol) for number, entry in enumerate(layer.style.classes)), ("-1", layer.style.symbol)]


def styles_of(symbol: Symbol, shape: Shape) -> list[dict[str, Any]]:
    """Return the strokes by which ``symbol`` is drawn, the lowest first."""
    if shape == "point":
        disc = {
            "colour": symbol.colour,
            "size_px": symbol.size_px,
            "outline": symbol.outline_colour or "#ffffff",
            "outline_px": symbol.outline_px,
            "opacity": symbol.opacity,
        }
        return [{"disc": disc}]
    if shape == "line":
        return [
            {
                "line": symbol.colour,
                "outlines": False,
                "width_px": symbol.size_px,
                "opacity": symbol.opacity,
                "is_round": symbol.size_px >= _ROUND_FROM_PX,
            }
        ]
    outline = {"line": symbol.outline_colour or symbol.colour, "outlines": True, "width_px": symbol.outline_px, "opacity": _OUTLINE_OPACITY}
    return [
        {"fill": symbol.colour, "opacity": symbol.opacity},
        *([outline] if symbol.outline_px else []),
    ]


def _label(symbol: Symbol, shape: Shape) -> dict[str, Any]:
    return {"shape": shape, "size_px": LABEL_PX, "offset_px": round(symbol.size_px / 2 + 2) if shape == "point" else 0}
