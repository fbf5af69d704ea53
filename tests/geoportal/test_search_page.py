"""The page of search, as it is without scripts."""

import re
from typing import Any

import pytest
from django.test import Client

from geoportal.accounts.models import User
from layers.districts import District
from layers.gazetteer.upkeep import renew_names
from layers.places import Place
from tests.addresses import make_street
from tests.datasets import make_dataset
from tests.planting import CENTRE, plant, shape

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> None:
    make_street("chalidon", "Χάληδων", "Chalidon", postcode="731 31", numbers=(("odd", 1, 57), ("even", 2, 60)))
    plant(Place, name_el="Αιγυπτιακός Φάρος", name_en="Egyptian Lighthouse")
    plant(District, kind="municipal_unit", short_name_el="Χανιά", short_name_en="Chania", geom=shape("MULTIPOLYGON"))
    renew_names()


def page(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def links(body: str) -> list[tuple[str, str]]:
    return re.findall(r'class="found__name" href="([^"]*)">([^<]*)</a>', body)


def test_a_house_leads_to_the_map_with_a_pin(town: None, client: Client) -> None:
    ((href, name),) = links(page(client, "/map/search/", q="xalidwn 24"))

    assert name == "Χάληδων 24"
    match = re.fullmatch(r"/map/\?at=19/([\d.]+)/([\d.]+)&amp;pin=([\d.]+),([\d.]+)", href)
    assert match is not None
    assert match.group(1, 2) == match.group(3, 4)
    assert float(match.group(1)) == pytest.approx(CENTRE.y, abs=0.002)
    assert client.get(href.replace("&amp;", "&")).status_code == 200


def test_everything_else_leads_to_its_own_page(town: None, client: Client) -> None:
    for text, name in (("φαρος", "Αιγυπτιακός Φάρος"), ("χαληδων", "Χάληδων")):
        ((href, found),) = links(page(client, "/map/search/", q=text))
        assert found == name
        assert name in page(client, href)


def test_it_speaks_english(town: None, client: Client) -> None:
    body = page(client, "/en/map/search/", q="xalidwn 24")

    assert links(body)[0][0].startswith("/en/map/?at=19/")
    assert links(body)[0][1] == "24 Chalidon"
    assert "1 result for “xalidwn 24”" in body
    assert "Streets · Chania" in body


def test_a_number_that_is_not_there_is_said(town: None, client: Client) -> None:
    assert "Ο αριθμός 999 δεν είναι καταγεγραμμένος εδώ." in page(client, "/map/search/", q="Χάληδων 999")


def test_before_a_question_there_is_help_and_no_answer(client: Client) -> None:
    body = page(client, "/map/search/")

    assert "Πώς να το γράψετε" in body
    assert "Δεν βρέθηκε" not in body


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Γράψτε τι ψάχνετε"), ("α", "τουλάχιστον 2 γράμματα"), ("!!!", "δεν υπάρχει γράμμα"), ("😀", "δεν υπάρχει γράμμα"),
     ("α" * 500, "500 χαρακτήρες"), ("ανύπαρκτο", "Δεν βρέθηκε κάτι για «ανύπαρκτο»"), ("\0", "Γράψτε τι ψάχνετε"),
     ("'; DROP TABLE layers_name; --", "Δεν βρέθηκε"), ("<script>alert(1)</script>", "&lt;script&gt;")],
)  # fmt: skip
def test_what_finds_nothing_is_told_and_nothing_typed_is_lost(client: Client, text: str, words: str) -> None:
    body = page(client, "/map/search/", q=text)

    assert words in body
    assert "<script>alert" not in body


@pytest.mark.parametrize("query", [{"q": f"{CENTRE.y + 0.001:.5f}, {CENTRE.x:.5f}"}, {"here": f"{CENTRE.y + 0.001:.5f},{CENTRE.x:.5f}"}])
def test_coordinates_ask_what_address_is_there(town: None, client: Client, query: dict[str, str]) -> None:
    body = page(client, "/map/search/", **query)

    assert re.search(r'class="here__address">Χάληδων 3[345]<', body)
    assert "731 31" in body
    assert f'href="/map/?at=19/{CENTRE.y + 0.001:.5f}' in body


def test_coordinates_outside_have_no_address(town: None, client: Client) -> None:
    assert "έξω από τον Δήμο" in page(client, "/map/search/", here="36.1,23.0")
    assert "Δεν βρέθηκε" in page(client, "/map/search/", q="95.1, 24.0")


def test_internal_names_are_for_staff(client: Client) -> None:
    make_dataset(slug="secret", names=["Κρυφή δεξαμενή"], is_public=False)
    renew_names()
    assert links(page(client, "/map/search/", q="δεξαμενη")) == []

    client.force_login(User.objects.create_user("gis", is_staff=True))
    body = page(client, "/map/search/", q="δεξαμενη")

    assert len(links(body)) == 1
    assert "εσωτερικό" in body


def test_a_search_takes_few_statements(town: None, client: Client, django_assert_num_queries: Any) -> None:
    page(client, "/map/search/", q="φαρος")
    with django_assert_num_queries(5):
        page(client, "/map/search/", q="φαρος")
