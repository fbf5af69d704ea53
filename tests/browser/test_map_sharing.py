"""The map in links, in other people's pages and on paper."""

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import until, violations
from tests.browser.map_tools import PLACES, number_in, tool
from tests.browser.test_explorer import at, centre_of_map
from tests.files import LIGHTHOUSE

pytestmark = pytest.mark.browser


def test_the_shared_link_opens_the_same_map(open_page: Callable[..., Page], site: str) -> None:
    page = open_page(f"/map/?layers=places,municipal-units&f.places.group=culture&{at(LIGHTHOUSE, 17)}")
    tool(page, "Κοινοποίηση")
    link = page.get_by_label("Σύνδεσμος").input_value()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("[data-share-dialog]").is_visible()

    other = open_page(link.removeprefix(site))
    assert other.get_by_role("checkbox", name="Πολιτισμός").is_checked()
    assert other.get_by_role("checkbox", name="Δημοτικές ενότητες").is_checked()
    assert f"at=17/{LIGHTHOUSE[1]}" in other.url


def test_a_pin_is_drawn_where_its_address_says(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/map/?layers=&pin={LIGHTHOUSE[1]},{LIGHTHOUSE[0]}")
    box = page.locator(".pin").bounding_box()
    x, y = centre_of_map(page)
    assert box is not None
    assert (box["x"] + 17, box["y"] + 43) == pytest.approx((x, y), abs=2)


class _Foreign(BaseHTTPRequestHandler):
    """A page of somebody else, with the code that our dialog gave."""

    code = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>Foreign</title>{self.code}".encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def foreign_site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Foreign)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_the_embed_code_shows_the_map_in_a_foreign_page(open_page: Callable[..., Page], foreign_site: str) -> None:
    page = open_page(f"{PLACES}&f.places.group=culture&{at(LIGHTHOUSE)}")
    tool(page, "Ενσωμάτωση σε ιστοσελίδα")
    _Foreign.code = page.locator("[data-embed-code]").input_value()
    assert violations(page) == []

    page.goto(foreign_site)
    frame = page.frame_locator("iframe")
    frame.locator(".leaflet-overlay-pane canvas").wait_for()
    back = frame.get_by_role("link", name="Ο χάρτης: Δήμος Χανίων")
    assert "f.places.group=culture" in (back.get_attribute("href") or "")
    assert back.get_attribute("target") == "_blank"


def test_no_other_page_of_ours_is_shown_in_a_foreign_page(open_page: Callable[..., Page], foreign_site: str, site: str) -> None:
    page = open_page(PLACES, expect_missing=True)
    _Foreign.code = f'<iframe src="{site}/map/"></iframe>'

    page.goto(foreign_site)
    page.wait_for_timeout(500)

    assert page.frame_locator("iframe").locator("[data-map]").count() == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_the_embedded_map_is_for_everyone(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(f"/map/embed/?layers=places&{at(LIGHTHOUSE)}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []

    still = open_page("/map/embed/?layers=places", width=width, java_script_enabled=False)
    assert still.get_by_role("link", name="Αιγυπτιακός Φάρος").is_visible()


def test_high_contrast_is_seen_and_remembered(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{PLACES}&{at(LIGHTHOUSE)}")
    tool(page, "Υψηλή αντίθεση")
    assert page.locator("html.is-contrast").count() == 1
    page.wait_for_timeout(300)
    assert violations(page) == []

    page.reload()
    page.wait_for_timeout(300)
    assert page.get_by_role("button", name="Υψηλή αντίθεση").get_attribute("aria-pressed") == "true"


def test_a_system_that_asks_for_contrast_gets_it(open_page: Callable[..., Page]) -> None:
    page = open_page(PLACES, contrast="more")

    assert page.locator("html.is-contrast").count() == 1


@pytest.mark.parametrize(("paper", "size_pt"), [("portrait", (595, 842)), ("landscape", (842, 595))])
def test_a_sheet_prints_at_its_scale_on_one_page(
    open_page: Callable[..., Page], tmp_path: Path, paper: str, size_pt: tuple[int, int]
) -> None:
    page = open_page(f"/map/?layers=places,neighbourhoods&{at(LIGHTHOUSE, 16)}")
    page.evaluate("window.print = () => { window.printed = true; }")
    address = page.url
    tool(page, "Εκτύπωση σε κλίμακα")
    page.get_by_label("Κλίμακα", exact=True).select_option("5000")
    page.get_by_label("Χαρτί", exact=True).select_option(paper)
    assert violations(page) == []

    page.get_by_role("button", name="Εκτύπωση", exact=True).click()
    until(page, "window.printed")
    sheet = page.locator(".sheet__page").inner_text()
    assert "Κλίμακα 1:5.000" in sheet
    assert "Πολιτισμός" in sheet
    assert "Γειτονιές" in sheet
    assert "© OpenStreetMap" in sheet
    # Leaflet's own bar, which the sheet hides, still knows how wide its metres are.
    bar = page.locator(".leaflet-control-scale-line")
    width_m = bar.evaluate("(element) => parseFloat(element.style.width)") * 0.0254 / 96
    assert number_in(bar.text_content() or "") / width_m == pytest.approx(5000, rel=0.015)
    ours = page.evaluate("document.querySelector('[data-sheet-bar] i').style.width")
    assert ours == "40mm"

    file = tmp_path / "map.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    content = file.read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [size_pt]

    page.keyboard.press("Escape")
    assert not page.locator("[data-sheet]").is_visible()
    page.wait_for_timeout(300)
    assert page.url == address
