"""Pictures of cases. What is kept was made by ``layers.requests.pictures``: pixels alone. Nobody but the staff of the case and who reported
it sees one before it is published."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.pictures import Picture
from layers.requests.policy import check_permitted
from layers.requests.recording import Said, hold, note_down

AT_ONCE, OF_A_CASE = 5, 20
FOLDER = "requests"
# A file stands before its row does; one without a row is left over after so long.
_LEFT_OVER_AFTER = timedelta(days=1)


class TooManyPictures(ValueError):
    """More pictures than one report, or one case, may have: ``most``."""

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} pictures.")
        self.most = most


def file_name(_attachment: "Attachment", _name: str) -> str:
    # Nothing in a name tells of the case, and a folder of a month stays small.
    return f"{FOLDER}/{timezone.now():%Y/%m}/{secrets.token_hex(16)}.jpg"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def kept(self) -> Self:
        return self.filter(removed_at=None)

    def public(self) -> Self:
        """Return the pictures that everybody may see: published ones of public cases, of kinds whose pictures are shown at all."""
        return self.kept().filter(is_public=True, request__in=ServiceRequest.objects.public(), request__service__is_photo_public=True)


class Attachment(models.Model):
    """``picture`` has at most 2048 px on its longer side, ``preview`` 480; ``width`` and ``height`` are those of ``picture``."""

    picture = models.FileField(_("φωτογραφία"), upload_to=file_name, max_length=100)
    preview = models.FileField(_("μικρή φωτογραφία"), upload_to=file_name, max_length=100)
    width = models.PositiveSmallIntegerField(_("πλάτος"))
    height = models.PositiveSmallIntegerField(_("ύψος"))
    sha256 = models.CharField(max_length=64, editable=False)
    is_public = models.BooleanField(_("δημοσιεύεται"), default=False)
    by_citizen = models.BooleanField(_("από τον πολίτη"), default=True)

    created_at = models.DateTimeField(_("πότε"), db_default=Now())
    removed_at = models.DateTimeField(_("αφαιρέθηκε"), null=True)

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("αίτημα"))
    entry = models.ForeignKey(HistoryEntry, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("ενέργεια"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("φωτογραφία αιτήματος")
        verbose_name_plural = _("φωτογραφίες αιτημάτων")
        ordering = ["pk"]
        constraints = [
            # Sent twice, it is one.
            models.UniqueConstraint(fields=["request", "sha256"], name="layers_attachment_once"),
            models.CheckConstraint(condition=Q(removed_at__isnull=True) | Q(is_public=False), name="layers_attachment_removed_is_hidden"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


def attach(pictures: Sequence[Picture], *, entry: HistoryEntry) -> list[Attachment]:
    """Keep ``pictures`` with the case of ``entry``, by which they came; return the new ones. Belongs into the transaction of the entry.

    Raises:
        TooManyPictures
    """
    if not pictures:
        return []
    known = set(Attachment.objects.filter(request=entry.request_id).values_list("sha256", flat=True))
    new = {picture.sha256: picture for picture in pictures if picture.sha256 not in known}
    for most, count in ((AT_ONCE, len(pictures)), (OF_A_CASE, len(known) + len(new))):
        if count > most:
            raise TooManyPictures(most)
    return [_kept(picture, entry) for picture in new.values()]


def _kept(picture: Picture, entry: HistoryEntry) -> Attachment:
    return Attachment.objects.create(
        picture=ContentFile(picture.jpeg, "picture.jpg"),
        preview=ContentFile(picture.preview, "preview.jpg"),
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        by_citizen=entry.by_citizen,
        request_id=entry.request_id,
        entry=entry,
    )


@transaction.atomic
def publish_pictures(case: ServiceRequest, *, chosen: Sequence[Attachment], by: Any) -> HistoryEntry:
    """Show just the ``chosen`` pictures of the case to everybody; none of a kind whose pictures are not to be shown.

    Raises:
        NotPermitted
    """
    held = hold(case)
    check_permitted(by, Action.PUBLISH, held)
    shown = [attachment.pk for attachment in chosen if held.service.is_photo_public]
    held.attachments.filter(removed_at=None).update(is_public=False)
    held.attachments.filter(removed_at=None, pk__in=shown).update(is_public=True)
    return note_down(held, Action.PUBLISH, by=by, said=Said(details={"pictures": sorted(shown)}))


@transaction.atomic
def remove_pictures(case: ServiceRequest, *, chosen: Sequence[Attachment], reason: str, by: Any) -> HistoryEntry:
    """Take the ``chosen`` pictures of the case away for good; that they were there stays.

    Raises:
        NotPermitted
    """
    held = hold(case)
    check_permitted(by, Action.REDACT, held)
    gone = take_away(held.attachments.filter(pk__in=[attachment.pk for attachment in chosen]))
    return note_down(held, Action.REDACT, by=by, said=Said(text=reason.strip(), details={"pictures": gone}))


def take_away(chosen: AttachmentQuerySet) -> list[int]:
    """Remove the pictures that are still kept of the ``chosen``, their files when the transaction ends well; return their numbers."""
    gone = list(chosen.filter(removed_at=None))
    numbers = [attachment.pk for attachment in gone]
    Attachment.objects.filter(pk__in=numbers).update(removed_at=timezone.now(), is_public=False)
    # Not before it is sure: a file does not come back.
    transaction.on_commit(lambda: _delete_files(gone))
    return numbers


def _delete_files(attachments: Sequence[Attachment]) -> None:
    for attachment in attachments:
        for file in (attachment.picture, attachment.preview):
            file.delete(save=False)


def remove_left_overs() -> int:
    """Delete the files that no case has (a submission that failed after its pictures were written, a picture whose deletion did not come
    about); return how many."""
    root = Path(settings.MEDIA_ROOT)
    rows = Attachment.objects.kept().values_list("picture", "preview")
    known = {name for names in rows.iterator() for name in names}
    before = (timezone.now() - _LEFT_OVER_AFTER).timestamp()
    over = [path for path in (root / FOLDER).rglob("*.jpg") if path.stat().st_mtime < before and str(path.relative_to(root)) not in known]
    for path in over:
        path.unlink(missing_ok=True)
    return len(over)
