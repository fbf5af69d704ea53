"""What can be done with the map: by mouse, by keyboard, on a telephone, and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pyproj import Geod, Transformer

from layers.places import Place
from tests.browser.conftest import until, violations
from tests.browser.map_tools import PLACES, number_in, tool
from tests.browser.test_explorer import at, centre_of_map, pixel_at
from tests.files import LIGHTHOUSE

pytestmark = pytest.mark.browser
WGS84 = Geod(ellps="WGS84")
NOTHING = (24.0125, 35.509)


def test_a_filter_holds_for_map_list_count_and_address(open_page: Callable[..., Page], site: str) -> None:
    page = open_page(f"{PLACES}&{at(LIGHTHOUSE)}")

    page.get_by_role("checkbox", name="Φύση και παραλίες").check()

    page.wait_for_url("**f.places.group=nature**")
    page.wait_for_timeout(600)
    assert pixel_at(page, *centre_of_map(page))[3] == 0
    count = Place.objects.filter(category__parent__code="nature").count()
    until(page, f"document.querySelector('[data-layer=places] [data-layer-count]').textContent === '{count}'")
    reopened = open_page(page.url.removeprefix(site), java_script_enabled=False)
    assert reopened.get_by_role("checkbox", name="Φύση και παραλίες").is_checked()
    assert reopened.locator(".results__name").count() == count

    page.get_by_role("button", name="Χωρίς φίλτρα").click()
    until(page, "!location.search.includes('f.places')")


def test_without_scripts_the_filters_are_a_form(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{PLACES}&view=list", java_script_enabled=False)

    page.get_by_role("checkbox", name="Φύση και παραλίες").check()
    page.get_by_role("button", name="Εφαρμογή").click()

    assert page.locator(".results__name").count() == Place.objects.filter(category__parent__code="nature").count()


def test_near_me_begins_with_the_nearest_and_keeps_the_position_to_itself(open_page: Callable[..., Page]) -> None:
    lon, lat = LIGHTHOUSE
    page = open_page(PLACES, geolocation={"latitude": lat, "longitude": lon}, permissions=["geolocation"])

    page.get_by_role("button", name="Κοντά μου").click()

    page.get_by_text("η λίστα ξεκινά από το κοντινότερο").wait_for()
    first = page.locator(".results__list li").first
    assert first.locator(".results__name").inner_text() == "Αιγυπτιακός Φάρος"
    assert re.search(r"μ\., \d+ λεπτά με τα πόδια", page.locator(".results__list li").nth(1).inner_text())
    assert "near=" not in page.url
    tool(page, "Κοινοποίηση")
    assert "near=" not in page.get_by_label("Σύνδεσμος").input_value()


def test_a_position_that_is_refused_is_told(open_page: Callable[..., Page]) -> None:
    page = open_page(PLACES)

    page.get_by_role("button", name="Κοντά μου").click()

    page.get_by_text("Η θέση σας δεν είναι διαθέσιμη").wait_for()


def test_near_is_an_address_too(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{PLACES}&view=list&near={LIGHTHOUSE[1]},{LIGHTHOUSE[0]}", java_script_enabled=False, width=360)

    assert page.locator(".results__name").first.inner_text() == "Αιγυπτιακός Φάρος"
    assert "Πρώτα τα κοντινότερα" in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_click_where_nothing_is_tells_what_is_around(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(f"{PLACES}&{at(NOTHING)}", width=width)

    page.mouse.click(*centre_of_map(page))

    card = page.locator("[data-card]")
    card.wait_for()
    text = card.inner_text()
    assert "Περιοχές ευθύνης υπηρεσιών" in text
    assert "Δημοτικές ενότητες" in text
    assert "με τα πόδια" in text
    shown = re.search(r"WGS 84\s+([\d.]+), ([\d.]+)", text)
    grid = re.search(r"ΕΓΣΑ87\s+(\d+), (\d+)", text)
    assert shown is not None
    assert grid is not None
    clicked = (float(shown.group(2)), float(shown.group(1)))
    assert clicked == pytest.approx(NOTHING, abs=3e-5)
    expected = Transformer.from_crs(4326, 2100, always_xy=True).transform(*clicked)
    assert (float(grid.group(1)), float(grid.group(2))) == pytest.approx(expected, abs=1)
    pin = page.locator(".pin").bounding_box()
    box = card.bounding_box()
    assert pin is not None
    assert box is not None
    page.wait_for_timeout(500)
    assert violations(page) == []


def test_the_keyboard_alone_finds_what_is_at_the_centre_and_comes_back(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{PLACES}&{at(NOTHING)}")
    page.keyboard.press("Tab")
    page.locator("[data-map]").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".stage__cross").is_visible()

    page.keyboard.press("Enter")
    page.locator("[data-card]").wait_for()
    assert page.evaluate("document.activeElement.id") == "card-name"

    page.keyboard.press("Escape")
    assert page.locator("[data-card]").count() == 0
    assert page.evaluate("document.activeElement.hasAttribute('data-map')")


def test_the_map_is_left_for_the_list_in_one_step(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{PLACES}&{at(LIGHTHOUSE, 17)}")
    # A list that is written anew takes the focus of a name that it no longer holds to its own beginning.
    until(page, "document.querySelector('[data-beside-map]') && !document.querySelector('[aria-busy=true]')")
    page.get_by_role("link", name="Μετάβαση στη λίστα").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "list"

    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.classList.contains('results__name')"):
        page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.locator("[data-card]").wait_for()
    assert page.locator("[data-card]").get_by_role("heading").inner_text() == name


def test_the_list_follows_the_map_and_says_how_many(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{PLACES}&{at(LIGHTHOUSE, 15)}")
    until(page, "document.querySelector('[data-beside-map]')")
    before = page.locator("[data-beside-map] .results__name").count()

    for zoom in (16, 17):
        page.get_by_role("button", name="Μεγέθυνση").click()
        until(page, f"location.search.includes('at={zoom}/')")

    until(page, f"document.querySelectorAll('[data-beside-map] .results__name').length < {before}")
    after = page.locator("[data-beside-map] .results__name").count()
    until(page, f"document.querySelector('[data-notice]').textContent === 'Στον χάρτη: {after} στοιχεία.'")


def test_typed_points_are_measured_on_the_spheroid(open_page: Callable[..., Page]) -> None:
    points = [(24.0, 35.5), (24.03, 35.5), (24.03, 35.52)]
    page = open_page(PLACES)
    tool(page, "Μέτρηση απόστασης και εμβαδού")
    field = page.get_by_label("Σημείο (πλάτος, μήκος)")

    field.fill("κάπου")
    page.keyboard.press("Enter")
    assert "Γράψτε πλάτος και μήκος" in page.get_by_role("alert").inner_text()
    for lon, lat in points:
        field.fill(f"{lat}, {lon}")
        page.keyboard.press("Enter")

    lons, lats = zip(*points, strict=True)
    area_m2, _ = WGS84.polygon_area_perimeter(lons, lats)
    assert number_in(page.locator("[data-length]").inner_text()) == pytest.approx(WGS84.line_length(lons, lats) / 1000, abs=0.005)
    assert number_in(page.locator("[data-area]").inner_text()) == pytest.approx(abs(area_m2) / 1000, abs=0.1)
    page.get_by_role("button", name="Αφαίρεση του σημείου 3").click()
    assert page.locator("[data-area]").inner_text() == "–"
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_clicks_and_the_crosshair_measure_too(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(f"{PLACES}&{at(LIGHTHOUSE, 16)}", width=width)
    tool(page, "Μέτρηση απόστασης και εμβαδού")

    box = page.locator("[data-map]").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + 90)
    page.locator("[data-map]").focus()
    page.keyboard.press("Enter")

    assert page.locator("[data-points] li").count() == 2
    assert "μ." in page.locator("[data-length]").inner_text()
    assert page.locator("[data-card]").count() == 0
    page.keyboard.press("Escape")
    assert not page.locator("[data-measure-panel]").is_visible()


def test_the_readout_agrees_with_the_national_grid(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{PLACES}&{at(LIGHTHOUSE)}")
    tool(page, "Συντεταγμένες")

    text = page.locator("[data-readout]").inner_text()
    expected = Transformer.from_crs(4326, 2100, always_xy=True).transform(*LIGHTHOUSE)
    east, north = re.search(r"ΕΓΣΑ87\s+(\d+), (\d+)", text).groups()  # type: ignore[union-attr]
    assert (float(east), float(north)) == pytest.approx(expected, abs=0.6)
    assert f"{LIGHTHOUSE[1]:.5f}, {LIGHTHOUSE[0]:.5f}" in text


def test_more_than_can_be_drawn_offers_to_come_closer(open_page: Callable[..., Page]) -> None:
    page = open_page("/map/?layers=")
    page.route(
        "**/api/collections/places/items**", lambda route: route.fulfill(json={"features": [], "links": [{"rel": "next", "href": "x"}]})
    )
    page.get_by_role("checkbox", name="Σημεία ενδιαφέροντος").check()
    remedy = page.locator("[data-remedy]")
    remedy.wait_for()
    zoom = int(re.search(r"at=(\d+)", page.url).group(1))  # type: ignore[union-attr]

    remedy.click()

    until(page, f"location.search.includes('at={zoom + 1}/')")


def test_what_failed_to_load_can_be_tried_again(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/map/?layers=&{at(LIGHTHOUSE)}", expect_missing=True)
    page.route("**/api/collections/places/items**", lambda route: route.abort())
    page.get_by_role("checkbox", name="Σημεία ενδιαφέροντος").check()
    page.get_by_text("Σημεία ενδιαφέροντος: δεν φορτώθηκε").wait_for()
    page.unroute("**/api/collections/places/items**")

    page.get_by_role("button", name="Δοκιμή ξανά").click()

    page.wait_for_timeout(800)
    assert pixel_at(page, *centre_of_map(page))[3] == 255


def test_small_moves_ask_for_nothing_and_large_ones_once(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{PLACES}&{at(LIGHTHOUSE, 16)}")
    page.wait_for_timeout(800)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/items" in request.url else None)
    page.locator("[data-map]").focus()

    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(800)
    assert asked == []

    for _ in range(8):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
    page.wait_for_timeout(1500)
    assert 1 <= len(asked) <= 3


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_is_here_is_a_page_for_everyone(open_page: Callable[..., Page], prefix: str, width: int) -> None:
    page = open_page(f"{prefix}/map/here/?lat={NOTHING[1]}&lon={NOTHING[0]}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []

    still = open_page(f"{prefix}/map/here/?lat={NOTHING[1]}&lon={NOTHING[0]}", width=width, java_script_enabled=False)
    assert still.get_by_role("heading", level=1).is_visible()
    assert still.evaluate("document.documentElement.scrollWidth") <= width


def test_a_typed_point_leads_to_what_is_there_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page("/map/here/", java_script_enabled=False)
    page.get_by_role("textbox", name="Σημείο", exact=True).fill("501546, 3929735")
    page.get_by_role("button", name="Τι υπάρχει εκεί").click()

    assert "35.5138" in page.locator("main").inner_text()


def test_the_tools_of_a_telephone_are_in_sight_and_large_enough(open_page: Callable[..., Page]) -> None:
    page = open_page(PLACES, width=360)
    page.get_by_role("button", name="Περισσότερα εργαλεία").click()
    page.wait_for_timeout(200)

    for button in page.locator(".tools button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Κοινοποίηση", exact=True).is_visible()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_state_of_the_map_is_for_everyone(open_page: Callable[..., Page], prefix: str, width: int) -> None:
    page = open_page(f"{prefix}/map/?layers=places,department-areas&f.places.group=culture&{at(NOTHING)}", width=width)
    for opener in ("share", "embed", "measure", "here", "print"):
        button = page.locator(f"[data-{opener}]").first
        if not button.is_visible():
            page.locator("[data-more]").click()
        button.click()
        page.wait_for_timeout(700)

        assert violations(page) == [], opener
        assert page.evaluate("document.documentElement.scrollWidth") <= width, opener
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
