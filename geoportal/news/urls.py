from django.urls import path

from geoportal.news import views
from geoportal.news.kinds import Kind

app_name = "news"
urlpatterns = [
    path("tenders/deadlines.ics", views.deadlines, {"kind": Kind.TENDER}, name="tender_deadlines"),
    path("hiring/deadlines.ics", views.deadlines, {"kind": Kind.VACANCY}, name="vacancy_deadlines"),
]
