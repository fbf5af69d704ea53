from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from api.documents import reading
from api.features import views as features
from api.features.writing.resources import ITEM, ITEMS, with_writes
from api.features.writing.schema import schema
from api.features.writing.views import ItemsWriting, ItemWriting
from api.geocoding import views as geocoding
from api.tiles.urls import api_urlpatterns as tiles


@reading
def nothing_here(_request: HttpRequest) -> HttpResponse:
    """A catch-all of our own: an unknown address of a machine surface gets a problem, not a page."""
    raise Http404


app_name = "api"
urlpatterns = [
    path("", features.landing, name="landing"),
    path("conformance", features.conformance, name="conformance"),
    path("openapi", features.openapi, name="openapi"),
    path("collections", features.collections, name="collections"),
    path("collections/<str:slug>", features.collection, name="collection"),
    path("collections/<str:slug>/queryables", features.queryables, name="queryables"),
    path("collections/<str:slug>/sortables", features.sortables, name="sortables"),
    path("collections/<str:slug>/schema", schema, name="schema"),
    path("collections/<str:slug>/items", with_writes(features.items, ItemsWriting.as_view(), ITEMS), name="items"),
    path("collections/<str:slug>/items/<str:feature_id>", with_writes(features.item, ItemWriting.as_view(), ITEM), name="item"),
    *tiles,
    path("search", geocoding.search, name="search"),
    path("reverse", geocoding.reverse, name="reverse"),
    re_path(r"^.*$", nothing_here, name="nothing_here"),
]
