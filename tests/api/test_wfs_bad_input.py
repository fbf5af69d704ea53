"""What a client of the WFS gets wrong, or would like to get wrong, is an exception report."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.places import Place
from tests.planting import plant
from tests.wfs import DECLARED, Wfs, box, comparison, distance, document, like, polygon, refusal

pytestmark = pytest.mark.django_db
PLACES = "/ows/wfs?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=places"
HOSTILE = [
    "'",
    "';DROP TABLE layers_place;--",
    "1 OR 1=1",
    "%",
    "%s",
    "\\",
    "<x/>",
    "]]>",
    "&",
    "\u202e",
    "../../etc/passwd",
    "x" * 5000,
    "NaN",
    "-1",
    "Ω",
]
# What no answer may tell: of our files, our SQL, our tables, our software.
INSIDE = re.compile(r"/usr/|site-packages|\.py\b|SELECT |layers_\w+|psycopg|django|gisserver|PostGIS|Traceback", re.IGNORECASE)


WRONG = [
    ("REQUEST=Nothing", "OperationNotSupported", "request"),
    ("REQUEST=Transaction", "OperationNotSupported", "request"),
    ("SERVICE=WMS", "InvalidParameterValue", "service"),
    ("VERSION=1.0.0", "InvalidParameterValue", "version"),
    ("VERSION=../x", "InvalidParameterValue", "version"),
    ("TYPENAMES=", "MissingParameterValue", "typeNames"),
    ("TYPENAMES=nothing", "InvalidParameterValue", "typeNames"),
    ("TYPENAMES=auth_user", "InvalidParameterValue", "typeNames"),
    ("TYPENAMES=x:places", "InvalidParameterValue", "typeNames"),
    ("TYPENAMES=places,pharmacies", "OptionNotSupported", "typeNames"),
    ("TYPENAMES=()", "MissingParameterValue", "typeNames"),
    ("TYPENAMES=(places)(places)&BBOX=(1,2,3,4)", "OperationParsingFailed", None),
    ("COUNT=-1", "InvalidParameterValue", "count"),
    ("COUNT=x", "InvalidParameterValue", "count"),
    ("COUNT=1.5", "InvalidParameterValue", "count"),
    ("COUNT=", "InvalidParameterValue", "count"),
    ("COUNT=99999999999999999999", "InvalidParameterValue", "count"),
    ("COUNT=٣", "InvalidParameterValue", "count"),
    ("MAXFEATURES=NaN", "InvalidParameterValue", "count"),
    ("COUNT=1&count=2", "InvalidParameterValue", "count"),
    ("STARTINDEX=-1", "InvalidParameterValue", "startIndex"),
    ("STARTINDEX=1e3", "InvalidParameterValue", "startIndex"),
    ("STARTINDEX=99999999999", "InvalidParameterValue", "startIndex"),
    ("RESULTTYPE=some", "InvalidParameterValue", "resultType"),
    ("RESOLVE=remote", "InvalidParameterValue", "resolve"),
    ("OUTPUTFORMAT=exe", "InvalidParameterValue", "outputFormat"),
    ("SRSNAME=EPSG:9999", "InvalidParameterValue", "srsName"),
    ("SRSNAME=urn:ogc:def:crs:EPSG::-1", "InvalidParameterValue", "srsName"),
    ("SRSNAME=http://169.254.169.254/", "InvalidParameterValue", "srsName"),
    ("SRSNAME=%2Bproj%3Dlonglat", "InvalidParameterValue", "srsName"),
    ("PROPERTYNAME=internal_notes", "InvalidParameterValue", "propertyName"),
    ("PROPERTYNAME=category__name_el", "InvalidParameterValue", "propertyName"),
    ("PROPERTYNAME=category/parent/code", "InvalidParameterValue", "propertyName"),
    ("PROPERTYNAME=//*", "InvalidParameterValue", "propertyName"),
    ("PROPERTYNAME=code,,name_el", "InvalidParameterValue", "propertyName"),
    ("SORTBY=nothing", "InvalidParameterValue", "sortBy"),
    ("SORTBY=geometry", "InvalidParameterValue", "sortBy"),
    ("SORTBY=opening_hours", "InvalidParameterValue", "sortBy"),
    ("SORTBY=code SIDEWAYS", "InvalidParameterValue", "sortBy"),
    ("SORTBY=code,code", "InvalidParameterValue", "sortBy"),
    ("SORTBY=", "InvalidParameterValue", "sortBy"),
    ("BBOX=1,2,3", "InvalidParameterValue", "bbox"),
    ("BBOX=a,b,c,d", "InvalidParameterValue", "bbox"),
    ("BBOX=NaN,1,2,3", "InvalidParameterValue", "bbox"),
    ("BBOX=1,2,inf,3", "InvalidParameterValue", "bbox"),
    ("BBOX=36,25,35,24", "InvalidParameterValue", "bbox"),
    ("BBOX=35,24,36,25,EPSG:1", "InvalidParameterValue", "bbox"),
    ("BBOX=35,24,36,25,EPSG:4326,5", "InvalidParameterValue", "bbox"),
    ("BBOX=", "InvalidParameterValue", "bbox"),
    ("BBOX=35,24,36,25&RESOURCEID=places.1", "InvalidParameterValue", "filter"),
    ("ALIASES=a", "OptionNotSupported", "aliases"),
    ("FILTER=", "InvalidParameterValue", "filter"),
    ("FILTER=x", "OperationParsingFailed", "filter"),
    ("FILTER=<Filter", "OperationParsingFailed", "filter"),
    ("FILTER=<Filter/>", "InvalidParameterValue", "filter"),
    ("FILTER=<a/>", "InvalidParameterValue", "filter"),
    ("FILTER_LANGUAGE=cql", "InvalidParameterValue", "filter_language"),
    ("NAMESPACES=x", "InvalidParameterValue", "namespaces"),
    ("RESOLVEPATH=x", "InvalidParameterValue", "resolvePath"),
]


@pytest.mark.parametrize(("query", "code", "locator"), WRONG)
def test_a_wrong_parameter_is_refused_with_code_place_and_reason(client: Client, query: str, code: str, locator: str | None) -> None:
    names = {part.partition("=")[0].upper() for part in query.split("&")}
    base = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "places"}
    address = "&".join([*(f"{name}={text}" for name, text in base.items() if name not in names), query])

    for language, foreign in (("el", ""), ("en", "αεηιοςντ")):
        told = refusal(client.get(f"/ows/wfs?{address}&LANGUAGE={language}"))
        assert (told.status, told.code) == (400, code), told
        assert locator is None or told.locator == locator
        assert len(told.text) > 10
        assert not set(told.text.replace("Χανιά", "")) & set(foreign)
        assert not INSIDE.search(told.text)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "name",
    ["SERVICE", "VERSION", "REQUEST", "TYPENAMES", "SRSNAME", "PROPERTYNAME", "FILTER", "BBOX", "RESOURCEID", "SORTBY", "COUNT",
     "STARTINDEX", "RESULTTYPE", "OUTPUTFORMAT", "NAMESPACES", "STOREDQUERY_ID", "LANGUAGE", "RESOLVE", "FILTER_LANGUAGE",
     "ACCEPTVERSIONS"],
)  # fmt: skip
def test_nothing_that_is_written_anywhere_is_an_error_of_ours_or_tells_of_us(client: Client, name: str, value: str) -> None:
    general = name in ("SERVICE", "VERSION", "REQUEST", "LANGUAGE", "ACCEPTVERSIONS")
    for operation in ("GetCapabilities",) if general else ("GetFeature", "GetPropertyValue", "DescribeFeatureType"):
        base = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": operation, "TYPENAMES": "places", "VALUEREFERENCE": "code", "COUNT": "1"}
        answer = client.get("/ows/wfs", {**base, name: value})
        assert answer.status_code in (200, 400, 404), (operation, answer.content[:300])
        if answer.status_code != 200:
            assert not INSIDE.search(refusal(answer).text.replace(value, ""))


FUNCTION = '<fes:Function name="pg_sleep"><fes:Literal>9</fes:Literal></fes:Function>'
WRONG_FILTERS = [
    comparison("x", "internal_notes"),
    comparison("x", "category__parent__code"),
    comparison("x", "opening_hours"),
    comparison("x", "geometry"),
    comparison("x", ""),
    comparison("maybe", "open_now"),
    comparison("<gml:Point><gml:pos>1 2</gml:pos></gml:Point>"),
    comparison("x", operator="PropertyIsAwesome"),
    "<fes:PropertyIsEqualTo><fes:ValueReference>code</fes:ValueReference></fes:PropertyIsEqualTo>",
    "<fes:PropertyIsEqualTo><fes:Literal>1</fes:Literal><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>",
    f"<fes:PropertyIsEqualTo>{FUNCTION}<fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>",
    '<fes:PropertyIsEqualTo><fes:ValueReference>code</fes:ValueReference><fes:Function name="strConcat"/></fes:PropertyIsEqualTo>',
    "<fes:And/>",
    f"<fes:And>{comparison('x')}</fes:And>",
    f"<fes:Not>{comparison('x')}{comparison('x')}</fes:Not>",
    f"{comparison('x')}{comparison('x')}",
    "<fes:Not/>",
    like("x", 'wildCard="" singleChar="?" escapeChar="!"'),
    like("x", 'wildCard="*" singleChar="*" escapeChar="!"'),
    "<fes:PropertyIsLike><fes:ValueReference>code</fes:ValueReference><fes:Literal>x</fes:Literal></fes:PropertyIsLike>",
    "<fes:PropertyIsBetween><fes:ValueReference>code</fes:ValueReference><fes:Literal>1</fes:Literal><fes:Literal>2</fes:Literal></fes:PropertyIsBetween>",
    box("36 25,35 24"),
    box("NaN 24,36 25"),
    box("35,36"),
    box("35 24,36 25", "EPSG:1234"),
    box("35 24,36 25", "http://evil.example/"),
    polygon("0 0 1 1 0 0"),
    polygon("0 0 0 1 1 1 1 0"),
    polygon("35 24 36 25 35 25 36 24 35 24"),
    polygon("1e999 0 0 1 1 1 1 0 0 0"),
    polygon("5000 0 0 1 1 1 1 0 5000 0"),
    polygon(" ".join(["35.1 24.1"] * 4000)),
    "<fes:Intersects><fes:ValueReference>code</fes:ValueReference><gml:Point><gml:pos>35 24</gml:pos></gml:Point></fes:Intersects>",
    "<fes:Intersects><fes:ValueReference>geometry</fes:ValueReference><gml:Arc/></fes:Intersects>",
    "<fes:Intersects><fes:ValueReference>geometry</fes:ValueReference><gml:MultiPoint><gml:pointMember/></gml:MultiPoint></fes:Intersects>",
    distance('uom="parsec">1'),
    distance('uom="m">-1'),
    distance('uom="m">x'),
    "<fes:During><fes:ValueReference>code</fes:ValueReference><fes:Literal>2026-01-01</fes:Literal></fes:During>",
    "<fes:BBOX/>",
    "<ogc:PropertyIsEqualTo xmlns:ogc='http://www.opengis.net/ogc'/>",
]


@pytest.mark.parametrize("inside", WRONG_FILTERS)
def test_a_filter_that_cannot_be_used_is_refused_by_address_and_by_xml(wfs: Wfs, inside: str) -> None:
    by_address = wfs.refused("GetFeature", TYPENAMES="places", FILTER=f"<fes:Filter {DECLARED}>{inside}</fes:Filter>", LANGUAGE="en")
    query = f'<wfs:Query typeNames="app:places"><fes:Filter>{inside}</fes:Filter></wfs:Query>'
    by_xml = refusal(wfs.post(document("GetFeature", query)))

    for told in (by_address, by_xml):
        assert (told.status, told.code, told.locator) == (400, "InvalidParameterValue", "filter"), told
        assert not INSIDE.search(told.text)
    assert not set(by_address.text) & set("αεηιοςντ")


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
HOSTILE_XML: list[str | bytes] = [
    "",
    "x",
    "<",
    "<a/>",
    "<a",
    "\x00",
    b"\xff\xfe\x00",
    document("GetFeature"),
    document("GetFeature", "<wfs:Query/>"),
    document("GetFeature", '<wfs:Query typeNames=""/>'),
    document("GetFeature", '<wfs:Query typeNames="app:places"><wfs:Nothing/></wfs:Query>'),
    document("GetFeature", '<wfs:Query typeNames="app:places"><fes:SortBy><fes:SortProperty/></fes:SortBy></wfs:Query>'),
    document("GetFeature", "<wfs:StoredQuery/>"),
    document("GetFeature", "<fes:Filter/>"),
    document("GetFeature", '<wfs:Query typeNames="app:places"/>' * 11),
    document("GetFeature", '<wfs:Query typeNames="app:places"/>', count="many"),
    document("GetFeature", '<wfs:Query typeNames="app:places"/>', version="1.1.0"),
    document("GetFeature", '<wfs:Query typeNames="app:places"/>', service=""),
    document("Transaction"),
    document("GetCapabilities", "<ows:AcceptVersions><ows:Version/></ows:AcceptVersions>", version=""),
    "<GetFeature service='WFS' version='2.0.0'/>",
    f"{LAUGHS}<wfs:GetFeature {DECLARED} service='WFS' version='2.0.0'>&b;</wfs:GetFeature>",
    f"<!DOCTYPE a SYSTEM 'file:///etc/passwd'>{document('GetCapabilities').partition('?>')[2]}",
    f"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><wfs:GetFeature {DECLARED} service='WFS' version='2.0.0'>&x;</wfs:GetFeature>",
    document("GetFeature", "<a>" * 50_000 + "</a>" * 50_000),
    document("GetFeature", "<a/>" * 100_000),
    document("GetFeature", "<a " + " ".join(f'xmlns:n{number}="u"' for number in range(5_000)) + "/>"),
    "<?xml version='1.0' encoding='utf-7'?><a/>",
    "<?xml version='1.0' encoding='no-such'?><a/>",
]


@pytest.mark.parametrize("body", HOSTILE_XML, ids=range(len(HOSTILE_XML)))
def test_hostile_xml_is_refused_at_once(wfs: Wfs, body: str | bytes) -> None:
    told = refusal(wfs.post(body))

    assert told.status == 400
    assert not INSIDE.search(told.text)
    assert "root:" not in told.text


@pytest.mark.parametrize("entity", [LAUGHS, "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>"])
def test_hostile_xml_in_an_address_is_refused_too(wfs: Wfs, entity: str) -> None:
    told = wfs.refused("GetFeature", TYPENAMES="places", FILTER=f"{entity}<Filter>{comparison('x')}</Filter>")

    assert (told.status, told.code, told.locator) == (400, "OperationParsingFailed", "filter")


def test_more_than_a_request_may_take_is_refused_unread(wfs: Wfs, settings: Any) -> None:
    settings.WFS_MAX_BODY_BYTES = 1000
    told = refusal(wfs.post(document("GetFeature", " " * 1000)))

    assert (told.status, told.code) == (413, "OperationParsingFailed")


def test_a_request_that_failed_is_named_by_its_handle(wfs: Wfs) -> None:
    assert refusal(wfs.post(document("GetFeature", "<wfs:Nothing/>", handle="the seventh"))).locator == "the seventh"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_method_that_is_not_there_is_told_as_such(client: Client, method: str) -> None:
    answer = getattr(client, method)("/ows/wfs")

    assert (refusal(answer).status, answer["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")


def test_nobody_needs_a_form_of_ours_to_post() -> None:
    answer = Client(enforce_csrf_checks=True).post("/ows/wfs", document("GetCapabilities", version=""), content_type="text/xml")

    assert answer.status_code == 200


def test_a_request_may_be_posted_as_a_form(client: Client) -> None:
    answer = client.post("/ows/wfs", "SERVICE=WFS&REQUEST=GetCapabilities", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200


def test_what_breaks_on_our_side_is_told_without_details(wfs: Wfs, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr("api.wfs.operations.read_parts", broken)
    told = wfs.refused("GetFeature", TYPENAMES="places")

    assert (told.status, told.code) == (500, "NoApplicableCode")
    assert "secret" not in told.text


def test_a_database_that_is_away_is_no_fault_of_the_client(wfs: Wfs, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setattr("api.wfs.operations.read_parts", away)
    told = wfs.refused("GetFeature", TYPENAMES="places")

    assert told.status == 503
    assert "10.0.0.1" not in told.text


def test_a_query_that_takes_too_long_is_ended(wfs: Wfs, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WFS_TIMEOUT_S = 1
    plant(Place)
    monkeypatch.setattr("api.wfs.gml.id_sql", lambda feature_type: "(SELECT pg_sleep(30)::text)")
    told = wfs.refused("GetFeature", TYPENAMES="places")

    assert (told.status, told.code) == (400, "OperationProcessingFailed")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["TYPENAMES", "BBOX", "COUNT", "SRSNAME", "SORTBY", "PROPERTYNAME", "RESOURCEID", "FILTER"]),
    value=st.text(max_size=40),
)
def test_whatever_is_written_there_is_no_error_of_ours(client: Client, name: str, value: str) -> None:
    assert client.get(
        PLACES, {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "places", name: value}
    ).status_code in (200, 400)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    literal=st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=40),
    name=st.sampled_from(["code", "open_now", "@gml:id"]),
)
def test_whatever_a_literal_says_is_a_value(client: Client, literal: str, name: str) -> None:
    escaped = literal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = f"<fes:Filter {DECLARED}>{comparison(escaped, name)}</fes:Filter>"

    assert client.get(
        "/ows/wfs", {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "places", "FILTER": text}
    ).status_code in (200, 400)
