"""Sections of publications and the pages in them, as citizens read them."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from geoportal.demo.content import load_demo
from geoportal.demo.files import FOLDER
from geoportal.news.kinds import Kind, Outcome
from geoportal.news.publications import PublicationPage
from geoportal.news.sections import SectionPage
from geoportal.news.tree import SECTIONS, found_sections
from geoportal.pages.models import NodePage
from geoportal.pages.tree import found_tree
from layers.audiences import Audience
from layers.departments import Department
from tests.pages import greek_in
from tests.planting import plant
from tests.publications import HARBOUR, TODAY, make_publication, titles

pytestmark = pytest.mark.django_db


def test_sections_are_founded_once_at_the_addresses_that_were_promised(client: Client) -> None:
    assert found_sections() == found_sections() == 2 * len(SECTIONS)

    for path, _title, _lead in SECTIONS.values():
        for prefix in ("", "/en"):
            answer = client.get(f"{prefix}/{path}/")
            assert answer.status_code == 200
            assert "Δεν υπάρχουν ακόμη δημοσιεύσεις" in answer.content.decode() or prefix


def test_a_node_of_the_news_that_was_there_before_keeps_its_place() -> None:
    found_tree()["el"].add_child(instance=NodePage(title="Νέα", slug="news"))

    found_sections()

    assert SectionPage.objects.get(kind=Kind.PRESS, locale__language_code="el").get_url() == "/news/press/"


def test_the_news_tell_of_all_kinds_and_a_section_of_its_own(client: Client) -> None:
    for number, kind in enumerate(Kind):
        make_publication(kind, f"one-{kind.value}", title=kind.name, published_on=TODAY - timedelta(days=number))

    assert titles(client, "/news/") == [kind.name for kind in Kind]
    assert titles(client, "/news/press/") == ["PRESS"]
    assert titles(client, "/tenders/") == ["TENDER"]
    assert titles(client, "/en/news/") == []


def test_the_page_of_all_pages_leads_to_the_sections_and_leaves_their_publications_to_them(client: Client) -> None:
    found_sections()
    make_publication(Kind.PRESS, "one", title="Μία από χίλιες")

    body = client.get("/sitemap/").content.decode()

    assert 'href="/news/press/"' in body
    assert "Μία από χίλιες" not in body


def test_drafts_and_what_is_withdrawn_are_in_no_list(client: Client) -> None:
    make_publication(slug="draft", is_live=False)
    make_publication(slug="gone").unpublish()

    assert titles(client, "/news/press/") == []
    assert client.get("/news/press/gone/").status_code == 404


def test_the_archive_lists_a_year_or_a_month_of_it(client: Client) -> None:
    for day in (date(2025, 3, 1), date(2025, 11, 30), date(2026, 11, 1)):
        make_publication(slug=f"on-{day}", title=f"{day}", published_on=day)

    assert titles(client, "/news/press/2025/") == ["2025-11-30", "2025-03-01"]
    assert titles(client, "/news/press/2025/11/") == ["2025-11-30"]
    assert titles(client, "/news/press/?year=2026") == ["2026-11-01"]
    assert titles(client, "/news/press/2024/") == []
    page = client.get("/news/press/2025/11/").content.decode()
    assert "<title>Δελτία τύπου: Νοέμβριος 2025" in page
    assert "2.025" not in page
    assert 'href="/en/news/press/2025/11/"' in page


@pytest.mark.parametrize("address", ["/news/press/0000/", "/news/press/2025/13/", "/news/press/2025/0/", "/news/press/9999/1/"])
def test_a_year_or_month_that_is_none_is_not_found(client: Client, address: str) -> None:
    found_sections()

    assert client.get(address).status_code == 404


def test_filters_hold_together(client: Client) -> None:
    department = plant(Department, code="texnikes", name_el="Τεχνικές", name_en="Works")
    make_publication(slug="a", title="Νερό στη Χαλέπα", department=department, audiences=[Audience.RESIDENT])
    make_publication(slug="b", title="Φώτα στο λιμάνι", department=department, audiences=[Audience.VISITOR])
    make_publication(slug="c", title="Γιορτή", address="Χαλέπα")

    assert set(titles(client, "/news/?department=texnikes")) == {"Νερό στη Χαλέπα", "Φώτα στο λιμάνι"}
    assert titles(client, "/news/?department=texnikes&audience=visitor") == ["Φώτα στο λιμάνι"]
    assert titles(client, "/news/?audience=young") == []


@pytest.mark.parametrize("text", ["νερο χαλεπα", "ΧΑΛΈΠΑ ΝΕΡΌ", "nero halepa", "Νερό"])
def test_words_are_found_however_they_are_typed(client: Client, text: str) -> None:
    make_publication(slug="a", title="Νερό στη Χαλέπα")
    make_publication(slug="b", title="Φώτα στο λιμάνι")

    assert titles(client, f"/news/?q={text}") == ["Νερό στη Χαλέπα"]


def test_tenders_are_listed_by_what_became_of_them(client: Client) -> None:
    now = timezone.now()
    for slug, ahead, outcome in (("later", 30, ""), ("soon", 3, ""), ("past", -3, ""), ("done", -3, Outcome.AWARDED)):
        make_publication(
            Kind.TENDER, slug, title=slug, deadline=now + timedelta(days=ahead), published_on=date(2026, 1, 1), outcome=outcome
        )

    assert titles(client, "/tenders/?status=open") == ["soon", "later"]
    assert titles(client, "/tenders/?status=closing") == ["soon"]
    assert titles(client, "/tenders/?status=closed") == ["past"]
    assert titles(client, "/tenders/?status=awarded") == ["done"]
    text = client.get("/tenders/").content.decode()
    assert "Λήγει σε 3 ημέρες" in text
    assert "Κατακυρώθηκε" in text


def test_a_day_of_the_calendar_lists_what_closes_on_it(client: Client) -> None:
    deadline = timezone.now() + timedelta(days=40)
    make_publication(Kind.TENDER, "a", title="a", deadline=deadline)
    make_publication(Kind.TENDER, "b", title="b", deadline=deadline + timedelta(days=3))
    day = timezone.localdate(deadline)

    assert titles(client, f"/tenders/?day={day}") == ["a"]
    assert f"day={day}" in client.get(f"/tenders/?month={day:%Y-%m}").content.decode()


@pytest.mark.parametrize("asked", ["status=nope", "audience=nope", "year=x", "day=x", "page=-1", "q=%00", "department=%00"])
def test_what_is_not_understood_is_said_and_shows_all(client: Client, asked: str) -> None:
    make_publication(Kind.TENDER, title="Έργο")

    answer = client.get(f"/tenders/?{asked}")

    assert answer.status_code == 200
    assert "Έργο" in answer.content.decode()
    if "nope" in asked or asked.endswith("x"):
        assert asked.partition("=")[2] in answer.content.decode().split('role="status"')[1][:200]


def test_long_lists_have_pages_with_titles_of_their_own(client: Client) -> None:
    for number in range(23):
        make_publication(slug=f"page-{number}", title=f"{number}", published_on=TODAY - timedelta(days=number))

    assert titles(client, "/news/press/") == [str(number) for number in range(20)]
    assert titles(client, "/news/press/?page=2") == ["20", "21", "22"]
    second = client.get("/news/press/?page=2").content.decode()
    assert "<title>Δελτία τύπου, σελίδα 2" in second
    assert "23 δημοσιεύσεις" in second


@pytest.mark.parametrize(("address", "most"), [("/news/", 26), ("/news/press/", 24), ("/tenders/", 24), ("/news/press/2026/", 24)])
def test_a_list_asks_as_often_for_many_as_for_few(
    client: Client, django_assert_num_queries: Callable[..., Any], address: str, most: int
) -> None:
    for number in range(4):
        make_publication((Kind.PRESS, Kind.TENDER)[number % 2], f"page-{number}", published_on=date(2026, 3, 1), geom=HARBOUR)
    client.get(address)
    with django_assert_num_queries(most):
        client.get(address)
    for number in range(4, 30):
        make_publication((Kind.PRESS, Kind.TENDER)[number % 2], f"page-{number}", published_on=date(2026, 3, 1), geom=HARBOUR)

    with django_assert_num_queries(most):
        client.get(address)


def test_who_holds_a_list_costs_few_questions(client: Client, django_assert_num_queries: Callable[..., Any]) -> None:
    make_publication()
    held = {"If-None-Match": client.get("/news/press/")["ETag"]}

    # Ten are the way to the page through the tree.
    with django_assert_num_queries(14):
        assert client.get("/news/press/", headers=held).status_code == 304


def test_a_list_that_is_held_lapses_with_its_menu(client: Client) -> None:
    make_publication()
    # Revisions count up at commit; checking the constraints runs what waits for it.
    connection.check_constraints()
    held = {"If-None-Match": client.get("/news/press/")["ETag"]}

    found_tree()["el"].add_child(instance=NodePage(title="Τέχνες", slug="arts"))
    connection.check_constraints()

    answer = client.get("/news/press/", headers=held)
    assert (answer.status_code, "Τέχνες" in answer.content.decode()) == (200, True)


def test_english_pages_hold_no_greek_but_what_was_written_so(client: Client) -> None:
    greek = make_publication(Kind.TENDER, "roofs", title="Στέγες", geom=HARBOUR)
    make_publication(
        Kind.TENDER,
        "roofs",
        language="en",
        title="Roofs",
        lead="Two schools.",
        geom=HARBOUR,
        budget=5,
        translation_key=greek.translation_key,
    )

    for address in ("/en/tenders/roofs/", "/en/tenders/", "/en/news/", "/en/tenders/?status=open&q=roofs"):
        assert greek_in(client.get(address).content.decode()) == [], address
    assert 'href="/tenders/roofs/"' in client.get("/en/tenders/roofs/").content.decode()


def test_an_audience_finds_its_publications_on_its_page(client: Client) -> None:
    load_demo(most_publications=6)

    assert "Ανάβουμε το δέντρο στο Δημοτικό Ρολόι" in titles(client, "/visitors/")
    assert "/feeds/news-audience-visitor.atom" in client.get("/visitors/").content.decode()


def test_the_demo_loads_once_and_moves_with_the_days() -> None:
    load_demo(today=TODAY, most_publications=6)
    entries = json.loads((FOLDER / "publications.json").read_text())[:6]
    count = PublicationPage.objects.count()
    assert count == sum(language in entry for entry in entries for language in ("el", "en"))
    for page in PublicationPage.objects.all():
        page.specific.full_clean()
    edited = PublicationPage.objects.order_by("pk").first()
    edited.title = "Διορθωμένο"
    edited.save_revision().publish()

    load_demo(today=TODAY + timedelta(days=10), most_publications=6)

    assert PublicationPage.objects.count() == count
    moved = {page.slug: page for page in PublicationPage.objects.filter(locale__language_code="el")}
    assert moved[edited.slug].published_on == edited.published_on
    others = [entry for entry in entries if entry["slug"] != edited.slug]
    assert all(moved[entry["slug"]].published_on == TODAY + timedelta(days=10 - entry["days_ago"]) for entry in others)


@pytest.mark.parametrize("part", ["?status=open&amp;year=2026", "2025/?q=%CF%83%CF%84", "?page=2"])
def test_the_language_switch_keeps_what_was_asked_of_a_list(client: Client, part: str) -> None:
    for number in range(25):
        make_publication(Kind.TENDER, f"roof-{number}")

    page = client.get(f"/tenders/{part.replace('&amp;', '&')}").content.decode()

    assert f'href="/en/tenders/{part}" lang="en"' in page
