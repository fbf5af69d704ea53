"""How a layer looks: one source for the map in the browser, its legend and, later, WMS.

Lengths are CSS pixels (0.28 mm, as in OGC 05-077r4 §10.2), colours ``#rrggbb``, opacities 0 to 1.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.utils.functional import Promise

Text = str | Promise
Shape = Literal["point", "line", "polygon"]

# One accent a layer, readable on land (#f5f2ea) and on white at 4.5:1 or better.
PALETTE = ("#6a3fa0", "#b5482c", "#00703c", "#0065b3", "#7a5b00", "#c2185b", "#00695c", "#8a3413", "#003476", "#5a6472")

_COLOUR = re.compile(r"#[0-9a-f]{6}")


class InvalidStyle(ValueError):
    """A style that cannot be drawn; the message names the part and its value."""


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """A point's disc, a line, or an area with its outline.

    ``size_px`` is a disc's diameter or a line's width; ``outline_px`` the rim of a disc or an area, ``outline_colour`` its colour: where
    it is empty, a disc's rim is white and an area's has the area's own colour.
    """

    colour: str
    size_px: float = 14
    outline_px: float = 2
    opacity: float = 1
    outline_colour: str = ""

    def __post_init__(self) -> None:
        for colour in (self.colour, *([self.outline_colour] if self.outline_colour else [])):
            if not _COLOUR.fullmatch(colour):
                raise InvalidStyle(f"colour {colour!r}: write it as #rrggbb, in small letters.")
        if not (0 < self.size_px <= 64 and 0 <= self.outline_px <= 16 and 0 <= self.opacity <= 1):
            raise InvalidStyle(
                f"size {self.size_px}, outline {self.outline_px}, opacity {self.opacity}: at most 64 px, 16 px and 1, none below 0."
            )


@dataclass(frozen=True, kw_only=True)
class StyleClass:
    """The features whose classifying property has one of ``values``, under their own name in the legend."""

    title: Text
    values: tuple[str, ...]
    symbol: Symbol


@dataclass(frozen=True, kw_only=True)
class Style:
    """A symbol for the whole layer, or one for each class of values of the property ``classify_by``.

    ``label_from_zoom`` is the zoom level (WebMercatorQuad) from which the map writes the features' names; None: never.
    """

    shape: Shape
    symbol: Symbol
    classify_by: str = ""
    classes: tuple[StyleClass, ...] = ()
    label_from_zoom: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the style as the map's script reads it, its titles in the active language."""
        return {
            "shape": self.shape,
            "symbol": asdict(self.symbol),
            "classifyBy": self.classify_by,
            "classes": [{"title": str(entry.title), "values": entry.values, "symbol": asdict(entry.symbol)} for entry in self.classes],
            "labelFromZoom": self.label_from_zoom,
        }

    def symbol_of(self, properties: Mapping[str, Any]) -> Symbol:
        """Return how a feature with these ``properties`` is drawn."""
        value = str(properties.get(self.classify_by, ""))
        return next((entry.symbol for entry in self.classes if value in entry.values), self.symbol)

    def legend(self) -> Iterator[tuple[Text, Symbol]]:
        """Yield the legend's lines: each class with its symbol; nothing where one symbol says it all."""
        for entry in self.classes:
            yield entry.title, entry.symbol


def style_from_json(document: Mapping[str, Any]) -> Style:
    """Return the style that ``Style.as_json`` wrote.

    Raises:
        InvalidStyle: names the entry that is missing or wrong.
    """
    try:
        return Style(
            shape=document["shape"],
            symbol=Symbol(**document["symbol"]),
            classify_by=document.get("classifyBy", ""),
            classes=tuple(
                StyleClass(title=entry["title"], values=tuple(entry["values"]), symbol=Symbol(**entry["symbol"]))
                for entry in document.get("classes", ())
            ),
            label_from_zoom=document.get("labelFromZoom"),
        )
    except (KeyError, TypeError) as error:
        raise InvalidStyle(f"The style lacks an entry or has one too many: {error}.") from error
