"""The tools over the map, as a hand finds them."""

import re

from playwright.sync_api import Page

PLACES = "/map/?layers=places"


def tool(page: Page, name: str) -> None:
    """Press a tool, from behind "more" where there is no room for it."""
    button = page.get_by_role("button", name=name, exact=True)
    if not button.is_visible():
        page.get_by_role("button", name="Περισσότερα εργαλεία").click()
    button.click()


def number_in(text: str) -> float:
    found = re.search(r"[\d.,]+", text)
    assert found is not None
    return float(found.group(0).replace(".", "").replace(",", "."))
