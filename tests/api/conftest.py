"""What tests of the surfaces for programs share."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from layers.lookups import get_layer
from tests.wfs import Wfs
from tests.writing import Writer, body_for, writer_of


@pytest.fixture
def wfs(client: Client) -> Wfs:
    return Wfs(client)


@pytest.fixture
def writer() -> Writer:
    return writer_of(get_layer("places"))


@pytest.fixture
def body() -> dict[str, Any]:
    return body_for(get_layer("places"), code="neo")


@pytest.fixture
def export_folder(settings: Any, tmp_path: Path) -> None:
    """Files of downloads lie in a folder of the test's own."""
    settings.VAR_DIR = tmp_path
