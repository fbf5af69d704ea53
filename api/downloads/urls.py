from django.urls import path, re_path

from api.downloads import jobs, views
from api.downloads.catalogue import catalogue

app_name = "downloads"
urlpatterns = [
    path("download/jobs/<uuid:export_id>", jobs.job, name="job"),
    path("download/jobs/<uuid:export_id>/file", jobs.job_file, name="job_file"),
    re_path(r"^download/(?P<slug>[^/.]+)\.(?P<extension>[^/]+)$", views.download, name="download"),
    re_path(r"^download/.*$", views.nothing_here, name="nothing_here"),
    path("catalogue.<str:extension>", catalogue, name="catalogue"),
]
