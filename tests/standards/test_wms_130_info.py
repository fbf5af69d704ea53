"""WMS 1.3.0 (OGC 06-042): GetFeatureInfo (§7.4), the test suite's group "queryable"."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml import etree, html

from tests.maps import ask
from tests.standards.test_wms_130 import a_map, capabilities, exception

GML = "application/gml+xml; version=3.2"
GML_NS = {"wfs": "http://www.opengis.net/wfs/2.0", "gml": "http://www.opengis.net/gml/3.2"}
# In a map of 60 × 40 pixels of a tenth of a degree: the place at 1, 2; in the lake.
PLACE, LAKE, NOTHING = {"I": 30, "J": 10}, {"I": 35, "J": 27}, {"I": 55, "J": 39}


def question(**given: Any) -> dict[str, Any]:
    usual = {"LAYERS": "lakes,named-places", "QUERY_LAYERS": "named-places", "INFO_FORMAT": "application/geo+json", **PLACE}
    return a_map(**{**usual, **given})


def names(client: Client, **given: Any) -> list[str]:
    answer = ask(client, "GetFeatureInfo", **{**question(), **given})
    assert answer.status_code == 200, answer.content.decode()
    return [feature["properties"]["name"] for feature in json.loads(answer.content)["features"]]


@pytest.mark.parametrize("parameter", ["LAYERS", "QUERY_LAYERS", "CRS", "BBOX", "WIDTH", "HEIGHT", "I", "J", "INFO_FORMAT"])
def test_the_mandatory_parameters_of_a_question_are_mandatory(wms: Client, parameter: str) -> None:
    found = exception(ask(wms, "GetFeatureInfo", **{**question(), parameter: None}))

    assert (found.get("code"), found.get("locator")) == ("MissingParameterValue", parameter)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"QUERY_LAYERS": "rivers"}, "LayerNotDefined"),
        ({"QUERY_LAYERS": "forests"}, "LayerNotDefined"),
        ({"LAYERS": "rivers", "QUERY_LAYERS": "rivers"}, "LayerNotDefined"),
        ({"INFO_FORMAT": "text/novelty"}, "InvalidFormat"),
        ({"INFO_FORMAT": "image/png"}, "InvalidFormat"),
        ({"I": 60}, "InvalidPoint"),
        ({"J": 40}, "InvalidPoint"),
        ({"I": -1}, "InvalidPoint"),
        ({"J": -1}, "InvalidPoint"),
        ({"I": "x"}, "InvalidPoint"),
        ({"J": "1.5"}, "InvalidPoint"),
        ({"CRS": "EPSG:999999"}, "InvalidCRS"),
        ({"BBOX": "4,-1,-2,3"}, "InvalidParameterValue"),
        ({"STYLES": "pretty"}, "StyleNotDefined"),
    ],
)
def test_what_is_wrong_with_a_question_is_told_by_its_code(wms: Client, given: dict[str, Any], code: str) -> None:
    assert exception(ask(wms, "GetFeatureInfo", **{**question(), **given})).get("code") == code


def test_what_lies_at_the_pixel_is_found_and_only_that(wms: Client) -> None:
    assert names(wms) == ["Γούς Ίβιν"]
    assert names(wms, **NOTHING) == []
    assert names(wms, QUERY_LAYERS="lakes", **LAKE) == ["Μπλε λίμνη"]
    assert names(wms, QUERY_LAYERS="lakes") == []
    assert names(wms, LAYERS="theme-data", QUERY_LAYERS="lakes,named-places", **LAKE) == ["Μπλε λίμνη"]


def test_an_area_is_found_up_to_the_last_pixel_that_it_fills(wms: Client) -> None:
    # The lake is the pixels 20 to 39, 20 to 29.
    for column, line, is_in in ((20, 20, True), (39, 29, True), (17, 25, False), (42, 25, False), (30, 17, False), (30, 32, False)):
        assert bool(names(wms, LAYERS="lakes", QUERY_LAYERS="lakes", I=column, J=line)) is is_in


def test_the_uppermost_layer_is_told_first(wms: Client) -> None:
    layers = "basic-polygons,forests,named-places"
    assert names(wms, LAYERS=layers, QUERY_LAYERS=layers) == ["Γούς Ίβιν", "Δάσος", "δύο"]


@pytest.mark.parametrize(("count", "found"), [(None, 1), ("", 1), ("1", 1), ("2", 2), ("1000000", 2), ("0", 1), ("-3", 1), ("many", 1)])
def test_as_many_features_are_told_as_asked_and_one_by_default(wms: Client, count: str | None, found: int) -> None:
    """§7.4.3.6: also where what is asked is no positive integer."""
    assert len(names(wms, BBOX="-20,-20,40,20", I=22, J=18, FEATURE_COUNT=count)) == found


def test_a_theme_may_be_asked(wms: Client) -> None:
    assert "Γούς Ίβιν" in names(wms, LAYERS="theme-data", QUERY_LAYERS="theme-data")


def test_a_layer_that_is_asked_twice_answers_once(wms: Client) -> None:
    assert names(wms, QUERY_LAYERS="named-places,named-places") == ["Γούς Ίβιν"]


def test_every_format_that_is_declared_is_given(wms: Client) -> None:
    declared = [entry.text for entry in capabilities(wms).iterfind(".//{*}GetFeatureInfo/{*}Format")]
    assert declared == ["text/html", "application/geo+json", "text/plain", GML]

    for form in declared:
        answer = ask(wms, "GetFeatureInfo", **question(INFO_FORMAT=form))
        assert answer.status_code == 200
        assert answer["Content-Type"].replace("; charset=utf-8", "") == form
        assert "Γούς Ίβιν" in answer.content.decode()
        empty = ask(wms, "GetFeatureInfo", **question(INFO_FORMAT=form, **NOTHING))
        assert empty.status_code == 200
        assert "Γούς" not in empty.content.decode()


def test_html_is_html_and_what_was_written_is_text(wms: Client) -> None:
    answer = ask(wms, "GetFeatureInfo", **question(INFO_FORMAT="text/html", I=50))
    document = html.document_fromstring(answer.content.decode())

    assert document.get("lang") == "el"
    assert document.xpath("//h2")[0].text_content() == "Άσπρο & <Μαύρο>"
    assert [cell.text_content() for cell in document.xpath("//tr[th='year']/td")] == ["1913"]


def test_geojson_is_in_degrees_and_leads_to_the_feature(wms: Client) -> None:
    document = json.loads(ask(wms, "GetFeatureInfo", **question()).content)

    (feature,) = document["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [1, 2]}
    assert feature["id"] == "named-places.1"
    assert wms.get(feature["links"][0]["href"]).json()["properties"] == feature["properties"]


@pytest.mark.parametrize(
    ("crs", "bbox", "named", "numbers"),
    [
        ("CRS:84", "-2,-1,4,3", "urn:ogc:def:crs:EPSG::4326", (2, 1)),
        ("EPSG:4326", "-1,-2,3,4", "urn:ogc:def:crs:EPSG::4326", (2, 1)),
        ("EPSG:4258", "-1,-2,3,4", "urn:ogc:def:crs:EPSG::4258", (2, 1)),
        ("EPSG:3857", "-222639,-111325,445278,334111", "urn:ogc:def:crs:EPSG::3857", (111319.4908, 222684.2085)),
    ],
)
def test_gml_has_the_coordinates_of_the_map_in_the_order_of_its_authority(
    wms: Client, crs: str, bbox: str, named: str, numbers: tuple[float, float]
) -> None:
    answer = ask(wms, "GetFeatureInfo", **question(INFO_FORMAT=GML, CRS=crs, BBOX=bbox))
    document = etree.fromstring(answer.content)

    assert document.tag == f"{{{GML_NS['wfs']}}}FeatureCollection"
    assert {"timeStamp", "numberMatched", "numberReturned"} <= set(document.attrib)
    (point,) = document.iterfind(".//gml:Point", GML_NS)
    assert point.get("srsName") == named
    assert [float(number) for number in point.findtext("gml:pos", None, GML_NS).split()] == pytest.approx(numbers, abs=1e-3)
    ids = document.xpath("//@gml:id", namespaces=GML_NS)
    assert len(ids) == len(set(ids)) == 2


def test_gml_of_several_layers_is_well_formed_and_complete(wms: Client) -> None:
    layers = "basic-polygons,forests,road-segments,named-places"
    answer = ask(wms, "GetFeatureInfo", **question(INFO_FORMAT=GML, LAYERS=layers, QUERY_LAYERS=layers, I=51, FEATURE_COUNT=9))
    members = etree.fromstring(answer.content).findall("wfs:member", GML_NS)

    assert [etree.QName(member[0]).localname for member in members] == ["named-places", "road-segments"]
    assert members[0].findtext(".//{*}name") == "Άσπρο & <Μαύρο>"


@pytest.mark.parametrize(("time", "found"), [("2026-01", 1), ("2026-02", 0)])
def test_what_the_time_hides_is_not_found(wms: Client, time: str, found: int) -> None:
    assert len(names(wms, TIME=time)) == found


def test_the_facts_are_told_in_the_language_asked_for(wms: Client) -> None:
    answers = {
        language: ask(wms, "GetFeatureInfo", **question(INFO_FORMAT="text/plain", LANGUAGE=language)).content.decode()
        for language in ("gre", "eng")
    }

    assert answers["gre"].startswith("Επίπεδο named-places: Γούς Ίβιν\n")
    assert answers["eng"].startswith("Named places: Γούς Ίβιν\n")
    assert "2026-01-10 10:00" in answers["gre"]


def test_an_unchanged_answer_is_not_sent_again(wms: Client) -> None:
    etag = ask(wms, "GetFeatureInfo", **question())["ETag"]

    assert ask(wms, "GetFeatureInfo", **question(), headers={"If-None-Match": etag}).status_code == 304
