"""The grid's coordinates under the pointer, reckoned by the browser, are those of the server."""

import json
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from pyproj import CRS, Transformer

from layers.crs import grid_operation, national_grid

MODULE = Path(settings.BASE_DIR) / "static" / "js" / "grid.js"
POINTS = [[24.0187, 35.5138], [23.5, 35.2], [24.3, 35.65], [19.4, 39.8], [28.2, 36.4], [26.5, 41.7], [24.0, 34.8]]


def reckoned_by_the_browser(points: list[list[float]]) -> list[list[float]]:
    asking = f"""
        const [points, toWgs84] = {json.dumps([points, grid_operation().towgs84])};
        console.log(JSON.stringify(points.map(([lon, lat]) => toGreekGrid(lat, lon, toWgs84))));
    """
    command = ["node", "--input-type=module", "--eval", MODULE.read_text() + asking]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found: list[list[float]] = json.loads(answer.stdout)
    return found


def assert_agreement() -> None:
    oracle = Transformer.from_crs(4326, CRS.from_proj4(national_grid().proj), always_xy=True)
    for (lon, lat), found in zip(POINTS, reckoned_by_the_browser(POINTS), strict=True):
        assert found == pytest.approx(oracle.transform(lon, lat), abs=0.001), (lon, lat)


def test_by_the_usual_operation() -> None:
    assert_agreement()


def test_by_the_better_operation(hepos: None) -> None:
    assert_agreement()
