"""Every page, small and large: no violation, nothing to scroll sideways, nothing on the console."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from geoportal.accounts.models import User
from layers.places import Place
from tests.browser.conftest import violations

pytestmark = pytest.mark.browser
# What tests/browser/test_every_page.py does not open: pages of the same templates in other states.
PAGES = {
    "empty list": "/map/?view=list&layers=",
    "wrong address": "/map/?layers=nope&at=x",
    "nearest": "/map/?view=list&layers=places&near=35.5138,24.0187",
    "point asked for": "/en/map/here/",
    "feature": "/map/places/1/",
    "audience for women": "/women/",
}


@pytest.mark.parametrize("width", [1280, 360, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everyone_at_every_width(open_page: Callable[..., Page], name: str, width: int) -> None:
    address = PAGES[name].replace("/1/", f"/{Place.objects.order_by('pk').first().pk}/")  # type: ignore[union-attr]
    page = open_page(address, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_missing_page_is_for_everyone_too(open_page: Callable[..., Page], width: int) -> None:
    page = open_page("/no-such-page/", width=width, expect_missing=True)

    assert violations(page) == []


@pytest.mark.parametrize("address", ["/map/?view=list", "/map/", "/", "/services/"])
def test_a_page_without_scripts_is_whole(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(address, java_script_enabled=False, width=360)

    assert page.get_by_role("link", name="Χάρτης", exact=True).first.is_visible()
    if address.startswith("/map/"):
        assert page.get_by_role("link", name="Αιγυπτιακός Φάρος").is_visible()
        assert not page.locator("[data-stage]").first.is_visible()


def test_a_letter_twice_as_large_hides_nothing(open_page: Callable[..., Page]) -> None:
    """WCAG 2.2 §1.4.4: 200 % is half the width to the page."""
    page = open_page("/map/?view=list", width=640, device_scale_factor=2)

    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_an_address_may_be_signed_in_from_the_keyboard(open_page: Callable[..., Page]) -> None:
    User.objects.create_user("gis", password="ένα μεγάλο σύνθημα", is_staff=True)
    page = open_page("/account/sign-in/")

    page.get_by_label("Όνομα χρήστη").fill("gis")
    page.keyboard.press("Tab")
    page.keyboard.type("ένα μεγάλο σύνθημα")
    page.keyboard.press("Enter")

    page.wait_for_url("**/account/")
    assert page.get_by_role("heading", name="Τελευταίες εισαγωγές").is_visible()
    assert violations(page) == []
