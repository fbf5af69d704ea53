"""``/download/<layer>.<format>``: a layer, or a view of it, as a file to take along."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from api.caching import layer_response
from api.documents import reading
from api.downloads.actions import DatasetReplaced, find_ready, make_now, order
from api.downloads.asking import Asked, asked_of
from api.downloads.formats import format_of
from api.downloads.jobs import job_response
from api.downloads.models import Export
from api.downloads.streams import Stream
from api.tasks import defer_export
from layers.layer import Layer
from layers.reading import count_features
from layers.revisions import revision_of

_ACCEPTED = 202


@reading
def nothing_here(_request: HttpRequest) -> HttpResponse:
    raise Http404


@reading
def download(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    format_of(extension)

    def build(layer: Layer) -> tuple[int, HttpResponseBase]:
        asked = asked_of(request.GET, layer, extension)
        return _stream(request, asked) if asked.format.parts_of else _file(request, asked)

    response = layer_response(request, slug, build)
    if response.status_code == _ACCEPTED:
        # Not the file: nobody may keep it as if it were.
        del response.headers["ETag"]
        response.headers["Cache-Control"] = "no-store"
    return response


def _stream(request: HttpRequest, asked: Asked) -> tuple[int, HttpResponseBase]:
    assert asked.format.parts_of is not None  # noqa: S101  # the caller looked
    stream = Stream(asked.layer, asked.query, asked.format.parts_of)
    if request.method == "HEAD" or asked.layer.revision not in (None, stream.revision):
        stream.close()
        # A stream of nothing: its length is not known, rather than said to be 0.
        return stream.revision, _named(StreamingHttpResponse([]), asked)
    return stream.revision, _named(StreamingHttpResponse(stream), asked)


def _file(request: HttpRequest, asked: Asked) -> tuple[int, HttpResponseBase]:
    """Give the file that is there already, or make it: at once if it is small, else by a job."""
    layer = asked.layer
    revision = revision_of(layer.slug) or 0
    key = asked.key(revision=revision, changes_at=layer.next_change_at())
    export = find_ready(key)
    if export is None:
        most = settings.DOWNLOAD_DIRECT_MAX
        if count_features(layer, asked.query, at_most=most + 1) > most:
            job = order(asked, key=key, revision=revision, defer=defer_export)
            return revision, job_response(request, job, layer, status=_ACCEPTED)
        try:
            export = make_now(asked)
        except DatasetReplaced:
            return -1, HttpResponse()
    return export.revision, _named(file_response(export), asked)


def file_response(export: Export) -> HttpResponseBase:
    """Return the file of ``export``; one that is not kept is gone when it is sent."""
    file = export.path.open("rb")
    if not export.key:
        export.path.unlink()
    return FileResponse(file)


def _named(response: HttpResponseBase, asked: Asked) -> HttpResponseBase:
    response.headers["Content-Type"] = asked.format.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.file_name}"'
    return response
