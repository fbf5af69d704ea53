"""WMTS 1.0.0 (OGC 07-057r7): the document, tiles by address and by parameters, and the reports of what goes wrong."""

import io
import re
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from lxml import etree
from PIL import Image
from pyproj import Transformer

from api.wmts.grids import grids
from layers.lookups import all_layers, get_layer
from layers.places import Place

NAMES = {"w": "http://www.opengis.net/wmts/1.0", "o": "http://www.opengis.net/ows/1.1", "x": "http://www.w3.org/1999/xlink"}
KVP = {
    "SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": "places", "STYLE": "default", "FORMAT": "image/png",
    "TILEMATRIXSET": "WebMercatorQuad", "TILEMATRIX": "14", "TILEROW": "6460", "TILECOL": "9285",
}  # fmt: skip


@pytest.fixture
def wmts(site: str, client: Client) -> Client:
    del site
    return client


@pytest.fixture
def document(wmts: Client) -> Any:
    return etree.fromstring(wmts.get("/ows/wmts/1.0.0/WMTSCapabilities.xml").content)


def text(node: Any, path: str) -> str:
    return str(node.findtext(path, namespaces=NAMES))


def picture(response: Any) -> Any:
    assert response.status_code == 200, response.content
    return Image.open(io.BytesIO(response.content)).convert("RGBA")


def test_every_layer_is_offered_with_its_legend_grids_and_addresses(document: Any) -> None:
    offered = document.findall("w:Contents/w:Layer", NAMES)

    assert [text(layer, "o:Identifier") for layer in offered] == [layer.slug for layer in all_layers()]
    for layer in offered:
        assert text(layer, "w:Style/o:Identifier") == "default"
        assert layer.find("w:Style/w:LegendURL", NAMES) is not None
        assert {text(link, "w:TileMatrixSet") for link in layer.findall("w:TileMatrixSetLink", NAMES)} == {grid.name for grid in grids()}
        assert all("{TileMatrix}/{TileRow}/{TileCol}" in found.get("template") for found in layer.findall("w:ResourceURL", NAMES))


def test_the_worlds_grid_is_googlemapscompatible(document: Any) -> None:
    """07-057r7 Annex E.4."""
    world = document.find("w:Contents/w:TileMatrixSet", NAMES)

    assert text(world, "w:WellKnownScaleSet") == "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible"
    scales = [float(found.text) for found in world.findall("w:TileMatrix/w:ScaleDenominator", NAMES)]
    assert scales[0] == pytest.approx(559082264.0287178, rel=1e-9)
    assert all(one == pytest.approx(2 * other) for one, other in pairwise(scales))


@pytest.mark.parametrize("grid", ["WebMercatorQuad", "EPSG-2100"])
def test_a_place_is_drawn_in_the_tile_and_at_the_pixel_that_the_document_computes(grid: str, wmts: Client, document: Any) -> None:
    """The corner and the scales of the document alone must lead a client to the right pixel (07-057r7 Annex H)."""
    place = Place.objects.get(name_el="Αιγυπτιακός Φάρος")
    found = next(entry for entry in document.findall("w:Contents/w:TileMatrixSet", NAMES) if text(entry, "o:Identifier") == grid)
    matrix = found.findall("w:TileMatrix", NAMES)[13]
    srid = int(text(found, "o:SupportedCRS").rpartition(":")[2])
    x, y = Transformer.from_crs(4326, srid, always_xy=True).transform(place.geom.x, place.geom.y)
    span = float(text(matrix, "w:ScaleDenominator")) * 0.00028 * 256
    west, north = map(float, text(matrix, "w:TopLeftCorner").split())
    column, row = (x - west) / span, (north - y) / span

    drawn = picture(wmts.get(f"/ows/wmts/1.0.0/places/default/{grid}/13/{int(row)}/{int(column)}.png"))

    pixel = drawn.getpixel((int(column % 1 * 256), int(row % 1 * 256)))
    colours = {symbol.colour for _title, symbol in get_layer("places").style.legend()}
    assert "#{:02x}{:02x}{:02x}".format(*pixel[:3]) in colours


def test_parameters_and_addresses_give_the_same_tile(wmts: Client) -> None:
    by_address = wmts.get("/ows/wmts/1.0.0/places/default/WebMercatorQuad/14/6460/9285.png")
    by_parameters = wmts.get("/ows/wmts", {name.lower(): value for name, value in KVP.items()})
    again = wmts.get("/ows/wmts/1.0.0/places/default/WebMercatorQuad/14/6460/9285.png", headers={"If-None-Match": by_address["ETag"]})

    assert by_address.content == by_parameters.content
    assert again.status_code == 304


def test_tiles_are_transparent_where_nothing_is_and_jpeg_is_white(wmts: Client) -> None:
    empty = picture(wmts.get("/ows/wmts", {**KVP, "TILEROW": "1", "TILECOL": "1"}))
    jpeg = picture(wmts.get("/ows/wmts", {**KVP, "TILEROW": "1", "TILECOL": "1", "FORMAT": "image/jpeg"}))

    assert empty.getextrema()[3] == (0, 0)
    assert jpeg.getextrema()[0] == (255, 255)


@pytest.mark.parametrize("name", [name for name in KVP if name != "STYLE"])
def test_a_missing_parameter_is_named(name: str, wmts: Client) -> None:
    response = wmts.get("/ows/wmts", {key: value for key, value in KVP.items() if key != name})

    report = etree.fromstring(response.content)
    assert response.status_code == 400
    assert report.find("o:Exception", NAMES).get("exceptionCode") == "MissingParameterValue"
    assert report.find("o:Exception", NAMES).get("locator").upper() == name


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("LAYER", "nothing", "LayerNotDefined"),
        ("STYLE", "red", "InvalidParameterValue"),
        ("FORMAT", "image/bmp", "InvalidParameterValue"),
        ("TILEMATRIXSET", "Mars", "InvalidParameterValue"),
        ("TILEMATRIX", "99", "InvalidParameterValue"),
        ("TILEROW", "16384", "TileOutOfRange"),
        ("TILECOL", "9" * 50, "TileOutOfRange"),
        ("TILEROW", "-1", "InvalidParameterValue"),
        ("TILEROW", "1e3", "InvalidParameterValue"),
        ("TILEROW", "NaN", "InvalidParameterValue"),
        ("TILECOL", "'; DROP TABLE layers_place; --", "InvalidParameterValue"),
        ("LAYER", "<!DOCTYPE x>", "LayerNotDefined"),
        ("VERSION", "2.0.0", "InvalidParameterValue"),
        ("REQUEST", "GetMap", "OperationNotSupported"),
        ("SERVICE", "WFS", "InvalidParameterValue"),
    ],
)
def test_bad_values_get_a_report_in_both_forms_and_languages(name: str, value: str, code: str, wmts: Client) -> None:
    response = wmts.get("/ows/wmts", {**KVP, name: value, "LANGUAGE": "eng"})

    report = etree.fromstring(response.content)
    assert response.status_code == 400
    assert report.find("o:Exception", NAMES).get("exceptionCode") == code
    assert not re.search("[Α-Ωα-ω]", report.findtext("o:Exception/o:ExceptionText", namespaces=NAMES))
    assert response["Content-Language"] == "en"


def test_what_does_not_exist_is_404_where_the_address_names_it(wmts: Client) -> None:
    response = wmts.get("/ows/wmts/1.0.0/places/default/WebMercatorQuad/2/9/0.png")

    assert response.status_code == 404
    assert b"TileOutOfRange" in response.content


def test_another_version_is_not_negotiated(wmts: Client) -> None:
    response = wmts.get("/ows/wmts", {"SERVICE": "WMTS", "REQUEST": "GetCapabilities", "AcceptVersions": "0.4.0"})

    assert b"VersionNegotiationFailed" in response.content
    assert wmts.get("/ows/wmts", {"SERVICE": "WMTS", "REQUEST": "GetCapabilities", "AcceptVersions": "0.4.0,1.0.0"}).status_code == 200


def test_the_limits_of_a_layer_hold_its_features(document: Any) -> None:
    layer = next(entry for entry in document.findall("w:Contents/w:Layer", NAMES) if text(entry, "o:Identifier") == "places")
    limits = layer.findall("w:TileMatrixSetLink/w:TileMatrixSetLimits", NAMES)[0].findall("w:TileMatrixLimits", NAMES)[14]

    assert text(limits, "w:TileMatrix") == "14"
    assert int(text(limits, "w:MinTileRow")) <= 6460 <= int(text(limits, "w:MaxTileRow"))
    assert int(text(limits, "w:MinTileCol")) <= 9285 <= int(text(limits, "w:MaxTileCol"))
