"""Pictures as they come by a form: those that can be kept, and what is wrong with the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from layers.requests.attachments import AT_ONCE
from layers.requests.pictures import Picture, PictureRefused, read_picture


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """``refusals``: a sentence for each file that was not taken, with its name."""

    pictures: list[Picture]
    refusals: list[str]


def read_uploads(files: Iterable[UploadedFile], *, room: int = AT_ONCE) -> Uploads:
    """Read the first ``room`` of ``files``; more are not even looked at."""
    given = [file for file in files if file.size]
    pictures, refusals = [], []
    for file in given[:room]:
        try:
            pictures.append(read_picture(file))
        except PictureRefused as refusal:
            refusals.append(_("«%(name)s»: %(reason)s") % {"name": (file.name or "")[:80], "reason": refusal})
    if len(given) > room:
        refusals.append(_("Χωρούν ως %(most)s φωτογραφίες· %(count)s δεν κρατήθηκαν.") % {"most": AT_ONCE, "count": len(given) - room})
    return Uploads(pictures=pictures, refusals=refusals)
