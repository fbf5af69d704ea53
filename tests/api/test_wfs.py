"""What a client of the WFS gets wrong, or would like to get wrong, is an exception report; what it may not see it cannot name."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import SECRET, plant
from tests.wfs import DECLARED, GET_FEATURE_BY_ID, NS, URN, Wfs, document, ids_of, refusal

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


@pytest.fixture
def wfs(client: Client) -> Wfs:
    return Wfs(client)


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


def comparison(literal: str, name: str = "code", operator: str = "PropertyIsEqualTo") -> str:
    return f"<fes:{operator}><fes:ValueReference>{name}</fes:ValueReference><fes:Literal>{literal}</fes:Literal></fes:{operator}>"


def box(numbers: str, srs: str = URN.format(4326)) -> str:
    low, high = numbers.split(",")
    return (
        f'<fes:BBOX><gml:Envelope srsName="{srs}"><gml:lowerCorner>{low}</gml:lowerCorner><gml:upperCorner>{high}</gml:upperCorner>'
        "</gml:Envelope></fes:BBOX>"
    )


def polygon(positions: str) -> str:
    ring = f"<gml:exterior><gml:LinearRing><gml:posList>{positions}</gml:posList></gml:LinearRing></gml:exterior>"
    return f"<fes:Within><fes:ValueReference>geometry</fes:ValueReference><gml:Polygon>{ring}</gml:Polygon></fes:Within>"


def distance(length: str, point: str = "<gml:Point><gml:pos>35 24</gml:pos></gml:Point>", *, operator: str = "DWithin") -> str:
    return f"<fes:{operator}><fes:ValueReference>geometry</fes:ValueReference>{point}<fes:Distance {length}</fes:Distance></fes:{operator}>"


def like(pattern: str, special: str, name: str = "code") -> str:
    return comparison(pattern, name, "PropertyIsLike").replace("PropertyIsLike>", f"PropertyIsLike {special}>", 1)


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


# What may be seen.


def test_what_is_not_public_is_there_for_staff_alone(wfs: Wfs, django_user_model: Any) -> None:
    make_dataset(slug="inner", is_public=False)
    staff = Client()
    staff.force_login(django_user_model.objects.create_user("editor", password="x", is_staff=True))
    asked = [
        ("GetFeature", {"TYPENAMES": "inner"}),
        ("GetPropertyValue", {"TYPENAMES": "inner", "VALUEREFERENCE": "year"}),
        ("DescribeFeatureType", {"TYPENAMES": "inner"}),
        ("GetFeature", {"RESOURCEID": "inner.1"}),
        ("GetFeature", {"STOREDQUERY_ID": GET_FEATURE_BY_ID, "ID": "inner.1"}),
    ]

    for operation, given_ in asked:
        told = wfs.refused(operation, **given_)
        assert told.status in (400, 404)
        assert "Κάδο" not in told.text
        answer = Wfs(staff).ask(operation, **given_)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-cache"
    for operation in ("GetCapabilities", "DescribeFeatureType", "ListStoredQueries", "DescribeStoredQueries"):
        assert b"inner" not in wfs.ask(operation).content
        assert b"inner" in Wfs(staff).ask(operation).content


def test_a_token_that_is_none_is_never_silently_ignored(client: Client) -> None:
    told = refusal(client.get(PLACES, headers={"Authorization": "Bearer nonsense"}))

    assert told.status == 401


def test_what_a_room_keeps_to_itself_can_be_neither_read_nor_asked_about(wfs: Wfs) -> None:
    place = plant(Place)
    private = [name for name in vars(place) if SECRET in str(getattr(place, name))]
    assert private

    for name in private:
        for given_ in (
            {"PROPERTYNAME": name},
            {"SORTBY": name},
            {"FILTER": f"<fes:Filter {DECLARED}>{comparison(SECRET, name)}</fes:Filter>"},
        ):
            assert wfs.refused("GetFeature", TYPENAMES="places", **given_).status == 400
        assert wfs.refused("GetPropertyValue", TYPENAMES="places", VALUEREFERENCE=name).status == 400


# Names, values and places that are not simple.


def test_columns_of_a_file_may_be_called_anything(wfs: Wfs) -> None:
    version = make_dataset(slug="2024-kadoi", names=["<Κάδος> & 'α' \x0b\x1f", "%s"]).current_version
    assert version is not None
    version.columns[0]["name"] = 'Όνομα "πελάτη" 100% <b>'
    version.save()
    tree = wfs.tree("GetFeature", TYPENAMES="_x0032_024-kadoi", SORTBY="year")

    texts = tree.xpath("//wfs:member/*/*[1]/text()", namespaces=NS)
    name = tree.xpath("name(//wfs:member/*/*[1])", namespaces=NS)
    assert texts == ["<Κάδος> & 'α' ", "%s"]
    assert name == "chania:Όνομα_x0020__x0022_πελάτη_x0022__x0020_100_x0025__x0020__x003C_b_x003E_"
    assert len(wfs.filtered("_x0032_024-kadoi", comparison("%s", name.partition(":")[2]))) == 1


def test_case_matters_unless_it_is_said_not_to(wfs: Wfs) -> None:
    make_dataset(slug="kadoi", names=["Κάδος", "ΚΆΔΟΣ", "other"])
    exact = comparison("κάδος", "ΟΝΟΜΑ")

    assert wfs.filtered("kadoi", exact) == []
    assert wfs.filtered("kadoi", exact.replace("PropertyIsEqualTo>", 'PropertyIsEqualTo matchCase="false">', 1)) == ["kadoi.1", "kadoi.2"]


def test_wild_cards_lose_their_meaning_by_the_escape(wfs: Wfs) -> None:
    make_dataset(slug="kadoi", names=["a*c", "abc", "a%c", "a\\c", "a_c"])

    def found(pattern: str) -> list[str]:
        return wfs.filtered("kadoi", like(pattern, 'wildCard="*" singleChar="?" escapeChar="!"', "ΟΝΟΜΑ"))

    everything = [f"kadoi.{number}" for number in range(1, 6)]
    assert found("a*") == found("a?c") == everything
    assert [found(pattern) for pattern in ("a!*c", "a%c", "a\\c", "a_c", "!?")] == [["kadoi.1"], ["kadoi.3"], ["kadoi.4"], ["kadoi.5"], []]


def test_numbers_compare_as_numbers(wfs: Wfs) -> None:
    make_dataset(slug="kadoi", names=["a", "b", "c"])

    assert wfs.filtered("kadoi", comparison("2001", "year", "PropertyIsGreaterThan")) == ["kadoi.2", "kadoi.3"]
    low, high = (f"<fes:{name}Boundary><fes:Literal>%s</fes:Literal></fes:{name}Boundary>" for name in ("Lower", "Upper"))
    between = f"<fes:PropertyIsBetween><fes:ValueReference>year</fes:ValueReference>{low}{high}</fes:PropertyIsBetween>"
    assert (wfs.filtered("kadoi", between % (2002, "2e4")), wfs.filtered("kadoi", between % (2002, "2e3"))) == (["kadoi.2", "kadoi.3"], [])
    assert wfs.filtered("kadoi", comparison("9" * 30, "year", "PropertyIsLessThan")) == ["kadoi.1", "kadoi.2", "kadoi.3"]


def test_times_compare_as_times(wfs: Wfs, demo: None) -> None:
    tree = wfs.tree("GetFeature", TYPENAMES="events", SORTBY="starts_at")
    starts = tree.xpath("//app:starts_at/text()", namespaces=NS)
    everything, middle = ids_of(tree), starts[len(starts) // 2]

    def times(operator: str, time: str) -> set[str]:
        return set(wfs.filtered("events", f"<fes:{operator}><fes:ValueReference>starts_at</fes:ValueReference>{time}</fes:{operator}>"))

    instant = '<gml:TimeInstant gml:id="t"><gml:timePosition>%s</gml:timePosition></gml:TimeInstant>'
    period = '<gml:TimePeriod gml:id="t"><gml:beginPosition>%s</gml:beginPosition><gml:endPosition>%s</gml:endPosition></gml:TimePeriod>'
    later, earlier = times("After", instant % middle), times("Before", instant % middle)
    assert later == {rid for rid, start in zip(everything, starts, strict=True) if start > middle}
    assert later | earlier | times("TEquals", instant % middle) == set(everything)
    assert times("During", period % (starts[0], middle)) == earlier - times("TEquals", instant % starts[0])


def test_distances_are_metres_in_every_system(wfs: Wfs, demo: None) -> None:
    positions = {URN.format(4326): "35.51964 24.01675", "EPSG:4326": "24.01675 35.51964"}
    for srs, position in positions.items():
        point = f'<gml:Point srsName="{srs}"><gml:pos>{position}</gml:pos></gml:Point>'
        assert len(wfs.filtered("places", distance('uom="m">20', point))) == 1
        beyond = wfs.filtered("places", distance('uom="km">0.02', point, operator="Beyond"))
        assert len(beyond) == Place.objects.published().count() - 1


def test_an_old_name_of_a_system_means_x_before_y_going_in_and_coming_out(wfs: Wfs, demo: None) -> None:
    by_urn = wfs.tree("GetFeature", TYPENAMES="places", BBOX=f"35.5194,24.0165,35.5199,24.0170,{URN.format(4326)}")
    by_default = wfs.tree("GetFeature", TYPENAMES="places", BBOX="35.5194,24.0165,35.5199,24.0170")
    by_old = wfs.tree("GetFeature", TYPENAMES="places", BBOX="24.0165,35.5194,24.0170,35.5199,EPSG:4326", SRSNAME="EPSG:4326")

    assert ids_of(by_urn) == ids_of(by_default) == ids_of(by_old) != []
    assert by_urn.xpath("//gml:pos/text()", namespaces=NS) == ["35.51964 24.01675"]
    assert by_old.xpath("//gml:pos/text()", namespaces=NS) == ["24.01675 35.51964"]
    assert by_old.xpath("//gml:Point/@srsName", namespaces=NS) == ["http://www.opengis.net/gml/srs/epsg.xml#4326"]


def test_the_grid_goes_by_the_municipalitys_operation(client: Client, demo: None, hepos: None) -> None:
    crs = "http://www.opengis.net/def/crs/EPSG/0/2100"
    known = client.get(f"/api/collections/places/items?code=faros-chanion&crs={crs}").json()["features"][0]["geometry"]["coordinates"]
    wfs = Wfs(client)
    tree = wfs.tree(
        "GetFeature",
        TYPENAMES="places",
        SRSNAME=URN.format(2100),
        FILTER=f"<fes:Filter {DECLARED}>{comparison('faros-chanion')}</fes:Filter>",
    )
    east, north = map(float, tree.xpath("//gml:pos/text()", namespaces=NS)[0].split())

    assert (east, north) == pytest.approx(known, abs=1e-3)
    around = f"{east - 0.2},{north - 0.2},{east + 0.2},{north + 0.2}"
    assert len(wfs.ids("places", BBOX=f"{around},{URN.format(2100)}")) == 1
    low, high = around.split(",")[:2], around.split(",")[2:]
    assert (
        len(wfs.filtered("places", f"<fes:Not><fes:Not>{box(' '.join(low) + ',' + ' '.join(high), URN.format(2100))}</fes:Not></fes:Not>"))
        == 1
    )


@pytest.mark.parametrize("slug", ["places", "streets", "municipal-units"])
def test_a_page_in_the_grid_is_where_the_api_says_it_is(wfs: Wfs, demo: None, slug: str) -> None:
    crs = "http://www.opengis.net/def/crs/EPSG/0/2100"
    known = wfs.client.get(f"/api/collections/{slug}/items?limit=50&crs={crs}").json()["features"]
    page = wfs.ask("GetFeature", TYPENAMES=slug, SRSNAME=URN.format(2100), OUTPUTFORMAT="geojson", COUNT="50", SORTBY="name_el DESC").json()

    shapes = {feature["id"]: feature["geometry"] for feature in page["features"]}
    some = {f"{slug}.{feature['id']}": feature["geometry"] for feature in known}
    both = set(shapes) & set(some)
    assert both
    for rid in both:
        assert shapes[rid]["type"] == some[rid]["type"]
        one, other = (first_position(part[rid]["coordinates"]) for part in (shapes, some))
        assert one == pytest.approx(other, abs=1e-3)


def first_position(coordinates: Any) -> Any:
    return coordinates if isinstance(coordinates[0], float) else first_position(coordinates[0])


def test_geojson_is_x_before_y_whatever_the_system_is_called(wfs: Wfs, demo: None) -> None:
    for srs in (URN.format(4326), "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84"):
        page = wfs.ask("GetFeature", TYPENAMES="places", OUTPUTFORMAT="application/json", SRSNAME=srs, COUNT="2").json()
        assert page["features"][0]["geometry"]["coordinates"] == [24.01675, 35.51964]
        assert page["features"][0]["id"].startswith("places.")
        assert (page["numberReturned"], page["numberMatched"]) == (2, 150)
        assert page["links"][0]["rel"] == "next"
    grid = wfs.ask("GetFeature", TYPENAMES="places", OUTPUTFORMAT="geojson", SRSNAME=URN.format(2100), COUNT="1").json()
    assert grid["crs"]["properties"]["name"] == URN.format(2100)


def test_csv_is_that_of_the_downloads(wfs: Wfs, demo: None) -> None:
    answer = wfs.ask("GetFeature", TYPENAMES="places", OUTPUTFORMAT="csv", COUNT="3")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    whole = b"".join(wfs.client.get("/download/places.csv"))
    assert whole.startswith(answer.content)


def test_a_page_costs_the_same_few_questions_whatever_it_holds(wfs: Wfs, demo: None, statements: list[str]) -> None:
    wfs.ids("places", COUNT="1")
    statements.clear()
    assert len(wfs.ids("places", COUNT="1")) == 1
    few = len(statements)
    statements.clear()
    assert len(wfs.ids("places", COUNT="100")) == 100

    assert len(statements) == few <= 14


def test_a_count_above_the_maximum_means_the_maximum(wfs: Wfs, settings: Any) -> None:
    settings.API_MAX_LIMIT = 2
    make_dataset(slug="kadoi", names=["α", "β", "γ"])

    assert wfs.ids("kadoi", COUNT="1000") == wfs.ids("kadoi") == ["kadoi.1", "kadoi.2"]
    assert wfs.ids("kadoi", MAXFEATURES="1") == ["kadoi.1"]
    assert wfs.ids("kadoi", COUNT="0") == []
