"""A walk as a small drawing: how it winds, readable before any map has loaded, on paper and without scripts."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from geoportal.routes.walks import LonLat, WalkStop

WIDTH, HEIGHT, _MARGIN = 320.0, 160.0, 22.0


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """``path`` is the data of an SVG path in a box of ``WIDTH`` by ``HEIGHT``; ``dots`` are the stops there, each with its number."""

    path: str
    ends: tuple[tuple[str, str], ...]
    dots: tuple[tuple[str, str, int], ...]


def sketch_of(line: tuple[LonLat, ...], *, stops: Iterable[WalkStop] = ()) -> Sketch:
    """Return ``line`` and ``stops`` as they lie to each other, north up, as large as the box allows."""
    # A degree of longitude is as short as it is where the walk begins; over a walk's length the earth is flat.
    shrink = cos(radians(line[0][1]))
    xs, ys = [lon * shrink for lon, _ in line], [lat for _, lat in line]
    across, down = max(xs) - min(xs), max(ys) - min(ys)
    scale = min((WIDTH - 2 * _MARGIN) / (across or 1e-9), (HEIGHT - 2 * _MARGIN) / (down or 1e-9))
    left, top = (WIDTH - across * scale) / 2, (HEIGHT - down * scale) / 2

    def place(lon: float, lat: float) -> tuple[str, str]:
        return f"{left + (lon * shrink - min(xs)) * scale:.1f}", f"{top + (max(ys) - lat) * scale:.1f}"

    return Sketch(
        path="M" + " L".join(" ".join(place(*lon_lat)) for lon_lat in line),
        ends=tuple(dict.fromkeys((place(*line[0]), place(*line[-1])))),
        dots=tuple((*place(*stop.lon_lat), stop.number) for stop in stops),
    )
