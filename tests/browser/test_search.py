"""The search box by keyboard, with a pointer, and without scripts."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page

from layers.gazetteer.upkeep import renew_names
from tests.addresses import make_street
from tests.browser.conftest import until, violations

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def _streets(site: str) -> Iterator[None]:
    streets = [
        make_street("test-xenia", "Ξενίας", "Xenias", numbers=(("odd", 1, 57), ("even", 2, 60))),
        make_street("test-xenonos", "Ξενώνος", "Xenonos", at=(0.3, 0)),
    ]
    renew_names()
    yield
    for street in streets:
        street.delete()
    renew_names()


@pytest.fixture
def open_search(open_page: Opener, _streets: None) -> Opener:
    """Open the page of search over the demo and a few streets more."""
    return lambda address="/map/search/", **options: open_page(address, **options)


def box(page: Page) -> Locator:
    return page.locator("[data-search] input[name=q]")


def type_and_wait(page: Page, text: str) -> None:
    box(page).click()
    page.keyboard.type(text)
    page.locator("[role=option]").first.wait_for()


def active(page: Page) -> str | None:
    return page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.querySelector('b').textContent ?? null"
    )


def test_the_arrows_choose_and_enter_goes_there(open_search: Opener) -> None:
    page = open_search()
    type_and_wait(page, "xen")
    assert box(page).get_attribute("aria-expanded") == "true"
    assert active(page) is None

    seen = []
    for _ in range(page.locator("[role=option]").count()):
        page.keyboard.press("ArrowDown")
        seen.append(active(page))
    assert {"Ξενίας", "Ξενώνος"} <= set(seen)
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    page.keyboard.press("ArrowDown")
    assert active(page) is None
    page.keyboard.press("ArrowUp")
    assert active(page) == seen[-1]

    while active(page) != "Ξενίας":
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    page.wait_for_url("**/map/streets/*/")
    assert page.get_by_role("heading", level=1).inner_text() == "Ξενίας"


def test_a_house_leads_to_the_map_there(open_search: Opener) -> None:
    page = open_search()
    type_and_wait(page, "xenias 24")

    page.keyboard.press("ArrowDown")
    assert active(page) == "Ξενίας 24"
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/map/\?.*at=19/35\.5"))


def test_escape_closes_and_then_empties(open_search: Opener) -> None:
    page = open_search()
    type_and_wait(page, "xen")

    page.keyboard.press("Escape")
    assert box(page).get_attribute("aria-expanded") == "false"
    assert not page.locator("[role=listbox]").is_visible()
    assert box(page).input_value() == "xen"

    page.keyboard.press("Alt+ArrowDown")
    assert page.locator("[role=listbox]").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert box(page).input_value() == ""


def test_enter_without_a_choice_leads_to_the_page_of_results(open_search: Opener) -> None:
    page = open_search()
    type_and_wait(page, "xen")

    page.keyboard.press("Enter")

    page.wait_for_url("**/map/search/?q=xen")
    assert page.get_by_role("link", name="Ξενίας").is_visible()
    assert box(page).input_value() == "xen"


def test_tab_leaves_the_list_behind(open_search: Opener) -> None:
    page = open_search()
    type_and_wait(page, "xen")

    page.keyboard.press("Tab")

    assert not page.locator("[role=listbox]").is_visible()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Εύρεση"


def test_a_click_chooses(open_search: Opener) -> None:
    page = open_search(width=360)
    type_and_wait(page, "φαρο")

    page.get_by_role("option", name="Αιγυπτιακός Φάρος Σημεία").click()

    page.wait_for_url("**/map/places/*/")


def test_what_there_is_to_choose_is_said(open_search: Opener) -> None:
    page = open_search()
    type_and_wait(page, "xenias 24")
    status = page.locator("[data-search] [role=status]")
    assert status.inner_text() == "Μία πρόταση. Με το κάτω βέλος τη διαλέγετε."

    box(page).fill("ξξξξξ")
    until(page, "document.querySelector('[data-search] [role=status]').textContent === 'Καμία πρόταση.'")
    assert box(page).get_attribute("aria-expanded") == "false"


def test_suggestions_speak_the_pages_language(open_search: Opener) -> None:
    page = open_search("/en/map/search/")
    type_and_wait(page, "ξενιας 24")

    option = page.get_by_role("option").first
    assert "24 Xenias" in option.inner_text()
    assert "Streets" in option.inner_text()
    option.click()
    page.wait_for_url(re.compile(r"/en/map/\?.*at=19/35\.5"))


def test_a_single_letter_asks_nothing_and_fast_typing_asks_once(open_search: Opener) -> None:
    page = open_search()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/search" in request.url else None)

    box(page).click()
    page.keyboard.type("x")
    page.wait_for_timeout(400)
    assert asked == []
    page.keyboard.type("enias", delay=20)
    page.locator("[role=option]").first.wait_for()

    assert len(asked) == 1
    assert "q=xenias" in asked[0]


@pytest.mark.parametrize("width", [1280, 360, 320])
@pytest.mark.parametrize(
    "address",
    [
        "/map/search/",
        "/map/search/?q=xen",
        "/map/search/?q=%CE%BE%CE%BE%CE%BE%CE%BE",
        "/map/search/?q=a",
        "/map/search/?here=35.5146,24.01875",
        "/en/map/search/?q=lighthouse",
    ],
)
def test_every_state_is_for_everyone_at_every_width(open_search: Opener, address: str, width: int) -> None:
    page = open_search(address, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_open_list_is_for_everyone(open_search: Opener, width: int) -> None:
    page = open_search(width=width)
    type_and_wait(page, "xen")
    page.keyboard.press("ArrowDown")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_form_leads_to_results(open_search: Opener) -> None:
    page = open_search(java_script_enabled=False, width=360)

    box(page).fill("xenias 24")
    page.get_by_role("button", name="Εύρεση").click()

    page.get_by_role("link", name="Ξενίας 24").click()
    assert "/map/?at=19/35.5" in page.url
