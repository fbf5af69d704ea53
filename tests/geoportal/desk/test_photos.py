"""Photos at the desk: seen by those whose case it is, published one by one, taken away for good."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from geoportal.backoffice.roles import Role
from layers.requests.attachments import Attachment
from layers.requests.deadlines import draft_notices
from layers.requests.models import ServiceRequest
from layers.requests.pictures import read_picture
from layers.requests.services import Service
from tests.cases import make_case
from tests.photographs import encoded, four_colours

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(service: Service, settings: Any, tmp_path: Path) -> ServiceRequest:
    settings.MEDIA_ROOT = tmp_path
    return make_case(service, pictures=[read_picture(encoded(four_colours((64 + number, 48)))) for number in range(2)])


def test_a_photo_is_seen_by_the_department_and_by_nobody_else(case: ServiceRequest, sign_in: Callable[..., Any]) -> None:
    path = f"/backoffice/desk/{case.pk}/photos/{Attachment.objects.first().pk}-preview.jpg"  # type: ignore[union-attr]
    clerk, stranger = sign_in(Role.CLERK)[0], sign_in(Role.CLERK, "cleaning")[0]

    assert path in clerk.get(f"/backoffice/desk/{case.pk}/").content.decode()
    assert (clerk.get(path).status_code, stranger.get(path).status_code) == (200, 404)
    assert Client().get(path).status_code in (302, 403)


def test_the_head_publishes_one_and_takes_one_away(case: ServiceRequest, sign_in: Callable[..., Any], client: Client) -> None:
    head = sign_in(Role.HEAD)[0]
    first, second = Attachment.objects.all()
    page = f"/backoffice/desk/{case.pk}/do"

    head.post(f"{page}/publish/", {"publish-is_public": "on", "publish-text": "Φως.", "publish-pictures": [first.pk]})
    assert [attachment.is_public for attachment in Attachment.objects.all()] == [True, False]
    assert client.get(f"/complaints/photos/{first.pk}-preview.jpg").status_code == 200
    assert client.get(f"/complaints/photos/{second.pk}-preview.jpg").status_code == 404

    head.post(f"{page}/redact/", {"redact-text": "Φαίνεται πινακίδα.", "redact-pictures": [first.pk]})
    first.refresh_from_db()
    assert first.removed_at is not None
    assert client.get(f"/complaints/photos/{first.pk}-preview.jpg").status_code == 404
    assert f"{first.pk}-preview" not in head.get(f"/backoffice/desk/{case.pk}/").content.decode()


def test_the_drafted_notice_is_in_the_form(case: ServiceRequest, sign_in: Callable[..., Any]) -> None:
    assert case.due_on is not None
    draft_notices(case.due_on)

    assert "Θα χρειαστούμε περισσότερο χρόνο" in sign_in(Role.HEAD)[0].get(f"/backoffice/desk/{case.pk}/").content.decode()
