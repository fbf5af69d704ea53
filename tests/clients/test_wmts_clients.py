"""Real clients of WMTS find a sign where it is, by the service's own document: OWSLib and GDAL."""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from owslib.wmts import WebMapTileService
from PIL import Image
from pyproj import Transformer
from pytest_django.live_server_helper import LiveServer

from layers.layer import GeometryType
from tests.maps import make_layer, points, shown

LON, LAT, COLOUR = 24.0187, 35.5138, (194, 24, 91)
GRIDS = {"WebMercatorQuad": 3857, "EPSG-2100": 2100}
# Of some two metres a pixel, as the picture that GDAL cuts out.
LEVELS = {"WebMercatorQuad": 16, "EPSG-2100": 10}


@pytest.fixture(scope="module")
def service(committed: None) -> Iterator[str]:
    """The address of the tile service of a portal with a sign."""
    style = points(colour="#c2185b", size_px=15)
    sign = make_layer("signs", [(f"POINT({LON} {LAT})", "Κρήνη")], geometry_type=GeometryType.POINT, style=style)
    with shown(sign):
        server = LiveServer("localhost")
        yield f"{server.url}/ows/wmts"
        server.stop()


def middle_of_the_sign(picture: Any) -> tuple[float, float]:
    """Return the column and the row of the middle of what is drawn in the sign's colour."""
    drawn = np.argwhere(np.abs(np.asarray(picture.convert("RGB"), dtype=int) - COLOUR).max(axis=2) < 40)
    assert len(drawn) > 50
    row, column = drawn.mean(axis=0)
    return float(column), float(row)


@pytest.mark.parametrize("grid", GRIDS)
def test_owslib_computes_the_tile_from_the_document_and_finds_the_sign_in_it(service: str, grid: str) -> None:
    client = WebMapTileService(f"{service}/1.0.0/WMTSCapabilities.xml")
    assert "signs" in client.contents
    matrix = client.tilematrixsets[grid].tilematrix["8"]
    x, y = Transformer.from_crs(4326, GRIDS[grid], always_xy=True).transform(LON, LAT)
    west, north = matrix.topleftcorner
    span = matrix.scaledenominator * 0.00028 * matrix.tilewidth
    column, row = (x - west) / span, (north - y) / span

    tile = client.gettile(layer="signs", tilematrixset=grid, tilematrix="8", row=int(row), column=int(column), format="image/png")

    found = middle_of_the_sign(Image.open(BytesIO(tile.read())))
    assert found == pytest.approx((column % 1 * 256, row % 1 * 256), abs=2)


@pytest.mark.parametrize("grid", GRIDS)
def test_gdal_opens_the_document_and_cuts_out_the_sign(service: str, grid: str, tmp_path: Path) -> None:
    x, y = Transformer.from_crs(4326, GRIDS[grid], always_xy=True).transform(LON, LAT)
    target = tmp_path / "sign.tif"
    source = f"WMTS:{service}/1.0.0/WMTSCapabilities.xml,layer=signs,tilematrixset={grid},tilematrix={LEVELS[grid]},extendbeyonddateline=no"
    window = ("-projwin", str(x - 400), str(y + 300), str(x + 400), str(y - 300), "-outsize", "400", "300")

    answer = subprocess.run(
        ["gdal_translate", "-q", *window, source, str(target)],
        capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path,
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    assert middle_of_the_sign(Image.open(target)) == pytest.approx((200, 150), abs=3)
