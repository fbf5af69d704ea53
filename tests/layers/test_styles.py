import json

import pytest

from layers.lookups import catalogued_layers
from layers.styles import PALETTE, InvalidStyle, Style, Symbol, style_from_json


@pytest.mark.parametrize("layer", catalogued_layers(), ids=lambda layer: layer.slug)
def test_a_style_survives_being_written_and_read(layer: object) -> None:
    document = json.loads(json.dumps(layer.style.as_json()))  # type: ignore[attr-defined]

    assert style_from_json(document).as_json() == layer.style.as_json()  # type: ignore[attr-defined]


@pytest.mark.parametrize("colour", ["red", "#FFF", "#12345", "#00000g", "url(x)"])
def test_a_colour_is_six_small_hexadecimal_digits(colour: str) -> None:
    with pytest.raises(InvalidStyle, match="#rrggbb"):
        Symbol(colour=colour)


def test_a_symbol_that_covers_the_map_is_refused() -> None:
    with pytest.raises(InvalidStyle, match="64 px"):
        Symbol(colour="#000000", size_px=500)


def test_a_style_without_a_symbol_is_refused() -> None:
    with pytest.raises(InvalidStyle, match="symbol"):
        style_from_json({"shape": "point"})


def relative_luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


STYLES = [layer.style for layer in catalogued_layers()]
ACCENTS = {*PALETTE, *(symbol.colour for style in STYLES for symbol in (style.symbol, *(entry.symbol for entry in style.classes)))}


@pytest.mark.parametrize("colour", sorted(ACCENTS))
def test_every_accent_stands_out_from_the_land(colour: str) -> None:
    """WCAG 2.2 §1.4.11 wants 3:1 of graphics; names are written in the same colours, so 4.5:1."""
    land = relative_luminance("#f5f2ea")

    assert (land + 0.05) / (relative_luminance(colour) + 0.05) >= 4.5


def test_a_style_may_leave_its_classes_out() -> None:
    assert style_from_json({"shape": "line", "symbol": {"colour": "#000000"}}) == Style(shape="line", symbol=Symbol(colour="#000000"))
