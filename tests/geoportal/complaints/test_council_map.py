"""The map in one file: everything in it, nothing fetched, nothing run that a complaint says."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from layers.requests.services import Service
from tests.cases import make_service
from tests.geoportal.complaints.conftest import show_many

pytestmark = pytest.mark.django_db
ADDRESS = "/complaints/statistics/map.html"
HOSTILE = "</script><script>document.title='HACKED'</script><img src=x onerror=\"document.title='HACKED'\">"


def test_it_is_a_file_to_keep_under_the_sites_own_policy(client: Client) -> None:
    show_many(3)
    answer = client.get(ADDRESS)

    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "<title>Προβλήματα που δηλώθηκαν – " in answer.content.decode()


def test_nothing_in_it_is_asked_of_anybody(client: Client) -> None:
    show_many(3)
    body = client.get(ADDRESS).content.decode()

    assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", body)
    assert not re.findall(r"@import|url\(\s*[\"']?https?:", body)
    assert "cdn" not in re.sub(r"<script>.*?</script>", "", body, flags=re.DOTALL).lower()


@pytest.mark.browser
def test_it_opens_without_a_network_and_shows_markers_units_and_numbers(client: Client, browser: Browser, tmp_path: Path) -> None:
    service = make_service(title_el=HOSTILE, title_en=HOSTILE)
    show_many(30, service=service)
    assert Service.objects.get().title_el == HOSTILE
    kept = tmp_path / "map.html"
    kept.write_bytes(client.get(ADDRESS).content)
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    complaints: list[Any] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(kept.as_uri())
    page.wait_for_selector(".marker-cluster")

    assert page.inner_text(".marker-cluster") == "30"
    assert page.title() != "HACKED"
    assert "Πόλη" in page.inner_text(".told table")
    assert asked == [kept.as_uri()]
    assert complaints == []
    context.close()
