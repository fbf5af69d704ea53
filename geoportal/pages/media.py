"""Pictures as pages show them. Behind nginx it serves them; this does on a single machine."""

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

# Renditions alone: originals may tell where a photo was taken, and documents have their own door (private collections).
_PUBLIC = "images"
_YEAR_S = 31_536_000
# A drawing that is opened by itself is a document: it may draw, and nothing else.
_DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def media(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a rendition, whose name changes with its content.

    Raises:
        Http404
    """
    folder = settings.MEDIA_ROOT / _PUBLIC
    try:
        path = safe_join(folder, name.removeprefix(f"{_PUBLIC}/"))
        file = open(path, "rb") if name.startswith(f"{_PUBLIC}/") else None  # noqa: SIM115, PTH123  # FileResponse closes it
    except (SuspiciousFileOperation, OSError) as error:
        raise Http404 from error
    if file is None:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={_YEAR_S}, immutable", "X-Content-Type-Options": "nosniff"}
    if path.lower().endswith(".svg"):
        headers["Content-Security-Policy"] = _DRAWING_POLICY
    return FileResponse(file, headers=headers)
