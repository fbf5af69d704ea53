"""The walks: all of them, each with its stops, and as files to take along."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geoportal.routes.gpx import MEDIA_TYPE as GPX
from geoportal.routes.gpx import gpx_of
from geoportal.routes.kml import MEDIA_TYPE as KML
from geoportal.routes.kml import kml_of
from geoportal.routes.pages import walk_page, walks_page
from geoportal.routes.walks import Walk, find_walk
from geoportal.site.language import page_language
from layers.routes import Route


@require_safe
def walks(request: HttpRequest) -> HttpResponse:
    return render(request, "routes/walks.html", walks_page())


@require_safe
def walk(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "routes/walk.html", walk_page(_find(code), request.GET))


@require_safe
def gpx(request: HttpRequest, code: str) -> HttpResponse:
    """The walk as GPX 1.1, in the page's language."""
    return _file(gpx_of(_find(code), url=_page(request, code), author=_author()), name=f"{code}.gpx", media_type=GPX)


@require_safe
def kml(request: HttpRequest, code: str) -> HttpResponse:
    """The walk as KML 2.2, in the page's language."""
    return _file(kml_of(_find(code), url=_page(request, code), author=_author()), name=f"{code}.kml", media_type=KML)


def _find(code: str) -> Walk:
    try:
        return find_walk(code)
    except Route.DoesNotExist as error:
        raise Http404(_("Δεν υπάρχει διαδρομή «%(code)s».") % {"code": code}) from error


def _page(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("routes:walk", args=(code,)))


def _author() -> str:
    return settings.MUNICIPALITY.name[page_language()]


def _file(body: str | bytes, *, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(body, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
