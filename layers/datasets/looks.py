"""How an uploaded dataset looks, as staff say it: its symbol, from where its names are written, and a colour for each value of a column."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from layers.datasets.models import Dataset, DatasetVersion
from layers.datasets.tables import model_of
from layers.layer import Kind
from layers.styles import PALETTE, InvalidStyle, Style, StyleClass, Symbol, style_from_json

# More colours than these nobody tells apart in a legend.
MOST_CLASSES = len(PALETTE)


class LookError(Exception):
    """A look that cannot be; the message says why and what can."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """None leaves a part as it is.

    ``size_px`` is a disc's diameter or a line's width, ``classify_by`` a column of text whose values get colours of their own ("": none);
    ``label_from_zoom`` is the zoom from which names are written (0: never).
    """

    colour: str | None = None
    size_px: float | None = None
    opacity: float | None = None
    label_from_zoom: int | None = None
    classify_by: str | None = None


def look_of(dataset: Dataset) -> Look:
    """Return how ``dataset`` looks now."""
    style = style_from_json(dataset.style)
    return Look(
        colour=style.symbol.colour,
        size_px=style.symbol.size_px,
        opacity=style.symbol.opacity,
        label_from_zoom=style.label_from_zoom or 0,
        classify_by=style.classify_by,
    )


def columns_to_classify_by(version: DatasetVersion | None) -> list[str]:
    return [entry["name"] for entry in (version.columns if version else ()) if entry["kind"] == Kind.TEXT]


def style_with(dataset: Dataset, look: Look) -> Style:
    """Return the style of ``dataset`` with what ``look`` gives; the values of a column are read anew whenever ``look`` names it.

    Raises:
        LookError: for a colour, a size or an opacity that is none, and for a column that is not there or has too many values.
    """
    style = fitting_style(dataset.style, dataset.current_version)
    given = {name: value for name in ("colour", "size_px", "opacity") if (value := getattr(look, name)) is not None}
    try:
        style = replace(style, symbol=replace(style.symbol, **given))
    except InvalidStyle as error:
        raise LookError(_refusal(given)) from error
    if look.label_from_zoom is not None:
        style = replace(style, label_from_zoom=look.label_from_zoom or None)
    if look.classify_by is None:
        kept = (replace(entry, symbol=replace(style.symbol, colour=entry.symbol.colour)) for entry in style.classes)
        return replace(style, classes=tuple(kept))
    classes = _classes(dataset.current_version, look.classify_by, style.symbol) if look.classify_by else ()
    return replace(style, classify_by=look.classify_by, classes=classes)


def fitting_style(document: dict[str, Any], version: DatasetVersion | None) -> Style:
    """Return the style as it holds for ``version``: without classes, if the column that they are of is not there any more."""
    style = style_from_json(document)
    if style.classify_by and style.classify_by not in columns_to_classify_by(version):
        return replace(style, classify_by="", classes=())
    return style


def _refusal(given: dict[str, Any]) -> str:
    symbol = {"size_px": 1.0, "opacity": 1.0, **given}
    if not (0 < symbol["size_px"] <= 64 and 0 <= symbol["opacity"] <= 1):
        return _("Μέγεθος %(size)s και αδιαφάνεια %(opacity)s: το πρώτο έως 64 px και πάνω από 0, η δεύτερη από 0 έως 1.") % {
            "size": symbol["size_px"],
            "opacity": symbol["opacity"],
        }
    return _("Το χρώμα «%(colour)s» δεν διαβάζεται. Γράψτε το ως #rrggbb, π.χ. #00703c.") % {"colour": symbol.get("colour")}


def _classes(version: DatasetVersion | None, column: str, symbol: Symbol) -> tuple[StyleClass, ...]:
    values = _values(version, column)
    if len(values) > MOST_CLASSES:
        raise LookError(
            _("Η στήλη «%(column)s» έχει πάνω από %(most)d διαφορετικές τιμές (π.χ. %(some)s). Διαλέξτε στήλη με λίγες, ή καμία.")
            % {"column": column, "most": MOST_CLASSES, "some": ", ".join(f"«{value[:40]}»" for value in values[:3])}
        )
    return tuple(
        StyleClass(title=value, values=(value,), symbol=replace(symbol, colour=colour))
        for value, colour in zip(values, PALETTE, strict=False)
    )


def _values(version: DatasetVersion | None, column: str) -> Sequence[str]:
    """Return the values of ``column``, the most frequent first, one more than can have a colour."""
    entry = version.column_of(column) if version else None
    if version is None or entry is None or entry["kind"] != Kind.TEXT:
        raise LookError(
            _("Δεν υπάρχει στήλη κειμένου «%(column)s». Υπάρχουν: %(columns)s.")
            % {"column": column, "columns": ", ".join(columns_to_classify_by(version)) or "–"}
        )
    name = entry["column"]
    rows = model_of(version)._default_manager.exclude(**{name: None}).exclude(**{name: ""}).order_by()
    counted = rows.values_list(name).annotate(count=Count("pk")).order_by("-count", name)
    return [value for value, _count in counted[: MOST_CLASSES + 1]]
