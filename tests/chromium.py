"""The distribution's Chromium, headless and quiet on a closed network."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def launch(playwright: Playwright) -> Browser:
    """Start the browser that CHROME_PATH names, else the headless shell, which opens a page in half the time, else the whole browser."""
    path = os.environ.get("CHROME_PATH") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "no Chromium: install chromium-headless-shell, or let CHROME_PATH name one"
    return playwright.chromium.launch(executable_path=path, args=_FLAGS)
