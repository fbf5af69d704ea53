"""Headless Chromium from the distribution, on the live site."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
# GEOPORTAL_SCREENSHOTS=folder keeps a picture of every page that a test opens.
SCREENSHOTS = os.environ.get("GEOPORTAL_SCREENSHOTS")


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open an address of the demo; a page that complains on its console fails the test."""
    yield from _opening(browser, site)


def _opening(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opener(address: str, *, width: int = 1280, expect_missing: bool = False, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900 if width > 600 else 740}, locale="el-GR", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if not expect_missing:
            page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.goto(site + address)
        if options.get("java_script_enabled", True) and page.query_selector("[data-map]"):
            until(
                page,
                "document.querySelector('[data-map]:not([aria-busy=true]) canvas') && document.querySelector('[data-notice]').textContent",
            )
        return page

    yield opener
    if SCREENSHOTS:
        for number, context in enumerate(contexts):
            for page in context.pages:
                name = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0].replace("/", "_")
                page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{number}.png")
    for context in contexts:
        context.close()
    assert complaints == []


def until(page: Page, condition: str) -> None:
    """Wait for ``condition``; Playwright's own waiting evaluates strings in the page, which the policy rightly forbids."""
    deadline = monotonic() + 15
    while not page.evaluate(f"Boolean({condition})"):
        assert monotonic() < deadline, f"never came true: {condition}"
        page.wait_for_timeout(50)


def violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe-core finds wrong with the page when it has nothing more to load; by ``rules`` alone, if any are given."""
    until(page, "!document.querySelector('[aria-busy=true]')")
    # Wagtail's editor has an axe of its own, with rules of its own.
    if not page.evaluate("'axeOfTests' in window"):
        page.evaluate(AXE.read_text())
        page.evaluate("void (window.axeOfTests = window.axe)")
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate(f"axeOfTests.run(document, {json.dumps(options)})")
    assert rules or len(found["passes"]) > 5, "axe-core looked at nothing"
    return [f"{entry['id']}: {node['target']} {node['failureSummary']}" for entry in found["violations"] for node in entry["nodes"]]
