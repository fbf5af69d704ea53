"""WFS 2.0 (OGC 09-025r2, Annex A): Simple, over every layer, by address and by XML."""

import re

import pytest
from django.test import Client

from api.wfs.names import element_names, type_name
from layers.layer import FeatureQuery, Layer
from layers.lookups import all_layers
from layers.reading import read_features
from tests.wfs import GET_FEATURE_BY_ID, NS, URN, Wfs, document, elements, refusal, tree_of

OPERATIONS = ["GetCapabilities", "DescribeFeatureType", "ListStoredQueries", "DescribeStoredQueries", "GetFeature", "GetPropertyValue"]
SYSTEMS = [URN.format(4326), "urn:ogc:def:crs:OGC:1.3:CRS84", *(URN.format(srid) for srid in (3857, 2100, 4258, 32634, 32635))]


# A.1.1 Simple WFS: GetCapabilities.


def test_the_capabilities_name_operations_constraints_and_types(wfs: Wfs) -> None:
    tree = wfs.tree("GetCapabilities")

    assert tree.tag == f"{{{NS['wfs']}}}WFS_Capabilities"
    assert tree.get("version") == "2.0.0"
    assert elements(tree, "ows:OperationsMetadata/ows:Operation/@name") == OPERATIONS
    for operation in elements(tree, "ows:OperationsMetadata/ows:Operation"):
        assert (
            elements(operation, ".//ows:Get/@xlink:href") == elements(operation, ".//ows:Post/@xlink:href") == ["http://testserver/ows/wfs"]
        )
    constraints = {entry.get("name"): entry.findtext("ows:DefaultValue", namespaces=NS) for entry in elements(tree, ".//ows:Constraint")}
    for name in ("ImplementsBasicWFS", "KVPEncoding", "XMLEncoding", "ImplementsResultPaging"):
        assert constraints[name] == "TRUE"
    for name in ("ImplementsTransactionalWFS", "ImplementsLockingWFS", "ImplementsStandardJoins", "ManageStoredQueries", "SOAPEncoding"):
        assert constraints[name] == "FALSE"
    assert constraints["CountDefault"] == "10000"
    filters = {entry.get("name"): entry.findtext("ows:DefaultValue", namespaces=NS) for entry in elements(tree, ".//fes:Constraint")}
    for name in ("Query", "AdHocQuery", "ResourceId", "MinStandardFilter", "StandardFilter", "MinSpatialFilter", "Sorting", "MinimumXPath"):
        assert filters[f"Implements{name}"] == "TRUE"
    assert filters["ImplementsFunctions"] == "FALSE"
    names = [f"chania:{type_name(layer)}" for layer in all_layers()]
    assert elements(tree, "wfs:FeatureTypeList/wfs:FeatureType/wfs:Name/text()") == names


def test_the_capabilities_tell_of_each_type_what_it_comes_in(wfs: Wfs, filled: Layer) -> None:
    (entry,) = elements(wfs.tree("GetCapabilities"), f"//wfs:FeatureType[wfs:Name='chania:{type_name(filled)}']")

    assert [elements(entry, "wfs:DefaultCRS/text()"), *map(list, [elements(entry, "wfs:OtherCRS/text()")])] == [SYSTEMS[:1], SYSTEMS[1:]]
    assert entry.findtext("wfs:Title", namespaces=NS) == str(filled.title)
    assert elements(entry, "wfs:MetadataURL/@xlink:href") == [f"http://testserver/api/collections/{filled.slug}"]
    west, south = map(float, entry.findtext(".//ows:LowerCorner", namespaces=NS).split())
    east, north = map(float, entry.findtext(".//ows:UpperCorner", namespaces=NS).split())
    for feature in read_features(filled, FeatureQuery()):
        assert west <= feature.extent[0] <= feature.extent[2] <= east
        assert south <= feature.extent[1] <= feature.extent[3] <= north


def test_the_capabilities_speak_greek_and_english_and_name_the_municipality(wfs: Wfs) -> None:
    greek, english = (wfs.ask("GetCapabilities", LANGUAGE=language) for language in ("gre", "eng"))

    assert (greek["Content-Language"], english["Content-Language"]) == ("el", "en")
    assert "Δήμος Χανίων" in greek.content.decode()
    for text in ("Municipality of Chania", "info@example.org", "28210 00100", "Places of interest", "creativecommons.org"):
        assert text in english.content.decode()
    assert not set("αεηιος") & set(re.sub(r"<wfs:MetadataURL.*?>", "", english.content.decode()))
    for tree, language in ((tree_of(greek), "gre"), (tree_of(english), "eng")):
        space = {"common": "http://inspire.ec.europa.eu/schemas/common/1.0"}
        assert tree.xpath("//common:ResponseLanguage/common:Language/text()", namespaces=space) == [language]


@pytest.mark.parametrize(
    "given", [{}, {"ACCEPTVERSIONS": "2.0.0"}, {"ACCEPTVERSIONS": "3.0.0,2.0.0,1.1.0"}, {"VERSION": "1.1.0"}, {"VERSION": ""}]
)
def test_versions_are_agreed_on(client: Client, db: None, given: dict[str, str]) -> None:
    tree = tree_of(client.get("/ows/wfs", {"SERVICE": "WFS", "REQUEST": "GetCapabilities", **given}))

    assert tree.get("version") == "2.0.0"


def test_versions_that_are_not_there_are_not_agreed_on(wfs: Wfs) -> None:
    by_address = refusal(wfs.client.get("/ows/wfs?service=WFS&request=GetCapabilities&acceptversions=9.9.9"))
    inside = "<ows:AcceptVersions><ows:Version>9.9.9</ows:Version></ows:AcceptVersions>"
    by_xml = refusal(wfs.post(document("GetCapabilities", inside, version="")))

    assert (by_address.status, by_address.code) == (by_xml.status, by_xml.code) == (400, "VersionNegotiationFailed")


def test_names_of_parameters_have_no_case_and_unknown_ones_are_ignored(client: Client, db: None) -> None:
    tree = tree_of(client.get("/ows/wfs?sErViCe=WFS&ReQuEsT=getcapabilities&vendor=x&vendor=y"))

    assert tree.tag == f"{{{NS['wfs']}}}WFS_Capabilities"


@pytest.mark.parametrize(("without", "locator"), [("SERVICE", "service"), ("REQUEST", "request"), ("VERSION", "version")])
def test_what_every_request_needs_is_missed(client: Client, db: None, without: str, locator: str) -> None:
    given = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "places"}
    told = refusal(client.get("/ows/wfs", {name: text for name, text in given.items() if name != without}))

    assert (told.status, told.code, told.locator) == (400, "MissingParameterValue", locator)


# A.1.1 Simple WFS: DescribeFeatureType.


def test_a_type_is_described_as_its_features_are_written(wfs: Wfs, filled: Layer) -> None:
    name = type_name(filled)
    by_address = wfs.tree("DescribeFeatureType", TYPENAMES=f"chania:{name}")
    by_xml = wfs.posted("DescribeFeatureType", f"<wfs:TypeName>app:{name}</wfs:TypeName>")

    for schema in (by_address, by_xml):
        assert schema.get("targetNamespace") == NS["app"]
        (declared,) = elements(schema, "xs:element")
        assert (declared.get("name"), declared.get("substitutionGroup")) == (name, "gml:AbstractFeature")
        described = elements(schema, "xs:complexType//xs:sequence/xs:element")
        assert [entry.get("name") for entry in described] == [*element_names(filled), "geometry"]
        assert {entry.get("minOccurs") for entry in described} == {"0"}
    (feature, *_) = elements(wfs.tree("GetFeature", TYPENAMES=name), "wfs:member/*")
    written = [child.tag.removeprefix(f"{{{NS['app']}}}") for child in feature]
    assert written == [entry.get("name") for entry in described if entry.get("name") in written]


def test_all_types_are_described_when_none_is_named(wfs: Wfs) -> None:
    assert elements(wfs.tree("DescribeFeatureType"), "xs:element/@name") == [type_name(layer) for layer in all_layers()]


# A.1.1 Simple WFS: stored queries.


def test_the_stored_query_is_listed_and_described(wfs: Wfs) -> None:
    types = {f"chania:{type_name(layer)}" for layer in all_layers()}
    listed = wfs.tree("ListStoredQueries")
    described = [wfs.tree("DescribeStoredQueries"), wfs.tree("DescribeStoredQueries", STOREDQUERY_ID=GET_FEATURE_BY_ID)]
    described.append(wfs.posted("DescribeStoredQueries", f"<wfs:StoredQueryId>{GET_FEATURE_BY_ID}</wfs:StoredQueryId>"))

    assert elements(listed, "wfs:StoredQuery/@id") == [GET_FEATURE_BY_ID]
    assert set(elements(listed, "//wfs:ReturnFeatureType/text()")) == types
    for tree in described:
        assert elements(tree, "wfs:StoredQueryDescription/@id") == [GET_FEATURE_BY_ID]
        assert elements(tree, "//wfs:Parameter/@name") == ["id"]


@pytest.mark.parametrize("posted", [False, True])
def test_a_feature_is_found_by_its_identifier(wfs: Wfs, filled: Layer, posted: bool) -> None:
    rid = wfs.ids(type_name(filled))[0]
    inside = f'<wfs:StoredQuery id="{GET_FEATURE_BY_ID}"><wfs:Parameter name="id">{rid}</wfs:Parameter></wfs:StoredQuery>'

    tree = wfs.posted("GetFeature", inside) if posted else wfs.tree("GetFeature", STOREDQUERY_ID=GET_FEATURE_BY_ID, ID=rid)

    assert tree.tag == f"{{{NS['app']}}}{type_name(filled)}"
    assert tree.get(f"{{{NS['gml']}}}id") == rid


@pytest.mark.parametrize("rid", ["places.987654321", "places.x", "places", "nowhere.1", "pharmacies.", "."])
def test_an_identifier_of_nothing_is_not_found(wfs: Wfs, rid: str) -> None:
    told = wfs.refused("GetFeature", STOREDQUERY_ID=GET_FEATURE_BY_ID, ID=rid)

    assert (told.status, told.code) == (404, "NotFound")


def test_a_stored_query_that_is_not_there_or_lacks_its_parameter_is_refused(wfs: Wfs) -> None:
    unknown = [wfs.refused(name, STOREDQUERY_ID="urn:nothing") for name in ("GetFeature", "DescribeStoredQueries")]
    lacking = wfs.refused("GetFeature", STOREDQUERY_ID=GET_FEATURE_BY_ID)

    assert {(told.code, told.locator) for told in unknown} == {("InvalidParameterValue", "STOREDQUERY_ID")}
    assert (lacking.code, lacking.locator) == ("MissingParameterValue", "id")
