"""``prepare``: what lies between a database and a site that can start."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from geoportal.demo.content import has_content

pytestmark = pytest.mark.django_db


def test_preparing_an_empty_portal_loads_it_and_a_second_time_does_nothing(settings: object, tmp_path: object) -> None:
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]
    first, second = StringIO(), StringIO()

    call_command("prepare", "--demo", stdout=first)
    call_command("prepare", "--demo", stdout=second)

    assert "150 places" in first.getvalue()
    assert "gis" in first.getvalue()
    assert second.getvalue().count("nothing to do") == 3
    assert "gis" not in second.getvalue()
    assert has_content()


def test_without_demo_a_portal_starts_empty(settings: object, tmp_path: object) -> None:
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]

    call_command("prepare", stdout=StringIO())

    assert not has_content()
    assert Client().get("/map/").status_code == 200
