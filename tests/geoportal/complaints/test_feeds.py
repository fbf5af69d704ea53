"""Any view of the complaints as a feed."""

from typing import Any

import feedparser
import pytest
from django.test import Client

from layers.requests import actions
from layers.requests.workflow import Outcome
from tests.cases import make_case, make_service

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    told = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not told.bozo, told.get("bozo_exception")
    return told


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_filtered_view_is_a_feed_with_places(client: Client, head: Any, form: str) -> None:
    light, hole = make_service("lighting"), make_service("potholes", title_el="Λακκούβες", title_en="Potholes")
    make_case(light)
    case = make_case(hole)
    actions.claim(case, by=head)
    actions.complete(case, outcome=Outcome.NOT_FIXED, text="Όχι τώρα.", by=head)

    told = read(client, f"/feeds/complaints.{form}?category=potholes&status=closed&lang=el")
    (entry,) = told.entries
    assert told.feed.title.startswith("Προβλήματα: Λακκούβες, Κλειστά")
    assert entry.title == f"Λακκούβες 2/{case.protocol_year}"
    assert "Δεν αποκαταστάθηκε" in entry.summary
    assert entry.where["coordinates"] == (24.0187, 35.5138)
    assert client.get(entry.link.partition("testserver")[2]).status_code == 200
    assert read(client, f"/feeds/complaints.{form}?lang=en").entries[0].title == f"Potholes 2/{case.protocol_year}"
    assert len(read(client, f"/feeds/complaints.{form}?near=35.5138,24.0187&radius=100").entries) == 2
    assert not read(client, f"/feeds/complaints.{form}?q=ξξξ").entries


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_has_it_gets_304_until_a_case_changes(client: Client) -> None:
    service = make_service()
    make_case(service)
    first = client.get("/feeds/complaints.rss?status=open")
    assert client.get("/feeds/complaints.rss?status=open", headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_case(service)
    assert client.get("/feeds/complaints.rss?status=open", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_page_announces_the_feed_of_what_it_shows_and_the_list_of_feeds_has_every_kind(client: Client) -> None:
    make_service("lighting")
    body = client.get("/complaints/?category=lighting&near=35.5138,24.0187").content.decode()
    assert "/feeds/complaints.rss?category=lighting&amp;near=35.513800%2C24.018700&amp;lang=el" in body
    assert "/feeds/complaints.rss?category=lighting&amp;lang=el" in client.get("/feeds/").content.decode()
    assert "category=lighting" in client.get("/feeds/feeds.opml").content.decode()
