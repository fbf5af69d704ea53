"""The explorer as a citizen uses it: with the mouse, by keyboard, on a telephone."""

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from layers.datasets.actions import delete_dataset
from layers.datasets.models import Dataset
from layers.places import Place
from tests.browser.conftest import until
from tests.files import LIGHTHOUSE, in_greek_grid, write_shapefile, zipped

pytestmark = pytest.mark.browser


def pixel_at(page: Page, x: float, y: float) -> list[int]:
    """Return the colour that the features' canvas shows at a place of the map after what it was about to draw."""
    return page.evaluate(
        """async ([x, y]) => {
            for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
            const canvas = document.querySelector('.leaflet-overlay-pane canvas');
            if (!canvas) return [0, 0, 0, 0];
            const box = canvas.getBoundingClientRect();
            const scale = canvas.width / box.width;
            return [...canvas.getContext('2d').getImageData((x - box.x) * scale, (y - box.y) * scale, 1, 1).data];
        }""",
        [x, y],
    )


def centre_of_map(page: Page) -> tuple[float, float]:
    box = page.locator("[data-map]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def at(lon_lat: tuple[float, float], zoom: int = 18) -> str:
    return f"at={zoom}/{lon_lat[1]}/{lon_lat[0]}"


def test_a_place_is_drawn_where_it_is_in_its_layers_colour(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/map/?layers=places&{at(LIGHTHOUSE)}")

    assert pixel_at(page, *centre_of_map(page)) == [0x6A, 0x3F, 0xA0, 255]


def test_a_click_opens_a_card_with_an_address_that_others_can_open(open_page: Callable[..., Page], site: str) -> None:
    page = open_page(f"/map/?layers=places&{at(LIGHTHOUSE)}")

    page.mouse.click(*centre_of_map(page))
    card = page.locator("[data-card]")
    card.wait_for()
    assert card.get_by_role("heading").inner_text() == "Αιγυπτιακός Φάρος"
    place = Place.objects.get(code="faros-chanion")
    assert page.url.startswith(f"{site}/map/places/{place.pk}/?")

    other = open_page(page.url.removeprefix(site))
    assert other.get_by_role("heading", level=1).inner_text() == "Αιγυπτιακός Φάρος"


def test_escape_closes_the_card_and_gives_the_address_back(open_page: Callable[..., Page], site: str) -> None:
    page = open_page(f"/map/?layers=places&{at(LIGHTHOUSE)}")
    page.mouse.click(*centre_of_map(page))
    page.locator("[data-card]").wait_for()

    page.keyboard.press("Escape")

    assert page.locator("[data-card]").count() == 0
    assert page.url.startswith(f"{site}/map/?")


def test_switching_layers_draws_and_removes_them_and_is_remembered(open_page: Callable[..., Page], site: str) -> None:
    page = open_page(f"/map/?layers=places&{at(LIGHTHOUSE)}")
    page.get_by_role("checkbox", name="Σημεία ενδιαφέροντος").uncheck()
    until(page, "new URLSearchParams(location.search).get('layers') === ''")
    assert pixel_at(page, *centre_of_map(page))[3] == 0

    page.get_by_label("Δημοτικές ενότητες").check()
    page.wait_for_url("**layers=municipal-units**")
    reopened = open_page(page.url.removeprefix(site))
    assert reopened.get_by_label("Δημοτικές ενότητες").is_checked()
    assert not reopened.get_by_role("checkbox", name="Σημεία ενδιαφέροντος").is_checked()


def test_the_list_is_of_what_the_map_shows(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/map/?layers=places&{at(LIGHTHOUSE, 17)}")
    bbox = re.search(r"bbox=([-\d.,]+)", page.locator("[data-list-link]").get_attribute("href") or "")
    assert bbox is not None
    west, south, east, north = map(float, bbox.group(1).split(","))

    page.locator("[data-list-link]").click()
    page.wait_for_url("**view=list**")

    shown = {text.strip() for text in page.locator(".results__name").all_inner_texts()}
    expected = {place.name_el for place in Place.objects.all() if west <= place.geom.x <= east and south <= place.geom.y <= north}
    assert "Αιγυπτιακός Φάρος" in shown
    assert shown == expected
    assert len(shown) < Place.objects.count()


def test_the_keyboard_moves_and_zooms_the_map(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/map/?layers=places&{at(LIGHTHOUSE, 15)}")
    page.locator("[data-map]").focus()

    page.keyboard.press("+")
    until(page, "new URLSearchParams(location.search).get('at').startsWith('16/')")
    page.keyboard.press("ArrowRight")
    until(page, f"Number(new URLSearchParams(location.search).get('at').split('/')[2]) > {LIGHTHOUSE[0] + 0.0005}")


def test_the_first_tab_skips_to_the_content(open_page: Callable[..., Page]) -> None:
    page = open_page("/map/?view=list")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Μετάβαση στο περιεχόμενο"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_language_switch_keeps_the_place(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/map/?layers=places&{at(LIGHTHOUSE, 17)}")
    page.get_by_role("button", name="Μεγέθυνση").click()
    until(page, "new URLSearchParams(location.search).get('at').startsWith('18/')")

    page.get_by_role("link", name="English").click()

    page.wait_for_url("**/en/map/**at=18/**")
    assert page.get_by_role("heading", level=1).inner_text() == "City map"


def test_on_a_telephone_the_menu_folds_and_the_card_fits(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/map/?layers=places&{at(LIGHTHOUSE)}", width=360)
    menu = page.get_by_role("button", name="Μενού")
    assert not page.get_by_role("link", name="Ανοικτά δεδομένα").first.is_visible()
    menu.click()
    page.locator("summary", has_text="e-Υπηρεσίες").click()
    assert page.get_by_role("link", name="Ανοικτά δεδομένα").first.is_visible()
    # The first closes the group, the second the menu.
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert menu.get_attribute("aria-expanded") == "false"

    page.mouse.click(*centre_of_map(page))
    page.locator("[data-card]").wait_for()
    box = page.locator("[data-card]").bounding_box()
    stage = page.locator("[data-stage]").bounding_box()
    assert box is not None
    assert stage is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] >= stage["y"]


def test_the_basemap_is_drawn_without_anybody_elses_tiles(open_page: Callable[..., Page]) -> None:
    page = open_page("/map/?layers=")
    until(page, "document.querySelectorAll('.place-label').length > 3")

    opaque = page.evaluate(
        """() => {
            const canvas = document.querySelector('.leaflet-ground-pane canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return data.filter((value, place) => place % 4 === 3 && value).length;
        }"""
    )
    assert opaque > 10_000
    assert page.locator("img.leaflet-tile").count() == 0


def test_names_do_not_cover_each_other(open_page: Callable[..., Page]) -> None:
    page = open_page("/map/?layers=places,municipal-units&at=16/35.5165/24.0185")
    page.wait_for_timeout(300)

    boxes = page.evaluate(
        """[...document.querySelectorAll('.leaflet-tooltip.label, .place-label span')]
            .filter((label) => getComputedStyle(label).visibility === 'visible').map((label) => label.getBoundingClientRect().toJSON())"""
    )
    assert len(boxes) > 5
    overlaps = [
        (a, b) for a in boxes for b in boxes
        if a is not b and a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
    ]  # fmt: skip
    assert overlaps == []


def test_a_layer_that_cannot_be_loaded_says_so(open_page: Callable[..., Page]) -> None:
    page = open_page("/map/?layers=", expect_missing=True)
    page.route("**/api/collections/places/items**", lambda route: route.abort())

    page.get_by_role("checkbox", name="Σημεία ενδιαφέροντος").check()

    page.get_by_text("Σημεία ενδιαφέροντος: δεν φορτώθηκε").wait_for()


def test_a_shapefile_is_on_the_map_a_minute_after_it_was_brought(open_page: Callable[..., Page], tmp_path: Path) -> None:
    """The main job, from the file to the citizen's screen."""
    spot = (24.03, 35.52)
    bins = write_shapefile(tmp_path / "kadoi.shp", [(in_greek_grid(*spot), ["Κάδος Άγιου Λουκά"])], encoding="iso8859-7")
    out = StringIO()
    call_command("import_layer", str(zipped(bins)), "--dataset", "Κάδοι ανακύκλωσης", "--json", stdout=out)
    slug = json.loads(out.getvalue())["dataset"]
    try:
        page = open_page(f"/map/?layers={slug}&{at(spot)}")

        assert page.get_by_label("Κάδοι ανακύκλωσης").is_checked()
        assert pixel_at(page, *centre_of_map(page))[3] == 255
        page.mouse.click(*centre_of_map(page))
        page.locator("[data-card]").wait_for()
        assert page.locator("[data-card]").get_by_role("heading").inner_text() == "Κάδος Άγιου Λουκά"
    finally:
        delete_dataset(Dataset.objects.get(slug=slug))
