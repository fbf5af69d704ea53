"""Whatever is asked of the map service, it answers with a picture, a document or a report: well-formed, polite, and silent on itself."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from layers.layer import GeometryType
from tests.maps import ask, make_layer, map_of, points, shown

BOX = (24.0, 35.5, 24.02, 35.52)
COMMON = ("SERVICE", "VERSION", "REQUEST")
OPERATIONS = {
    "GetCapabilities": (*COMMON, "UPDATESEQUENCE"),
    "GetMap": (*COMMON, "LAYERS", "STYLES", "CRS", "BBOX", "WIDTH", "HEIGHT", "FORMAT", "TRANSPARENT", "BGCOLOR", "EXCEPTIONS", "TIME"),
    "GetFeatureInfo": ("QUERY_LAYERS", "INFO_FORMAT", "I", "J", "FEATURE_COUNT"),
    "GetLegendGraphic": ("LAYER", "STYLE", "FORMAT", "WIDTH"),
}
EACH = [(operation, name) for operation, names in OPERATIONS.items() for name in names]
# What no answer tells: of the database, of the machine, of the software.
LEAKS = re.compile(
    r"SELECT (?!secret)|ST_\w+\(|psycopg|postgres|Traceback|\.py\b|/usr/|/tmp/|/home/|MapServer|mapscript|Django|dbname|password|"
    r"msDraw|msPostGIS|statement_timeout|libpq|datasets\.v\d|\"v\d+\"|0x7f|portal_maps",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def client(committed: None) -> Iterator[Client]:
    signs = [("POINT(24.01 35.51)", "Κρήνη", "a"), ("POINT(24.015 35.512)", "\x01\x0bπηγή\x1f", "b")]
    with shown(make_layer("signs", signs, geometry_type=GeometryType.POINT, style=points(), title_el="Πινακίδες\x08 & <σήματα>")):
        yield Client(raise_request_exception=False)


def question(operation: str, **given: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        **map_of("signs", BOX, width=64, height=64), "QUERY_LAYERS": "signs", "INFO_FORMAT": "application/geo+json", "I": 32, "J": 32,
        "LAYER": "signs", "STYLE": "default", "FEATURE_COUNT": 5,
    }  # fmt: skip
    return {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": operation, **usual, **given}


def checked(answer: Any) -> str:
    """Return the code of the report; nothing where the answer is what was asked for, which must then be whole."""
    body, kind = answer.content, answer["Content-Type"].partition(";")[0]
    assert answer.status_code in (200, 400), (answer.status_code, body[:500])
    if kind.startswith("image/"):
        Image.open(BytesIO(body)).load()
        return ""
    assert not LEAKS.search(body.decode()), LEAKS.search(body.decode())
    if kind in ("text/xml", "application/vnd.ogc.se_xml", "application/vnd.ogc.wms_xml", "application/gml+xml"):
        document = etree.fromstring(body)
        if etree.QName(document).localname == "ServiceExceptionReport":
            assert answer.status_code == 400
            assert answer["Cache-Control"] == "no-store"
            assert document[0].text.strip()
            return document[0].get("code")
    assert answer.status_code == 200
    return ""


MISTAKES: list[tuple[str, list[object], str]] = [
    ("VERSION", ["", "1.2", "x", "1.3.0.0", "٣.٣.٠"], "InvalidParameterValue MissingParameterValue"),
    ("SERVICE", ["WFS", "w m s", "'"], "InvalidParameterValue"),
    ("LAYERS", ["", " ", ",", "signs,,signs", "*", "SIGNS", "signs;", "-1", "ΣΗΜΑΤΑ", "x" * 500], "LayerNotDefined MissingParameterValue"),
    ("STYLES", ["x", "default,default", ",,", "DEFAULT", "None"], "StyleNotDefined"),
    ("CRS", ["", "x", "EPSG", "EPSG:", "EPSG:0", "EPSG:4326 ", "4326", "CRS:83", "AUTO2:42001,1,24,35", "urn:ogc:def:crs:EPSG::4326"],
     "InvalidCRS MissingParameterValue"),
    ("BBOX", ["", "1", "1,2,3", "1,2,3,4,5", "a,b,c,d", "24,35,NaN,36", "24,35,Infinity,36", "-inf,35,25,36", "1e999,0,1,1", "24,36,25,35",
              "25,35,24,36", "24,35,24,35", "24,35,24.0000000000000001,36", "0,0,5e-324,5e-324", "24;35;25;36", "٢٤,35,25,36",
              "24,,25,36", "24,35,25,36,", "1_0,2,3,4"], "InvalidParameterValue MissingParameterValue"),
    ("WIDTH", ["", "0", "-1", "1.5", "1e2", "NaN", "Infinity", "4097", "100000", "9" * 40, "٦٤", "0x40", "+64", "six"],
     "InvalidParameterValue MissingParameterValue"),
    ("HEIGHT", ["", "0", "-1", "1.5", "NaN", "100000", "six"], "InvalidParameterValue MissingParameterValue"),
    ("FORMAT", ["", "x", "png", "image/*", "image/svg+xml", "image/png; mode=9bit"], "InvalidFormat MissingParameterValue"),
    ("TRANSPARENT", ["yes", "1", "TRUEE", "NaN"], "InvalidParameterValue"),
    ("BGCOLOR", ["white", "#ffffff", "ffffff", "0xfff", "0xggggggg", "0xffffff00"], "InvalidParameterValue"),
    ("EXCEPTIONS", ["x", "xml", "JSON", "application/json"], "InvalidParameterValue"),
    ("TIME", ["x"], ""),
    ("ELEVATION", ["x", "NaN"], ""),
]  # fmt: skip
WRONG = [(name, value, codes) for name, values, codes in MISTAKES for value in values]


@pytest.mark.parametrize(("name", "value", "codes"), WRONG)
def test_a_wrong_value_is_told_by_its_code(client: Client, name: str, value: object, codes: str) -> None:
    code = checked(client.get("/ows/wms", question("GetMap", **{name: value})))

    assert (code in codes.split()) if codes else code == ""


@pytest.mark.parametrize("language", ["gre", "eng"])
def test_reports_are_in_the_language_asked_for(client: Client, language: str) -> None:
    for name, value, codes in WRONG:
        if codes and name != "VERSION" and len(str(value)) < 100 and not re.search(r"[^\x00-\x7f]", str(value)):
            text = etree.fromstring(client.get("/ows/wms", question("GetMap", LANGUAGE=language, **{name: value})).content)[0].text
            assert bool(re.search("[α-ω]{2}", text)) is (language == "gre"), text


@pytest.mark.parametrize(("operation", "name"), EACH)
def test_a_parameter_that_is_given_twice_is_refused(client: Client, operation: str, name: str) -> None:
    parameters = question(operation)
    for other in (name, name.lower()):
        answer = client.get("/ows/wms?" + urlencode([*parameters.items(), (name, "1"), (other, "1")]))
        assert checked(answer) == "InvalidParameterValue"
        assert name in answer.content.decode()


@pytest.mark.parametrize(("operation", "name"), EACH)
def test_a_missing_parameter_is_told_or_not_needed(client: Client, operation: str, name: str) -> None:
    code = checked(client.get("/ows/wms", {key: value for key, value in question(operation).items() if key != name}))

    assert code in ("", "MissingParameterValue")


ATTACKS = [
    "' OR 1=1 --", "1) UNION SELECT secret FROM accounts_user --", "%s%(x)s{0}%", "!BOX! using unique ", "]]><script>alert(1)</script>",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "../../../etc/passwd", "\x00", "\x01\x0b\x1f\x7f\x85",
    "\ufffe\uffff", "\r\nSet-Cookie: a=b", "😀" * 30, "A" * 4001, "\\'\"",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_value_that_means_harm_does_none(client: Client, attack: str) -> None:
    for operation, name in EACH:
        answer = client.get("/ows/wms", question(operation, **{name: attack}))
        checked(answer)
        assert "Set-Cookie" not in answer


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_name_that_means_harm_does_none(client: Client, attack: str) -> None:
    checked(client.get("/ows/wms", question("GetMap", **{attack: attack})))


@pytest.mark.parametrize(
    "name",
    [
        "SLD",
        "SLD_BODY",
        "sld_body",
        "FILTER",
        "CQL_FILTER",
        "MODE",
        "mode",
        "MAP",
        "map",
        "TEMPLATE",
        "QSTRING",
        "WFS",
        "REMOTE_OWS_URL",
        "SQL",
    ],
)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_other_servers_run_of_the_askers_is_refused(client: Client, operation: str, name: str) -> None:
    answer = client.get("/ows/wms", question(operation, **{name: "http://example.org/x"}))

    assert checked(answer) == "OperationNotSupported"
    assert etree.fromstring(answer.content)[0].get("locator") == name.upper()


def test_bytes_that_are_no_text_are_read_as_such(client: Client) -> None:
    for raw in ("%ff%fe", "%C3%28", "%ED%A0%80", "%", "%zz", "%e2%82"):
        assert checked(client.get(f"/ows/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={raw}&STYLES={raw}")) == "LayerNotDefined"


def test_too_many_parameters_are_refused(client: Client) -> None:
    assert checked(client.get("/ows/wms?" + "&".join(f"a{number}=1" for number in range(1100)))) == "InvalidParameterValue"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_maps_are_asked_for_by_get(client: Client, method: str) -> None:
    answer = getattr(client, method)("/ows/wms?" + urlencode(question("GetMap")), "<x/>", content_type="text/xml")

    assert checked(answer) == "OperationNotSupported"


def test_the_head_of_a_map_is_its_head(client: Client) -> None:
    answer = client.head("/ows/wms", question("GetMap"))

    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/png", b"")


def test_nothing_at_all_is_told_too(client: Client) -> None:
    assert checked(client.get("/ows/wms")) == "MissingParameterValue"


BOXES = ["24.5,35,25,36", "35.5,24,35.52,24.02", "-180,-90,180,90", "-1e9,-1e9,1e9,1e9", "-1e300,-1e300,1e300,1e300", "170,-90,190,90",
         "-1.7e308,-1.7e308,1.7e308,1.7e308", "1e8,1e8,1e9,1e9", "0,0,1e-9,1e-9", "24.01,35.51,24.010000001,35.510000001",
         "0,89.999999,1,90", "179.9999,-1,180,1", "-20037508.34,-20037508.34,20037508.34,20037508.34", "0,0,1,1e15"]  # fmt: skip


@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:4326", "EPSG:3857", "EPSG:2100", "EPSG:4258", "EPSG:32634", "EPSG:32635"])
@pytest.mark.parametrize("box", BOXES)
def test_a_box_that_is_anywhere_and_of_any_size_has_a_map(client: Client, box: str, crs: str) -> None:
    for operation in ("GetMap", "GetFeatureInfo"):
        assert checked(client.get("/ows/wms", question(operation, BBOX=box, CRS=crs))) == ""


@pytest.mark.parametrize("form", ["text/html", "text/plain", "application/geo+json", "application/gml+xml; version=3.2"])
def test_what_was_uploaded_with_control_characters_is_told_without_harm(client: Client, form: str) -> None:
    answer = client.get("/ows/wms", question("GetFeatureInfo", INFO_FORMAT=form, BBOX="24.0149,35.5119,24.0151,35.5121"))

    assert checked(answer) == ""
    assert "πηγή" in answer.content.decode()


def test_the_descriptions_hold_titles_of_any_characters(client: Client) -> None:
    for version in ("1.1.1", "1.3.0"):
        document = etree.fromstring(ask(client, "GetCapabilities", version=version).content)
        assert "Πινακίδες? & <σήματα>" in document.xpath("//*[local-name()='Title']/text()")


def test_columns_of_any_name_can_be_drawn_and_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """MapServer looks into the SQL for words of its own, which a file may have as headings."""
    headings = ["!BOX!", "a using unique b using srid=5 c", 'geom from "x" --', "50% %s of"]
    columns = [{"column": f"c{number}", "name": name, "kind": "text"} for number, name in enumerate(headings, start=1)]
    monkeypatch.setattr("tests.maps.COLUMNS", columns)
    odd = make_layer("odd", [("POINT(24.01 35.51)", "α", "β", "γ", "δ")], geometry_type=GeometryType.POINT, style=points())
    odd.refresh_from_db()
    odd.label_column = headings[1]
    odd.save()
    with shown(odd):
        for operation in ("GetMap", "GetFeatureInfo"):
            for form in ("application/geo+json", "application/gml+xml; version=3.2"):
                answer = client.get("/ows/wms", question(operation, LAYERS="odd", QUERY_LAYERS="odd", INFO_FORMAT=form))
                assert checked(answer) == ""
        assert all(text in answer.content.decode() for text in "αβγδ")
        drawn = client.get("/ows/wms", question("GetMap", LAYERS="odd"))
        assert Image.open(BytesIO(drawn.content)).convert("L").getextrema() != (255, 255)


def test_an_error_of_ours_is_told_without_its_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for error, status in ((RuntimeError("SELECT secret"), 500), (OperationalError("dbname=x password=y"), 503)):

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        caches["tiles"].clear()
        monkeypatch.setattr("api.wms.maps.renderers", fail)
        answer = client.get("/ows/wms", question("GetMap"))
        assert answer.status_code == status
        assert etree.fromstring(answer.content)[0].get("code") == "NoApplicableCode"
        assert not LEAKS.search(answer.content.decode())


words = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.lists(st.floats(width=32).map(str), min_size=4, max_size=4).map(",".join),
    st.sampled_from(["signs", "default", "CRS:84", "EPSG:2100", "image/jpeg", "TRUE", "1.1.1", "INIMAGE", "text/html", "theme-data", "64"]),
)
requests = st.dictionaries(
    st.sampled_from([*question("GetMap"), "SRS", "X", "Y", "TIME", "BGCOLOR", "EXCEPTIONS", "TRANSPARENT"]), words, max_size=4
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operation=st.sampled_from(sorted(OPERATIONS)), changed=requests)
@example(operation="GetMap", changed={"EXCEPTIONS": "BLANK", "LAYERS": "x", "WIDTH": "4096", "HEIGHT": "4096"})
@example(operation="GetMap", changed={"EXCEPTIONS": "INIMAGE", "LAYERS": "x", "WIDTH": "1", "HEIGHT": "1", "BGCOLOR": "0xαβγδεζ"})
def test_whatever_is_asked_is_answered(client: Client, operation: str, changed: dict[str, str]) -> None:
    query = urlencode(question(operation, **changed), quote_via=quote, errors="replace")

    checked(client.get(f"/ows/wms?{query}"))
