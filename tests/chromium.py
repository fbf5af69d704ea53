"""The distribution's Chromium, headless and quiet on a closed network."""

import os

from playwright.sync_api import Browser, Playwright

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=os.environ.get("CHROME_PATH", "/usr/bin/chromium"), args=_FLAGS)
