"""WFS 2.0 (OGC 09-025r2, Annex A): Basic, over every layer: features, filters (FES 2.0), values."""

import pytest

from api.wfs.names import element_names, type_name, xml_name
from layers.layer import FeatureQuery, GeometryType, Kind, Layer
from layers.reading import count_features, read_features
from tests.wfs import NS, URN, Wfs, elements, ids_of, tree_of

SYSTEMS = [URN.format(4326), "urn:ogc:def:crs:OGC:1.3:CRS84", *(URN.format(srid) for srid in (3857, 2100, 4258, 32634, 32635))]


# A.1.2 Basic WFS: GetFeature.


@pytest.mark.parametrize("posted", [False, True])
def test_every_feature_comes_with_its_properties(wfs: Wfs, filled: Layer, posted: bool) -> None:
    name = type_name(filled)
    tree = (
        wfs.posted("GetFeature", f'<wfs:Query typeNames="app:{name}"/>') if posted else wfs.tree("GetFeature", TYPENAMES=f"chania:{name}")
    )

    known = {f"{name}.{feature.id}": feature for feature in read_features(filled, FeatureQuery())}
    assert tree.tag == f"{{{NS['wfs']}}}FeatureCollection"
    assert set(ids_of(tree)) == set(known)
    assert tree.get("numberReturned") == tree.get("numberMatched") == str(len(known))
    for feature in elements(tree, "wfs:member/*"):
        told = known[feature.get(f"{{{NS['gml']}}}id")].properties
        for element, entry in element_names(filled).items():
            text = feature.findtext(f"app:{element}", namespaces=NS)
            assert (text is None) == (told[entry.name] is None)
            if entry.kind is Kind.TEXT and told[entry.name]:
                assert text == told[entry.name]
    ids = elements(tree, "//@gml:id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("srs", SYSTEMS)
def test_coordinates_come_in_the_order_of_their_system(wfs: Wfs, filled: Layer, srs: str) -> None:
    tree = wfs.tree("GetFeature", TYPENAMES=type_name(filled), SRSNAME=srs, COUNT="1")

    (geometry,) = elements(tree, "//app:geometry/*")
    assert geometry.get("srsName") == srs
    first, second = (float(number) for number in "".join(elements(geometry, ".//gml:pos/text() | .//gml:posList/text()")).split()[:2])
    expected = {
        "4326": ((35, 36), (23, 25)),
        "4258": ((35, 36), (23, 25)),
        "CRS84": ((23, 25), (35, 36)),
        "3857": ((2.6e6, 2.7e6), (4.2e6, 4.3e6)),
        "2100": ((4.9e5, 5.2e5), (3.9e6, 3.96e6)),
        "32634": ((7.5e5, 8.2e5), (3.9e6, 3.98e6)),
        "32635": ((2.0e5, 2.7e5), (3.9e6, 3.98e6)),
    }[srs.rpartition(":")[2]]
    assert expected[0][0] < first < expected[0][1]
    assert expected[1][0] < second < expected[1][1]


def test_shapes_are_those_of_gml_3_2(wfs: Wfs, filled: Layer) -> None:
    written = {
        element.tag.rpartition("}")[2] for element in elements(wfs.tree("GetFeature", TYPENAMES=type_name(filled)), "//app:geometry/*")
    }

    assert (
        written
        <= {
            GeometryType.POINT: {"Point"},
            GeometryType.LINE: {"LineString"},
            GeometryType.MULTI_POINT: {"MultiPoint"},
            GeometryType.MULTI_LINE: {"MultiCurve"},
            GeometryType.MULTI_POLYGON: {"MultiSurface"},
            GeometryType.ANY: {"Point", "LineString", "Polygon", "MultiPoint", "MultiCurve", "MultiSurface"},
        }[filled.geometry_type]
    )


def test_hits_are_counted_without_features(wfs: Wfs, filled: Layer) -> None:
    count = str(count_features(filled, FeatureQuery(), at_most=None))
    trees = [wfs.tree("GetFeature", TYPENAMES=type_name(filled), RESULTTYPE="hits")]
    trees.append(wfs.posted("GetFeature", f'<wfs:Query typeNames="app:{type_name(filled)}"/>', resultType="hits"))

    for tree in trees:
        assert (tree.get("numberMatched"), tree.get("numberReturned"), len(tree)) == (count, "0", 0)


def test_pages_follow_each_other_to_the_last(wfs: Wfs, filled: Layer) -> None:
    everything = wfs.ids(type_name(filled))
    tree, found, pages = wfs.tree("GetFeature", TYPENAMES=type_name(filled), COUNT="1"), [], 0
    while True:
        found += ids_of(tree)
        pages += 1
        assert tree.get("numberReturned") == "1"
        assert tree.get("numberMatched") == str(len(everything))
        if tree.get("next") is None:
            break
        tree = tree_of(wfs.client.get(tree.get("next")))

    assert found == everything
    assert pages == len(everything)
    assert ids_of(tree_of(wfs.client.get(tree.get("previous")))) == everything[-2:-1]
    assert wfs.ids(type_name(filled), STARTINDEX=str(len(everything))) == []


def test_a_request_sent_as_xml_has_pages_too(wfs: Wfs, filled: Layer) -> None:
    tree = wfs.posted("GetFeature", f'<wfs:Query typeNames="app:{type_name(filled)}"/>', count="1", startIndex="0")

    assert ids_of(tree_of(wfs.client.get(tree.get("next")))) == wfs.ids(type_name(filled))[1:2]


def test_only_what_is_asked_for_comes(wfs: Wfs, filled: Layer) -> None:
    name, element = type_name(filled), next(iter(element_names(filled)))
    trees = [wfs.tree("GetFeature", TYPENAMES=name, PROPERTYNAME=f"chania:{element}")]
    trees.append(wfs.posted("GetFeature", f'<wfs:Query typeNames="app:{name}"><wfs:PropertyName>{element}</wfs:PropertyName></wfs:Query>'))

    for tree in trees:
        assert {child.tag for child in elements(tree, "wfs:member/*/*")} == {f"{{{NS['app']}}}{element}"}


def test_features_come_in_the_order_asked_for(wfs: Wfs, filled: Layer) -> None:
    entry = next(entry for entry in filled.properties if entry.kind is Kind.TEXT)
    name, element = type_name(filled), xml_name(entry.name)
    down = wfs.ids(name, SORTBY=f"{element} DESC")
    inside = (
        f"<fes:SortProperty><fes:ValueReference>app:{element}</fes:ValueReference><fes:SortOrder>DESC</fes:SortOrder></fes:SortProperty>"
    )
    by_xml = ids_of(wfs.posted("GetFeature", f'<wfs:Query typeNames="app:{name}"><fes:SortBy>{inside}</fes:SortBy></wfs:Query>'))

    values = {f"{name}.{feature.id}": feature.properties[entry.name] or "" for feature in read_features(filled, FeatureQuery())}
    assert down == by_xml
    if len(set(values.values())) == len(values):
        assert down == wfs.ids(name, SORTBY=element)[::-1]
    assert set(down) == set(values)


# A.2 Filters: FES 2.0.


def test_resource_ids_choose_features(wfs: Wfs, filled: Layer) -> None:
    name = type_name(filled)
    first, second, *_ = wfs.ids(name)
    by_filter = wfs.filtered(name, f'<fes:ResourceId rid="{first}"/><fes:ResourceId rid="{second}"/>')

    assert wfs.ids(name, RESOURCEID=f"{first},{second}") == by_filter == [first, second]
    assert ids_of(wfs.tree("GetFeature", RESOURCEID=second)) == [second]
    assert wfs.ids(name, RESOURCEID=f"{name}.987654321") == wfs.ids(name, RESOURCEID="unheard-of") == []


def test_comparisons_find_what_equals_and_what_does_not(wfs: Wfs, filled: Layer) -> None:
    entry = next(
        entry
        for entry in filled.properties
        if entry.kind is Kind.TEXT and any(f.properties[entry.name] for f in read_features(filled, FeatureQuery()))
    )
    name, element = type_name(filled), xml_name(entry.name)
    values = {f"{name}.{feature.id}": feature.properties[entry.name] for feature in read_features(filled, FeatureQuery())}
    value = next(text for text in values.values() if text)
    inside = f"<fes:ValueReference>app:{element}</fes:ValueReference><fes:Literal>{value}</fes:Literal>"

    equal = wfs.filtered(name, f"<fes:PropertyIsEqualTo>{inside}</fes:PropertyIsEqualTo>")
    different = wfs.filtered(name, f"<fes:PropertyIsNotEqualTo>{inside}</fes:PropertyIsNotEqualTo>")
    no_value = wfs.filtered(name, f"<fes:PropertyIsNull><fes:ValueReference>app:{element}</fes:ValueReference></fes:PropertyIsNull>")

    assert set(equal) == {rid for rid, text in values.items() if text == value}
    assert set(no_value) == {rid for rid, text in values.items() if text is None}
    assert sorted([*equal, *different, *no_value]) == sorted(values)
    assert wfs.filtered(name, f"<fes:Not><fes:Not><fes:PropertyIsEqualTo>{inside}</fes:PropertyIsEqualTo></fes:Not></fes:Not>") == equal
    pattern = f"<fes:ValueReference>{element}</fes:ValueReference><fes:Literal>{value[:2]}*</fes:Literal>"
    alike = wfs.filtered(name, f'<fes:PropertyIsLike wildCard="*" singleChar="?" escapeChar="!">{pattern}</fes:PropertyIsLike>')
    assert set(alike) == {rid for rid, text in values.items() if text and text.startswith(value[:2])}


@pytest.mark.parametrize("srs", SYSTEMS)
def test_a_box_finds_what_lies_in_it_in_every_system(wfs: Wfs, filled: Layer, srs: str) -> None:
    name = type_name(filled)
    everything = wfs.ids(name)
    tree = wfs.tree("GetFeature", TYPENAMES=name, SRSNAME=srs)
    texts = elements(tree, "//gml:pos/text() | //gml:posList/text()")
    numbers = [[float(number) for number in text.split()] for text in texts]
    first, second = [n for part in numbers for n in part[::2]], [n for part in numbers for n in part[1::2]]
    margin = 1e-6 if max(map(abs, second)) < 100 else 1e-2
    low, high = (min(first) - margin, min(second) - margin), (max(first) + margin, max(second) + margin)
    corners = f"<gml:lowerCorner>{low[0]} {low[1]}</gml:lowerCorner><gml:upperCorner>{high[0]} {high[1]}</gml:upperCorner>"
    box = f'<fes:BBOX><gml:Envelope srsName="{srs}">{corners}</gml:Envelope></fes:BBOX>'

    assert wfs.ids(name, BBOX=f"{low[0]},{low[1]},{high[0]},{high[1]},{srs}") == everything
    assert wfs.filtered(name, box) == everything
    assert wfs.filtered(name, f"<fes:And>{box}{box}</fes:And>") == everything
    # A box a metre beside all of them has none.
    beside = f"{high[0]},{high[1]},{high[0] + 1e-3},{high[1] + 1e-3},{srs}"
    assert wfs.ids(name, BBOX=beside) == []


def test_several_queries_are_answered_in_one(wfs: Wfs, filled: Layer) -> None:
    name = type_name(filled)
    tree = wfs.tree("GetFeature", TYPENAMES=f"({name})(chania:{name})", COUNT="4")
    by_xml = wfs.posted("GetFeature", f'<wfs:Query typeNames="app:{name}"/><wfs:Query typeNames="app:{name}"/>')

    everything = wfs.ids(name)
    for found in (tree, by_xml):
        collections = elements(found, "wfs:member/wfs:FeatureCollection")
        assert len(collections) == 2
        assert sum(len(ids_of(entry)) for entry in collections) == int(found.get("numberReturned"))
    assert int(tree.get("numberReturned")) == min(4, 2 * len(everything))
    assert int(by_xml.get("numberReturned")) == 2 * len(everything)


# A.1.2 Basic WFS: GetPropertyValue.


def test_the_values_of_a_property_come_alone(wfs: Wfs, filled: Layer) -> None:
    name = type_name(filled)
    for element, entry in element_names(filled).items():
        tree = wfs.tree("GetPropertyValue", TYPENAMES=name, VALUEREFERENCE=f"chania:{element}")
        by_xml = wfs.posted("GetPropertyValue", f'<wfs:Query typeNames="app:{name}"/>', valueReference=f"app:{element}")
        known = [feature.properties[entry.name] for feature in read_features(filled, FeatureQuery())]
        assert tree.tag == f"{{{NS['wfs']}}}ValueCollection"
        assert len(tree) == len(by_xml) == int(tree.get("numberReturned")) == sum(value is not None for value in known)
    assert elements(wfs.tree("GetPropertyValue", TYPENAMES=name, VALUEREFERENCE="@gml:id"), "wfs:member/text()") == wfs.ids(name)
    assert len(elements(wfs.tree("GetPropertyValue", TYPENAMES=name, VALUEREFERENCE="geometry"), "wfs:member/app:geometry/*")) == len(
        wfs.ids(name)
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "MissingParameterValue"),
        ({"VALUEREFERENCE": ""}, "InvalidParameterValue"),
        ({"VALUEREFERENCE": "nothing"}, "InvalidParameterValue"),
    ],
)
def test_a_value_reference_that_names_nothing_is_refused(wfs: Wfs, given: dict[str, str], code: str) -> None:
    told = wfs.refused("GetPropertyValue", TYPENAMES="places", **given)

    assert (told.status, told.code, told.locator) == (400, code, "valueReference")


@pytest.mark.parametrize("resolve", ["local", "none", ""])
def test_references_are_resolved_locally(wfs: Wfs, resolve: str) -> None:
    assert wfs.ask("GetFeature", TYPENAMES="places", RESOLVE=resolve).status_code == 200
    assert wfs.ask("GetPropertyValue", TYPENAMES="places", VALUEREFERENCE="code", RESOLVE=resolve).status_code == 200


def test_xml_may_write_names_by_any_prefix_or_none(wfs: Wfs) -> None:
    body = f'<GetFeature xmlns="{NS["wfs"]}" service="WFS" version="2.0.2"><Query typeNames="places"/></GetFeature>'
    declared = f'xmlns:w="{NS["wfs"]}" xmlns:t="{NS["app"]}"'
    other = f'<w:GetFeature {declared} service="WFS" version="2.0.0"><w:Query typeNames="t:places"/></w:GetFeature>'

    for text in (body, other):
        assert tree_of(wfs.post(text)).get("numberReturned") == "0"
    assert wfs.ask("GetFeature", TYPENAMES="x:places", NAMESPACES=f"xmlns(x,{NS['app']})").status_code == 200
    assert wfs.refused("GetFeature", TYPENAMES="x:places").locator == "typeNames"
