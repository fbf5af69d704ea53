"""Charts as the server draws them, in the units of an SVG. Each stands beside a table that tells the same; they hold shapes, no words that
the table has not."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from geoportal.site.language import localised
from layers.districts import District

_WIDTH, _HEIGHT, _FOOT, _LEFT = 720, 260, 34, 44
_STEPS = 4
_MAP_WIDTH = 560
# From few to many: one hue that darkens, readable in grey.
_SHADES = ("#f3efe4", "#f6dcb0", "#eab070", "#cf7440", "#8d3a1c")
_SIMPLE_DEG = 0.0008
# More months than this are written by the year.
_MOST_LABELS = 13


@dataclass(frozen=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    title: str
    series: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A label at the foot or a line of the scale."""

    at: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Two series side by side for each month."""

    bars: tuple[Bar, ...]
    labels: tuple[Mark, ...]
    scale: tuple[Mark, ...]
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT

    @property
    def floor(self) -> int:
        return self.height - _FOOT


def columns_of(rows: Sequence[tuple[str, int, int]], titles: tuple[str, str]) -> Columns:
    """Return the chart of ``rows``: what each is called, and its two numbers."""
    top = _nice(max((max(first, second) for _name, first, second in rows), default=0))
    room, slot = _HEIGHT - _FOOT - 10, (_WIDTH - _LEFT) / max(1, len(rows))
    width = max(1.0, min(22.0, slot * 0.38))
    bars = []
    for place, (name, *numbers) in enumerate(rows):
        for number, (value, title, series) in enumerate(zip(numbers, titles, ("opened", "closed"), strict=True)):
            height = room * value / top
            x = _LEFT + slot * (place + 0.5) + (number - 1) * width
            bars.append(
                Bar(
                    x=_r(x),
                    y=_r(_HEIGHT - _FOOT - height),
                    width=_r(width),
                    height=_r(height),
                    title=f"{name}, {title}: {value}",
                    series=series,
                )
            )
    step = math.ceil(len(rows) / _MOST_LABELS)
    labels = [
        Mark(at=_r(_LEFT + slot * (place + 0.5)), text=_short(name, step)) for place, (name, *_) in enumerate(rows) if place % step == 0
    ]
    scale = [
        Mark(at=_r(_HEIGHT - _FOOT - room * part / _STEPS), text=number_format(top * part / _STEPS, 0 if top >= _STEPS else 1))
        for part in range(_STEPS + 1)
    ]
    return Columns(bars=tuple(bars), labels=tuple(labels), scale=tuple(scale))


def _short(month: str, step: int) -> str:
    """The year has no room beside twelve months; where months are left out, it is what tells them apart."""
    return month if step > 1 else month.split(maxsplit=1)[0]


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A row of a bar chart: ``share`` of the longest, in per cent."""

    title: str
    share: float
    text: str


def strips_of(rows: Iterable[tuple[str, float | None, str]]) -> list[Strip]:
    """Return the bars of ``rows``: title, number, and the number in words; those without a number have no bar."""
    known = [(title, number, text) for title, number, text in rows if number is not None]
    most = max((number for _title, number, _text in known), default=0) or 1
    return [Strip(title=title, share=_r(100 * number / most), text=text) for title, number, text in known]


@dataclass(frozen=True, kw_only=True)
class Area:
    path: str
    shade: str
    title: str
    x: float
    y: float
    label: str


@dataclass(frozen=True, kw_only=True)
class AreaMap:
    areas: tuple[Area, ...]
    legend: tuple[tuple[str, str], ...]
    width: int
    height: int


def area_map(counts: dict[str, int]) -> AreaMap | None:
    """Return the municipal units shaded by ``counts``, given by code; None where there are no units."""
    units: list[Any] = list(District.objects.municipal_units())
    if not units:
        return None
    shapes = [(unit, unit.geom.simplify(_SIMPLE_DEG, preserve_topology=True)) for unit in units]
    west, south, east, north = _around([shape.extent for _unit, shape in shapes])
    # As wide as it looks there: a degree of longitude is shorter.
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = _MAP_WIDTH / ((east - west) * squeeze)
    top = max(len(_SHADES), *counts.values())

    def placed(lon: float, lat: float) -> tuple[float, float]:
        return _r((lon - west) * squeeze * scale), _r((north - lat) * scale)

    areas = tuple(_area(unit, shape, counts.get(unit.code, 0), top, placed) for unit, shape in shapes)
    edges = [math.ceil((top + 1) * part / len(_SHADES)) for part in range(len(_SHADES) + 1)]
    legend = tuple((shade, f"{edges[place]}–{edges[place + 1] - 1}") for place, shade in enumerate(_SHADES))
    return AreaMap(areas=areas, legend=legend, width=_MAP_WIDTH, height=math.ceil((north - south) * scale))


def _area(unit: Any, shape: Any, count: int, top: int, placed: Any) -> Area:
    polygons = shape if shape.geom_type == "MultiPolygon" else [shape]
    rings = ["M" + "L".join("{},{}".format(*placed(*place[:2])) for place in polygon[0].coords) + "Z" for polygon in polygons]
    inside = shape.point_on_surface
    x, y = placed(inside.x, inside.y)
    shade = _SHADES[min(len(_SHADES) - 1, count * len(_SHADES) // (top + 1))]
    return Area(path=" ".join(rings), shade=shade, title=f"{localised(unit, 'short_name')}: {count}", x=x, y=y, label=str(count))


def _around(extents: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    wests, souths, easts, norths = zip(*extents, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _nice(most: float) -> float:
    """Return the round number at which a scale ends that has to hold ``most``."""
    if most <= _STEPS:
        return float(_STEPS)
    power = 10.0 ** math.floor(math.log10(most))
    return next(
        power * factor for factor in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10, 20) if power * factor >= most and power * factor % _STEPS == 0
    )


def _r(number: float) -> float:
    return round(number, 1)
