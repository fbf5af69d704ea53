"""A page of the browser that is kept for many addresses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from tests.browser.conftest import violations

_NARROW = 600
_Contrast = Literal["more", "no-preference"]


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

    def is_for_everybody(self) -> list[str]:
        """Return what is wrong with the open page at each width, with the contrast that it was not opened with, and in forced colours."""
        wrong = [f"wider than {width}" for width in (1280, 360) if not self._fits_at(width)]
        modes: tuple[_Contrast, _Contrast] = ("more", "no-preference")
        own, other = modes if self.width < _NARROW else modes[::-1]
        self.page.emulate_media(contrast=other)
        wrong += violations(self.page, rules=("color-contrast", "link-in-text-block"))
        self.page.emulate_media(contrast=own, forced_colors="active")
        wrong += [] if self.fits() else ["too wide in forced colours"]
        self.page.emulate_media(forced_colors="none")
        self.page.set_viewport_size({"width": self.width, "height": self.height})
        return wrong

    def _fits_at(self, width: int) -> bool:
        self.page.set_viewport_size({"width": width, "height": self.height})
        return self.fits()

    @property
    def height(self) -> int:
        return 740 if self.width < _NARROW else 900


@contextmanager
def opened(browser: Browser, site: str, width: int, **options: Any) -> Iterator[Window]:
    context = browser.new_context(viewport={"width": width, "height": 740 if width < _NARROW else 900}, locale="el-GR", **options)
    yield Window(page=context.new_page(), site=site, width=width).listen()
    context.close()
