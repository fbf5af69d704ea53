"""Addresses of tiles: those of OGC API – Tiles beside the collections, those of web maps under /tiles/."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from api.documents import reading
from api.tiles import views


@reading
def nothing_here(_request: HttpRequest) -> HttpResponse:
    """An unknown address gets a problem, not a page."""
    raise Http404


_MATRIX = "<str:matrix_set>/<str:zoom>/<str:row>/<str:column>"

api_urlpatterns = [
    path("collections/<str:slug>/tiles", views.layer_tilesets, name="layer_tilesets"),
    path("collections/<str:slug>/tiles/<str:matrix_set>", views.layer_tileset_view, name="layer_tileset"),
    path(f"collections/<str:slug>/tiles/{_MATRIX}", views.layer_tile, name="layer_tile"),
    path("tiles", views.dataset_tilesets, name="tilesets"),
    path("tiles/<str:matrix_set>", views.dataset_tileset_view, name="tileset"),
    path(f"tiles/{_MATRIX}", views.dataset_tile, name="tile"),
    path("tileMatrixSets", views.matrix_sets, name="matrix_sets"),
    path("tileMatrixSets/<str:name>", views.matrix_set, name="matrix_set"),
]

app_name = "tiles"
urlpatterns = [
    path("<str:slugs>.json", views.tilejson, name="tilejson"),
    path("<str:slugs>/<str:zoom>/<str:column>/<str:row>.mvt", views.xyz_tile, name="tile"),
    re_path(r"^.*$", nothing_here, name="nothing_here"),
]
