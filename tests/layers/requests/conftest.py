"""Cases in the ground's own tests."""

from pathlib import Path
from typing import Any

import pytest

from geoportal.accounts.models import User
from tests.cases import make_staff


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """The folder of the pictures, empty."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def head() -> User:
    return make_staff("head", "handle_request", "direct_requests")
