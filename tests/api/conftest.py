"""What tests of the surfaces for programs share."""

import pytest
from django.test import Client

from tests.wfs import Wfs


@pytest.fixture
def wfs(client: Client) -> Wfs:
    return Wfs(client)
