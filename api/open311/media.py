"""The published pictures of cases, where ``media_url`` says they are."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from layers.requests.attachments import Attachment


@require_safe
def picture(request: HttpRequest, number: int) -> HttpResponseBase:
    """Return a picture that everybody may see. It is asked for anew each time: what was published may be taken back."""
    attachment = Attachment.objects.public().filter(pk=min(number, 2**63 - 1)).first()
    if attachment is None:
        raise Http404
    etag = f'"{attachment.sha256[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or FileResponse(attachment.picture.open(), content_type="image/jpeg")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
