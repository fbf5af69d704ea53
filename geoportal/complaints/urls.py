from django.urls import path

from geoportal.complaints import alert_views, council_map, numbers_views, views

app_name = "complaints"
urlpatterns = [
    path("", views.complaints, name="list"),
    path("cells.json", views.cells, name="cells"),
    path("<int:year>/<int:number>/", views.complaint, name="complaint"),
    path("<int:year>/<int:number>/support/", views.support, name="support"),
    path("statistics/", numbers_views.statistics, name="statistics"),
    path("statistics.csv", numbers_views.as_csv, name="statistics_csv"),
    path("statistics.json", numbers_views.statistics_json, name="statistics_json"),
    path("statistics/map.html", council_map.download, name="council_map"),
    path("alerts/", alert_views.alerts, name="alerts"),
    path("alerts/<slug:code>/", alert_views.alert, name="alert"),
    path("alerts/<slug:code>/stop/", alert_views.alert_stop, name="alert_stop"),
]
