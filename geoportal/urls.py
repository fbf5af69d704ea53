"""Addresses: pages for people in Greek and, under /en/, in English; surfaces for machines beside them."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from geoportal.feeds import views as feeds
from geoportal.home.views import home
from geoportal.pages.media import media
from geoportal.requests.offline_views import service_worker
from geoportal.site import manifest
from geoportal.site import views as site
from geoportal.site.sitemaps import sitemaps

urlpatterns = [
    path("api/", include("api.urls")),
    path("tiles/", include("api.tiles.urls")),
    path("ows/", include("api.ows_urls")),
    path("open311/v2/", include("api.open311.urls")),
    path("", include("api.downloads.urls")),
    path("feeds/", include("geoportal.feeds.urls")),
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
    path("robots.txt", site.robots, name="robots"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service-worker"),
    path("favicon.ico", manifest.favicon),
    path("sitemap.xml", sitemap_views.index, {"sitemaps": sitemaps(), "sitemap_url_name": "sitemap"}, name="sitemaps"),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": sitemaps()}, name="sitemap"),
    path(settings.BACKOFFICE_PATH.strip("/") + "/", include(wagtailadmin_urls)),
    path("files/", include(wagtaildocs_urls)),
    path("media/<path:name>", media, name="media"),
    *i18n_patterns(
        path("", home, name="home"),
        path("map/", include("geoportal.atlas.urls")),
        path("pharmacies/", include("geoportal.pharmacies.urls")),
        path("cinemas/", include("geoportal.cinemas.urls")),
        path("events/", include("geoportal.events.urls")),
        path("feeds/", feeds.feeds, name="feeds"),
        path("search/", include("geoportal.search.urls")),
        path("services/", site.services, name="services"),
        path("routes/", include("geoportal.routes.urls")),
        path("places/", include("geoportal.places.urls")),
        path("complaints/", include("geoportal.complaints.urls")),
        path("departments/", include("geoportal.departments.urls")),
        path("sitemap/", site.sitemap_page, name="sitemap-page"),
        path("accessibility/", site.accessibility, name="accessibility"),
        path("privacy/", site.privacy, name="privacy"),
        path("account/", include("geoportal.accounts.urls")),
        path("", include("geoportal.requests.urls")),
        path("", include("geoportal.news.urls")),
        # What no room above answers to is a page of the tree.
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
