"""Journeys without a mouse, and the menu of a telephone."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import violations
from tests.browser.windows import opened

pytestmark = pytest.mark.browser


def test_from_the_home_page_to_an_article_and_to_its_translation_by_keyboard(browser: Browser, site: str) -> None:
    with opened(browser, site, 1280) as window:
        page = window.go("/")
        page.keyboard.press("Tab")
        assert _focused(page) == "Μετάβαση στο περιεχόμενο"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"

        page.goto(window.site + "/")
        _tab_to(page, "Δήμος Χανίων", tag="SUMMARY")
        page.keyboard.press("Enter")
        _tab_to(page, "Όλη η ενότητα")
        page.keyboard.press("Enter")
        page.wait_for_url("**/municipality/")
        assert page.locator("#main-menu [aria-current=page]").text_content() == "Όλη η ενότητα"
        _tab_to(page, "Δημοτικό Συμβούλιο")
        page.keyboard.press("Enter")
        page.wait_for_url("**/municipality/council/")
        _tab_to(page, "English")
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/municipality/council/")
        assert page.get_by_role("heading", level=1).inner_text() == "City Council"
        assert window.complaints == []


def test_a_group_of_the_menu_closes_by_escape_and_gives_the_focus_back(browser: Browser, site: str) -> None:
    with opened(browser, site, 1280) as window:
        page = window.go("/")
        _tab_to(page, "Πόλη Χανίων", tag="SUMMARY")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.get_by_role("link", name="Εκδηλώσεις", exact=True).first.is_visible()
        page.keyboard.press("Escape")

        assert _focused(page) == "Πόλη Χανίων"
        assert page.locator("[data-menu-group][open]").count() == 0


def test_the_menu_of_a_telephone_unfolds(browser: Browser, site: str) -> None:
    with opened(browser, site, 320) as window:
        page = window.go("/pharmacies/")
        assert not page.get_by_role("link", name="Χάρτης", exact=True).first.is_visible()
        page.get_by_role("button", name="Μενού").click()
        page.locator("summary", has_text="Πόλη Χανίων").click()

        current = page.locator("#main-menu a[aria-current=page]")
        assert current.inner_text() == "Φαρμακεία"
        assert window.fits()
        assert violations(page) == []


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.firstChild?.textContent.trim() ?? ''"))


def _tab_to(page: Page, words: str, *, tag: str = "A") -> None:
    """Press Tab until the focus is on what says ``words``, and see that it is marked."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if _focused(page) == words and page.evaluate("document.activeElement.tagName") == tag:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab never comes to {words!r}")
