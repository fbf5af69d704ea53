"""The search of the whole site: what it knows and when, what it shows of it, what it refuses."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from wagtail.models import Page

from geoportal.search.highlighting import excerpt, marked
from geoportal.search.models import Document
from geoportal.search.queries import question_of
from geoportal.search.registry import kind_titles, search_rooms
from geoportal.search.upkeep import renew_index
from layers.departments import Department
from layers.places import Place
from tests.pages import greek_in
from tests.planting import plant
from tests.searching import article, body_of, names, titles

pytestmark = pytest.mark.django_db


def test_every_kind_has_a_name_of_its_own() -> None:
    names = kind_titles()

    assert names["publication"] == "Δημοσιεύσεις"
    assert [name for name in names.values() if not name[0].isupper()] == []
    assert len(set(names.values())) == len(names)


def test_titles_and_texts_are_escaped_and_only_the_words_are_marked(node: Any, client: Client) -> None:
    article(node, "<script>alert('τεχνική')</script> τεχνική έκθεση", lead='"><img src=x onerror=alert(1)> τεχνικής')

    body = body_of(client, q="τεχνική")
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert "&lt;script&gt;alert(&#x27;<mark>τεχνική</mark>" in body
    assert "<script>" not in body_of(client, q="<script>τεχνική</script>").split("<main")[1].split("json_script")[0].replace(
        "<script id", ""
    )


def test_marks_follow_the_words_through_their_forms(db: None) -> None:
    question = question_of("δημοτικού συμβουλίου")
    assert marked("Το ΔΗΜΟΤΙΚΌ Συμβούλιο & ο δήμος", question, "el") == ("Το <mark>ΔΗΜΟΤΙΚΌ</mark> <mark>Συμβούλιο</mark> &amp; ο δήμος")
    assert marked("Δημοτικό Συμβούλιο", question_of("dimotiko symvoulio"), "el").count("<mark>") == 2
    for asked, text in (("μαΐου", "1ΗΣ ΜΑΪΟΥ"), ("άνθρωπος", "ὁ ἄνθρωπος"), ("cafe", "Café"), ("istanbul", "İstanbul"), ("bira", "μπίρα")):
        assert "<mark>" in marked(text, question_of(asked), "el"), asked
    assert "<mark>" not in marked("20261 παραμάρκα", question_of("2026 μάρκα"), "el")
    text = "λέξη " * 100 + "συμβούλια " + "τέλος " * 100
    assert excerpt(text, question, "el").startswith("… λέξη")
    assert "<mark>συμβούλια</mark>" in excerpt(text, question, "el")
    assert excerpt("τίποτε", question, "el") == ""


def test_choices_narrow_the_results_and_count_what_they_would_give(client: Client) -> None:
    for number in range(25):
        plant(Place, name_el=f"Κρήνη {number}", name_en=f"Fountain {number}", is_published=True)
    plant(Department, name_el="Τμήμα Κρηνών", name_en="Fountains", is_published=True, office=None)
    renew_index()

    body = body_of(client, q="κρήνη")
    assert "26 αποτελέσματα" in body
    assert "Σημεία <small>25</small>" in body
    assert "Υπηρεσίες <small>1</small>" in body
    assert "Έχουν θέση στον χάρτη <small>25</small>" in body
    assert 'id="city-map-config"' in body
    assert titles(client, "κρήνη", kind="department") == ["Τμήμα Κρηνών"]
    assert "Τμήμα Κρηνών" not in titles(client, "κρήνη", place="1")
    first, second = titles(client, "κρήνη"), titles(client, "κρήνη", page="2")
    assert len(first) == 20
    assert len(set(first) | set(second)) == 26
    assert "Κανένα αποτέλεσμα με αυτά τα φίλτρα" in body_of(client, q="κρήνη", year="1999")


def test_the_newest_come_first_where_that_is_asked_for(node: Any, client: Client) -> None:
    for year in (2021, 2025, 2023):
        page = article(node, f"Απολογισμός του {year}")
        Page.objects.filter(pk=page.pk).update(first_published_at=timezone.make_aware(datetime(year, 1, 5)))
    renew_index(anew=True)

    assert titles(client, "απολογισμός", sort="date") == ["Απολογισμός του 2025", "Απολογισμός του 2023", "Απολογισμός του 2021"]


def test_a_results_page_costs_few_queries_however_many_results(client: Client) -> None:
    counts = []
    for number in (1, 30):
        for _ in range(number):
            plant(Place, name_el="Βρύση", name_en="Tap", is_published=True)
        renew_index()
        body_of(client, q="βρύση")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            body_of(client, q="βρύση")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_suggestions_cost_one_question_beside_reading_the_words(client: Client, django_assert_max_num_queries: Any) -> None:
    plant(Place, name_el="Λιμεναρχείο", name_en="Port Authority", is_published=True)
    renew_index()
    with django_assert_max_num_queries(2):
        assert names(client, "λιμεν") == ["Λιμεναρχείο"]


def test_what_is_typed_is_completed_in_the_page_s_language(client: Client) -> None:
    plant(Place, name_el="Κολυμβητήριο", name_en="Swimming pool", is_published=True)
    renew_index()

    assert names(client, "κολ") == names(client, "kol") == names(client, "κολυμβητιρ") == ["Κολυμβητήριο"]
    assert names(client, "swim", "/en") == ["Swimming pool"]
    assert names(client, "") == names(client, "!") == []


def test_the_same_results_are_not_sent_twice(client: Client) -> None:
    plant(Place, name_el="Ξενώνας", name_en="Hostel", is_published=True)
    renew_index()
    first = client.get("/search/", {"q": "ξενώνας"})
    assert first["X-Robots-Tag"] == "noindex, follow"
    assert "Cookie" in first["Vary"]
    again = client.get("/search/", {"q": "ξενώνας"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    plant(Place, name_el="Ξενώνας νέων", name_en="Youth hostel", is_published=True)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    renew_index()
    assert client.get("/search/", {"q": "ξενώνας"}, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("α" * 201, "έχει 201 χαρακτήρες. Γράψτε έως 200"),
        ("λέξη " * 13, "έχει 13 λέξεις. Γράψτε έως 12"),
        ("?!", "Στο «?!» δεν υπάρχει γράμμα ή αριθμός"),
    ],
)
def test_what_cannot_be_searched_for_is_told_with_the_remedy(db: None, client: Client, text: str, words: str) -> None:
    assert words in body_of(client, q=text)


def test_an_address_that_asks_without_pause_has_to_wait(client: Client, settings: Any) -> None:
    settings.SEARCHES_PER_MINUTE = 3
    here: Any = {"REMOTE_ADDR": "198.51.100.7"}
    answers = [client.get("/search/", {"q": "φάρος"}, **here) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "πάνω από 3 αναζητήσεις σε ένα λεπτό" in answers[-1].content.decode()
    assert client.get("/search/suggestions/", {"q": "φάρος"}, **here).status_code == 429
    assert client.get("/search/", {"q": "φάρος"}, REMOTE_ADDR="198.51.100.8").status_code == 200
    settings.CLIENT_ADDRESS_HEADER = "HTTP_X_REAL_IP"
    assert client.get("/search/", {"q": "φάρος"}, HTTP_X_REAL_IP="198.51.100.9", **here).status_code == 200


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=60) | st.text("&|!():*'\"\\<>-/ αΑς12xh%_", max_size=40),
    kind=st.text(max_size=5),
    year=st.text("0123456789", max_size=7),
    number=st.text("0123456789", max_size=8),
)
def test_no_question_is_a_fault(db: None, text: str, kind: str, year: str, number: str) -> None:
    if not Document.objects.exists():
        plant(Place, name_el="Φάρος", name_en="Lighthouse", is_published=True)
        renew_index()
    query = urlencode({"q": text, "kind": kind, "year": year, "page": number, "sort": "date", "place": "1"}, errors="replace")
    client = Client()
    assert client.get(f"/search/?{query}").status_code == 200
    assert client.get(f"/search/?{urlencode({'q': text}, errors='replace')}").status_code == 200
    assert client.get(f"/search/suggestions/?{urlencode({'q': text}, errors='replace')}").status_code == 200
    assert client.get(f"/feeds/search.rss?{urlencode({'q': text}, errors='replace')}").status_code in (200, 404)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_search_is_a_feed(node: Any, client: Client, form: str) -> None:
    article(node, "Διακοπή νερού στη Χαλέπα", lead="Αύριο, 9 με 12.")
    address = f"/feeds/search.{form}?{urlencode({'q': 'διακοπές νερού', 'lang': 'el'})}"
    assert urlencode({"q": "διακοπές νερού", "lang": "el"}).replace("&", "&amp;") in body_of(client, q="διακοπές νερού")

    answer = client.get(address)
    told = feedparser.parse(answer.content)
    assert not told.bozo
    assert [entry.title for entry in told.entries] == ["Διακοπή νερού στη Χαλέπα"]
    assert "διακοπές νερού" in told.feed.title
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304

    article(node, "Διακοπή νερού στα Ταμπακαριά")
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 200
    assert client.get(f"/feeds/search.{form}").status_code == 404


def test_a_browser_learns_how_to_search_here(db: None, client: Client) -> None:
    body = client.get("/search/").content.decode()
    assert 'type="application/opensearchdescription+xml"' in body
    answer = client.get("/en/search/opensearch.xml")
    root = etree.fromstring(answer.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{space}ShortName") or "") <= 16
    (page, _feed) = root.findall(f"{space}Url")
    assert page.get("template") == "http://testserver/en/search/?q={searchTerms}"


def test_every_room_says_what_its_kinds_are_called(db: None) -> None:
    assert set(Document.objects.values_list("kind", flat=True)) <= set(kind_titles())
    assert {room.slug for room in search_rooms()} == {
        "pages", "requests", "departments", "places", "events", "routes", "cinemas", "pharmacies", "data",
    }  # fmt: skip


def test_an_english_page_holds_no_greek(client: Client) -> None:
    plant(Place, name_el="Κήπος", name_en="Garden", is_published=True)
    renew_index()
    for query in ({"q": "garden"}, {"q": "nothing-like-it"}, {}):
        assert greek_in(client.get("/en/search/", query).content.decode()) == []
