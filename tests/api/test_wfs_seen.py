"""What a client of the WFS may not see it can neither read nor name."""

from typing import Any

import pytest
from django.test import Client

from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import SECRET, plant
from tests.wfs import DECLARED, GET_FEATURE_BY_ID, Wfs, comparison, refusal

pytestmark = pytest.mark.django_db


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
    told = refusal(
        client.get("/ows/wfs?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=places", headers={"Authorization": "Bearer nonsense"})
    )

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
