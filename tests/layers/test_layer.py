"""The Layer: what it selects, how it filters, what it calls a feature."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from layers.departments import ContactChannel, Department
from layers.layer import FeatureQuery, Kind, Property
from layers.lookups import UnknownLayer, all_layers, get_layer
from layers.places import Place
from layers.reading import page_statement, read_features, read_page, read_summary
from layers.viewers import STAFF
from tests.datasets import make_dataset
from tests.planting import CENTRE, plant

pytestmark = pytest.mark.django_db


def ids(slug: str, **query: object) -> list[int]:
    return [feature.id for feature in read_features(get_layer(slug), FeatureQuery(**query))]  # type: ignore[arg-type]


def place_at(lon: float, lat: float, **given: object) -> Place:
    return plant(Place, geom=Point(lon, lat, srid=4326), **given)


def test_an_extent_takes_what_lies_on_its_edge_and_nothing_a_hair_outside() -> None:
    """PostGIS's && alone compares boxes of single precision: it would let in what is a decimetre outside."""
    on_edge = place_at(24.1, 35.5)
    place_at(24.1 + 5e-8, 35.5)

    assert ids("places", extent=(24.0, 35.4, 24.1, 35.6)) == [on_edge.pk]


def test_an_extent_may_cross_the_antimeridian() -> None:
    """OGC 17-069r4 Req 24."""
    east, west = place_at(179.5, 0), place_at(-179.5, 0)
    place_at(0, 0)

    assert ids("places", extent=(179.0, -1.0, -179.0, 1.0)) == [east.pk, west.pk]


def test_features_come_in_the_order_of_their_ids_after_the_last_one_seen() -> None:
    places = [plant(Place) for _ in range(5)]

    page = read_page(get_layer("places"), FeatureQuery(after=places[1].pk), limit=2)

    assert (page.count, page.next_after) == (2, places[3].pk)
    assert [f'"id":{place.pk},'.encode() in page.features for place in places] == [False, False, True, True, False]


def test_the_last_page_says_that_it_is_the_last() -> None:
    places = [plant(Place) for _ in range(3)]

    assert read_page(get_layer("places"), FeatureQuery(), limit=3).next_after is None
    assert read_page(get_layer("places"), FeatureQuery(), limit=2).next_after == places[1].pk


def test_filters_hold_together_and_reach_related_rows() -> None:
    place = plant(Place, wheelchair="yes")
    plant(Place, wheelchair="no", category=place.category)

    assert ids("places", equals={"category": place.category.code, "wheelchair": "yes"}) == [place.pk]
    assert ids("places", equals={"group": place.category.code}) == [place.pk, place.pk + 1]
    assert ids("places", equals={"category": "no-such"}) == []


def test_what_is_not_published_is_in_no_layer() -> None:
    plant(Place, is_published=False)

    assert ids("places") == []


def test_a_department_tells_its_public_channels_in_order() -> None:
    department = plant(Department, office=CENTRE)
    for position, value, is_public in ((2, "b@example.org", True), (1, "28210 00000", True), (0, "28210 99999", False)):
        plant(ContactChannel, department=department, value=value, position=position, is_public=is_public)

    (feature,) = read_features(get_layer("department-offices"), FeatureQuery())

    assert [channel["value"] for channel in feature.properties["channels"]] == ["28210 00000", "b@example.org"]


def test_a_department_without_an_office_is_in_the_layer_of_areas_only() -> None:
    department = plant(Department, jurisdiction=None, office=CENTRE)

    assert ids("department-offices") == [department.pk]
    assert ids("department-areas") == []


@pytest.mark.parametrize(("language", "name"), [("el", "Φάρος"), ("en", "Lighthouse")])
def test_a_feature_is_called_by_its_name_in_the_readers_language(language: str, name: str) -> None:
    with translation.override(language):
        assert get_layer("places").name_of({"name_el": "Φάρος", "name_en": "Lighthouse"}, 1) == name


def test_a_feature_without_a_name_is_called_by_its_layer_and_number() -> None:
    assert get_layer("places").name_of({"name_el": "", "name_en": None}, 7) == "Σημεία ενδιαφέροντος 7"


def test_a_percent_sign_in_a_property_is_no_placeholder() -> None:
    layer = get_layer("places")
    odd = replace(layer, properties=(*layer.properties, Property(name='100% "ναι"', title="x", source="phone")))
    plant(Place, phone="28210")

    assert b'"100% \\"\xce\xbd\xce\xb1\xce\xb9\\"":"28210"' in read_page(odd, FeatureQuery(), limit=1).features


def test_a_summary_is_counted_once_a_revision() -> None:
    layer = get_layer("places")
    place_at(24.0, 35.5)
    place_at(24.1, 35.4)
    first = read_summary(layer, revision=1)

    assert (first.count, first.extent) == (2, (24.0, 35.4, 24.1, 35.5))
    with CaptureQueriesContext(connection) as queries:
        read_summary(layer, revision=first.revision)
    assert len(queries) == 0


def test_a_dataset_is_a_layer_and_only_staff_see_an_internal_one() -> None:
    make_dataset(slug="kadoi")
    make_dataset(slug="internal", title_el="Εσωτερικό", is_public=False)

    assert get_layer("kadoi").columns == ("id", "geom", "ΟΝΟΜΑ", "year", "document_")
    assert [feature.properties for feature in read_features(get_layer("kadoi"), FeatureQuery(equals={"year": 2002}))] == [
        {"ΟΝΟΜΑ": "Κάδος 2", "year": 2002}
    ]
    assert "internal" not in {layer.slug for layer in all_layers()}
    assert "internal" in {layer.slug for layer in all_layers(viewer=STAFF)}
    with pytest.raises(UnknownLayer):
        get_layer("internal")


def test_an_interval_asks_the_time_property_both_ends_included() -> None:
    changed = Property(name="changed", title="x", source="updated_at", kind=Kind.INSTANT)
    layer = replace(get_layer("places"), properties=(changed,), label={}, time_property="changed")
    place = plant(Place)
    at = place.updated_at

    def found(**query: datetime) -> int:
        return read_page(layer, FeatureQuery(**query), limit=5).count  # type: ignore[arg-type]

    assert found(since=at, until=at) == 1
    assert found(until=datetime(2000, 1, 1, tzinfo=UTC)) == 0
    assert found(since=datetime(2999, 1, 1, tzinfo=UTC)) == 0


def test_a_wide_box_is_read_along_the_primary_key_and_a_small_one_through_the_spatial_index() -> None:
    """Measured on 200,000 places: 4 ms against 370 ms, had the planner been told of the exact comparison plainly (layers.conditions)."""
    category = plant(Place).category_id
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO layers_place (code, name_el, name_en, description_el, description_en, address_el, address_en, website, phone,"
            " wheelchair, internal_notes, is_published, geom, updated_at, category_id, audiences)"
            " SELECT 'p' || i, 'x', 'x', '', '', '', '', '', '', 'no', '', true,"
            " ST_SetSRID(ST_MakePoint(24 + i / 20000.0, 35 + i %% 100 / 100.0), 4326), now(), %s, '{}' FROM generate_series(1, 20000) AS i",
            [category],
        )
        cursor.execute("ANALYZE layers_place")

        def plan(extent: tuple[float, float, float, float]) -> str:
            statement, parameters = page_statement(get_layer("places"), FeatureQuery(extent=extent), limit=10)
            cursor.execute(f"EXPLAIN {statement}", parameters)
            return " ".join(line for (line,) in cursor.fetchall())

        assert "layers_place_pkey" in plan((23.0, 34.0, 26.0, 37.0))
        assert "layers_place_geom" in plan((24.5, 35.5, 24.501, 35.51))
