"""Every kind of page, for everybody: at each width once, in English and with strong contrast at one of them, without scripts at another.

One context for each width is kept for all pages: what costs is the opening of browsers, not of pages.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from playwright.sync_api import Browser, Page
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from geoportal.news.publications import PublicationPage
from geoportal.pages.models import ArticlePage, NodePage
from layers.cinemas import Film
from layers.departments import Department
from layers.places import Place
from layers.routes import Route
from tests.browser.conftest import until, violations

pytestmark = pytest.mark.browser
# A page of each template; {…} is a row of the demo.
PAGES = {
    "home": "/",
    "node": "/city/",
    "article with questions": "/municipality/council/",
    "article with steps and a map": "/city/old-harbour/",
    "article with events": "/city/whats-on/",
    "article with every block": "/city/every-block/",
    "audience": "/visitors/",
    "section": "/tenders/",
    "publication": "{publication}",
    "pharmacies": "/pharmacies/",
    "pharmacy": "/pharmacies/ampelaki/",
    "events": "/events/",
    "event": "/events/proino-peripato-teichi/",
    "cinemas": "/cinemas/",
    "cinema": "/cinemas/cine-pefko/",
    "film": "/cinemas/films/{film}/",
    "places": "/places/",
    "place": "/places/{place}/",
    "routes": "/routes/",
    "route": "/routes/{route}/",
    "departments": "/departments/",
    "department": "/departments/{department}/",
    "map": "/map/?layers=places,municipal-units",
    "map as a list": "/map/?view=list&layers=places",
    "map in a page": "/map/embed/?layers=places",
    "point": "/map/here/?lat=35.5138&lon=24.0187",
    "addresses": "/map/search/?q=Κυδωνίας",
    "search": "/search/?q=λιμάνι",
    "open data": "/services/",
    "feeds": "/feeds/",
    "sitemap": "/sitemap/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "form": "/account/sign-in/",
    "not there": "/no-such-page/",
}
HOME_BYTES = 150 * 1024


@dataclass
class Window:
    """A page of the browser that is kept for many addresses, with what it complained of and whom it asked."""

    page: Page
    site: str
    width: int
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def go(self, address: str) -> Page:
        self.complaints.clear()
        self.hosts.clear()
        self.page.goto(self.site + address)
        return self.page

    def listen(self) -> "Window":
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        return self

    def is_ours_alone(self) -> bool:
        return self.hosts - {""} <= {urlsplit(self.site).netloc}

    def fits(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@contextmanager
def _window(browser: Browser, site: str, width: int, **options: Any) -> Iterator[Window]:
    context = browser.new_context(viewport={"width": width, "height": 900 if width > 600 else 740}, locale="el-GR", **options)
    yield Window(page=context.new_page(), site=site, width=width).listen()
    context.close()


@pytest.fixture(scope="module")
def wide(browser: Browser, site: str) -> Iterator[Window]:
    with _window(browser, site, 1280) as window:
        yield window


@pytest.fixture(scope="module")
def phone(browser: Browser, site: str) -> Iterator[Window]:
    with _window(browser, site, 360, contrast="more") as window:
        yield window


@pytest.fixture(scope="module")
def small(browser: Browser, site: str) -> Iterator[Window]:
    with _window(browser, site, 320, java_script_enabled=False) as window:
        yield window


@pytest.fixture(scope="module")
def addresses(site: str, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The addresses of ``PAGES``, and, while they are looked at, an article with every block."""
    with django_db_blocker.unblock():
        made = _article_with_every_block()
        rows = {
            "film": Film.objects.order_by("pk").values_list("code", flat=True)[0],
            "place": Place.objects.published().order_by("pk").values_list("code", flat=True)[0],
            "route": Route.objects.published().order_by("pk").values_list("code", flat=True)[0],
            "department": Department.objects.published().order_by("pk").values_list("code", flat=True)[0],
            "publication": PublicationPage.objects.live().filter(locale__language_code="el", deadline__isnull=False)[0].get_url(),
        }
        yield {name: address.format(**rows) for name, address in PAGES.items()}
        for row in made:
            row.delete()


def _article_with_every_block() -> list[Any]:
    image = Image.objects.create(title="Δοκιμή", file=get_test_image_file())
    document = Document.objects.create(title="Έντυπο", file=ContentFile(b"x" * 2000, name="form.pdf"))
    picture = {"image": {"image": image.pk, "alt_text": "Ένα τετράγωνο", "decorative": False}, "caption": "Λεζάντα", "credit": "Δήμος"}
    words = [{"title": "Πρώτα", "text": "<p>Κάτι.</p>"}, {"title": "Έπειτα", "text": "<p>Κάτι άλλο.</p>"}]
    columns = [{"type": "text", "heading": "Τι"}, {"type": "text", "heading": "Πόσο"}]
    rows = [{"values": ["Βεβαίωση", "0 €"]}, {"values": ["Αντίγραφο", "2 €"]}]
    body = [
        ("text", "<h2>Τίτλος</h2><p>Κείμενο με <b>έμφαση</b>.</p>"),
        ("picture", picture),
        ("gallery", [picture, picture]),
        ("files", [{"file": document.pk, "title": "Αίτηση"}]),
        ("table", {"columns": columns, "rows": rows, "caption": "Παράβολα"}),
        ("parts", words),
        ("steps", words),
        *(("callout", {"tone": tone, "title": f"Πλαίσιο {tone}", "text": "<p>Κάτι.</p>"}) for tone in ("note", "attention", "urgent")),
        ("department", {"code": Department.objects.published().order_by("pk")[0].code}),
        ("map", {"link": "/map/?layers=places", "title": "Σημεία"}),
        ("events", {"category": "", "most": 3}),
        ("button", {"text": "Συνέχεια", "page": None, "url": "https://www.gov.gr/"}),
    ]
    assert {kind for kind, _value in body} == set(ArticlePage.body.field.stream_block.child_blocks)
    stream = json.dumps([{"type": kind, "value": value} for kind, value in body])
    node = NodePage.objects.get(slug="city", locale__language_code="el")
    page = node.add_child(instance=ArticlePage(title="Όλα τα είδη", slug="every-block", lead="Για να φανούν.", body=stream))
    return [page, document, image]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_a_desk(wide: Window, addresses: dict[str, str], name: str) -> None:
    page = wide.go(addresses[name])

    assert violations(page) == []
    assert wide.fits()
    assert wide.is_ours_alone(), wide.hosts
    assert [text for text in wide.complaints if name != "not there" or "404" not in text] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_a_telephone_in_english_with_strong_contrast(phone: Window, addresses: dict[str, str], name: str) -> None:
    page = phone.go(_in_english(addresses[name]))

    assert page.evaluate("document.documentElement.lang") == "en"
    assert violations(page) == []
    assert phone.fits()
    assert phone.is_ours_alone(), phone.hosts


@pytest.mark.parametrize("name", PAGES)
def test_a_page_at_the_smallest_width_without_scripts(small: Window, addresses: dict[str, str], name: str) -> None:
    page = small.go(addresses[name])

    assert page.locator("main").first.is_visible()
    assert small.page.evaluate("document.documentElement.scrollWidth") <= small.width
    if name != "map in a page":
        assert page.get_by_role("link", name="Χάρτης", exact=True).first.is_visible()
        assert page.locator("[data-menu-group] summary").first.is_visible()


def _in_english(address: str) -> str:
    # The article that a test made has no translation.
    return "/en/city/" if address == "/city/every-block/" else f"/en{address}"


def test_the_home_page_with_forced_colours(browser: Browser, site: str) -> None:
    with _window(browser, site, 360, forced_colors="active") as window:
        page = window.go("/")
        assert window.fits()
        # axe-core sees the page's own colours under those of the system: what it says of contrast would be of neither.
        assert page.get_by_role("button", name="Αναζήτηση").is_visible()


def test_from_the_home_page_to_an_article_and_to_its_translation_by_keyboard(
    browser: Browser, site: str, addresses: dict[str, str]
) -> None:
    with _window(browser, site, 1280) as window:
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
    with _window(browser, site, 1280) as window:
        page = window.go("/")
        _tab_to(page, "Πόλη Χανίων", tag="SUMMARY")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.get_by_role("link", name="Εκδηλώσεις", exact=True).first.is_visible()
        page.keyboard.press("Escape")

        assert _focused(page) == "Πόλη Χανίων"
        assert page.locator("[data-menu-group][open]").count() == 0


def test_the_menu_of_a_telephone_unfolds(browser: Browser, site: str) -> None:
    with _window(browser, site, 320) as window:
        page = window.go("/pharmacies/")
        assert not page.get_by_role("link", name="Χάρτης", exact=True).first.is_visible()
        page.get_by_role("button", name="Μενού").click()
        page.locator("summary", has_text="Πόλη Χανίων").click()

        current = page.locator("#main-menu a[aria-current=page]")
        assert current.inner_text() == "Φαρμακεία"
        assert window.fits()
        assert violations(page) == []


def test_the_home_page_is_light(browser: Browser, site: str) -> None:
    """What is transferred before pictures: the document, styles, scripts, letters; files count as they are compressed in production."""
    with _window(browser, site, 1280) as window:
        kinds: dict[str, tuple[str, str]] = {}
        sizes: dict[str, float] = {}
        session = window.page.context.new_cdp_session(window.page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: (event["type"], event["response"]["url"])}))
        session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
        page = window.go("/")
        page.wait_for_load_state("networkidle")
        until(page, "document.fonts.status === 'loaded'")

        taken = {url: _transferred(url, sizes.get(key, 0)) for key, (kind, url) in kinds.items() if kind != "Image"}
        assert len([url for url in taken if url.endswith(".css")]) > 5
        assert sum(taken.values()) <= HOME_BYTES, taken
        assert window.is_ours_alone()


def _transferred(url: str, measured: float) -> float:
    """Return a file's compressed size: the server of the tests sends files as they are."""
    path = urlsplit(url).path
    if not path.startswith("/static/"):
        return measured
    file = Path(settings.STATIC_ROOT) / path.removeprefix("/static/")
    zipped = file.with_name(f"{file.name}.gz")
    return (zipped if zipped.exists() else file).stat().st_size


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
