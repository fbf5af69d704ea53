"""``/download/jobs/<id>``: how far a file is, for programs and for people, and the file itself.

The document speaks as a job does in OGC API – Processes (18-062r2 §7.13, statusInfo).
"""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from api.documents import JSON, json_response, link, reading
from api.downloads.asking import asked_by
from api.downloads.formats import FORMATS
from api.downloads.models import Export
from api.errors import UnknownDownload
from api.params import check_names
from api.viewers import viewer_of
from layers.layer import Layer
from layers.lookups import get_layer

# How soon to ask again.
_REFRESH_S = 5

# Our words, and those of the standard.
_STATUS = {
    Export.State.WAITING: "accepted",
    Export.State.RUNNING: "running",
    Export.State.READY: "successful",
    Export.State.FAILED: "failed",
}
_OPEN = (Export.State.WAITING, Export.State.RUNNING)


class UnknownExport(UnknownDownload):
    """There is no such file, or it is gone."""

    def __init__(self) -> None:
        super().__init__(_("Δεν υπάρχει πια τέτοιο αρχείο. Ζητήστε το ξανά από το /services/."))


@reading
def job(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    check_names(request.GET)
    export, layer = _seen_by(request, export_id)
    return job_response(request, export, layer)


@reading
def job_file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    check_names(request.GET)
    export, layer = _seen_by(request, export_id)
    if export.state != Export.State.READY or not export.path.exists():
        raise UnknownExport
    response = FileResponse(export.path.open("rb"), content_type=FORMATS[export.format].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{asked_by(export, layer).file_name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _seen_by(request: HttpRequest, export_id: UUID) -> tuple[Export, Layer]:
    """Return the export with its layer, as far as the viewer may see it now.

    Raises:
        UnknownExport, UnknownLayer
    """
    export = Export.objects.filter(pk=export_id).first()
    if export is None:
        raise UnknownExport
    return export, get_layer(export.layer, viewer=viewer_of(request))


def job_response(request: HttpRequest, export: Export, layer: Layer, *, status: int = 200) -> HttpResponse:
    """Return how far ``export`` is: a page for who reads pages, else the status document."""
    address = _url(request, "job", export)
    if _wants_page(request):
        facts = {"export": export, "layer": layer, "format": FORMATS[export.format], "file_url": _url(request, "job_file", export)}
        response = render(request, "downloads/job.html", {**facts, "again_url": _again(export)}, status=status)
        if export.state in _OPEN:
            # A header does without script, and without a tag that could not be stopped.
            response.headers["Refresh"] = f"{_REFRESH_S}; url={address}"
    else:
        response = json_response(status_document(request, export, layer))
        response.status_code = status
    if status != 200:
        response.headers["Location"] = address
    if export.state in _OPEN:
        response.headers["Retry-After"] = str(_REFRESH_S)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    return response


def status_document(request: HttpRequest, export: Export, layer: Layer) -> dict[str, Any]:
    """Return the job as OGC API – Processes describes one."""
    links = [link(_url(request, "job", export), "self", JSON, layer.title)]
    if export.state == Export.State.READY:
        links.append(link(_url(request, "job_file", export), "enclosure", FORMATS[export.format].media_type, layer.title))
    if export.state == Export.State.FAILED:
        links.append(link(request.build_absolute_uri(_again(export)), "retry", FORMATS[export.format].media_type, _("Ζητήστε το ξανά")))
    return {
        "type": "process",
        "processID": "download",
        "jobID": str(export.pk),
        "status": _STATUS[Export.State(export.state)],
        "message": export.fault or str(Export.State(export.state).label),
        "progress": export.percent,
        "featuresWritten": export.written,
        "featuresTotal": export.total,
        "created": export.created_at.isoformat(),
        "updated": export.moved_at.isoformat(),
        **({"finished": export.finished_at.isoformat()} if export.finished_at else {}),
        "expires": export.expires_at.isoformat(),
        "layer": export.layer,
        "format": export.format,
        "links": links,
    }


def _wants_page(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _url(request: HttpRequest, name: str, export: Export) -> str:
    return f"{request.build_absolute_uri(reverse(f'downloads:{name}', args=[export.pk]))}?lang={export.language}"


def _again(export: Export) -> str:
    address = reverse("downloads:download", args=[export.layer, export.format])
    return f"{address}?{export.query}&lang={export.language}" if export.query else f"{address}?lang={export.language}"
