"""Photos of a report: kept while it is written, refused by name, asked where they were taken, and gone when it is sent or given up."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from geoportal.requests import drafts
from geoportal.requests.models import Draft, DraftPicture
from layers.requests.attachments import AT_ONCE
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from tests.cases import INSIDE
from tests.drafts import begin, jpeg
from tests.photographs import everything_attached, exif, gps
from tests.uploads import upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_files_of_a_draft_go_when_it_is_sent(
    client: Client, service: Service, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    draft = begin(client, service=service.code)
    client.post(f"/report/{draft.key}/details/", {"description": "Φως", "photos": [upload(jpeg())]})
    assert len(list((media / "drafts").iterdir())) == 2

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/report/{draft.key}/check/", {})

    assert list((media / "drafts").iterdir()) == []
    assert len(list((media / "requests").rglob("*.jpg"))) == 2


def test_photos_are_kept_shown_and_dropped(client: Client, service: Service) -> None:
    draft = begin(client, service=service.code)
    page = f"/report/{draft.key}/details/"

    html = client.post(page, {"description": "Φως", "photos": [upload(jpeg()), upload(jpeg(1))], "add": "1"}).content.decode()
    first, second = draft.pictures.all()
    assert f"/report/{draft.key}/photos/{first.pk}.jpg" in html
    assert "Φως</textarea>" in html
    assert b"".join(client.get(f"/report/{draft.key}/photos/{first.pk}.jpg").streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]

    client.post(page, {"description": "Φως", "drop": str(first.pk)})
    assert list(draft.pictures.all()) == [second]
    assert client.get(f"/report/{draft.key}/photos/{first.pk}.jpg").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "αλλά SVG"),
        (b"%PDF-1.7", "αλλά PDF"),
        (b"GIF89a<script>alert(1)</script>", "χαλασμένο ή μισό"),
        (jpeg()[:300], "χαλασμένο ή μισό"),
    ],
)
def test_what_is_no_photo_is_refused_by_name_and_the_others_are_kept(client: Client, service: Service, content: bytes, words: str) -> None:
    draft = begin(client, service=service.code)
    answer = client.post(
        f"/report/{draft.key}/details/", {"description": "Φως", "photos": [upload(content, "κακό.jpg"), upload(jpeg(), "καλό.jpg")]}
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "«κακό.jpg»" in html
    assert words in html
    assert "Φως</textarea>" in html
    assert draft.pictures.count() == 1


def test_fifty_megabytes_are_refused(client: Client, service: Service) -> None:
    draft = begin(client, service=service.code)
    answer = client.post(f"/report/{draft.key}/details/", {"description": "Φως", "photos": [upload(jpeg() + bytes(50 * 2**20))]})

    assert "ξεπερνά τα 20 MB" in answer.content.decode()
    assert not DraftPicture.objects.exists()


def test_there_is_an_end_of_photos(client: Client, service: Service) -> None:
    draft = begin(client, service=service.code)
    answer = client.post(
        f"/report/{draft.key}/details/", {"description": "Φως", "photos": [upload(jpeg(number)) for number in range(AT_ONCE + 2)]}
    )

    assert "Χωρούν ως 5 φωτογραφίες· 2 δεν κρατήθηκαν." in answer.content.decode()
    assert draft.pictures.count() == AT_ONCE


def test_a_photo_tells_the_place_if_one_asks_it_to(client: Client, service: Service) -> None:
    taken = jpeg(exif=exif(place=gps()).tobytes())

    answer = client.post("/report/", {"photos": [upload(taken)], "from_photo": "1"})

    draft = Draft.objects.get()
    assert answer.status_code == 302
    assert draft.geom is not None
    place = draft.pictures.get().place
    assert place is not None
    assert draft.geom.distance(place) < 0.0001


def test_a_photo_that_knows_no_place_is_kept_and_the_place_is_asked_for(client: Client, service: Service) -> None:
    answer = client.post("/report/", {"photos": [upload(jpeg())], "from_photo": "1"})

    assert answer.status_code == 422
    assert "δεν λέει πού τραβήχτηκε" in answer.content.decode()
    draft = Draft.objects.get()
    assert f'action="/report/{draft.key}/where/"' in answer.content.decode()
    assert draft.pictures.count() == 1


def test_a_photo_from_elsewhere_in_the_town_offers_its_place(client: Client, service: Service) -> None:
    draft = begin(client, service=service.code, lat="35.5050", lon="24.0300")
    page = f"/report/{draft.key}/details/"
    html = client.post(page, {"photos": [upload(jpeg(exif=exif(place=gps()).tobytes()))], "add": "1"}).content.decode()
    assert "Να μπει εκεί το σημείο;" in html

    client.post(page, {"place": str(draft.pictures.get().pk)})

    draft.refresh_from_db()
    assert draft.geom is not None
    assert draft.geom.y == pytest.approx(35.5196, abs=0.0005)


def test_where_the_camera_stood_is_not_kept_with_the_case(client: Client, service: Service) -> None:
    draft = begin(client, service=service.code)
    client.post(f"/report/{draft.key}/details/", {"description": "Φως", "photos": [upload(everything_attached())]})
    client.post(f"/report/{draft.key}/check/", {})

    case = ServiceRequest.objects.get()
    assert case.geom is not None
    assert case.geom.coords == INSIDE
    assert "35.5196" not in str(case.history.get().details)


def test_what_is_not_sent_is_forgotten_with_its_files(
    client: Client, service: Service, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    old, young = begin(client, service=service.code), begin(client, service=service.code)
    client.post(f"/report/{old.key}/details/", {"description": "Φως", "photos": [upload(jpeg())]})
    Draft.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=4))

    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.forget_old() == 1

    assert list(Draft.objects.all()) == [young]
    assert list((media / "drafts").iterdir()) == []
