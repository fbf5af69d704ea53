"""Publications in a browser: for everyone at every width, without JavaScript, on paper; what is urgent goes by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from geoportal.news.publications import PublicationPage
from tests.browser.conftest import until, violations

pytestmark = pytest.mark.browser
PAGES = {
    "news": "/news/",
    "news in English": "/en/news/",
    "press releases": "/news/press/",
    "tenders": "/tenders/",
    "tenders in English": "/en/tenders/?status=open",
    "nothing found": "/hiring/?q=xyzzy",
    "archive": "/news/city/2025/",
}


def address_of(kind: str, language: str = "el") -> str:
    rows = PublicationPage.objects.listed(language).filter(kind=kind)
    page = rows.filter(geom__isnull=False).first() or rows.first()
    return str(page.get_url())


@pytest.mark.parametrize("width", [1280, 360, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_list_is_for_everyone_at_every_width(open_page: Callable[..., Page], name: str, width: int) -> None:
    page = open_page(PAGES[name], width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 360, 320])
@pytest.mark.parametrize(("kind", "language"), [("press", "el"), ("tender", "el"), ("vacancy", "en"), ("safety", "en")])
def test_a_publication_is_for_everyone_at_every_width(open_page: Callable[..., Page], kind: str, language: str, width: int) -> None:
    page = open_page(address_of(kind, language), width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_the_news_work_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page("/tenders/", java_script_enabled=False, width=360)

    page.get_by_role("link", name="Ανοικτή").click()
    assert page.get_by_role("heading", level=3).first.is_visible()
    page.get_by_role("heading", level=3).get_by_role("link", name="Όργανα και δάπεδα").click()
    assert page.get_by_role("row", name="Προθεσμία").is_visible()
    assert page.get_by_role("link", name="Στον μεγάλο χάρτη").is_visible()
    assert not page.get_by_role("button", name="Αντιγραφή συνδέσμου").is_visible()


def test_a_list_is_read_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page("/news/")
    page.get_by_label("Λέξεις").focus()
    page.keyboard.type("limani")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=limani**")

    assert page.get_by_role("heading", level=3).count() >= 1


def test_the_address_of_a_publication_is_copied(open_page: Callable[..., Page]) -> None:
    page = open_page(address_of("press"), permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Αντιγραφή συνδέσμου").click()
    until(page, "document.querySelector('[data-copying]').textContent === 'Αντιγράφηκε.'")
    assert page.evaluate("navigator.clipboard.readText()").endswith(address_of("press"))


def test_what_holds_until_an_hour_goes_by_itself_when_it_comes(open_page: Callable[..., Page]) -> None:
    page = open_page("/news/")
    soon, later = (timezone.now() + timedelta(seconds=seconds) for seconds in (1, 3600))
    page.evaluate(
        "([soon, later]) => { document.body.insertAdjacentHTML('beforeend', "
        "`<p id='soon' data-until='${soon}'>a</p><p id='later' data-until='${later}'>b</p>`); }",
        [soon.isoformat(), later.isoformat()],
    )
    page.evaluate(
        "async () => { const entry = [...document.scripts].find((script) => script.src.includes('js/main')); "
        "const text = await (await fetch(entry.src)).text(); const name = text.match(/\\.\\/expiring[^\"']*/)[0]; "
        "(await import(new URL(name, entry.src))).startExpiring(document); }"
    )

    until(page, "document.getElementById('soon').hidden")
    assert not page.evaluate("document.getElementById('later').hidden")


def test_paper_holds_the_publication_and_not_its_tools(open_page: Callable[..., Page]) -> None:
    page = open_page(address_of("tender"))
    page.emulate_media(media="print")

    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_text("Προϋπολογισμός").first.is_visible()
    assert not page.get_by_text("Αποστολή με e-mail").is_visible()
