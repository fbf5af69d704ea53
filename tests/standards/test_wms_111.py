"""WMS 1.1.1 (OGC 01-068r3), for clients that know no later version."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from lxml import etree

from tests.maps import WHITE, ask, draw, map_of, picture_of, pixels
from tests.standards.cite import LAKE, rgb
from tests.standards.test_wms_130 import HREF

DTD = etree.DTD(str(Path(__file__).with_name("wms_111.dtd")))
BOX = (-2, -1, 4, 3)
SYSTEMS = ["EPSG:4326", "EPSG:3857", "EPSG:2100", "EPSG:4258", "EPSG:32634", "EPSG:32635"]


def old(client: Client, operation: str, **given: Any) -> Any:
    return ask(client, operation, **{**given, "version": "1.1.1"})


def a_map(**given: Any) -> dict[str, Any]:
    return {**map_of("lakes", BOX, crs="EPSG:4326", width=60, height=40, version="1.1.1"), **given}


def capabilities(client: Client, **given: Any) -> Any:
    answer = old(client, "GetCapabilities", **given)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.ogc.wms_xml"
    return etree.fromstring(answer.content)


def code_of(answer: Any) -> str:
    """Return the code of a report (Annex A.2), which has no namespace here."""
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/vnd.ogc.se_xml"
    document = etree.fromstring(answer.content)
    assert (document.tag, document.get("version")) == ("ServiceExceptionReport", "1.1.1")
    assert document.getroottree().docinfo.system_url == "http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd"
    (found,) = document
    assert (found.tag, found.attrib.keys()) == ("ServiceException", ["code"])
    return str(found.get("code"))


@pytest.mark.parametrize("language", ["gre", "eng"])
def test_the_description_has_the_standards_content(wms: Client, language: str) -> None:
    document = capabilities(wms, LANGUAGE=language)

    assert DTD.validate(document), DTD.error_log
    assert document.getroottree().docinfo.system_url == "http://schemas.opengis.net/wms/1.1.1/WMS_MS_Capabilities.dtd"
    assert document.findtext("Service/Name") == "OGC:WMS"
    assert document.xpath("//SRS/text()") == SYSTEMS


def test_a_client_that_knows_the_name_of_the_oldest_version_only_is_understood(wms: Client) -> None:
    answer = ask(wms, "GetCapabilities", VERSION=None, WMTVER="1.0.0")

    assert etree.fromstring(answer.content).get("version") == "1.1.1"


def test_boxes_have_x_first(wms: Client) -> None:
    layer = capabilities(wms).xpath("//Layer[Name='named-places']")[0]
    for found in (
        layer.find("LatLonBoundingBox"),
        layer.find("BoundingBox[@SRS='EPSG:4326']"),
        layer.find("BoundingBox[@SRS='EPSG:4258']"),
    ):
        assert [float(found.get(name)) for name in ("minx", "miny", "maxx", "maxy")] == pytest.approx([0.998, 1.998, 3.002, 2.002])


def test_the_scale_from_which_a_layer_is_shown_is_the_diagonal_of_a_pixel(wms: Client) -> None:
    """§7.1.4.5.16. Of a layer that is shown from zoom 12.5 on: 27 m on the equator."""
    hints = capabilities(wms).findall(".//ScaleHint")

    assert [float(hint.get("min")) for hint in hints] == [0.0] * len(hints)
    assert [float(hint.get("max")) for hint in hints] == [pytest.approx(156543.034 / 2**12.5 * 2**0.5, abs=0.01)] * len(hints)
    assert hints


def test_maps_have_x_first_in_degrees_too(wms: Client) -> None:
    found = pixels(draw(wms, "lakes", BOX, crs="EPSG:4326", version="1.1.1", width=60, height=40))

    assert (found[20:30, 20:40] == rgb(LAKE)).all()
    assert (found != WHITE).any(axis=2).sum() == 200


@pytest.mark.parametrize("srs", SYSTEMS)
def test_maps_are_drawn_in_every_system_that_is_declared(wms: Client, srs: str) -> None:
    root = capabilities(wms).find("Capability/Layer")
    box = root.find(f"BoundingBox[@SRS='{srs}']")

    assert draw(wms, "lakes", [float(box.get(name)) for name in ("minx", "miny", "maxx", "maxy")], crs=srs, version="1.1.1").size == (
        256,
        256,
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"SRS": "EPSG:999999"}, "InvalidSRS"),
        ({"SRS": "CRS:84"}, "InvalidSRS"),
        ({"SRS": None, "CRS": "EPSG:4326"}, "MissingParameterValue"),
        ({"LAYERS": "rivers"}, "LayerNotDefined"),
        ({"STYLES": "pretty"}, "StyleNotDefined"),
        ({"FORMAT": "image/novelty"}, "InvalidFormat"),
        ({"BBOX": "4,-1,-2,3"}, "InvalidParameterValue"),
    ],
)
def test_what_is_wrong_is_told_by_its_code(wms: Client, given: dict[str, Any], code: str) -> None:
    assert code_of(old(wms, "GetMap", **a_map(**given))) == code


def test_even_a_request_that_cannot_be_read_is_answered_in_its_version(wms: Client) -> None:
    assert code_of(wms.get("/ows/wms?VERSION=1.1.1&SERVICE=WMS&REQUEST=GetMap&REQUEST=GetMap")) == "InvalidParameterValue"


def test_every_format_of_exceptions_that_is_declared_is_given(wms: Client) -> None:
    declared = [entry.text for entry in capabilities(wms).iterfind("Capability/Exception/Format")]
    assert declared == ["application/vnd.ogc.se_xml", "application/vnd.ogc.se_inimage", "application/vnd.ogc.se_blank"]
    failing = a_map(LAYERS="rivers", WIDTH=300, HEIGHT=100)

    assert code_of(old(wms, "GetMap", **failing, EXCEPTIONS=declared[0])) == "LayerNotDefined"
    written, blank = (pixels(picture_of(old(wms, "GetMap", **failing, EXCEPTIONS=form))) for form in declared[1:])
    assert (written != WHITE).any()
    assert (blank == WHITE).all()


@pytest.mark.parametrize("form", [None, "", "text/html", "application/geo+json", "text/plain", "application/gml+xml; version=3.2"])
def test_what_is_at_a_pixel_is_asked_by_x_and_y(wms: Client, form: str | None) -> None:
    question = a_map(LAYERS="named-places", QUERY_LAYERS="named-places", INFO_FORMAT=form, X=30, Y=10)
    answer = old(wms, "GetFeatureInfo", **question)

    assert answer.status_code == 200
    assert answer["Content-Type"].replace("; charset=utf-8", "") == (form or "text/html")
    assert "Γούς Ίβιν" in answer.content.decode()
    assert code_of(old(wms, "GetFeatureInfo", **{**question, "X": 60})) == "InvalidPoint"
    assert code_of(old(wms, "GetFeatureInfo", **{**question, "X": None, "I": 30})) == "MissingParameterValue"


def test_both_versions_find_the_same(wms: Client) -> None:
    asked = {"LAYERS": "lakes", "QUERY_LAYERS": "lakes", "INFO_FORMAT": "application/geo+json"}
    earlier = old(wms, "GetFeatureInfo", **a_map(**asked, X=35, Y=27))
    later = ask(
        wms, "GetFeatureInfo", **{**map_of("lakes", (-1, -2, 3, 4), crs="EPSG:4326", width=60, height=40), **asked, "I": 35, "J": 27}
    )

    assert json.loads(earlier.content) == json.loads(later.content)


def test_both_versions_draw_the_same(wms: Client) -> None:
    earlier = draw(wms, "lakes,forests", BOX, crs="EPSG:4326", version="1.1.1")
    later = draw(wms, "lakes,forests", (-1, -2, 3, 4), crs="EPSG:4326")

    assert np.array_equal(pixels(earlier), pixels(later))


def test_the_legend_is_found_by_its_address(wms: Client) -> None:
    found = capabilities(wms).xpath("//Layer[Name='lakes']/Style/LegendURL")[0]
    answer = wms.get(found.find("OnlineResource").get(HREF))

    assert picture_of(answer).size == (int(found.get("width")), int(found.get("height")))
