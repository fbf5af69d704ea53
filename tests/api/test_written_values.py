"""Values and shapes that are sent: what is wrong with them is told with its remedy."""

from typing import Any

import pytest

from layers.lookups import get_layer
from layers.places import Place
from tests.writing import ITEMS, SQUARE, Writer, body_for, changed, writer_of

pytestmark = pytest.mark.django_db
# What the body becomes, the status, the field that is told, a part of the words.
FIELDS: list[tuple[str, Any, str]] = [
    ("name_el", None, "χωρίς τιμή"),
    ("name_el", "", "κενό"),
    ("name_el", "   ", "κενό"),
    ("name_el", 5, "string"),
    ("name_el", True, "string"),
    ("name_el", ["a"], "string"),
    ("name_el", {"a": {}}, "string"),
    ("name_el", "α" * 201, "201"),
    ("code", "όχι κωδικός!", "όχι κωδικός!"),
    ("category", "no-such", "no-such"),
    ("category", 1, "string"),
    ("wheelchair", "perhaps", "yes"),
    ("website", "javascript:alert(1)", "javascript"),
    ("open_now", True, "μόνο διαβάζεται"),
    ("internal_notes", "x", "δεν υπάρχει"),
    ("is_published", False, "δεν υπάρχει"),
    ("id", 5, "δεν υπάρχει"),
    ("geometry", 5, "δεν υπάρχει"),
    ("'; DROP TABLE layers_place; --", 1, "δεν υπάρχει"),
]

GEOMETRIES: list[tuple[Any, str]] = [
    (None, "λείπει"),
    (5, "GeoJSON"),
    ({}, "GeoJSON"),
    ({"type": "Point"}, "GeoJSON"),
    ({"type": ["Point"], "coordinates": [24, 35]}, "GeoJSON"),
    ({"type": "Circle", "coordinates": [24, 35]}, "GeoJSON"),
    ({"type": "GeometryCollection", "geometries": []}, "GeoJSON"),
    ({"type": "Point", "coordinates": []}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [24]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [24, 35, 1, 2]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": ["24", "35"]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [True, 35]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [[24, 35]]}, "δύο αριθμοί"),
    ({"type": "Point", "coordinates": [24, 95]}, "έξω"),
    ({"type": "Point", "coordinates": [35.51, 24.02]}, "πλάτος"),
    ({"type": "Point", "coordinates": [0, 0]}, "έξω από τη χώρα"),
    ({"type": "Point", "coordinates": [10**400, 35]}, "έξω"),
    ({"type": "Polygon", "coordinates": [SQUARE]}, "Polygon"),
    ({"type": "MultiPoint", "coordinates": [[24, 35.5], [24.1, 35.5]]}, "MultiPoint"),
]

BOW_TIE = [[24.0, 35.5], [24.01, 35.51], [24.01, 35.5], [24.0, 35.51], [24.0, 35.5]]


@pytest.mark.parametrize(("name", "value", "words"), FIELDS)
def test_a_wrong_value_is_told_with_its_remedy(writer: Writer, body: dict[str, Any], name: str, value: Any, words: str) -> None:
    answer = writer.post(ITEMS, changed(body, **{name: value}))

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "InvalidFeature"), problem
    assert answer["Content-Type"] == "application/problem+json"
    assert name in {error["field"] for error in problem["errors"]}
    assert words in " ".join(error["detail"] for error in problem["errors"])
    assert not Place.objects.filter(code="neo").exists()


@pytest.mark.parametrize(("geometry", "words"), GEOMETRIES)
def test_a_wrong_geometry_is_told(writer: Writer, body: dict[str, Any], geometry: Any, words: str) -> None:
    answer = writer.post(ITEMS, body | {"geometry": geometry})

    assert answer.status_code == 422, answer.json()
    assert words in answer.json()["errors"][0]["detail"]
    assert answer.json()["errors"][0]["pointer"] == "/geometry"


@pytest.mark.parametrize(
    ("coordinates", "words"),
    [
        ([BOW_TIE], "Self-intersection"),
        ([SQUARE[:-1]], "δεν κλείνει"),
        ([SQUARE[:2]], "2 θέσεις"),
        ([], "κενές"),
        (["abc"], "σχήμα"),
        ([[SQUARE]], "δύο αριθμοί"),
    ],
)
def test_a_wrong_area_is_told_with_the_spot(coordinates: Any, words: str) -> None:
    layer = get_layer("neighbourhoods")
    writer, body = writer_of(layer), body_for(layer, code="neo")

    answer = writer.post("/api/collections/neighbourhoods/items", body | {"geometry": {"type": "Polygon", "coordinates": coordinates}})

    assert answer.status_code == 422, answer.json()
    assert words in answer.json()["errors"][0]["detail"]


def test_a_single_shape_becomes_a_multiple_one() -> None:
    layer = get_layer("neighbourhoods")
    body = body_for(layer, code="neo") | {"geometry": {"type": "Polygon", "coordinates": [SQUARE]}}

    answer = writer_of(layer).post("/api/collections/neighbourhoods/items", body, Prefer="return=representation")

    assert (answer.status_code, answer.json()["geometry"]["type"]) == (201, "MultiPolygon")
