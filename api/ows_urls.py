from django.urls import path

from api.wfs.views import WfsView
from api.wms.views import wms
from api.wmts import views as wmts

urlpatterns = [
    path("wfs", WfsView.as_view(), name="wfs"),
    path("wms", wms, name="wms"),
    path("wmts", wmts.wmts, name="wmts"),
    path("wmts/1.0.0/WMTSCapabilities.xml", wmts.document, name="wmts_document"),
    path("wmts/1.0.0/<str:layer>/<str:style>/<str:grid>/<str:matrix>/<str:row>/<str:column>.<str:extension>", wmts.tile, name="wmts_tile"),
]
