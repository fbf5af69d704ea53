"""The page on which a person waits for a large file."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from api.downloads.models import Export
from tests.browser.conftest import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("state", Export.State.values)
def test_the_state_of_a_file_is_for_everyone(open_page: Callable[..., Page], state: str, width: int) -> None:
    export = Export.objects.create(
        key=f"{state}-{width}", layer="places", format="gpkg", language="el", revision=1, state=state, written=40_000, total=100_000,
        file_name="x.gpkg", size_bytes=57_000_000, expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    try:
        page = open_page(f"/download/jobs/{export.pk}", width=width)

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        assert page.locator("progress").count() == (state in ("waiting", "running"))
        assert page.get_by_role("link", name="Λήψη").count() == (state == "ready")
    finally:
        export.delete()


def test_a_file_is_taken_from_the_list_of_services(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page("/services/")

    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("^GeoJSON.*Φαρμακεία")).click()

    taken.value.save_as(tmp_path / "taken")
    assert taken.value.suggested_filename == "chania-pharmacies.geojson"
    assert (tmp_path / "taken").read_bytes().startswith(b'{"type":"FeatureCollection"')
