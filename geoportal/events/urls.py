from django.urls import path

from geoportal.events import views

app_name = "events"
urlpatterns = [
    path("", views.events, name="list"),
    path("calendar.ics", views.calendar_of_list, name="calendar_of_list"),
    path("<slug:code>/", views.event, name="event"),
    path("<slug:code>.ics", views.calendar, name="calendar"),
]
