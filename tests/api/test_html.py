"""OGC API Features Part 1 (17-069r4) §8.2, requirements class HTML: every resource is a page too."""

import json
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geoportal.accounts.models import User
from layers.datasets.actions import add_version
from layers.layer import GeometryType
from layers.places import Place
from tests.datasets import COLUMNS, hexewkb, make_dataset
from tests.downloads import fetch
from tests.pages import BROWSER, HOSTILE, ITEMS, greek_in
from tests.planting import plant

pytestmark = pytest.mark.django_db
RESOURCES = [
    "/api/", "/api/conformance", "/api/openapi", "/api/collections", "/api/collections/places", "/api/collections/places/queryables",
    "/api/collections/places/sortables", ITEMS,
]  # fmt: skip

WANTED = [
    (BROWSER, "html"),
    ("text/html", "html"),
    ("TEXT/HTML; charset=utf-8", "html"),
    ("text/*", "html"),
    ("text/html, */*", "html"),
    ("text/html;q=0.5, application/json;q=0.4", "html"),
    ("application/json;q=0, */*", "html"),
    ("text/html, application/xml;q=0.9", "html"),
    (None, "json"),
    ("", "json"),
    ("*/*", "json"),
    ("application/*", "json"),
    ("application/json", "json"),
    ("application/geo+json, */*", "json"),
    ("application/json, text/html", "json"),
    ("text/html;q=0.4, application/json;q=0.5", "json"),
    ("text/html;q=0.4, application/geo+json;q=0.5", "json"),
    ("text/html;q=0, */*", "json"),
    ("text/html;q=0", "json"),
    ("image/png", "json"),
    ("text/html;q=0.3, */*;q=0.7", "json"),
    (",;;q=,/", "json"),
    ("text/html;q=nan, application/json;q=1", "json"),
]


def body(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers={"Accept": BROWSER, **headers})
    assert answer["Content-Type"] == "text/html; charset=utf-8", address
    return answer.content.decode()


def hrefs(text: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'<a [^>]*?href="([^"]+)"', text)]


@pytest.mark.parametrize(("accept", "expected"), WANTED)
@pytest.mark.parametrize("address", ["/api/", ITEMS])
def test_who_prefers_pages_gets_pages(client: Client, address: str, accept: str | None, expected: str) -> None:
    answer = client.get(address, headers={} if accept is None else {"Accept": accept})

    assert (answer["Content-Type"] == "text/html; charset=utf-8") is (expected == "html")
    assert {"Accept", "Accept-Language"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize("address", RESOURCES)
def test_the_parameter_f_has_the_last_word(client: Client, address: str) -> None:
    assert client.get(f"{address}?f=html", headers={"Accept": "application/json"})["Content-Type"].startswith("text/html")
    assert client.get(f"{address}?f=json", headers={"Accept": BROWSER}).json()


@pytest.mark.parametrize("address", [*RESOURCES, f"{ITEMS}/1"])
@pytest.mark.parametrize("query", ["f=xml", "f=", "f=html&f=json"])
def test_a_format_that_is_none_is_refused_with_those_that_are(client: Client, address: str, query: str) -> None:
    answer = client.get(f"{address}?{query}&lang=en")

    assert answer.status_code == 400
    assert answer.json()["parameter"] == "f"
    if "&" not in query:
        assert "json, html" in answer.json()["detail"]


def test_page_and_document_have_etags_of_their_own(client: Client) -> None:
    plant(Place)
    for address in ("/api/collections", "/api/collections/places", ITEMS):
        page, document = (client.get(address, headers={"Accept": accept}) for accept in (BROWSER, "application/json"))

        assert page["ETag"] != document["ETag"]
        for etag, accept, status in ((page["ETag"], BROWSER, 304), (document["ETag"], BROWSER, 200), (page["ETag"], "*/*", 200)):
            again = client.get(address, headers={"Accept": accept, "If-None-Match": etag})
            assert again.status_code == status
            assert "Accept" in again["Vary"].split(", ")


def test_a_page_of_a_signed_in_citizen_is_kept_for_nobody_else(client: Client) -> None:
    plant(Place)
    before = client.get(ITEMS, headers={"Accept": BROWSER})["ETag"]
    client.force_login(User.objects.create_user("dimotis"))

    answer = client.get(ITEMS, headers={"Accept": BROWSER, "If-None-Match": before})

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("address", RESOURCES)
def test_page_and_document_lead_to_each_other_in_the_same_language(client: Client, address: str, language: str) -> None:
    document = client.get(f"{address}?lang={language}").json()
    text = body(client, f"{address}?lang={language}")

    if "links" in document:
        alternate = next(link for link in document["links"] if link["rel"] == "alternate")
        assert alternate["type"] == "text/html"
        assert client.get(alternate["href"])["Content-Language"] == language
        assert client.get(alternate["href"])["Content-Type"].startswith("text/html")
        assert next(link for link in document["links"] if link["rel"] == "self")["type"] in ("application/json", "application/geo+json")
    found = re.search(r'<link rel="alternate" type="([^"]+)" href="([^"]+)">', text)
    assert found
    answer = client.get(unescape(found[2]), headers={"Accept": BROWSER})
    assert answer["Content-Type"] == unescape(found[1])
    assert answer["Content-Language"] == language


@pytest.mark.parametrize("address", [*RESOURCES, f"{ITEMS}/0"])
def test_a_page_in_english_has_no_greek(client: Client, address: str) -> None:
    pk = plant(Place, name_el="Lighthouse", name_en="Lighthouse").pk
    text = body(client, re.sub("/0$", f"/{pk}", address) + "?lang=en")

    assert '<html lang="en">' in text
    assert greek_in(text) == []


def test_pages_switch_the_language_by_parameter_and_the_sites_menu_by_address(client: Client) -> None:
    text = body(client, f"{ITEMS}?limit=5&lang=en")
    switch = unescape(re.search(r'masthead__language" href="([^"]+)"', text)[1])  # type: ignore[index]

    assert switch == f"{ITEMS}?limit=5&lang=el"
    assert '<html lang="el">' in body(client, switch, **{"Accept-Language": "en"})
    assert "/en/map/" in hrefs(text)
    assert "/map/" in hrefs(body(client, switch))
    assert '<a href="/en/services/" aria-current="true">' in text


def test_every_link_of_a_page_leads_somewhere(client: Client) -> None:
    place = plant(Place)
    seen: set[str] = set()
    for address in [*RESOURCES, f"{ITEMS}/{place.pk}"]:
        for href in hrefs(body(client, f"{address}?lang=en")):
            parts = urlsplit(href)
            if parts.scheme in ("", "http") and parts.netloc in ("", "testserver") and parts.path and href not in seen:
                seen.add(href)
                assert fetch(client, href, Accept=BROWSER)[0].status_code == 200, href
    assert len(seen) > 20


def test_the_landing_page_names_its_description_for_people(client: Client) -> None:
    found = {link["rel"]: link for link in client.get("/api/").json()["links"]}["service-doc"]

    assert found["type"] == "text/html"
    assert "/collections/places/items" in client.get(found["href"]).content.decode()


def test_list_and_map_of_a_page_are_the_same_features(client: Client) -> None:
    places = [plant(Place, name_el=f"Σημείο {number}") for number in range(12)]

    text = body(client, f"{ITEMS}?limit=10")

    listed = re.findall(r'entries__name" href="([^"]+)"', text)
    config = json.loads(re.search(r'id="city-map-config"[^>]*>(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert [shape["properties"]["url"] for shape in config["features"]] == [unescape(href) for href in listed]
    assert len(listed) == 10
    following = next(href for href in hrefs(text) if "after=" in href)
    rest = body(client, following)
    assert re.findall(r'entries__name" href="[^"]+">([^<]+)<', rest) == [place.name_el for place in places[10:]]
    assert any(href.endswith(f"{ITEMS}?limit=10") for href in hrefs(rest)), "no way back to the first page"


def test_the_form_works_as_a_browser_sends_it(client: Client) -> None:
    """Without scripts a browser sends the empty fields too."""
    plant(Place, name_el="Με ράμπα", wheelchair="yes")
    plant(Place, name_el="Με σκάλες", wheelchair="no")

    text = body(client, f"{ITEMS}?lang=el&bbox=&limit=&datetime=&name_el=&wheelchair=yes&wheelchair=limited")

    assert "Με ράμπα" in text
    assert "Με σκάλες" not in text
    assert text.count("checked") == 2
    assert '<input type="hidden" name="lang" value="el">' in text
    same = next(href for href in hrefs(text) if "f=json" in href and "wheelchair" in href)
    assert [feature["properties"]["name_el"] for feature in client.get(same).json()["features"]] == ["Με ράμπα"]


def test_what_the_form_has_no_field_for_stays_asked(client: Client) -> None:
    plant(Place, name_el="Φάρος")

    text = body(client, f"{ITEMS}?filter=name_el='Φάρος'&sortby=-name_el&after=")

    assert '<input type="hidden" name="filter" value="name_el=&#x27;Φάρος&#x27;">' in text
    assert '<input type="hidden" name="sortby" value="-name_el">' in text


def test_a_page_counts_for_who_asks(client: Client) -> None:
    for _ in range(3):
        plant(Place)

    text = body(client, f"{ITEMS}?limit=2")
    counted = next(href for href in hrefs(text) if "count=true" in href)
    assert "3 συνολικά" not in text
    assert "3 συνολικά" in body(client, counted)


def test_only_the_properties_asked_for_are_told(client: Client) -> None:
    plant(Place, name_el="Φάρος", description_el="Ακτή Κουντουριώτη")

    assert "Ακτή Κουντουριώτη" in body(client, ITEMS)
    text = body(client, f"{ITEMS}?properties=name_el")
    assert "Ακτή Κουντουριώτη" not in text
    assert "Φάρος" in text


def test_an_item_tells_labels_coordinates_and_where_it_belongs(client: Client) -> None:
    place = plant(Place, name_el="Φάρος", name_en="Lighthouse", wheelchair="limited")

    text = body(client, f"{ITEMS}/{place.pk}?lang=en")

    assert "<h1>Lighthouse</h1>" in text
    assert str(Place.Wheelchair.LIMITED.value) in text
    assert f"{place.geom.y}, {place.geom.x}" in text
    assert f"/en/map/places/{place.pk}/" in hrefs(text)
    assert any(urlsplit(href).path == "/api/collections/places" for href in hrefs(text))


@pytest.mark.parametrize("address", ["/api/", "/api/collections", "/api/collections/kadoi", "/api/collections/kadoi/items",
                                     "/api/collections/kadoi/items/1", "/api/openapi"])  # fmt: skip
def test_what_a_dataset_says_is_text_and_never_code(client: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [{**COLUMNS[0]}, {"column": "c2", "name": HOSTILE, "kind": "integer"}]
    monkeypatch.setattr("tests.datasets.COLUMNS", columns)
    make_dataset(names=[HOSTILE], title_el=HOSTILE, description_el=HOSTILE, attribution=HOSTILE)

    text = body(client, address)

    assert "κακό" in text
    assert "<script>alert" not in text
    assert "<img" not in text.replace('<img class="brand__mark"', "")


def test_a_feature_that_lies_nowhere_has_a_page(client: Client) -> None:
    """A file may hold empty geometries."""
    add_version(
        make_dataset(),
        rows=[(1, Point(srid=4326).hexewkb.decode(), "Πουθενά", 2026), (2, hexewkb(24.0, 35.5), "Κάπου", 2026)],
        columns=COLUMNS,
        geometry_type=GeometryType.POINT,
        source={"source_name": "kadoi.shp", "source_sha256": "1" * 64, "source_options": {}},
    )

    for address in ("/api/collections/kadoi", "/api/collections/kadoi/items", "/api/collections/kadoi/items/1"):
        text = body(client, address)
        assert "Πουθενά" in text
        assert '"coordinates": null' not in text


def test_a_longer_list_than_people_read_is_cut_and_goes_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.items._MAX_LISTED", 3)
    for _ in range(5):
        plant(Place)

    text = body(client, f"{ITEMS}?limit=1000")

    assert len(re.findall("entries__name", text)) == 3
    assert "έως 3 στοιχεία" in text
    assert len(re.findall("entries__name", body(client, next(href for href in hrefs(text) if "after=" in href)))) == 2


def test_internal_datasets_have_pages_for_staff_only(client: Client) -> None:
    make_dataset(slug="internal", is_public=False)
    assert client.get("/api/collections/internal", headers={"Accept": BROWSER}).status_code == 404
    assert "internal" not in body(client, "/api/")

    client.force_login(User.objects.create_user("gis", is_staff=True))

    assert "εσωτερικό" in body(client, "/api/collections/internal")


def test_a_page_of_features_asks_as_little_as_the_document(client: Client, django_assert_max_num_queries: object) -> None:
    for _ in range(20):
        plant(Place)
    body(client, "/api/")
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        body(client, f"{ITEMS}?limit=10")


def test_conformance_says_so(client: Client) -> None:
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html" in client.get("/api/conformance").json()["conformsTo"]
