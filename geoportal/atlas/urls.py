from django.urls import path

from geoportal.atlas import embed, here, views
from geoportal.atlas.search import search

app_name = "atlas"
urlpatterns = [
    path("", views.explorer, name="map"),
    path("search/", search, name="search"),
    path("list/", views.beside_map, name="list"),
    path("here/", here.here, name="here"),
    path("here/card/", here.here_card, name="here_card"),
    path("embed/", embed.embed, name="embed"),
    path("<slug:slug>/<int:feature_id>/", views.feature, name="feature"),
    path("<slug:slug>/<int:feature_id>/card/", views.card, name="card"),
]
