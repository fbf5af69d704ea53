from django.urls import path, re_path

from geoportal.requests import offline_views, report_views, track_views

app_name = "requests"
urlpatterns = [
    path("report/", report_views.report, name="report"),
    path("report/offline/", offline_views.offline, name="offline"),
    path("report/<str:key>/where/", report_views.where, name="where"),
    path("report/<str:key>/what/", report_views.what, name="what"),
    path("report/<str:key>/details/", report_views.details, name="details"),
    re_path(r"^report/(?P<key>[^/]+)/me-too/(?P<number>\d{1,18})/$", report_views.me_too, name="me-too"),
    path("report/<str:key>/check/", report_views.check, name="check"),
    path("report/<str:key>/sent/", report_views.sent, name="sent"),
    re_path(r"^report/(?P<key>[^/]+)/photos/(?P<number>\d{1,18})\.jpg$", report_views.photo, name="draft-photo"),
    re_path(r"^complaints/photos/(?P<number>\d{1,18})-(?P<size>[a-z]+)\.jpg$", track_views.public_photo, name="public-photo"),
    path("track/", track_views.ask, name="ask"),
    path("track/following/<str:token>/", track_views.following, name="following"),
    path("track/<str:code>/", track_views.track, name="track"),
    path("track/<str:code>/confirm/<str:token>/", track_views.confirm_contact, name="confirm"),
    path("track/<str:code>/qr.svg", track_views.qr, name="qr"),
    re_path(r"^track/(?P<code>[^/]+)/photos/(?P<number>\d{1,18})-(?P<size>[a-z]+)\.jpg$", track_views.photo, name="photo"),
    path("track/<str:code>/answer/", track_views.answer, name="answer"),
    path("track/<str:code>/feedback/", track_views.feedback, name="feedback"),
    path("track/<str:code>/reopen/", track_views.reopen, name="reopen"),
    path("track/<str:code>/withdraw/", track_views.withdraw, name="withdraw"),
]
