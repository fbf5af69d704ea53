"""Pictures of cases at the doors that lead to them; each door decides who may come in."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from geoportal.requests.models import DraftPicture
from layers.requests.attachments import Attachment

SIZES = ("picture", "preview")


def photo_response(attachment: Attachment | None, size: str, *, is_public: bool = False) -> FileResponse:
    """Return the picture in one of ``SIZES``.

    Raises:
        Http404: if there is none, or it was taken away.
    """
    if attachment is None or attachment.removed_at is not None or size not in SIZES:
        raise Http404(_("Δεν υπάρχει τέτοια φωτογραφία."))
    # A public one may be hidden again: nobody keeps it for long.
    return _sent(getattr(attachment, size), "public, max-age=300" if is_public else "private, no-store")


def draft_photo_response(kept: DraftPicture | None) -> FileResponse:
    """Return the small picture of a draft, for who writes it.

    Raises:
        Http404
    """
    if kept is None:
        raise Http404(_("Δεν υπάρχει τέτοια φωτογραφία."))
    return _sent(kept.preview, "private, no-store")


def _sent(field: FieldFile, caching: str) -> FileResponse:
    try:
        file = field.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("Δεν υπάρχει τέτοια φωτογραφία.")) from error
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": caching, "X-Content-Type-Options": "nosniff"})
