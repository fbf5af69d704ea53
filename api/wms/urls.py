from django.urls import path

from api.wms import views

urlpatterns = [path("wms", views.wms, name="wms")]
