"""Addresses: pages for people in Greek and, under /en/, in English; surfaces for machines beside them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from geoportal.site import views as site

urlpatterns = [
    path("api/", include("api.urls")),
    path("tiles/", include("api.tiles.urls")),
    path("", include("api.downloads.urls")),
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
    path("robots.txt", site.robots, name="robots"),
    *i18n_patterns(
        path("", site.home, name="home"),
        path("map/", include("geoportal.atlas.urls")),
        path("pharmacies/", include("geoportal.pharmacies.urls")),
        path("cinemas/", include("geoportal.cinemas.urls")),
        path("events/", include("geoportal.events.urls")),
        path("services/", site.services, name="services"),
        path("routes/", include("geoportal.routes.urls")),
        path("places/", include("geoportal.places.urls")),
        path("departments/", include("geoportal.departments.urls")),
        path("account/", include("geoportal.accounts.urls")),
        prefix_default_language=False,
    ),
]
