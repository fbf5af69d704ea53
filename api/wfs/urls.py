from django.urls import path

from api.wfs.views import WfsView

urlpatterns = [path("wfs", WfsView.as_view(), name="wfs")]
