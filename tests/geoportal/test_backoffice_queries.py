"""A list of the back office asks the database as often for many rows as for few."""

from typing import Any

import pytest

from geoportal.backoffice.roles import Role
from geoportal.backoffice.rooms import content_models
from layers.places import Place
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

LISTS = {
    "users/": 15,
    "images/": 20,
    "documents/": 20,
    "redirects/": 16,
    "pages/": 30,
    "layers/": 20,
    "tokens/": 11,
    "jobs/": 15,
    "messages/": 15,
    "messages/texts/": 13,
    "gaps/": 30,
    "gaps/place/hours/": 13,
    "history/": 26,
    "": 45,
}


@pytest.mark.parametrize("model", content_models(), ids=lambda model: model._meta.model_name)
def test_a_room_is_listed_with_few_questions(model: Any, demo: None, django_assert_max_num_queries: Any) -> None:
    client, room = signed_in(Role.GIS), f"/backoffice/content/{model._meta.model_name}/"
    client.get(room)

    with django_assert_max_num_queries(18):
        assert client.get(room).status_code == 200
    with django_assert_max_num_queries(20):
        assert client.get(f"{room}?q=α").status_code == 200


def test_the_lists_of_the_system_take_few_questions(demo: None, django_assert_max_num_queries: Any) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    for place in Place.objects.all()[:30]:
        client.get(f"/backoffice/content/place/edit/{place.pk}/")

    for address, most in LISTS.items():
        client.get(f"/backoffice/{address}")
        with django_assert_max_num_queries(most, info=address):
            assert client.get(f"/backoffice/{address}").status_code == 200, address
