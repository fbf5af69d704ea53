"""The menu, the sitemap and the addresses of the tree: what leads to a page, and what says where it is in the other language."""

import re
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from geoportal.demo.content import load_demo
from geoportal.pages.models import ArticlePage, AudiencePage, NodePage
from geoportal.pages.tree import found_tree
from geoportal.site.menu import CORES, main_menu

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def city() -> NodePage:
    """A node with a page for menus and one that is not; it and the first are in English too."""
    homes = found_tree()
    node = homes["el"].add_child(instance=NodePage(title="Πόλη μας", slug="city", locale=homes["el"].locale))
    shown = node.add_child(instance=ArticlePage(title="Λιμάνι", slug="harbour", show_in_menus=True, locale=node.locale))
    node.add_child(instance=ArticlePage(title="Τείχη", slug="walls", locale=node.locale))
    homes["el"].add_child(instance=AudiencePage(title="Δημότης", slug="residents", audience="resident", locale=node.locale))
    english = homes["en"].add_child(
        instance=NodePage(title="Our city", slug="our-city", locale=homes["en"].locale, translation_key=node.translation_key)
    )
    english.add_child(instance=ArticlePage(title="Harbour", slug="port", locale=english.locale, translation_key=shown.translation_key))
    return node


def titles(path: str, group: str) -> list[str]:
    return [link.title for found in main_menu(path).groups if found.title == group for link in found.links]


def test_rooms_stand_under_their_node_with_what_editors_put_beside_them(city: NodePage) -> None:
    found = titles("/", "Πόλη μας")

    assert found[:2] == ["Όλη η ενότητα", "Λιμάνι"]
    assert {"Φαρμακεία", "Εκδηλώσεις", "Διαδρομές"} <= set(found)
    assert "Τείχη" not in found
    assert [link.title for link in main_menu("/").audiences] == ["Δημότης"]


def test_without_a_tree_the_rooms_are_there() -> None:
    menu = main_menu("/pharmacies/")

    assert [group.title for group in menu.groups] == [str(core.title) for core in CORES]
    assert [link.title for group in menu.groups for link in group.links if link.current == "page"] == ["Φαρμακεία"]


@pytest.mark.parametrize(
    ("path", "group", "current"),
    [
        ("/city/", "Πόλη μας", {"Όλη η ενότητα": "page"}),
        ("/city/harbour/", "Πόλη μας", {"Λιμάνι": "page"}),
        ("/city/walls/", "Πόλη μας", {"Όλη η ενότητα": "true"}),
        ("/events/some-event/", "Πόλη μας", {"Εκδηλώσεις": "true"}),
        ("/api/", "e-Υπηρεσίες", {"Ανοικτά δεδομένα": "true"}),
        ("/map/here/", "e-Υπηρεσίες", {"Τι ισχύει σε ένα σημείο": "page"}),
    ],
)
def test_the_entry_that_holds_the_page_is_marked(city: NodePage, path: str, group: str, current: dict[str, str]) -> None:
    menu = main_menu(path)

    assert {link.title: link.current for found in menu.groups for link in found.links if link.current} == current
    assert [found.title for found in menu.groups if found.is_current] == [group]
    assert menu.map.current == ""


def test_the_map_is_marked_on_its_own_pages(city: NodePage) -> None:
    assert main_menu("/map/places/1/").map.current == "true"
    assert main_menu("/map/").map.current == "page"


def test_the_sitemap_names_a_page_with_its_translation_and_one_without(city: NodePage, client: Client) -> None:
    root = etree.fromstring(client.get("/sitemap-tree.xml").content)
    found = {
        entry.findtext("s:loc", namespaces=NS): {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NS)}
        for entry in root.findall("s:url", NS)
    }

    here = "http://testserver"
    assert found[f"{here}/city/harbour/"] == {
        "el": f"{here}/city/harbour/",
        "en": f"{here}/en/our-city/port/",
        "x-default": f"{here}/city/harbour/",
    }
    assert found[f"{here}/en/our-city/port/"] == found[f"{here}/city/harbour/"]
    assert found[f"{here}/city/walls/"] == {}
    assert "sitemap-tree.xml" in client.get("/sitemap.xml").content.decode()


def test_a_draft_is_in_no_list_of_pages(city: NodePage, client: Client) -> None:
    city.add_child(instance=ArticlePage(title="Κρυφό", slug="secret", live=False, show_in_menus=True, locale=city.locale))

    for address in ("/sitemap-tree.xml", "/sitemap/", "/city/"):
        body = client.get(address).content.decode()
        assert "secret" not in body
        assert "Κρυφό" not in body


def hreflangs(client: Client, address: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', client.get(address).content.decode()))


def test_a_page_names_its_translation_where_it_has_one(city: NodePage, client: Client) -> None:
    here = "http://testserver"
    assert hreflangs(client, "/city/harbour/") == {
        "el": f"{here}/city/harbour/",
        "en": f"{here}/en/our-city/port/",
        "x-default": f"{here}/city/harbour/",
    }
    assert hreflangs(client, "/city/walls/") == {"el": f"{here}/city/walls/", "x-default": f"{here}/city/walls/"}
    assert f'<link rel="canonical" href="{here}/en/our-city/port/">' in client.get("/en/our-city/port/").content.decode()


LISTS = {
    "/pharmacies/": 2,
    "/events/": 4,
    "/cinemas/": 3,
    "/places/": 3,
    "/routes/": 1,
    "/departments/": 1,
    "/services/": 2,
    "/feeds/": 13,
    "/sitemap/": 3,
}


def test_lists_take_few_questions(client: Client, django_assert_num_queries: Any) -> None:
    """Over the whole demo: a list that asked once for each row would ask dozens of times."""
    load_demo()
    for address, queries in LISTS.items():
        # The first to come reads the menu.
        client.get(address)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
