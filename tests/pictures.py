"""Take the pictures of the README from a running demo: ``.venv/bin/python -m tests.pictures [http://127.0.0.1:8000]``."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import launch

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "img"
PICTURES = {
    "home": ("/", 1280, 800),
    "map": ("/map/", 1280, 800),
    "map-phone": ("/map/", 360, 740),
    "departments": ("/en/map/?layers=department-areas,department-offices", 1280, 800),
}


def main() -> None:
    site = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, (address, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, locale="el-GR")
            page.goto(site + address, wait_until="networkidle")
            page.wait_for_timeout(500)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
