from collections.abc import Iterator
from typing import Any

import pytest

from geoportal.messaging.sending import forget_rests
from tests.mail import PostOffice, post_office
from tests.workers import lose_jobs


@pytest.fixture(autouse=True)
def _from_the_start(db: None) -> Iterator[None]:
    """No server rests; and no jobs lie there, which emptying the database after a test leaves."""
    lose_jobs()
    forget_rests()
    yield
    forget_rests()


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with post_office(settings) as office:
        yield office
