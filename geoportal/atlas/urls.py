from django.urls import path

from geoportal.atlas import views
from geoportal.atlas.search import search

app_name = "atlas"
urlpatterns = [
    path("", views.explorer, name="map"),
    path("search/", search, name="search"),
    path("<slug:slug>/<int:feature_id>/", views.feature, name="feature"),
    path("<slug:slug>/<int:feature_id>/card/", views.card, name="card"),
]
