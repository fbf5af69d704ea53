"""A walk taken along, who is responsible for this corner, a place by category: with the mouse, by keyboard, without scripts."""

from collections.abc import Callable, Iterator

import gpxpy
import pytest
from django.contrib.gis.geos import LineString, Point
from playwright.sync_api import Page

from layers.geometry import SRID
from layers.places import Place
from layers.routes import Route, Stop
from tests.browser.conftest import until, violations
from tests.planting import plant

pytestmark = pytest.mark.browser
LINE = [(24.0156, 35.5173), (24.0179, 35.5171), (24.0214, 35.5178), (24.0203, 35.5150), (24.0156, 35.5173)]
CORNER = "35.5138,24.0187"
PAGES = {
    "walks": "/routes/",
    "walk": "/routes/minoiki-kydonia-kai-kasteli/",
    "walk from here": "/routes/minoiki-kydonia-kai-kasteli/?near=35.5178,24.0214",
    "walk, wrong point": "/routes/minoiki-kydonia-kai-kasteli/?near=x",
    "places": "/places/",
    "places on the map": "/places/?category=museum&view=map",
    "places near": f"/places/?near={CORNER}&q=μουσείο",
    "no place": "/places/?q=τίποτα",
    "place": "/places/faros-chanion/",
    "departments": "/departments/",
    "who is responsible": f"/departments/?near={CORNER}",
    "department": "/departments/grafeio-akrotiriou/",
}


@pytest.fixture
def walk(site: str) -> Iterator[Route]:
    route = plant(
        Route, code="limani", name_el="Το λιμάνι", name_en="The harbour", summary_el="Γύρω.", theme_el="Θέμα", is_loop=True,
        wheelchair="limited", wheelchair_note_el="Επίπεδη.", geom=LineString(LINE, srid=SRID),
    )  # fmt: skip
    place = Place.objects.get(code="faros-chanion")
    for number, lon_lat in enumerate(LINE[:4], start=1):
        plant(
            Stop,
            route=route,
            number=number,
            name_el=f"Στάση {number}",
            name_en=f"Stop {number}",
            geom=Point(lon_lat, srid=SRID),
            place=place,
        )
    yield route
    route.delete()


def ready(page: Page) -> Page:
    """Wait until the page's own map has drawn its ground."""
    if page.query_selector("[data-city-map]"):
        page.locator("[data-city-map]").scroll_into_view_if_needed()
        until(page, "document.querySelector('[data-city-map]').dataset.ready !== undefined")
    return page


def press_until_on(page: Page, name: str) -> None:
    """Go on with the Tab key until the element that is called ``name`` has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''")
            .strip()
            .startswith(name)
        ):
            return
    raise AssertionError(f"the Tab key never comes to {name!r}")


def stops(page: Page) -> list[str]:
    return page.locator(".stop h3").all_inner_texts()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everyone_wide_and_narrow_in_a_language_each(open_page: Callable[..., Page], name: str) -> None:
    # Each of them in all four ways costs as much again; templates are the same (test_every_page has them all).
    for prefix, width in (("", 360), ("/en", 1280)):
        page = ready(open_page(prefix + PAGES[name], width=width))

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_walk_is_taken_along_as_gpx(open_page: Callable[..., Page], walk: Route, has_scripts: bool) -> None:
    page = open_page("/routes/", java_script_enabled=has_scripts)
    page.get_by_role("link", name="Το λιμάνι").click()
    page.wait_for_url("**/routes/limani/")

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Αρχείο GPX").click()

    assert waiting.value.suggested_filename == "limani.gpx"
    document = gpxpy.parse(waiting.value.path().read_text())
    assert [(point.longitude, point.latitude) for point in document.tracks[0].segments[0].points] == LINE
    assert [waypoint.name for waypoint in document.waypoints] == [f"{number}. Στάση {number}" for number in range(1, 5)]


def test_a_walk_is_taken_along_by_keyboard(open_page: Callable[..., Page], walk: Route) -> None:
    page = open_page("/routes/")
    press_until_on(page, "Το λιμάνι")
    page.keyboard.press("Enter")
    page.wait_for_url("**/routes/limani/")

    press_until_on(page, "Αρχείο GPX")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")

    assert gpxpy.parse(waiting.value.path().read_text()).name == "Το λιμάνι"


def test_the_map_of_a_walk_shows_its_numbered_stops(open_page: Callable[..., Page], walk: Route) -> None:
    page = ready(open_page("/routes/limani/"))

    assert sorted(page.locator(".numbered").all_inner_texts()) == ["1", "2", "3", "4"]
    page.locator(".numbered").first.click()
    page.locator(".leaflet-popup-content a").wait_for()


def test_who_is_on_the_way_starts_the_walk_from_where_they_are(open_page: Callable[..., Page], walk: Route) -> None:
    page = open_page("/routes/limani/", geolocation={"latitude": 35.5178, "longitude": 24.0214}, permissions=["geolocation"])

    page.get_by_role("button", name="Η θέση μου").click()
    page.wait_for_url("**near=35.517800*")

    assert stops(page) == ["Στάση 3", "Στάση 4", "Στάση 1", "Στάση 2"]


def test_who_refuses_to_say_where_they_are_is_told_what_to_do(open_page: Callable[..., Page], walk: Route) -> None:
    page = open_page("/routes/limani/", permissions=[])

    page.get_by_role("button", name="Η θέση μου").click()

    page.get_by_text("Η θέση σας δεν είναι διαθέσιμη").wait_for()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_who_is_responsible_for_this_corner(open_page: Callable[..., Page], site: str, has_scripts: bool) -> None:
    page = open_page("/departments/", java_script_enabled=has_scripts)
    page.get_by_label("Πού;").fill(CORNER)
    page.get_by_role("button", name="Εύρεση").click()
    page.wait_for_url("**near=**")

    assert page.get_by_role("heading", name="Αρμόδιες υπηρεσίες σε αυτό το σημείο").is_visible()
    page.locator(".department").get_by_role("link", name="Διεύθυνση Τεχνικών Υπηρεσιών").click()
    page.wait_for_url("**/departments/technikes-ypiresies/")
    assert page.get_by_role("link", name="28210 00 101").get_attribute("href") == "tel:2821000101"


def test_who_is_responsible_is_asked_by_keyboard(open_page: Callable[..., Page], site: str) -> None:
    page = open_page("/departments/")
    press_until_on(page, "Πού;")
    page.keyboard.type("Αιγυπτιακός Φάρος")
    page.keyboard.press("Enter")
    page.wait_for_url("**near=**")

    assert page.get_by_role("heading", name="Αρμόδιες υπηρεσίες: Αιγυπτιακός Φάρος").is_visible()


def test_who_is_responsible_is_asked_with_a_click_on_the_map(open_page: Callable[..., Page], site: str) -> None:
    page = ready(open_page("/departments/"))

    page.locator("[data-city-map]").click(position={"x": 500, "y": 330})
    page.wait_for_url("**near=**")

    assert page.locator(".department").count() > 5


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_place_is_found_by_its_category(open_page: Callable[..., Page], site: str, has_scripts: bool) -> None:
    page = open_page("/places/", java_script_enabled=has_scripts)
    page.get_by_role("navigation", name="Κατηγορίες").get_by_role("link", name="Μνημεία και οχυρώσεις").click()
    page.wait_for_url("**category=monument*")

    page.get_by_role("link", name="Αιγυπτιακός Φάρος").click()

    page.wait_for_url("**/places/faros-chanion/")
    assert page.get_by_role("heading", level=1).inner_text() == "Αιγυπτιακός Φάρος"
    assert page.locator("[data-city-map]").is_visible() == has_scripts


def test_a_place_is_found_by_keyboard(open_page: Callable[..., Page], site: str) -> None:
    page = open_page("/places/")
    press_until_on(page, "Μνημεία και οχυρώσεις")
    page.keyboard.press("Enter")
    page.wait_for_url("**category=monument*")
    press_until_on(page, "Αιγυπτιακός Φάρος")
    page.keyboard.press("Enter")

    page.wait_for_url("**/places/faros-chanion/")


def test_a_point_of_the_map_leads_to_its_place(open_page: Callable[..., Page], site: str) -> None:
    page = ready(open_page("/places/?q=Αιγυπτιακός&view=map"))
    box = page.locator("[data-city-map]").bounding_box()
    assert box is not None

    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".leaflet-popup-content a").click()

    page.wait_for_url("**/places/faros-chanion/")


def test_without_scripts_a_walk_is_drawn_all_the_same(open_page: Callable[..., Page], walk: Route) -> None:
    page = open_page("/routes/limani/", java_script_enabled=False, width=360)

    assert page.locator(".walk__sketch").is_visible()
    assert not page.locator("[data-city-map]").is_visible()
    assert stops(page) == [f"Στάση {number}" for number in range(1, 5)]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
