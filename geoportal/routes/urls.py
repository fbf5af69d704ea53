from django.urls import path

from geoportal.routes import views

app_name = "routes"
urlpatterns = [
    path("", views.walks, name="walks"),
    path("<slug:code>/", views.walk, name="walk"),
    path("<slug:code>.gpx", views.gpx, name="gpx"),
    path("<slug:code>.kml", views.kml, name="kml"),
]
