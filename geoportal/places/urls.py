from django.urls import path

from geoportal.places import views

app_name = "places"
urlpatterns = [
    path("", views.places, name="places"),
    path("<slug:code>/", views.place, name="place"),
]
