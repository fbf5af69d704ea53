from pathlib import Path
from typing import Any

import pytest

from api.tokens.actions import Holder, issue
from api.tokens.models import Scope
from geoportal.forwarding.endpoints import Endpoint, Share
from tests.cases import make_department, make_service
from tests.workers import lose_jobs


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def _from_the_start(db: None) -> None:
    lose_jobs()


@pytest.fixture
def water(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """A water company with an endpoint of Open311: this portal itself, behind an address, where «leak» is a kind of its own."""
    key = issue(label="Δήμος", scopes=[Scope.REPORT], days=30, holder=Holder(agency="Δήμος"))[1]
    monkeypatch.setenv("GEOPORTAL_OPEN311_KEY_WATER", key)
    make_service("leak")
    make_service("water-leak", department=make_department("water"))
    return use(settings, live_server.url)


def use(settings: Any, address: str, *shares: Share, **given: Any) -> Endpoint:
    """Let the cases of the department «water» go to the endpoint behind ``address``."""
    endpoint = Endpoint(
        name="water", title="Εταιρεία Ύδρευσης", url=f"{address}/open311/v2", department="water", services={"water-leak": "leak"},
        shares=frozenset(shares), **given,
    )  # fmt: skip
    settings.OPEN311_ENDPOINTS = (endpoint,)
    return endpoint
