"""The API in a browser: from its first page to one feature and back, with a map and without, for everyone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from layers.places import Place
from tests.browser.conftest import until, violations

pytestmark = pytest.mark.browser
ITEMS = "/api/collections/places/items"
PAGES = {
    "landing": "/api/",
    "landing in English": "/api/?lang=en",
    "conformance": "/api/conformance",
    "openapi": "/api/openapi",
    "collections": "/api/collections",
    "collection": "/api/collections/places",
    "collection of areas": "/api/collections/municipal-units?lang=en",
    "queryables": "/api/collections/places/queryables",
    "items": f"{ITEMS}?limit=10",
    "items with a filter": f"{ITEMS}?wheelchair=yes&lang=en",
    "no items": f"{ITEMS}?name_el=nothing",
    "item": f"{ITEMS}/1",
}


def has_map(page: Page) -> None:
    page.locator("[data-city-map]").scroll_into_view_if_needed()
    until(page, "document.querySelector('[data-city-map][data-ready]')")


@pytest.mark.parametrize("width", [1280, 360, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_api_is_for_everyone_at_every_width(open_page: Callable[..., Page], name: str, width: int) -> None:
    address = PAGES[name].replace("/items/1", f"/items/{Place.objects.order_by('pk').first().pk}")  # type: ignore[union-attr]
    page = open_page(address, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    for closed in page.query_selector_all("main details:not([open]) > summary")[:6]:
        closed.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_page_to_a_feature_and_back(open_page: Callable[..., Page], width: int, scripts: bool) -> None:
    page = open_page("/api/?lang=el", width=width, java_script_enabled=scripts)

    page.get_by_role("link", name="Σημεία ενδιαφέροντος").first.click()
    assert page.get_by_role("heading", level=1).inner_text().strip() == "Σημεία ενδιαφέροντος"
    page.get_by_role("link", name="Όλα τα στοιχεία, με φίλτρα").click()
    first = page.locator(".entries__name").first
    name = first.inner_text()
    if scripts:
        has_map(page)
    else:
        assert not page.locator("[data-city-map]").is_visible()
    first.click()
    assert page.get_by_role("heading", level=1).inner_text() == name
    assert page.get_by_text("Πλάτος, μήκος").is_visible()
    page.get_by_role("link", name="Σημεία ενδιαφέροντος").first.click()
    assert page.get_by_role("heading", level=1).inner_text().strip() == "Σημεία ενδιαφέροντος"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_filters_work_from_the_keyboard_and_without_scripts(open_page: Callable[..., Page], scripts: bool) -> None:
    page = open_page(f"{ITEMS}?lang=el", width=360, java_script_enabled=scripts)

    page.locator("summary", has_text="Φίλτρα").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Πόσα στοιχεία").fill("3")
    page.get_by_role("checkbox", name="ναι").first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Πόσα στοιχεία").press("Enter")
    page.wait_for_url("**limit=3**")

    assert page.locator(".entries > li").count() == 3
    page.get_by_role("link", name="Επόμενα").click()
    page.wait_for_url("**after=**")
    assert page.locator(".entries > li").count() >= 1
    page.get_by_role("link", name="Από την αρχή").click()
    assert page.locator(".entries > li").count() == 3


def test_the_language_switches_in_place(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{ITEMS}?limit=5&lang=el")

    page.get_by_role("link", name="English").click()

    assert "limit=5" in page.url
    assert "lang=en" in page.url
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".entries__name").first.click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_wrong_question_is_told_on_a_page_for_everyone(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{ITEMS}?bbox=1,2,3", width=360, expect_missing=True)

    assert page.get_by_role("heading", level=1).inner_text() == "Άκυρη τιμή παραμέτρου"
    assert violations(page) == []
