"""Real clients of WMS show a sign where it is: OWSLib, GDAL, Leaflet in a browser, QGIS without a screen."""

import json
import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from owslib.util import ServiceException
from owslib.wms import WebMapService
from PIL import Image
from playwright.sync_api import Browser
from pyproj import Transformer
from pytest_django.live_server_helper import LiveServer

from layers.layer import GeometryType
from tests.maps import WHITE, make_layer, pixels, points, shown
from tests.qgis import told_by_qgis

LON, LAT, COLOUR = 24.0187, 35.5138, (194, 24, 91)
# Boxes, x before y, of the proportions of SIZE, in which the sign is a quarter from the west and a third from the north.
DEGREES = (LON - 0.001, LAT - 0.002, LON + 0.003, LAT + 0.001)
X, Y = Transformer.from_crs(4326, 3857, always_xy=True).transform(LON, LAT)
METRES = (X - 100, Y - 200, X + 300, Y + 100)
SIZE = (400, 300)


@pytest.fixture(scope="module")
def service(committed: None) -> Iterator[str]:
    """The address of the map service of a portal with a sign, and with one that is not public."""
    sign = [(f"POINT({LON} {LAT})", "Κρήνη των Σπλάντζια")]
    made = [
        make_layer(
            slug, sign, geometry_type=GeometryType.POINT, style=points(colour="#c2185b", size_px=15), title_en=slug, is_public=public
        )
        for slug, public in (("signs", True), ("hidden", False))
    ]
    with shown(*made):
        server = LiveServer("localhost")
        yield f"{server.url}/ows/wms"
        server.stop()


def is_at_its_place(picture: Image.Image, *, within_px: int = 1) -> bool:
    """Whether the sign, and nothing else, is where it should be in a picture of DEGREES or METRES."""
    found = pixels(picture)
    drawn = np.argwhere(np.abs(found - COLOUR).max(axis=2) < 40)
    expected = (picture.height / 3, picture.width / 4)
    return len(drawn) > 50 and float(np.abs(drawn.mean(axis=0) - expected).max()) <= within_px + 0.5 and bool((found[-1] == WHITE).all())


# OWSLib


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_owslib_reads_the_description(service: str, version: str) -> None:
    client = WebMapService(service, version=version)

    assert "signs" in client.contents
    assert "hidden" not in client.contents
    layer = client["signs"]
    assert layer.boundingBoxWGS84 == pytest.approx((LON, LAT, LON, LAT), abs=3e-3)
    assert {"EPSG:4326", "EPSG:3857", "EPSG:2100"} <= set(layer.crsOptions)
    assert layer.queryable == 1
    assert {"image/png", "image/jpeg"} <= set(client.getOperationByName("GetMap").formatOptions)
    assert client.provider.contact.name
    assert client.identification.fees == "none"


@pytest.mark.parametrize(("srs", "box"), [("EPSG:4326", DEGREES), ("EPSG:3857", METRES)])
@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_owslib_draws_and_asks(service: str, version: str, srs: str, box: Any) -> None:
    client = WebMapService(service, version=version)
    asked: dict[str, Any] = {"layers": ["signs"], "styles": ["default"], "srs": srs, "bbox": box, "size": SIZE, "format": "image/png"}

    assert is_at_its_place(Image.open(BytesIO(client.getmap(**asked, transparent=False).read())))
    told = client.getfeatureinfo(**asked, query_layers=["signs"], info_format="application/geo+json", xy=(100, 100), feature_count=3)
    assert [feature["properties"]["name"] for feature in json.load(told)["features"]] == ["Κρήνη των Σπλάντζια"]


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_owslib_finds_the_legend_and_understands_an_exception(service: str, version: str) -> None:
    client = WebMapService(service, version=version)
    style = client["signs"].styles["default"]
    with client_picture(style["legend"]) as legend:
        # OWSLib reads the size in one version only.
        assert (str(legend.width), str(legend.height)) == (style.get("legend_width", str(legend.width)), style.get("legend_height", "24"))
        assert (np.abs(pixels(legend) - COLOUR).max(axis=2) == 0).any()

    with pytest.raises(ServiceException, match="hidden"):
        client.getmap(layers=["hidden"], styles=[""], srs="EPSG:3857", bbox=METRES, size=SIZE, format="image/png")


def client_picture(address: str) -> Image.Image:
    answer = subprocess.run(["curl", "-fsS", address], capture_output=True, check=True, timeout=60)
    return Image.open(BytesIO(answer.stdout))


# GDAL


def gdal(*command: str, folder: Path) -> str:
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)
    assert answer.returncode == 0, answer.stderr
    assert "ERROR" not in answer.stderr, answer.stderr
    return answer.stdout


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_gdal_lists_the_layers(service: str, version: str, tmp_path: Path) -> None:
    listing = gdal("gdalinfo", f"WMS:{service}?SERVICE=WMS&VERSION={version}&REQUEST=GetCapabilities", folder=tmp_path)

    assert "LAYERS=signs" in listing
    assert "LAYERS=hidden" not in listing


@pytest.mark.parametrize(
    ("version", "system", "box"),
    [("1.1.1", "SRS=EPSG:4326", DEGREES), ("1.1.1", "SRS=EPSG:3857", METRES), ("1.3.0", "CRS=EPSG:3857", METRES)],
)
def test_gdal_draws(service: str, version: str, system: str, box: Any, tmp_path: Path) -> None:
    bbox = ",".join(map(repr, box))
    source = f"WMS:{service}?SERVICE=WMS&VERSION={version}&REQUEST=GetMap&LAYERS=signs&{system}&BBOX={bbox}&FORMAT=image/png"
    window = ("-projwin", *(repr(box[number]) for number in (0, 3, 2, 1)))
    gdal("gdal_translate", "-q", "-of", "PNG", "-r", "nearest", *window, "-outsize", "400", "300", source, "map.png", folder=tmp_path)

    # It asks for larger tiles and leaves out pixels.
    found = pixels(Image.open(tmp_path / "map.png"))
    assert np.abs(found[98:103, 98:103] - COLOUR).max(axis=2).min() < 60


# Leaflet


def test_leaflet_draws_in_a_browser(service: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 300})
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 and "/ows/" in answer.url else None)
    page.goto(service.removesuffix("/ows/wms") + "/accessibility/")
    page.add_style_tag(url="/static/leaflet/leaflet.css")
    page.add_script_tag(url="/static/leaflet/leaflet.js")
    page.evaluate(LEAFLET, [service, LON, LAT])
    wait_until_drawn(page)
    picture = Image.open(BytesIO(page.screenshot()))
    page.close()

    found = pixels(picture)
    drawn = np.argwhere(np.abs(found - COLOUR).max(axis=2) < 40)
    assert refused == []
    assert len(drawn) > 100
    assert np.abs(drawn.mean(axis=0) - (150, 200)).max() <= 1.5


def wait_until_drawn(page: Any) -> None:
    for _ in range(600):
        if page.evaluate("Boolean(window.isDrawn)"):
            return
        page.wait_for_timeout(50)
    pytest.fail("the tiles never came")


LEAFLET = """([address, lon, lat]) => {
    document.body.replaceChildren();
    const place = document.body.appendChild(document.createElement("div"));
    Object.assign(place.style, {position: "fixed", inset: 0, background: "white", overflow: "hidden"});
    const map = L.map(place, {zoomControl: false, attributionControl: false, fadeAnimation: false}).setView([lat, lon], 17);
    const layer = L.tileLayer.wms(address, {layers: "signs", format: "image/png", transparent: true, version: "1.3.0"});
    layer.on("load", () => { window.isDrawn = true; });
    layer.addTo(map);
}"""


# QGIS


@pytest.fixture(scope="module")
def found(service: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("qgis")
    script = Path(__file__).with_name("qgis_draws.py")
    places = json.dumps({"EPSG:3857": METRES, "EPSG:4326": DEGREES})
    return {**told_by_qgis(script, service, str(folder), json.dumps([LON, LAT]), places, folder=folder), "folder": folder}


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4326"])
def test_qgis_draws_and_asks(found: dict[str, Any], crs: str) -> None:
    assert found[crs]["is_valid"]
    assert is_at_its_place(Image.open(found["folder"] / f"{crs[5:]}.png"))
    assert "Κρήνη των Σπλάντζια" in found[crs]["at_the_sign"]
    assert re.search("Κρήνη", found[crs]["beside_it"]) is None


def test_qgis_shows_the_legend(found: dict[str, Any]) -> None:
    assert (np.abs(pixels(Image.open(found["folder"] / "legend.png")) - COLOUR).max(axis=2) == 0).any()
