"""Pictures of cases: kept once, seen by nobody else before they are published, and gone when they are taken away."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from geoportal.accounts.models import User
from layers.requests import citizens
from layers.requests.attachments import (
    AT_ONCE,
    OF_A_CASE,
    Attachment,
    TooManyPictures,
    attach,
    publish_pictures,
    remove_left_overs,
    remove_pictures,
)
from layers.requests.models import ServiceRequest
from layers.requests.pictures import Picture, read_picture
from layers.requests.policy import NotPermitted
from layers.requests.submitting import ReportRefused
from tests.cases import make_case, make_service, make_staff
from tests.photographs import SECRET, encoded, everything_attached, four_colours

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def picture(number: int = 0) -> Picture:
    return read_picture(encoded(four_colours((64 + number, 48)), "JPEG"))


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.jpg"))


def test_a_picture_sent_twice_is_kept_once(media: Path) -> None:
    case = make_case(make_service(), pictures=[picture(), picture()])
    citizens.answer(case, pictures=[picture(), picture(1)])

    assert [attachment.entry.action for attachment in case.attachments.all()] == ["submit", "answer"]
    assert len(files(media)) == 4


def test_nothing_of_what_the_camera_wrote_is_in_any_stored_file(media: Path) -> None:
    make_case(make_service(), pictures=[read_picture(everything_attached())])

    assert len(files(media)) == 2
    for path in files(media):
        assert SECRET not in path.read_bytes()
        assert b"Exif" not in path.read_bytes()


def test_more_than_fit_are_refused_and_nothing_of_the_report_is_kept() -> None:
    with pytest.raises(ReportRefused) as refusal:
        make_case(make_service(), pictures=[picture(number) for number in range(AT_ONCE + 1)])

    assert refusal.value.errors == {"pictures": "Στείλατε 6 φωτογραφίες. Χωρούν 5: κρατήστε όσες δείχνουν το πρόβλημα καλύτερα."}
    assert not ServiceRequest.objects.exists()


def test_a_case_has_an_end_of_pictures(media: Path) -> None:
    case = make_case(make_service(), pictures=[picture()])
    first = Attachment.objects.get()
    Attachment.objects.bulk_create(
        [
            Attachment(picture=first.picture, preview=first.preview, width=1, height=1, sha256=str(number), request=case, entry=first.entry)
            for number in range(OF_A_CASE - 1)
        ]
    )

    with pytest.raises(TooManyPictures) as refusal:
        attach([picture(1)], entry=first.entry)
    assert refusal.value.most == OF_A_CASE


def test_only_published_pictures_of_public_cases_are_public(head: User) -> None:
    case = make_case(make_service(), pictures=[picture(), picture(1)])
    first, second = case.attachments.all()
    assert not Attachment.objects.public().exists()

    publish_pictures(case, chosen=[second], by=head)
    assert list(Attachment.objects.public()) == [second]
    publish_pictures(case, chosen=[first], by=head)
    assert list(Attachment.objects.public()) == [first]
    citizens.withdraw(case)
    assert not Attachment.objects.public().exists()


def test_of_some_kinds_no_picture_is_ever_public(head: User) -> None:
    case = make_case(make_service(is_photo_public=False), pictures=[picture()])

    publish_pictures(case, chosen=list(case.attachments.all()), by=head)

    assert not Attachment.objects.filter(is_public=True).exists()


def test_who_may_not_publish_or_redact_does_not(head: User) -> None:
    case, clerk = make_case(make_service(), pictures=[picture()]), make_staff("clerk", "handle_request")

    for act in (publish_pictures, remove_pictures):
        with pytest.raises(NotPermitted):
            act(case, chosen=list(case.attachments.all()), by=clerk, **({"reason": "Πρόσωπο"} if act is remove_pictures else {}))


def test_a_picture_that_is_taken_away_is_gone_from_the_disk(head: User, media: Path, django_capture_on_commit_callbacks: Any) -> None:
    case = make_case(make_service(), pictures=[picture(), picture(1)])
    publish_pictures(case, chosen=list(case.attachments.all()), by=head)

    first, _second = case.attachments.all()
    with django_capture_on_commit_callbacks(execute=True):
        entry = remove_pictures(case, chosen=[first], reason="Φαίνεται πρόσωπο.", by=head)

    assert (entry.note, entry.details) == ("Φαίνεται πρόσωπο.", {"pictures": [first.pk]})
    assert len(files(media)) == 2
    assert [attachment.is_public for attachment in case.attachments.all()] == [False, True]


def test_what_is_left_over_on_the_disk_goes_after_a_day(media: Path) -> None:
    make_case(make_service(), pictures=[picture()])
    old, young = (media / "requests" / name for name in ("old.jpg", "young.jpg"))
    for path in (old, young):
        path.write_bytes(b"x")
    for path in (old, *files(media)[:2]):
        os.utime(path, (1, 1))

    assert remove_left_overs() == 1
    assert len(files(media)) == 3
    assert not old.exists()


def test_pictures_are_at_no_public_address(client: Any, media: Path) -> None:
    make_case(make_service(), pictures=[picture()])
    name = Attachment.objects.get().picture.name

    assert client.get(f"/{settings.MEDIA_URL.strip('/')}/{name}").status_code == 404
