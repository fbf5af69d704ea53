"""The public side of a case: there as soon as it may be seen, gone as soon as it may not, and nothing of the citizen in it."""

from typing import Any

import pytest
from django.test import Client

from layers.requests import actions, citizens
from layers.requests.complaints import Complaint
from layers.requests.merging import merge, unmerge
from layers.requests.workflow import Outcome
from tests.cases import make_case, make_service

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/complaints/items"


def shown(client: Client) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in client.get(ITEMS).json()["features"]]


def test_a_case_is_on_the_map_with_what_became_of_it_and_without_the_citizens_words(client: Client, head: Any) -> None:
    case = make_case(make_service(), description="Με λένε Μαρία, 6900000000.", address="Χάληδων 12", email="maria@example.gr")
    (told,) = shown(client)
    assert (told["number"], told["status"], told["title_el"], told["district_el"]) == (
        f"{case.protocol_year}-1",
        "submitted",
        "Φωτισμός",
        "Πόλη",
    )
    assert not told["text"]

    actions.publish(case, text="Σβηστό φως.", is_public=True, by=head)
    actions.complete(case, outcome=Outcome.NOT_FIXED, text="Θα αργήσει.", by=head)
    body = client.get(ITEMS).content.decode()
    (told,) = shown(client)
    assert (told["status"], told["outcome"], told["text"]) == ("completed", "not_fixed", "Σβηστό φως.")
    assert all(secret not in body for secret in ("Μαρία", "69000", "Χάληδων", "maria@", case.code, "αργήσει"))


def test_what_is_hidden_withdrawn_merged_unconfirmed_or_nowhere_is_not_on_the_map(client: Client, head: Any) -> None:
    service = make_service()
    hidden, withdrawn, merged, stays = (make_case(service) for _ in range(4))
    make_case(service, lon_lat=None, address="Χάληδων 12")
    make_case(make_service("tables", may_be_anonymous=False), email="a@example.gr")
    actions.publish(hidden, text="", is_public=False, by=head)
    citizens.withdraw(withdrawn)
    merge(merged, into=stays, by=head)

    assert [entry["number"] for entry in shown(client)] == [f"{stays.protocol_year}-{stays.protocol_number}"]
    unmerge(merged, by=head)
    actions.publish(hidden, text="", is_public=True, by=head)
    assert Complaint.objects.count() == 3


def test_the_map_follows_every_change_of_a_case(client: Client, head: Any) -> None:
    case = make_case(make_service())
    actions.claim(case, by=head)

    assert [entry["status"] for entry in shown(client)] == ["assigned"]
