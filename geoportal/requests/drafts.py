"""What a citizen does with a report while it is written, and the moment it becomes a case."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from geoportal.requests.models import Draft, DraftPicture
from geoportal.requests.uploads import read_uploads
from geoportal.site.language import page_language
from layers.requests.attachments import AT_ONCE
from layers.requests.models import ServiceRequest
from layers.requests.pictures import Picture
from layers.requests.services import Service
from layers.requests.submitting import Contact, Report, submit

KEPT_DAYS = 3
_SENT_KEPT_DAYS = 30


class NothingChosen(ValueError):
    """A report is sent that has no kind yet."""


def find_draft(key: str) -> Draft:
    """Return the draft of that key.

    Raises:
        Draft.DoesNotExist
    """
    found: Draft = Draft.objects.select_related("service", "request__service", "request__department").get(pk=key)
    return found


@transaction.atomic
def keep(draft: Draft, **values: Any) -> None:
    """Write what was typed. A draft that was sent is not written any more."""
    for name, value in values.items():
        setattr(draft, name, value)
    if draft.request_id is None:
        draft.save()


def keep_pictures(draft: Draft, files: Iterable[UploadedFile]) -> list[str]:
    """Keep what can be kept of ``files`` with the draft; return a sentence for each that was refused."""
    uploads = read_uploads(files, room=AT_ONCE - draft.pictures.count())
    for picture in uploads.pictures:
        if draft.pictures.filter(sha256=picture.sha256).exists():
            continue
        DraftPicture.objects.create(
            draft=draft,
            picture=ContentFile(picture.jpeg, "picture.jpg"),
            preview=ContentFile(picture.preview, "preview.jpg"),
            width=picture.width,
            height=picture.height,
            sha256=picture.sha256,
            lon=picture.lon_lat[0] if picture.lon_lat else None,
            lat=picture.lon_lat[1] if picture.lon_lat else None,
        )
    return uploads.refusals


def drop_picture(draft: Draft, number: int) -> None:
    _delete(draft.pictures.filter(pk=number))


@transaction.atomic
def send(draft: Draft) -> ServiceRequest:
    """Make the draft a case and return it; sent again, it is the same case.

    Raises:
        NothingChosen
        ReportRefused
    """
    held = Draft.objects.select_for_update(of=("self",)).select_related("service", "request").get(pk=draft.pk)
    if held.request is not None:
        return held.request
    case = submit(report_of(held)).case
    pictures = list(held.pictures.all())
    Draft.objects.filter(pk=held.pk).update(
        request=case, description="", address="", answers={}, name="", email="", phone="", lon=None, lat=None, updated_at=timezone.now()
    )
    DraftPicture.objects.filter(draft=held).delete()
    transaction.on_commit(lambda: _delete_files(pictures))
    return case


def report_of(draft: Draft) -> Report:
    if draft.service is None:
        raise NothingChosen
    return Report(
        service=draft.service,
        description=draft.description,
        answers=draft.answers,
        lon_lat=(draft.geom.x, draft.geom.y) if draft.geom else None,
        address=draft.address,
        contact=Contact(name=draft.name, email=draft.email, phone=draft.phone),
        language=page_language(),
        key=f"draft {draft.key}",
        pictures=pictures_of(draft),
    )


def pictures_of(draft: Draft) -> list[Picture]:
    return [_picture_of(kept) for kept in draft.pictures.all()]


def drop(draft: Draft) -> None:
    """Give the draft up, with its pictures."""
    _delete(draft.pictures.all())
    draft.delete()


def _picture_of(kept: DraftPicture) -> Picture:
    return Picture(
        jpeg=kept.picture.read(), preview=kept.preview.read(), width=kept.width, height=kept.height, sha256=kept.sha256,
        lon_lat=None, taken_at=None,
    )  # fmt: skip


def choose_service(draft: Draft, service: Service) -> None:
    """Take another kind: answers to the questions of the old one go."""
    keep(draft, service=service, answers=draft.answers if draft.service_id == service.pk else {})


def forget_old() -> int:
    """Remove the drafts that nobody went on with, and those that were sent long ago; return how many."""
    now = timezone.now()
    unsent = Draft.objects.filter(request=None, updated_at__lt=now - timedelta(days=KEPT_DAYS))
    sent = Draft.objects.exclude(request=None).filter(updated_at__lt=now - timedelta(days=_SENT_KEPT_DAYS))
    _delete(DraftPicture.objects.filter(draft__in=unsent))
    count = unsent.delete()[1].get(Draft._meta.label, 0)
    return count + sent.delete()[1].get(Draft._meta.label, 0)


def _delete(pictures: Any) -> None:
    gone = list(pictures)
    pictures.delete()
    transaction.on_commit(lambda: _delete_files(gone))


def _delete_files(pictures: Sequence[DraftPicture]) -> None:
    for kept in pictures:
        for file in (kept.picture, kept.preview):
            file.delete(save=False)
