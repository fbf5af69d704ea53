"""The shell's own pages, and what machines ask to know whether we live."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from api.downloads.formats import FORMATS
from geoportal.news.publications import PublicationPage
from geoportal.pages.outline import pages_of_tree
from geoportal.site.data_services import preview_of, services_of
from geoportal.site.language import page_language
from layers.lookups import all_layers
from layers.reading import read_summary
from layers.revisions import Revision

# A worker reports every 10 s (procrastinate's update_heartbeat_interval).
_WORKER_SILENCE_S = 40
# When the statements were last compared with what the portal does.
_REVIEWED = date(2026, 11, 23)
_PRIVACY_REVIEWED = date(2026, 12, 1)


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Where other systems find the data, for the people who connect them; ``?layer=`` chooses what the map of the page shows."""
    revisions = dict(Revision.objects.values_list("layer", "number"))
    summaries = [(layer, read_summary(layer, revision=revisions.get(layer.slug))) for layer in all_layers()]
    asked = request.GET.get("layer", "")
    shown, summary = next((entry for entry in summaries if entry[0].slug == asked), summaries[0])
    return render(
        request,
        "site/services.html",
        {
            "layers": [{"layer": layer, "count": found.count} for layer, found in summaries],
            "services": services_of(request),
            "preview": preview_of(request, shown, summary.extent or settings.MUNICIPALITY.extent),
            "api_url": request.build_absolute_uri(reverse("api:landing")),
            "formats": list(FORMATS.values()),
        },
    )


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """This process answers."""
    return JsonResponse({"status": "ok", "release": settings.RELEASE})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Whether this process can do its work: 503 without the database or the job queue.

    A silent worker is told, but does not take the site away from citizens: jobs wait in the queue.
    """
    facts: dict[str, object] = {"database": "ok", "queue": "ok", "workers": 0}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT PostGIS_Lib_Version()")
    except DatabaseError:
        facts |= {"database": "unreachable", "queue": "unreachable"}
    else:
        facts |= _queue()
    is_ready = facts["database"] == facts["queue"] == "ok"
    return JsonResponse({"status": "ready" if is_ready else "not ready", **facts}, status=200 if is_ready else 503)


def _queue() -> dict[str, object]:
    try:
        heard = timezone.now() - timedelta(seconds=_WORKER_SILENCE_S)
        return {
            "waiting_jobs": ProcrastinateJob.objects.filter(status="todo").count(),
            "workers": ProcrastinateWorker.objects.filter(last_heartbeat__gt=heard).count(),
        }
    except DatabaseError:
        return {"queue": "unreachable"}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap_url = request.build_absolute_uri(reverse("sitemaps"))
    return render(request, "site/robots.txt", {"sitemap_url": sitemap_url}, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_page(request: HttpRequest) -> HttpResponse:
    """The pages of the tree and every room, for people; publications have lists and an archive, machines have sitemap.xml."""
    return render(request, "site/sitemap.html", {"pages": pages_of_tree(page_language(), without=(PublicationPage,))})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that Directive (EU) 2016/2102 asks for."""
    return render(request, "site/accessibility.html", {"reviewed": _REVIEWED})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is known of who looks, and whom to ask."""
    context = {
        "reviewed": _PRIVACY_REVIEWED,
        "data_protection": settings.MUNICIPALITY.data_protection,
        "reporters_kept_days": settings.REPORTERS_KEPT_DAYS,
        "tiles_host": urlsplit(settings.BASEMAP_TILES_URL).netloc,
    }
    return render(request, "site/privacy.html", context)
