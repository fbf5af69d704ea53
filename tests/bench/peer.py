"""The peer: a plain djangorestframework-gis viewset over the same table, as its documentation shows it."""

from typing import Any

from django.urls import include, path
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ReadOnlyModelViewSet
from rest_framework_gis.filters import InBBoxFilter
from rest_framework_gis.pagination import GeoJsonPagination
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from layers.places import Place


class PlaceSerializer(GeoFeatureModelSerializer):
    class Meta:
        model = Place
        geo_field = "geom"
        exclude = ["internal_notes"]


class Pages(GeoJsonPagination):
    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 10_000


class PlaceViewSet(ReadOnlyModelViewSet[Any]):
    queryset = Place.objects.order_by("pk")
    serializer_class = PlaceSerializer
    pagination_class = Pages
    bbox_filter_field = "geom"
    filter_backends = [InBBoxFilter]


router = DefaultRouter()
router.register("places", PlaceViewSet)
urlpatterns = [path("", include(router.urls))]
