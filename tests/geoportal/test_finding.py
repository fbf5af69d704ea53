"""What search engines, telephones and links of others find of the portal."""

import json
import re
from pathlib import Path
from struct import unpack
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from lxml import etree

from geoportal.pages.models import ArticlePage, NodePage
from geoportal.pages.tree import found_tree
from layers.cinemas import Cinema
from layers.departments import Department
from layers.events.models import Event
from layers.pharmacies import Pharmacy
from layers.places import Place
from tests.datasets import make_dataset
from tests.planting import CENTRE, plant

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def addresses(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"].startswith("application/xml")
    return [str(element.text) for element in etree.fromstring(answer.content).findall("*/s:loc", NS)]


def path_of(url: str) -> str:
    parts = urlsplit(url)
    assert parts.netloc == "testserver"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def head_of(client: Client, path: str) -> str:
    return client.get(path).content.decode().partition("</head>")[0]


def test_every_address_of_the_sitemaps_is_a_page_in_its_language(client: Client) -> None:
    for part in addresses(client, "/sitemap.xml"):
        for url in addresses(client, path_of(part)):
            answer = client.get(path_of(url))
            assert answer.status_code == 200, url
            is_english = "/en/" in url or "lang=en" in url
            assert f'<html lang="{"en" if is_english else "el"}">' in answer.content.decode(), url


def test_a_row_is_in_the_sitemap_in_both_languages_dated_and_a_draft_is_not(client: Client) -> None:
    event = plant(Event, venue=None)
    draft = plant(Place, is_published=False)

    root = etree.fromstring(client.get("/sitemap-events.xml").content)

    urls = [f"http://testserver/events/{event.code}/", f"http://testserver/en/events/{event.code}/"]
    assert [element.text for element in root.findall("s:url/s:loc", NS)] == urls
    for entry in root.findall("s:url", NS):
        assert entry.find("s:lastmod", NS).text.startswith(timezone.localdate(event.updated_at).isoformat())
        told = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NS)}
        assert told == {"el": urls[0], "en": urls[1], "x-default": urls[0]}
    assert draft.code not in client.get("/sitemap-places.xml").content.decode()


def test_a_part_holds_no_more_than_the_protocol_allows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoportal.site.sitemaps.Bilingual.limit", 4)
    for _ in range(5):
        plant(Place)

    parts = [part for part in addresses(client, "/sitemap.xml") if "places" in part]

    assert [len(addresses(client, path_of(part))) for part in parts] == [4, 4, 2]
    assert settings.SITEMAPS.keys() >= {"pages", "data", "events", "places"}


def test_the_index_reads_no_row(client: Client, statements: list[str]) -> None:
    plant(Place)
    statements.clear()

    client.get("/sitemap.xml")

    assert not any('"layers_place"."code"' in sql for sql in statements)


def test_what_is_not_public_is_in_no_sitemap(admin_client: Client) -> None:
    make_dataset(slug="inner", is_public=False)
    make_dataset(slug="outer")

    body = admin_client.get("/sitemap-data.xml").content.decode()

    assert "outer" in body
    assert "inner" not in body


def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    answer = client.get("/robots.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in answer.content.decode().splitlines()
    assert "Disallow: /account/" in answer.content.decode().splitlines()


@pytest.mark.parametrize(("language", "name"), [("el", "Δήμος Χανίων"), ("en", "Municipality of Chania")])
def test_the_manifest_speaks_the_pages_language_and_its_icons_are_there(client: Client, language: str, name: str) -> None:
    link = re.search(r'<link rel="manifest" href="([^"]+)">', head_of(client, "/en/" if language == "en" else "/"))
    assert link
    answer = client.get(link[1])
    told = json.loads(answer.content)

    assert answer["Content-Type"] == "application/manifest+json"
    assert (answer["Content-Language"], told["lang"], told["name"]) == (language, language, name)
    assert told["display"] != "browser", "nobody could keep it beside their apps"
    for address in (told["start_url"], *(shortcut["url"] for shortcut in told["shortcuts"])):
        assert client.get(address).status_code == 200, address
    for icon in told["icons"]:
        found = finders.find(re.sub(r"^/static/|\.[0-9a-f]{12}(?=\.)", "", icon["src"]))
        assert found, icon
        if icon["type"] == "image/png":
            assert "{}x{}".format(*unpack(">II", Path(found).read_bytes()[16:24])) == icon["sizes"]


def test_the_icon_that_browsers_ask_for_unasked_is_there(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer["Location"].endswith(".png")) == (302, True)


PLACES = "/api/collections/places"
CANONICAL = [
    ("/", "/", "/", "/en/"),
    ("/en/", "/en/", "/", "/en/"),
    ("/events/?when=today&page=2", "/events/?page=2", "/events/?page=2", "/en/events/?page=2"),
    ("/en/map/?layers=places&at=1/2/3", "/en/map/", "/map/", "/en/map/"),
    ("/events/?page=%22%3E", "/events/", "/events/", "/en/events/"),
    (f"{PLACES}?f=html&lang=en", f"{PLACES}?lang=en", f"{PLACES}?lang=el", f"{PLACES}?lang=en"),
]


@pytest.mark.parametrize(("path", "canonical", "greek", "english"), CANONICAL)
def test_a_page_says_what_its_address_is_in_each_language(client: Client, path: str, canonical: str, greek: str, english: str) -> None:
    head = head_of(client, path)

    assert f'<link rel="canonical" href="http://testserver{canonical}">' in head
    for code, address in (("el", greek), ("en", english), ("x-default", greek)):
        assert f'<link rel="alternate" hreflang="{code}" href="http://testserver{address}">' in head
    assert f'<meta property="og:url" content="http://testserver{canonical}">' in head


def test_a_link_to_a_page_is_shown_with_its_own_title_and_picture(client: Client) -> None:
    event = plant(Event, venue=None, title_el='Ένα "βράδυ" <b>', summary_el="Με μουσική & χορό")

    head = head_of(client, f"/events/{event.code}/")

    assert '<meta property="og:title" content="Ένα &quot;βράδυ&quot; &lt;b&gt;">' in head
    assert '<meta property="og:description" content="Με μουσική &amp; χορό">' in head
    assert '<meta property="og:locale" content="el_GR">' in head
    assert re.search(r'<meta property="og:image" content="http://testserver/static/img/social[^"]*\.png">', head)


def organisation(client: Client, path: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_home_page_says_whose_it_is(client: Client) -> None:
    told = organisation(client, "/en/")

    assert told["@type"] == "GovernmentOrganization"
    assert (told["name"], told["alternateName"]) == ("Municipality of Chania", "Δήμος Χανίων")
    assert told["areaServed"]["geo"]["box"] == "35.33 23.86 35.61 24.21"
    assert organisation(client, "/")["name"] == "Δήμος Χανίων"


def test_a_missing_page_offers_a_search(client: Client) -> None:
    body = client.get("/en/no-such-page/").content.decode()

    assert re.search(r'<form class="search" method="get" action="/en/search/"', body)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_statements_are_linked_everywhere_and_name_whom_to_ask(client: Client, prefix: str) -> None:
    home = client.get(f"{prefix}/").content.decode()

    assert f'href="{prefix}/privacy/"' in home
    assert f'href="{prefix}/accessibility/"' in home
    assert settings.MUNICIPALITY.data_protection.email in client.get(f"{prefix}/privacy/").content.decode()
    assert settings.MUNICIPALITY.contact.email in client.get(f"{prefix}/accessibility/").content.decode()


@pytest.mark.parametrize("path", ["/", "/map/", "/events/", "/feeds/", "/privacy/", "/api/?f=html"])
def test_reading_sets_no_cookie_as_the_privacy_page_says(client: Client, path: str) -> None:
    assert client.get(path).cookies == {}


def test_a_third_partys_tiles_are_told_on_the_privacy_page(client: Client, settings: Any) -> None:
    assert "tiles.example.org" not in client.get("/privacy/").content.decode()
    settings.BASEMAP_TILES_URL = "https://tiles.example.org/{z}/{x}/{y}.png"

    assert "tiles.example.org" in client.get("/privacy/").content.decode()


def test_how_long_it_is_kept_who_reported_is_told_on_the_privacy_page(client: Client, settings: Any) -> None:
    assert "730 days after your case is closed" in client.get("/en/privacy/").content.decode()
    assert "730 ημέρες αφότου κλείσει η υπόθεσή σας" in client.get("/privacy/").content.decode()
    settings.REPORTERS_KEPT_DAYS = 0

    assert "your case is closed" not in client.get("/en/privacy/").content.decode()


@pytest.mark.parametrize(
    ("model", "address", "kind"),
    [
        (Place, "/en/places/{}/", "Place"),
        (Pharmacy, "/en/pharmacies/{}/", "Pharmacy"),
        (Cinema, "/en/cinemas/{}/", "MovieTheater"),
        (Department, "/en/departments/{}/", "GovernmentOffice"),
    ],
)
def test_a_place_tells_machines_what_and_where_it_is(client: Client, model: Any, address: str, kind: str) -> None:
    row = plant(model, code="here", name_en="The <b>place</b>", **{"office" if model is Department else "geom": CENTRE})
    told = organisation(client, address.format(row.code))

    assert (told["@type"], told["name"]) == (kind, "The <b>place</b>")
    assert told["geo"] == {"@type": "GeoCoordinates", "latitude": 35.5138, "longitude": 24.0187}
    assert told["address"]["addressLocality"] == "Chania"
    assert told["url"] == f"http://testserver{address.format(row.code)}"


def test_a_page_of_text_tells_machines_where_it_lies(client: Client) -> None:
    home = found_tree()["el"]
    node = home.add_child(instance=NodePage(title="Η πόλη", slug="city", locale=home.locale))
    node.add_child(instance=ArticlePage(title="Το λιμάνι", slug="harbour", lead="Παλιό.", locale=home.locale))
    told = organisation(client, "/city/harbour/")
    trail = [(step["position"], step["name"], step["item"]) for step in told["breadcrumb"]["itemListElement"]]

    assert (told["@type"], told["name"], told["description"]) == ("WebPage", "Το λιμάνι", "Παλιό.")
    assert trail == [(1, "Η πόλη", "http://testserver/city/"), (2, "Το λιμάνι", "http://testserver/city/harbour/")]
    assert '<meta property="og:type" content="article">' in head_of(client, "/city/harbour/")
    assert '<meta property="og:type" content="website">' in head_of(client, "/city/")
