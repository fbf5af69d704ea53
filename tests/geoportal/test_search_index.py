"""What gets into the index of the site's search, and what goes out of it again."""

from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from geoportal.pages.models import ArticlePage, NodePage
from geoportal.pages.tree import found_tree
from geoportal.search.models import Document, IndexedRoom
from geoportal.search.registry import search_rooms
from geoportal.search.upkeep import renew_index
from layers.departments import ContactChannel, Department
from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import SECRET, plant
from tests.searching import article, body_of, titles

pytestmark = pytest.mark.django_db


def test_a_page_is_found_from_the_moment_it_is_published_until_it_is_not(node: Any, client: Client) -> None:
    page = article(node, "Χριστουγεννιάτικο χωριό", is_live=False)
    page.save_revision()
    assert titles(client, "χριστουγεννιάτικο") == []

    page.save_revision().publish()
    assert titles(client, "χριστουγεννιάτικο") == ["Χριστουγεννιάτικο χωριό"]

    page.title = "Πρόχειρο όνομα"
    page.save_revision()
    assert titles(client, "πρόχειρο") == []

    Page.objects.get(pk=page.pk).unpublish()
    assert titles(client, "χριστουγεννιάτικο") == []


def test_a_page_that_moves_is_found_at_its_new_address_and_one_deleted_is_not(node: Any, client: Client) -> None:
    page = article(node, "Αποχιονισμός")
    assert 'href="/node/' in body_of(client, q="αποχιονισμός")

    other = found_tree()["el"].add_child(instance=NodePage(title="Άλλος", slug="other", locale=node.locale))
    Page.objects.get(pk=page.pk).move(other, pos="last-child")
    assert 'href="/other/' in body_of(client, q="αποχιονισμός")

    Page.objects.get(pk=page.pk).delete()
    assert titles(client, "αποχιονισμός") == []


def test_a_branch_behind_a_password_is_not_found(node: Any, client: Client) -> None:
    article(node, "Εσωτερικός κανονισμός")
    restriction = PageViewRestriction.objects.create(page=node, restriction_type=PageViewRestriction.PASSWORD, password="x")
    assert titles(client, "κανονισμός") == []

    restriction.delete()
    assert titles(client, "κανονισμός") == ["Εσωτερικός κανονισμός"]


def test_all_that_a_page_says_is_searched_whatever_its_class(node: Any, client: Client) -> None:
    body = '[{"type": "text", "value": "<p>Φέρτε <b>δύο φωτογραφίες</b> διαβατηρίου.</p>"}]'
    article(node, "Νέα ταυτότητα", lead="Τι χρειάζεστε.", body=body)

    assert titles(client, "φωτογραφία διαβατηρίου") == ["Νέα ταυτότητα"]
    assert titles(client, "τι χρειάζεται") == ["Νέα ταυτότητα"]


def test_a_class_of_pages_says_its_kind_and_its_date(node: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    when = timezone.make_aware(datetime(2024, 3, 5))
    monkeypatch.setattr(ArticlePage, "search_kind", lambda self: "tender", raising=False)
    monkeypatch.setattr(ArticlePage, "search_kinds", {"tender": "Διαγωνισμοί"}, raising=False)
    monkeypatch.setattr(ArticlePage, "search_date", when, raising=False)
    article(node, "Προμήθεια κάδων")

    body = body_of(client, q="κάδοι")
    assert "Διαγωνισμοί <small>1</small>" in body
    assert '<time datetime="2024-03-05">' in body
    assert titles(client, "κάδοι", kind="tender", year="2024") == ["Προμήθεια κάδων"]
    assert titles(client, "κάδοι", kind="page") == []


def test_the_link_of_a_map_in_a_page_is_not_searched(node: Any, client: Client) -> None:
    body = '[{"type": "map", "value": {"link": "/map/?layers=places&at=14/35.5/24.0", "title": "Οι κολυμπήθρες"}}]'
    article(node, "Παραλίες", body=body)

    assert titles(client, "κολυμπήθρες") == ["Παραλίες"]
    assert titles(client, "layers=places") == []


def test_a_row_is_found_after_its_layer_changed_and_gone_with_it(client: Client) -> None:
    place = plant(Place, code="mill", name_el="Ανεμόμυλος", name_en="Windmill", is_published=True)
    renew_index()
    assert titles(client, "ανεμόμυλοι") == ["Ανεμόμυλος"]
    assert 'href="/places/mill/"' in body_of(client, q="ανεμόμυλος")

    Place.objects.filter(pk=place.pk).update(is_published=False)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    renew_index()
    assert titles(client, "ανεμόμυλοι") == []


def test_what_did_not_change_is_not_written_again(node: Any) -> None:
    article(node, "Σταθερή σελίδα")
    plant(Place)
    renew_index()
    before = dict(IndexedRoom.objects.values_list("room", "number"))

    assert renew_index() == {}
    assert sum(renew_index(anew=True).values()) == 0
    assert dict(IndexedRoom.objects.values_list("room", "number")) == before


def test_the_command_makes_all_anew(node: Any, capsys: pytest.CaptureFixture[str]) -> None:
    article(node, "Χαμένη σελίδα")
    Document.objects.all().delete()

    call_command("reindex_search")

    assert Document.objects.filter(title="Χαμένη σελίδα").exists()


def test_nothing_private_is_in_the_index(client: Client) -> None:
    for room in ("departments", "places", "events", "routes", "pharmacies"):
        assert room in {entry.slug for entry in search_rooms()}
    department = plant(Department, is_published=True)
    plant(ContactChannel, department=department, kind="phone", value=f"{SECRET} 28210", is_public=False)
    for model in ("Place", "Pharmacy", "Cinema", "Event", "Route", "Stop", "Screening"):
        plant(_model(model))
    make_dataset(slug="secret-data", title_el=f"{SECRET} σύνολο", is_public=False)
    renew_index(anew=True)

    assert Document.objects.count() > 10
    columns = [field.name for field in Document._meta.concrete_fields if field.name not in ("titled", "vector", "geom")]
    for row in Document.objects.values_list(*columns):
        assert SECRET not in repr(row), row


def _model(name: str) -> Any:
    return apps.get_model("layers", name)
