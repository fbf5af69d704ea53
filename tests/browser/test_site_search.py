"""The journey of somebody who looks for something: with suggestions, without scripts, at every width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]


def test_what_is_typed_is_completed_and_enter_goes_there(open_page: Opener) -> None:
    page = open_page("/search/")
    box = page.locator("#search-page")
    box.click()
    page.keyboard.type("aigyptiak")
    option = page.get_by_role("option").first
    option.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert violations(page) == []

    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Αιγυπτιακός Φάρος")


def test_a_search_leads_to_results_that_are_narrowed_and_opened(open_page: Opener) -> None:
    page = open_page("/search/")
    page.locator("#search-page").fill("του βενιζέλου")
    page.keyboard.press("Enter")
    page.locator("[data-city-map]").scroll_into_view_if_needed()
    page.locator("[data-city-map][data-ready]").wait_for()
    assert "αποτελέσματα" in page.locator(".hits__count").inner_text()
    assert page.locator(".hit mark").first.is_visible()
    assert page.locator(".numbered").count() == page.locator(".hit__number").count() > 1
    assert violations(page) == []

    page.get_by_role("link", name="Διαδρομές").last.click()
    assert page.get_by_role("navigation", name="Είδος").locator("[aria-current]").inner_text().startswith("Διαδρομές")
    page.locator(".hit__title a").first.click()
    assert "/routes/" in page.url


@pytest.mark.parametrize(
    "address", ["/search/?q=φάρος", "/search/?q=αγυπτιακος+φαρος", "/search/?q=qwxzqwxz", "/search/", "/en/search/?q=beach"]
)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_of_the_page_is_accessible_and_fits(open_page: Opener, address: str, width: int) -> None:
    page = open_page(address, width=width)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_form_leads_to_the_same_results(open_page: Opener) -> None:
    page = open_page("/search/", java_script_enabled=False, width=360)
    page.locator("#search-page").fill("dimotiko symvoulio")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")

    assert page.locator(".hit__title").first.inner_text() == "Δημοτικό Συμβούλιο"
    assert not page.locator(".hits__map").is_visible() if page.locator(".hits__map").count() else True
    page.locator(".hit__title a").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Δημοτικό Συμβούλιο"
