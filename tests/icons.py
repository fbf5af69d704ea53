"""Draw the icons as PNG from their SVG, after a change of those: ``.venv/bin/python -m tests.icons``."""

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.chromium import launch

FOLDER = Path(__file__).resolve().parents[1] / "static" / "img"
# File: the drawing, width, height, how much of the picture it takes, what is behind it.
ICONS = {
    "icon-32": ("icon", 32, 32, "100%", "transparent"),
    "icon-180": ("icon", 180, 180, "100%", "#003476"),
    "icon-192": ("icon", 192, 192, "100%", "transparent"),
    "icon-512": ("icon", 512, 512, "100%", "transparent"),
    # Telephones cut a maskable icon to their own shape: what matters stays within four fifths.
    "icon-maskable-512": ("icon", 512, 512, "80%", "#003476"),
    "social": ("social", 1200, 630, "100%", "#e8f1fa"),
}


def draw(browser: Browser, name: str) -> None:
    drawing, width, height, share, background = ICONS[name]
    page = browser.new_page(viewport={"width": width, "height": height})
    svg = (FOLDER / f"{drawing}.svg").read_text()
    style = f"body{{margin:0;background:{background};display:grid;place-items:center;height:100vh}}svg{{width:{share};height:{share}}}"
    page.set_content(f"<style>{style}</style>{svg}")
    page.screenshot(path=FOLDER / f"{name}.png", omit_background=background == "transparent")
    page.close()


def main() -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name in ICONS:
            draw(browser, name)
        browser.close()


if __name__ == "__main__":
    main()
