"""Names, values and places of the WFS that are not simple, and what an answer costs."""

from typing import Any

import pytest
from django.test import Client

from layers.places import Place
from tests.datasets import make_dataset
from tests.wfs import DECLARED, NS, URN, Wfs, box, comparison, distance, ids_of, like

pytestmark = pytest.mark.django_db


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
