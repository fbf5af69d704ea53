from django.urls import path, re_path

from geoportal.feeds import views

app_name = "feeds"
urlpatterns = [
    path("feeds.opml", views.opml, name="opml"),
    re_path(r"^(?P<slug>[-\w]+)\.(?P<form>rss|atom)$", views.feed, name="feed"),
]
