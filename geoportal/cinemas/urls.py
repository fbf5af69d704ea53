from django.urls import path

from geoportal.cinemas import views

app_name = "cinemas"
urlpatterns = [
    path("", views.cinemas, name="list"),
    path("films/<slug:code>/", views.film, name="film"),
    path("<slug:code>/", views.cinema, name="cinema"),
]
