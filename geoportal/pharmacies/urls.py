from django.urls import path

from geoportal.pharmacies import views

app_name = "pharmacies"
urlpatterns = [
    path("", views.pharmacies, name="list"),
    path("<slug:code>/", views.pharmacy, name="pharmacy"),
]
