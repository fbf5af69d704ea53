"""WMS 1.3.0 (OGC 06-042): the basic service elements (§6) and GetCapabilities (§7.2), as the standard's test suite groups them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from lxml import etree
from pyproj import CRS, Transformer

from api.wms.renderers import renderers
from tests.maps import ask, map_of, picture_of

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("wms_130.rng")))
NS = {"w": "http://www.opengis.net/wms", "x": "http://www.w3.org/1999/xlink", "o": "http://www.opengis.net/ogc"}
HREF = f"{{{NS['x']}}}href"
SYSTEMS = {"CRS:84", "EPSG:4326", "EPSG:3857", "EPSG:2100", "EPSG:4258", "EPSG:32634", "EPSG:32635"}
# Where the layers of the suite are.
BOX = (-2, -1, 4, 3)


def capabilities(client: Client, **given: Any) -> Any:
    answer = ask(client, "GetCapabilities", **given)
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


def exception(answer: Any) -> Any:
    """Return the service exception of a report (§6.11, Annex E.2)."""
    assert 400 <= answer.status_code < 500, answer.content[:200]
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    document = etree.fromstring(answer.content)
    assert document.tag == f"{{{NS['o']}}}ServiceExceptionReport"
    assert document.get("version") == "1.3.0"
    (found,) = document.findall("o:ServiceException", NS)
    assert found.text.strip()
    return found


def a_map(**given: Any) -> dict[str, Any]:
    return {**map_of("lakes", BOX, width=60, height=40), **given}


# §6.2 Version numbering and negotiation


@pytest.mark.parametrize(
    ("asked", "told"),
    [(None, "1.3.0"), ("1.3.0", "1.3.0"), ("1.1.1", "1.1.1"), ("1.2.0", "1.1.1"), ("1.0.0", "1.1.1"), ("0.0.0", "1.1.1"),
     ("1.3.1", "1.3.0"), ("100.0.0", "1.3.0"), ("", "1.3.0"), ("novelty", "1.3.0")],
)  # fmt: skip
def test_the_version_is_negotiated(wms: Client, asked: str | None, told: str) -> None:
    answer = ask(wms, "GetCapabilities", VERSION=asked)

    assert etree.fromstring(answer.content).get("version") == told


@pytest.mark.parametrize("operation", ["GetMap", "GetFeatureInfo"])
@pytest.mark.parametrize("version", [None, "", "1.2.0", "9.9.9"])
def test_operations_other_than_get_capabilities_want_a_version_that_there_is(wms: Client, operation: str, version: str | None) -> None:
    answer = ask(wms, operation, **a_map(VERSION=version))

    assert answer.status_code == 400
    # The older version has a report of its own, without namespace and locator.
    assert etree.fromstring(answer.content)[0].get("code") in ("MissingParameterValue", "InvalidParameterValue")


# §6.8 Rules for request parameters


def test_names_of_parameters_are_read_in_any_case_and_order_and_others_are_ignored(wms: Client) -> None:
    plain = picture_of(ask(wms, "GetMap", **a_map())).tobytes()
    parameters = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", **a_map()}
    mixed = {name.capitalize(): value for name, value in reversed(parameters.items())} | {"vendor": "1", "Extra_Parameter": "<a&b>"}

    assert picture_of(wms.get("/ows/wms", mixed)).tobytes() == plain
    assert picture_of(wms.get("/ows/wms", {name.lower(): value for name, value in parameters.items()})).tobytes() == plain


def test_values_may_be_escaped(wms: Client) -> None:
    answer = wms.get(
        "/ows/wms?SERVICE=W%4dS&VERSION=1%2E3.0&REQUEST=%47etMap&LAYERS=lakes%2croad%2Dsegments&STYLES=%2C&CRS=CRS%3A84"
        "&BBOX=-2%2c-1%2C4,3&WIDTH=60&HEIGHT=40&FORMAT=image%2Fpng"
    )

    assert picture_of(answer).size == (60, 40)


@pytest.mark.parametrize("parameter", ["SERVICE", "REQUEST"])
def test_the_mandatory_parameters_are_mandatory(wms: Client, parameter: str) -> None:
    found = exception(ask(wms, "GetCapabilities", **dict[str, Any]({parameter: None})))

    assert (found.get("code"), found.get("locator")) == ("MissingParameterValue", parameter)


def test_an_unknown_operation_is_not_supported(wms: Client) -> None:
    assert exception(ask(wms, "GetStuff")).get("code") == "OperationNotSupported"


# §7.2 GetCapabilities


@pytest.mark.parametrize("language", ["gre", "eng"])
def test_the_description_has_the_standards_content(wms: Client, language: str) -> None:
    document = capabilities(wms, LANGUAGE=language)

    assert GRAMMAR.validate(document), GRAMMAR.error_log
    assert {layer.findtext("w:Name", None, NS) for layer in document.iterfind(".//w:Layer[@queryable]", NS)} >= {
        "theme-data", "basic-polygons", "lakes", "forests", "road-segments", "named-places",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["text/xml", "application/vnd.ogc.wms_xml", "no/such-format"])
def test_the_description_comes_as_xml_whatever_format_is_asked_for(wms: Client, form: str) -> None:
    """§7.2.3.1: where the format is not known, the default."""
    assert capabilities(wms, FORMAT=form).get("version") == "1.3.0"


def test_names_of_layers_and_styles_are_unique(wms: Client) -> None:
    document = capabilities(wms)

    names = document.xpath("//w:Layer/w:Name/text()", namespaces=NS)
    assert len(names) == len(set(names))
    for layer in document.iterfind(".//w:Layer", NS):
        styles = layer.xpath("w:Style/w:Name/text() | ancestor::w:Layer/w:Style/w:Name/text()", namespaces=NS)
        assert len(styles) == len(set(styles))


def test_the_update_sequence_is_compared_with_the_clients(wms: Client) -> None:
    """§7.2.3.5, Table 4."""
    present = int(capabilities(wms).get("updateSequence"))

    assert int(capabilities(wms, UPDATESEQUENCE=present - 1).get("updateSequence")) == present
    assert capabilities(wms, UPDATESEQUENCE="").get("updateSequence") == str(present)
    assert exception(ask(wms, "GetCapabilities", UPDATESEQUENCE=present)).get("code") == "CurrentUpdateSequence"
    for later in (str(present + 1), "9" * 18):
        assert exception(ask(wms, "GetCapabilities", UPDATESEQUENCE=later)).get("code") == "InvalidUpdateSequence"


def test_other_operations_ignore_the_update_sequence(wms: Client) -> None:
    assert picture_of(ask(wms, "GetMap", **a_map(UPDATESEQUENCE="1000000"))).size == (60, 40)


def test_every_address_in_the_description_is_there_and_holds_what_it_says(wms: Client) -> None:
    document = capabilities(wms)
    layer = document.xpath("//w:Layer[w:Name='named-places']", namespaces=NS)[0]

    for kind in ("MetadataURL", "DataURL", "Style/w:LegendURL"):
        for found in layer.iterfind(f"w:{kind}", NS):
            parts = urlsplit(found.find("w:OnlineResource", NS).get(HREF))
            answer = wms.get(parts.path, dict(parse_qsl(parts.query)))
            assert answer.status_code == 200, parts
            assert answer["Content-Type"].partition(";")[0] == found.findtext("w:Format", None, NS)
            if kind.endswith("LegendURL"):
                assert picture_of(answer).size == (int(found.get("width")), int(found.get("height")))
    online = document.findall(".//w:OnlineResource", NS)
    assert {urlsplit(entry.get(HREF)).path for entry in online if "ows" not in entry.get(HREF)} >= {"/"}
    assert wms.get("/").status_code == 200


def test_every_legend_has_the_size_that_is_told_in_each_language(wms: Client) -> None:
    for language in ("gre", "eng"):
        for found in capabilities(wms, LANGUAGE=language).iterfind(".//w:LegendURL", NS):
            parts = urlsplit(found.find("w:OnlineResource", NS).get(HREF))
            answer = wms.get(parts.path, dict(parse_qsl(parts.query)))
            assert picture_of(answer).size == (int(found.get("width")), int(found.get("height")))


def test_each_layer_has_its_box_in_each_system_with_the_systems_order_of_axes(wms: Client) -> None:
    """§7.2.4.6.8: of the box of the data with a little air around it; where the system has no such place, no box."""
    document = capabilities(wms)
    assert set(document.xpath("//w:CRS/text()", namespaces=NS)) == SYSTEMS
    layer = document.xpath("//w:Layer[w:Name='named-places']", namespaces=NS)[0]
    boxes = {
        entry.get("CRS"): [float(entry.get(name)) for name in ("minx", "miny", "maxx", "maxy")]
        for entry in layer.findall("w:BoundingBox", NS)
    }

    assert {"CRS:84", "EPSG:4326", "EPSG:4258", "EPSG:3857"} <= set(boxes)
    assert "EPSG:2100" not in boxes
    assert boxes["CRS:84"] == pytest.approx([0.998, 1.998, 3.002, 2.002])
    assert boxes["EPSG:4326"] == boxes["EPSG:4258"] == pytest.approx([1.998, 0.998, 2.002, 3.002])
    for name, (west, south, east, north) in boxes.items():
        assert west < east
        assert south < north
        if name not in ("CRS:84", "EPSG:4326", "EPSG:4258"):
            assert CRS.from_user_input(name).axis_info[0].abbrev.upper().startswith(("E", "X"))
            expected = Transformer.from_crs(4326, name, always_xy=True).transform([1, 3], [2, 2])
            assert (west, east) == pytest.approx(expected[0], abs=300)
            assert (south + north) / 2 == pytest.approx(expected[1][0], abs=30)


def test_the_layers_of_the_town_have_boxes_in_the_national_grid(wms: Client) -> None:
    root = capabilities(wms).find("w:Capability/w:Layer", NS)

    assert {entry.get("CRS") for entry in root.findall("w:BoundingBox", NS)} == SYSTEMS


def test_the_time_of_a_layer_is_told(wms: Client) -> None:
    dimension = capabilities(wms).xpath("//w:Layer[w:Name='named-places']/w:Dimension", namespaces=NS)[0]

    first, last, _step = dimension.text.split("/")
    assert datetime.fromisoformat(first) == datetime(2026, 1, 10, 8, tzinfo=UTC)
    assert datetime.fromisoformat(last) == datetime(2026, 2, 20, 20, 30, tzinfo=UTC)


def test_an_unchanged_description_is_not_sent_again(wms: Client) -> None:
    etag = ask(wms, "GetCapabilities")["ETag"]

    assert ask(wms, "GetCapabilities", headers={"If-None-Match": etag}).status_code == 304
    assert ask(wms, "GetCapabilities", headers={"If-None-Match": etag}, LANGUAGE="eng").status_code == 200


@pytest.mark.parametrize(
    ("asked", "accepted", "told"),
    [("eng", "el", "eng"), ("gre", "en", "gre"), ("ENG", "", "eng"), (None, "en", "eng"), (None, "", "gre"), ("fre", "", "gre")],
)
def test_the_description_is_in_the_language_asked_for(wms: Client, asked: str | None, accepted: str, told: str) -> None:
    """INSPIRE View Services 3.11 §4.2.3.3.1.3; addresses in it keep the language."""
    answer = ask(wms, "GetCapabilities", LANGUAGE=asked, headers={"Accept-Language": accepted} if accepted else {})
    document = etree.fromstring(answer.content)

    assert document.findtext(".//{*}ResponseLanguage/{*}Language") == told
    title = document.xpath("//w:Layer[w:Name='named-places']/w:Title/text()", namespaces=NS)[0]
    assert title == {"eng": "Named places", "gre": "Επίπεδο named-places"}[told]
    assert all(f"LANGUAGE={told}" in entry.get(HREF) for entry in document.iterfind(".//w:Get/w:OnlineResource", NS))
    assert answer["Content-Language"] == told[:2].replace("gr", "el")


def test_a_description_draws_nothing(wms: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(renderers()), "draw", lambda *_: pytest.fail("a map was drawn"))

    assert len(capabilities(wms)) == 2
