"""Reports as tests write them: a kind of request, files of their own, and nobody counted before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from layers.requests.services import Service
from tests.cases import make_service


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield tmp_path
    cache.clear()


@pytest.fixture
def service() -> Service:
    return make_service()
