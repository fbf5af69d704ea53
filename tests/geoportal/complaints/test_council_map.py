"""The map in one file: everything in it, nothing fetched, nothing run that a complaint says."""

import re

import pytest
from django.test import Client

from tests.geoportal.complaints.conftest import show_many

pytestmark = pytest.mark.django_db
ADDRESS = "/complaints/statistics/map.html"
HOSTILE = "</script><script>document.title='HACKED'</script><img src=x onerror=\"document.title='HACKED'\">"


def test_it_is_a_file_to_keep_under_the_sites_own_policy(client: Client) -> None:
    show_many(3)
    answer = client.get(ADDRESS)

    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "© OpenStreetMap" in answer.content.decode()
    assert "<title>Προβλήματα που δηλώθηκαν – " in answer.content.decode()


def test_nothing_in_it_is_asked_of_anybody(client: Client) -> None:
    show_many(3)
    body = client.get(ADDRESS).content.decode()

    assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", body)
    assert not re.findall(r"@import|url\(\s*[\"']?https?:", body)
    assert "cdn" not in re.sub(r"<script>.*?</script>", "", body, flags=re.DOTALL).lower()
