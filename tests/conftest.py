"""What tests share: a language that does not leak, files to try things on, the browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

# Playwright runs an event loop in the thread of the tests; what they ask of the database there is asked on purpose.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The trial files that lie beside the checkout; the product never needs them."""
    folder = Path(os.environ.get("GEOPORTAL_SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no trial files at {folder}; GEOPORTAL_SHARED_DATA names another place")
    return folder
