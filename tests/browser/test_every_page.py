"""Every kind of page, for everybody: in both languages, at each width, in each mode of contrast, and without scripts.

One context is kept for all pages, and a page that is open is made narrow, strong in contrast and forced in colours where it stands: what
costs is the opening of browsers and of pages.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from playwright.sync_api import Browser
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from geoportal.news.kinds import Kind
from geoportal.news.publications import PublicationPage
from geoportal.pages.models import ArticlePage, NodePage
from layers.cinemas import Film
from layers.departments import Department
from layers.places import Place
from layers.routes import Route
from tests.browser.conftest import until, violations
from tests.browser.windows import Window, opened

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
    "a year of the archive": "/news/2025/",
    "section without finds": "/hiring/?q=ξξξξ",
    "publication": "{publication}",
    "publication with posts": "{vacancy}",
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
    "row on the map": "/map/places/{feature}/",
    "point": "/map/here/?lat=35.5138&lon=24.0187",
    "addresses": "/map/search/?q=Κυδωνίας",
    "search": "/search/?q=λιμάνι",
    "search without finds": "/search/?q=ξζψκβχ",
    "search for nothing": "/search/",
    "open data": "/services/",
    "report: where": "/report/",
    "report without a line": "/report/offline/",
    "follow a request": "/track/",
    "no such code": "/track/?code=XXXX",
    "feeds": "/feeds/",
    "sitemap": "/sitemap/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "form": "/account/sign-in/",
    "not there": "/no-such-page/",
}
# Of these the browser says that they are not there.
MISSING = ("not there", "no such code")
HOME_BYTES = 150 * 1024


@pytest.fixture(scope="module")
def wide(browser: Browser, site: str) -> Iterator[Window]:
    with opened(browser, site, 1280) as window:
        yield window


@pytest.fixture(scope="module")
def phone(browser: Browser, site: str) -> Iterator[Window]:
    with opened(browser, site, 360, contrast="more") as window:
        yield window


@pytest.fixture(scope="module")
def small(browser: Browser, site: str) -> Iterator[Window]:
    with opened(browser, site, 320, java_script_enabled=False) as window:
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
            "feature": Place.objects.published().order_by("pk")[0].pk,
            "publication": _dated(Kind.TENDER),
            "vacancy": _dated(Kind.VACANCY),
        }
        yield {name: address.format(**rows) for name, address in PAGES.items()}
        for row in made:
            row.delete()


def _dated(kind: Kind) -> str:
    """Return the address of a publication of ``kind`` that is in both languages."""
    translated = PublicationPage.objects.live().filter(locale__language_code="en", kind=kind).values("translation_key")
    return str(PublicationPage.objects.live().filter(locale__language_code="el", translation_key__in=translated)[0].get_url())


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
def test_a_page_in_greek(wide: Window, addresses: dict[str, str], name: str) -> None:
    page = wide.go(addresses[name])

    assert violations(page) == []
    assert wide.is_ours_alone(), wide.hosts
    assert [text for text in wide.complaints if name not in MISSING or "404" not in text] == []
    assert wide.is_for_everybody() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_english(phone: Window, addresses: dict[str, str], name: str) -> None:
    page = phone.go(_in_english(addresses[name]))

    assert page.evaluate("document.documentElement.lang") == "en"
    assert violations(page) == []
    assert phone.is_ours_alone(), phone.hosts
    assert phone.is_for_everybody() == []


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
    with opened(browser, site, 360, forced_colors="active") as window:
        page = window.go("/")
        assert window.fits()
        # axe-core sees the page's own colours under those of the system: what it says of contrast would be of neither.
        assert page.get_by_role("button", name="Αναζήτηση").is_visible()


def test_the_home_page_is_light(browser: Browser, site: str) -> None:
    """What is transferred before pictures: the document, styles, scripts, letters; files count as they are compressed in production."""
    with opened(browser, site, 1280) as window:
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
