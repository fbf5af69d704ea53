"""Real clients of WFS list the types and read the features."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree
from owslib.feature.wfs200 import WebFeatureService_2_0_0
from owslib.fes2 import Or, PropertyIsEqualTo, PropertyIsLike
from owslib.wfs import WebFeatureService

from layers.datasets.actions import delete_dataset
from layers.lookups import all_layers
from layers.places import Place
from tests.clients.test_clients import ogrinfo
from tests.datasets import make_dataset


@pytest.fixture(scope="module")
def service(site: str) -> Iterator[str]:
    dataset = make_dataset(slug="kadoi")
    yield f"{site}/ows/wfs"
    delete_dataset(dataset)


@pytest.fixture
def owslib(service: str) -> WebFeatureService_2_0_0:
    return WebFeatureService(service, version="2.0.0", headers={"Accept-Language": "en"})


def test_gdal_lists_the_types(service: str) -> None:
    listing = ogrinfo(f"WFS:{service}?SERVICE=WFS")

    for layer in all_layers():
        assert f"chania:{layer.slug}" in listing


def test_gdal_reads_every_feature_over_pages_with_its_properties(service: str) -> None:
    options = ("--config", "OGR_WFS_PAGING_ALLOWED", "ON", "--config", "OGR_WFS_PAGE_SIZE", "40")
    text = ogrinfo(*options, f"WFS:{service}", "chania:places", "-al")

    assert text.count("OGRFeature(chania:places)") == Place.objects.count()
    assert "name_el (String) = Αιγυπτιακός Φάρος" in text
    assert "POINT (24.01675 35.51964)" in text


def test_gdal_asks_for_a_box_and_a_condition(service: str) -> None:
    by_box = ogrinfo(f"WFS:{service}", "chania:places", "-spat", "24.0165", "35.5194", "24.0170", "35.5199")
    by_value = ogrinfo(f"WFS:{service}", "chania:places", "-where", "code = 'faros-chanion'", "-geom=NO")

    for text in (by_box, by_value):
        assert text.count("OGRFeature(chania:places)") == 1
        assert "faros-chanion" in text


@pytest.mark.parametrize("kind", ["streets", "municipal-units", "kadoi", "events", "routes"])
def test_gdal_reads_shapes_of_every_kind(service: str, kind: str) -> None:
    text = ogrinfo(f"WFS:{service}", f"chania:{kind}", "-so")

    (count,) = re.findall(r"Feature Count: (\d+)", text)
    assert int(count) > 0
    west, south, east, north = map(float, re.findall(r"Extent: \((\S+), (\S+)\) - \((\S+), (\S+)\)", text)[0])
    assert (23 < west <= east < 25, 35 < south <= north < 36) == (True, True)


READ = """
import sys, pyogrio
source = "WFS:" + sys.argv[1] + "?SRSNAME=urn:ogc:def:crs:EPSG::2100"
found = pyogrio.read_dataframe(source, layer="chania:places", where="code = 'faros-chanion'")
print(found.crs.to_epsg(), *((point.x, point.y) for point in found.geometry))
"""


def test_a_newer_gdal_reads_in_the_greek_grid(service: str) -> None:
    """A process of its own: the wheel's GDAL holds the interpreter."""
    answer = subprocess.run([sys.executable, "-c", READ, service], capture_output=True, text=True, check=False, timeout=120)

    assert answer.returncode == 0, answer.stderr
    code, east, north = re.findall(r"[\d.]+", answer.stdout)
    assert code == "2100"
    assert (float(east), float(north)) == pytest.approx((501_362, 3_930_384), abs=20)


def test_owslib_reads_the_capabilities(owslib: WebFeatureService_2_0_0) -> None:
    assert set(owslib.contents) == {f"chania:{layer.slug}" for layer in all_layers()}
    places = owslib.contents["chania:places"]
    assert places.title == "Places of interest"
    west, south, east, north = places.boundingBoxWGS84
    assert (23 < west < east < 25, 35 < south < north < 36) == (True, True)
    assert "urn:ogc:def:crs:EPSG::2100" in [crs.getcodeurn() for crs in places.crsOptions]
    assert {getattr(operation, "name", "") for operation in owslib.operations} >= {"GetFeature", "GetPropertyValue", "ListStoredQueries"}
    assert owslib.provider.contact.email == "info@example.org"
    assert [query.id for query in owslib.storedqueries] == ["urn:ogc:def:query:OGC-WFS::GetFeatureById"]


def test_owslib_reads_the_schema(owslib: WebFeatureService_2_0_0) -> None:
    schema = owslib.get_schema("chania:places")

    assert schema["geometry"] == "Point"
    assert schema["properties"]["name_el"] == "string"
    assert schema["properties"]["open_now"] == "boolean"


def test_owslib_filters_by_xml(owslib: WebFeatureService_2_0_0) -> None:
    alike = PropertyIsLike("name_el", "Αιγυπτιακός*", wildCard="*", singleChar="?", escapeChar="!")
    condition = etree.tostring(Or([alike, PropertyIsEqualTo("code", "frourio-firka")]).toXML()).decode()
    declared = f'<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0">{condition}</fes:Filter>'

    answer = owslib.getfeature(typename="chania:places", filter=declared, method="Post")

    assert codes(answer) == {"faros-chanion", "frourio-firka"}


def test_owslib_asks_for_a_box_which_it_turns_by_itself(owslib: WebFeatureService_2_0_0) -> None:
    answer = owslib.getfeature(typename=["chania:places"], bbox=(24.0165, 35.5194, 24.0170, 35.5199))

    assert codes(answer) == {"faros-chanion"}


def codes(answer: Any) -> set[str | None]:
    return {element.text for element in etree.fromstring(answer.read()).iter("{urn:geoportal:chania}code")}


def test_owslib_asks_for_a_feature_by_its_identifier(owslib: WebFeatureService_2_0_0) -> None:
    place = Place.objects.get(code="faros-chanion")

    answer = owslib.getfeature(storedQueryID="urn:ogc:def:query:OGC-WFS::GetFeatureById", storedQueryParams={"ID": f"places.{place.pk}"})

    assert etree.fromstring(answer.read()).findtext("{urn:geoportal:chania}code") == "faros-chanion"
